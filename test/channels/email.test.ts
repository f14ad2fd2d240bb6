import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openEmail } from '../../src/channels/email/index.ts';
import { saying, settingOf } from './local-http.ts';
import { readMail, type SmtpFault, smtpServer } from './smtp-server.ts';

const PASSWORD = 'correct-horse-battery';
const ANN = { to: ['ann@example.com'] };
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function mailer(port: number, policy: Record<string, string> = {}, more: Parameters<typeof settingOf>[2] = {}) {
  return openEmail(
    'mail',
    settingOf(
      { from: 'crm@example.org', host: '127.0.0.1', port: String(port), security: 'none', ...policy },
      { SMTP_PASSWORD: PASSWORD },
      more,
    ),
  );
}

describe('sending by SMTP', () => {
  it('signs in and hands over text with a Message-ID from the key', async () => {
    const server = await smtpServer({ user: 'crm', password: PASSWORD });
    const channel = await mailer(server.port, { user: 'crm' });
    const outcome = await channel.send(
      saying('Grüße 👋\n.\n..dots\nFrom here', { ...ANN, subject: 'Angebot für Österreich – 100 %' }),
      'k1',
    );
    expect(outcome).toMatchObject({ state: 'sent' });
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]).toMatchObject({ from: 'crm@example.org', to: ['ann@example.com'] });
    const { headers, text } = readMail(server.mails[0].raw);
    expect(text.trim()).toBe('Grüße 👋\n.\n..dots\nFrom here');
    expect(Object.fromEntries(headers)).toMatchObject({
      from: 'crm@example.org',
      to: 'ann@example.com',
      subject: 'Angebot für Österreich – 100 %',
      'message-id': expect.stringMatching(/^<[0-9a-f]{40}@example\.org>$/),
      date: 'Fri, 20 Nov 2026 01:00:00 +0000',
      'content-type': expect.stringMatching(/^text\/plain; charset=utf-8/),
    });
    await channel.send(saying('other', ANN), 'k1');
    expect(readMail(server.mails[1].raw).headers.find(([name]) => name === 'message-id')).toEqual(
      headers.find(([name]) => name === 'message-id'),
    );
  });

  const table: [SmtpFault, string][] = [
    ['drop-greeting', 'later'],
    ['452-mail', 'later'],
    ['no-rcpt', 'refused'],
    ['drop-in-data', 'later'],
    ['drop-after-data', 'unknown'],
    ['half-250', 'unknown'],
    ['451-after-data', 'later'],
    ['554-after-data', 'refused'],
  ];
  it.each(table)('%s leaves %s', async (fault, state) => {
    const server = await smtpServer({ fault });
    const outcome = await (await mailer(server.port)).send(saying('hello', ANN), 'k');
    expect(outcome.state).toBe(state);
    expect(server.mails).toEqual([]);
    expect(JSON.stringify(outcome)).not.toContain('ann@example.com');
  });

  it('stopped after the last byte left: unknown', async () => {
    const server = await smtpServer({ fault: 'silent-after-data' });
    const stop = new AbortController();
    const sending = (await mailer(server.port, {}, { signal: stop.signal })).send(saying('hello', ANN), 'k');
    while (server.state.data === 0) await new Promise((done) => setImmediate(done));
    await new Promise((done) => setTimeout(done, 50));
    stop.abort();
    expect((await sending).state).toBe('unknown');
  });

  it('one of two recipients refused: unknown, with counts', async () => {
    const server = await smtpServer({ reject: ['bob@example.com'] });
    const outcome = await (await mailer(server.port)).send(saying('hello', { to: ['ann@example.com', 'bob@example.com'] }), 'k');
    expect(outcome).toMatchObject({ state: 'unknown', why: { en: 'Taken for 1 of 2 recipients.' } });
  });

  it('larger than the server takes: refused, and nothing was begun', async () => {
    const server = await smtpServer({ size: 2000 });
    const outcome = await (await mailer(server.port)).send(saying('x'.repeat(10_000), ANN), 'k');
    expect(outcome.state).toBe('refused');
    expect(server.state.data).toBe(0);
  });

  it('a wrong password: refused, and the password is in no word of it', async () => {
    const server = await smtpServer({ user: 'crm', password: 'other' });
    const channel = await mailer(server.port, { user: 'crm' });
    const all = [await channel.send(saying('x', ANN), 'k'), await channel.test()];
    expect(all.map(({ state }) => state)).toEqual(['refused', 'refused']);
    expect(JSON.stringify(all)).not.toContain('horse');
  });

  it('a server without STARTTLS gets nothing where it is wanted', async () => {
    const server = await smtpServer();
    const outcome = await (await mailer(server.port, { security: 'starttls' })).send(saying('x', ANN), 'k');
    expect(outcome.state).not.toBe('sent');
    expect(server.state.data).toBe(0);
  });

  it('nobody listens: later; the test signs in and leaves', async () => {
    const server = await smtpServer();
    expect(await (await mailer(server.port)).test()).toEqual({ state: 'sent', reference: `127.0.0.1:${server.port}` });
    expect((await (await mailer(1)).send(saying('x', ANN), 'k')).state).toBe('later');
  });
});

describe('what is refused before anything goes out', () => {
  it.each([
    ['C67 a subject with CR LF', { subject: 'Hi\r\nBcc: all@example.com' }],
    ['C67 a subject with LF', { subject: 'Hi\nBcc: all@example.com' }],
    ['C67 a subject with U+2028', { subject: 'Hi\u2028Bcc: x' }],
    ['C67 a display name in front', { to: ['CEO <boss@example.com>'] }],
    ['two addresses in one', { to: ['ann@example.com, all@example.com'] }],
    ['an address with a line end', { to: ['ann@example.com\r\nRCPT TO:<all@example.com>'] }],
    ['an address with a null byte', { to: ['ann@example.com\0'] }],
    ['no address', { to: ['ann'] }],
    ['no recipient', { to: [] }],
    ['somebody outside the policy', { to: ['ann@evil.example'] }],
    ['a domain that only ends alike', { to: ['ann@notexample.com'] }],
  ])('%s', async (_what, more) => {
    const server = await smtpServer();
    const channel = await mailer(server.port, { recipients: '@example.com, boss@example.net' });
    expect((await channel.send(saying('x', { ...ANN, ...more }), 'k')).state).toBe('refused');
    expect(server.mails).toEqual([]);
  });

  it.each([
    ['no encryption to another host', { host: 'mail.example.com' }],
    ['a sender that is no address', { from: 'CRM <crm@example.org>' }],
    ['a port that is none', { port: '70000' }],
  ])('%s is a wrong setting', async (_what, policy) => {
    await expect(mailer(25, policy)).rejects.toMatchObject({ exit: 2 });
  });
});

describe('drafts', () => {
  it('are one .eml a key, for a mail program to open', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bizos-eml-'));
    folders.push(folder);
    const channel = await openEmail('drafts', settingOf({ from: 'crm@example.org', folder }));
    expect(channel.takesKeys).toBe(true);
    for (let i = 0; i < 2; i++)
      expect(await channel.send(saying('Dear Ann', ANN), 'k')).toEqual({ state: 'sent', reference: join(folder, 'k.eml') });
    expect(readdirSync(folder)).toEqual(['k.eml']);
    const { headers, text } = readMail(readFileSync(join(folder, 'k.eml'), 'utf8'));
    expect(headers[0]).toEqual(['x-unsent', '1']);
    expect(text.trim()).toBe('Dear Ann');
    expect(await channel.reconcile?.('k')).toBe('sent');
  });
});
