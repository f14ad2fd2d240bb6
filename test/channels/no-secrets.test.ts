import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Channel } from '../../src/channels/channel.ts';
import { openEmail } from '../../src/channels/email/index.ts';
import { openTelegram } from '../../src/channels/telegram/index.ts';
import { openZohoChannel } from '../../src/channels/zoho.ts';
import { type Fault, saying, settingOf } from './local-http.ts';
import { smtpServer } from './smtp-server.ts';
import { TOKEN, telegramServer } from './telegram-server.ts';
import { hook, receiver, SECRET } from './webhook-server.ts';
import { DEAL, ZOHO_SECRETS, zohoServer } from './zoho-server.ts';

const PASSWORD = 'correct-horse-battery';
const ALL = [TOKEN, SECRET, PASSWORD, ...Object.values(ZOHO_SECRETS).slice(1)];
/** Every secret in every form that an error could have it in, in pieces too: the front half is as good as the whole. */
const FORMS = ALL.flatMap((secret) => [
  secret.slice(-14),
  encodeURIComponent(secret).slice(-14),
  Buffer.from(secret).toString('base64').slice(0, 16),
]);

/** Answers that repeat what was asked, as a careless server or proxy would. */
function faultsOf(secrets: readonly string[]): Fault[] {
  const said = secrets.join(' ');
  const last = secrets.at(-1);
  const body = JSON.stringify({
    ok: false,
    error_code: 400,
    description: said,
    code: last,
    error: last,
    message: said,
    data: [{ status: 'error', code: last, details: { api_name: last } }],
  });
  const statuses = [200, 302, 400, 401, 403, 404, 409, 413, 429, 500, 502, 503].map((status) => ({ status, body }));
  return ['cut', 'half', ...statuses, { status: 200, body: secrets.join('\n') }, { status: 400, body: said }];
}

const OWN: Record<string, string[]> = {
  telegram: [TOKEN],
  webhook: [SECRET],
  'Zoho, signing in': [ZOHO_SECRETS.ZOHO_REFRESH_TOKEN, ZOHO_SECRETS.ZOHO_CLIENT_SECRET],
  'Zoho, writing': [ZOHO_SECRETS.ZOHO_REFRESH_TOKEN, ZOHO_SECRETS.ZOHO_CLIENT_SECRET],
};

const opened: Record<string, () => Promise<{ channel: Channel; faults: (Fault | undefined)[]; to: string; lead: number }>> = {
  telegram: async () => {
    const { url, faults } = await telegramServer();
    const setting = settingOf({ chat: '42', 'api root': url }, { TELEGRAM_BOT_TOKEN: TOKEN });
    return { channel: await openTelegram('t', setting, { wait: async () => undefined }), faults, to: '42', lead: 0 };
  },
  webhook: async () => {
    const { url, faults } = await receiver();
    return { channel: await hook(url), faults, to: 'hook', lead: 0 };
  },
  'Zoho, signing in': async () => {
    const { url, faults } = await zohoServer();
    const channel = await openZohoChannel('z', settingOf({ 'data centre': 'eu', 'accounts root': url, 'api root': url }, ZOHO_SECRETS));
    return { channel, faults, to: DEAL, lead: 0 };
  },
  'Zoho, writing': async () => {
    const { url, faults } = await zohoServer();
    const channel = await openZohoChannel('z', settingOf({ 'data centre': 'eu', 'accounts root': url, 'api root': url }, ZOHO_SECRETS));
    return { channel, faults, to: DEAL, lead: 1 };
  },
};

function holdsNone(value: unknown): void {
  const text = `${inspect(value, { depth: 9 })}${JSON.stringify(value)}`;
  for (const form of FORMS) expect(text).not.toContain(form);
}

describe.each(Object.keys(opened))('C70 %s: no answer of the other side brings a secret into a word of ours', (name) => {
  it.each(faultsOf(OWN[name]).map((fault): [string, Fault] => [typeof fault === 'string' ? fault : String(fault.status), fault]))(
    '%s',
    async (_what, fault) => {
      const { channel, faults, to, lead } = await opened[name]();
      for (const attempt of [() => channel.send(saying('x', { to: [to], data: { stage: 'Won' } }), 'k'), () => channel.test()]) {
        faults.splice(0, faults.length, ...Array<undefined>(lead).fill(undefined), fault, fault);
        const outcome = await attempt();
        holdsNone(outcome);
      }
    },
  );
});

describe('C70 e-mail', () => {
  it.each([
    'drop-greeting',
    '452-mail',
    'no-rcpt',
    'drop-in-data',
    'drop-after-data',
    'half-250',
    '451-after-data',
    '554-after-data',
  ] as const)('%s', async (fault) => {
    const server = await smtpServer({ user: 'crm', password: PASSWORD, fault });
    const policy = { from: 'crm@example.org', host: '127.0.0.1', port: String(server.port), security: 'none', user: 'crm' };
    const channel = await openEmail('m', settingOf(policy, { SMTP_PASSWORD: PASSWORD }));
    holdsNone(await channel.send(saying('x', { to: ['ann@example.com'] }), 'k'));
    holdsNone(await channel.test());
  });
});

describe('C70 what is thrown', () => {
  it.each([
    ['telegram', () => openTelegram('t', settingOf({ chat: TOKEN }, { TELEGRAM_BOT_TOKEN: TOKEN }))],
    [
      'telegram root',
      () => openTelegram('t', settingOf({ chat: '1', 'api root': `http://x.example/bot${TOKEN}` }, { TELEGRAM_BOT_TOKEN: TOKEN })),
    ],
    ['webhook', () => hook(`http://user:${SECRET}@x.example`)],
    ['email', () => openEmail('m', settingOf({ from: 'a@b.example', host: 'x.example', security: PASSWORD }, { SMTP_PASSWORD: PASSWORD }))],
    ['zoho', () => openZohoChannel('z', settingOf({ 'data centre': ZOHO_SECRETS.ZOHO_REFRESH_TOKEN }, ZOHO_SECRETS))],
  ])('%s', async (_what, open) => {
    const error: unknown = await open().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Error);
    holdsNone(error);
  });
});
