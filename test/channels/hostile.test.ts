import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outgoing } from '../../src/channels/channel.ts';
import { openEmail } from '../../src/channels/email/index.ts';
import { openFile } from '../../src/channels/file.ts';
import { plainText, visible } from '../../src/channels/plain.ts';
import { openTelegram } from '../../src/channels/telegram/index.ts';
import { openZohoChannel } from '../../src/channels/zoho.ts';
import { HOSTILE } from './hostile.ts';
import { settingOf } from './local-http.ts';
import { readMail, smtpServer } from './smtp-server.ts';
import { TOKEN, telegramServer } from './telegram-server.ts';
import { hook, receiver } from './webhook-server.ts';
import { DEAL, ZOHO_SECRETS, zohoServer } from './zoho-server.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bizos-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The same text in every place of a message where a deal's words may stand. */
function carrying(text: string, to: string): Outgoing {
  return {
    to: [to],
    subject: 'Stalled deals',
    blocks: [
      { kind: 'heading', text },
      { kind: 'text', text },
      { kind: 'list', items: [text] },
      { kind: 'quoted', text },
    ],
    buttons: [[{ label: 'Approve', data: 'a:n1' }]],
  };
}

/** Nothing that a reader can't see, whatever came in. */
const HIDDEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\u2060\ufeff]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/u;

const squeezed = (text: string): string => text.replace(/\s+/g, '');

describe('there are enough of them', () => {
  it('at least 60, all different', () => {
    expect(new Set(HOSTILE.map(([, text]) => text)).size).toBeGreaterThanOrEqual(60);
  });
});

describe.each(HOSTILE)('%s', (_what, text) => {
  it('Telegram: text alone, nothing to press or follow but our own buttons', async () => {
    const server = await telegramServer();
    const setting = settingOf({ chat: '42', 'allowed users': '7', 'api root': server.url }, { TELEGRAM_BOT_TOKEN: TOKEN });
    const channel = await openTelegram('t', setting, { wait: async () => undefined });
    const message = carrying(text, '42');
    expect(await channel.send(message, 'k')).toMatchObject({ state: 'sent' });
    const all = server.shown.map((part) => part.text).join('\n');
    expect(squeezed(all)).toBe(squeezed(`Stalled deals\n\n${plainText(message)}`));
    expect(all).not.toMatch(HIDDEN);
    const kinds = new Set(server.shown.flatMap(({ entities }) => entities.map(({ type }) => type)));
    expect([...kinds].filter((kind) => !['b', 'blockquote', 'code'].includes(kind))).toEqual([]);
    expect(server.shown.flatMap(({ buttons }) => buttons)).toEqual([{ text: 'Approve', callback_data: 'a:n1' }]);
    expect(server.shown.every(({ chat, preview }) => chat === 42 && !preview)).toBe(true);
  });

  it('e-mail: one recipient, our headers, plain text', async () => {
    const server = await smtpServer({ size: 1_000_000 });
    const channel = await openEmail(
      'm',
      settingOf({ from: 'crm@example.org', host: '127.0.0.1', port: String(server.port), security: 'none' }),
    );
    const message = carrying(text, 'ann@example.com');
    expect(await channel.send(message, 'k')).toMatchObject({ state: 'sent' });
    expect(server.mails).toHaveLength(1);
    expect(server.errors).toEqual([]);
    expect(server.mails[0].to).toEqual(['ann@example.com']);
    const mail = readMail(server.mails[0].raw);
    expect(mail.headers.map(([name]) => name).sort()).toEqual(
      ['auto-submitted', 'content-transfer-encoding', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'].sort(),
    );
    expect(mail.headers.find(([name]) => name === 'content-type')?.[1]).toMatch(/^text\/plain/);
    expect(squeezed(mail.text)).toBe(squeezed(plainText(message)));
    expect(mail.text).not.toMatch(HIDDEN);
  });

  it('as a subject, e-mail refuses it or shows it on one line', async () => {
    const server = await smtpServer();
    const channel = await openEmail(
      'm',
      settingOf({ from: 'crm@example.org', host: '127.0.0.1', port: String(server.port), security: 'none' }),
    );
    const outcome = await channel.send({ to: ['ann@example.com'], subject: text, blocks: [{ kind: 'text', text: 'x' }] }, 'k');
    if (/[\r\n\0\u2028\u2029\u0085]/.test(text) || text.length > 500) {
      expect(outcome.state).toBe('refused');
      expect(server.mails).toEqual([]);
    } else {
      expect(outcome.state).toBe('sent');
      const { headers } = readMail(server.mails[0].raw);
      expect(headers).toHaveLength(9);
      expect(squeezed(headers.find(([name]) => name === 'subject')?.[1] ?? '')).toBe(squeezed(visible(text)));
    }
  });

  it('webhook: strings in JSON, signed as they are', async () => {
    const server = await receiver();
    const message = { ...carrying(text, 'hook'), data: { note: text } };
    expect(await (await hook(server.url)).send(message, 'k')).toMatchObject({ state: 'sent' });
    expect(server.received).toHaveLength(1);
    const got = server.seen.get('k') as { blocks: { text?: string }[]; data: { note: string } };
    expect(Object.keys(got)).toEqual(['schema', 'key', 'subject', 'blocks', 'buttons', 'data']);
    expect([got.blocks[1].text, got.data.note]).toEqual([visible(text), visible(text)]);
    expect(server.received[0].body.toString()).not.toMatch(/[<>&]/);
  });

  it('Zoho: the value of one field and the words of one note', async () => {
    const server = await zohoServer();
    const setting = settingOf({ 'data centre': 'eu', 'accounts root': server.url, 'api root': server.url }, ZOHO_SECRETS);
    const channel = await openZohoChannel('z', setting);
    const outcome = await channel.send({ to: [DEAL], blocks: [], data: { next_step: text.slice(0, 200), note: text } }, 'k');
    expect(outcome).toMatchObject({ state: 'sent' });
    expect(server.deals).toEqual([{ id: DEAL, Deal_Name: 'Roof', Stage: 'Proposal', Next_Step: visible(text.slice(0, 200)) }]);
    expect(server.notes.get(DEAL)).toEqual([{ Note_Title: expect.stringMatching(/^BizOS /), Note_Content: visible(text) }]);
    expect(server.state.calls.every((call) => /^(?:PUT \/crm\/v8\/Deals|POST \/crm\/v8\/Deals\/\d+\/Notes)$/.test(call))).toBe(true);
  });

  it('file: the words in the text, the whole in the JSON', async () => {
    const channel = await openFile('f', settingOf({ folder }));
    const message = carrying(text, 'x');
    const outcome = await channel.send(message, text);
    if (outcome.state !== 'sent') throw new Error(outcome.why.en);
    // A bare name: whatever the key says, the file lies in the channel's folder.
    expect(basename(outcome.reference)).toBe(outcome.reference);
    const path = join(folder, outcome.reference);
    expect((JSON.parse(readFileSync(path, 'utf8')) as { message: unknown }).message).toEqual(JSON.parse(JSON.stringify(message)));
    expect(readFileSync(path.replace(/json$/, 'txt'), 'utf8')).not.toMatch(HIDDEN);
  });
});
