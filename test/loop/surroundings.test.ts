import { describe, expect, it } from 'vitest';
import type { Channel } from '../../src/channels/channel.ts';
import { openTelegram } from '../../src/channels/telegram/index.ts';
import { wallOf } from '../../src/core/moment.ts';
import { giveAnswer } from '../../src/loop/approvals/answer.ts';
import { dispatchDue } from '../../src/loop/dispatch/send.ts';
import { isQuiet } from '../../src/loop/findings/telling.ts';
import { readLedger } from '../../src/loop/ledger/read.ts';
import { deadAddress, type Fault, settingOf } from '../channels/local-http.ts';
import { TOKEN, telegramServer } from '../channels/telegram-server.ts';
import { hook, receiver } from '../channels/webhook-server.ts';
import { actionOf, draft, HOUR, mail, POLICY, plan, Scripted, world } from './fixture.ts';
import { emptyRoot, NOON } from './world.ts';

const DAY = 24 * HOUR;
const send = (root: string, open: () => Promise<Channel>, now: number, timeZone = 'UTC') =>
  dispatchDue(world(root, { open, now: () => now, timeZone }));
const bot = (url: string, signal?: AbortSignal) => (): Promise<Channel> =>
  openTelegram('telegram', settingOf({ chat: '-1001', 'api root': url }, { TELEGRAM_BOT_TOKEN: TOKEN }, { signal }), {
    wait: async () => undefined,
  });

describe('the other side fails: which state it leaves, and what happens next', () => {
  const api = (error_code: number, description: string, more = {}): Fault => ({
    status: error_code,
    body: JSON.stringify({ ok: false, error_code, description, ...more }),
  });
  it.each<[string, Fault, string, string, number]>([
    ['429 with Retry-After', api(429, 'Too Many Requests', { parameters: { retry_after: 17 } }), 'later', 'sent', 1],
    ['500', api(500, 'Internal Server Error'), 'unknown', 'unknown', 0],
    ['502 of a proxy', { status: 502, body: '<html>' }, 'unknown', 'unknown', 0],
    ['half a response', 'half', 'unknown', 'unknown', 0],
    ['a cut connection', 'cut', 'unknown', 'unknown', 0],
    ['a revoked token', api(401, 'Unauthorized'), 'refused', 'refused', 0],
    ['a chat that is gone', api(400, 'Bad Request: chat not found'), 'refused', 'refused', 0],
  ])('Telegram, which takes no keys: %s', async (_, fault, first, then, shown) => {
    const server = await telegramServer([-1001]);
    const root = emptyRoot();
    const id = plan(root, draft());
    server.faults.push(fault);
    await send(root, bot(server.url), NOON);
    expect(actionOf(root, id).standing).toBe(first);
    await send(root, bot(server.url), NOON + 10_000);
    expect(actionOf(root, id).standing).toBe(first);
    for (const hours of [1, 24, 48]) await send(root, bot(server.url), NOON + hours * HOUR);
    expect([actionOf(root, id).standing, server.shown.length]).toEqual([then, shown]);
    expect(readLedger(root, true).problems).toEqual([]);
  });

  it('Telegram: no answer at all, given up: unknown; nobody listens: later, and it goes when somebody does', async () => {
    const server = await telegramServer([-1001]);
    const root = emptyRoot();
    const silent = plan(root, draft({ occasion: 'silent' }));
    server.faults.push('silent');
    const stop = new AbortController();
    const sending = send(root, bot(server.url, stop.signal), NOON);
    while (server.received.length === 0) await new Promise((done) => setImmediate(done));
    stop.abort();
    await sending;
    const dead = plan(root, draft({ occasion: 'dead' }));
    await send(root, bot(await deadAddress()), NOON + 1000);
    expect([actionOf(root, silent).standing, actionOf(root, dead).standing]).toEqual(['unknown', 'later']);
    await send(root, bot(server.url), NOON + HOUR);
    expect([actionOf(root, silent).standing, actionOf(root, dead).standing, server.shown.length]).toEqual(['unknown', 'sent', 1]);
  });

  it.each<[string, Fault, string, string, number]>([
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '17' } }, 'later', 'sent', 1],
    ['500', { status: 500 }, 'later', 'sent', 1],
    ['503 with Retry-After', { status: 503, headers: { 'retry-after': '17' } }, 'later', 'sent', 1],
    ['half a response', 'half', 'unknown', 'sent', 1],
    ['a cut connection', 'cut', 'unknown', 'sent', 1],
    ['401', { status: 401 }, 'refused', 'refused', 0],
  ])('a webhook, which takes keys: %s', async (_, fault, first, then, deliveries) => {
    const server = await receiver();
    const root = emptyRoot();
    const id = plan(root, draft({ channel: 'hook', message: { ...draft().message, to: ['hook'] } }));
    const policy = { ...POLICY, channels: [...POLICY.channels, { name: 'hook', kind: 'webhook', settings: { to: 'hook' }, line: 11 }] };
    const go = (now: number) => dispatchDue(world(root, { policy, open: () => hook(server.url), now: () => now }));
    server.faults.push(fault);
    await go(NOON);
    expect(actionOf(root, id).standing).toBe(first);
    for (const hours of [1, 24, 48]) await go(NOON + hours * HOUR);
    expect([actionOf(root, id).standing, server.seen.size]).toEqual([then, deliveries]);
    const keys = server.received.filter(({ method }) => method === 'POST').map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(1);
  });

  it('a delivery whose answer was lost comes again with the same key and is one delivery', async () => {
    const server = await receiver();
    const root = emptyRoot();
    plan(root, draft({ channel: 'hook', message: { ...draft().message, to: ['hook'] } }));
    const policy = { ...POLICY, channels: [...POLICY.channels, { name: 'hook', kind: 'webhook', settings: { to: 'hook' }, line: 11 }] };
    const real = await hook(server.url);
    // It arrives, and then nobody hears of it.
    const deaf: Channel = {
      ...real,
      send: async (message, key) => {
        await real.send(message, key);
        return { state: 'unknown', why: { en: 'lost', de: 'verloren' } };
      },
    };
    await dispatchDue(world(root, { policy, open: async () => deaf, now: () => NOON }));
    await dispatchDue(world(root, { policy, open: async () => real, now: () => NOON + HOUR }));
    expect([server.seen.size, server.received.filter(({ method }) => method === 'POST').length]).toEqual([1, 2]);
  });
});

describe('the clock jumps', () => {
  const approved = async (root: string) => {
    const id = plan(root, mail());
    const channel = new Scripted();
    await send(root, async () => channel, NOON);
    const { content, ask } = actionOf(root, id);
    giveAnswer(
      { root, policy: POLICY, by: 'terminal', now: () => NOON + 1 },
      { action: id, shown: content, nonce: ask?.data.nonce ?? '', answer: 'approved' },
    );
    return { id, channel };
  };

  it.each([
    ['a day back', -DAY, 'sent', 1],
    ['an hour on', HOUR, 'sent', 1],
    ['two days on: the approval has expired', 2 * DAY, 'held', 0],
    ['ten years on', 3650 * DAY, 'held', 0],
  ])('between approval and sending, %s', async (_, jump, standing, sends) => {
    const root = emptyRoot();
    const { id, channel } = await approved(root);
    await send(root, async () => channel, NOON + 2 + jump);
    expect([actionOf(root, id).standing, channel.got.length]).toEqual([standing, sends]);
    // Whatever the clock says next, it is not sent again.
    await send(root, async () => channel, NOON + 3);
    await send(root, async () => channel, NOON - 10 * DAY);
    expect(channel.got.length).toBeLessThanOrEqual(1);
    expect(readLedger(root, true).problems).toEqual([]);
  });

  it('set back while a message waits for its time: it waits, and is never lost', async () => {
    const root = emptyRoot();
    const id = plan(root, draft());
    const channel = new Scripted([{ state: 'later', why: { en: 'wait', de: 'warte' }, afterMs: 60_000 }]);
    await send(root, async () => channel, NOON);
    await send(root, async () => channel, NOON - DAY);
    expect([actionOf(root, id).standing, channel.got.length]).toEqual(['later', 1]);
    await send(root, async () => channel, NOON + 60_000);
    expect([actionOf(root, id).standing, channel.got.length]).toEqual(['sent', 2]);
  });
});

describe('the clock of the tree changes', () => {
  it.each([
    ['the day of 25 hours', '2026-10-24T22:30:00Z', '2026-10-25T22:30:00Z', '2026-10-25T23:05:00Z'],
    ['the day of 23 hours', '2026-03-28T23:30:00Z', '2026-03-29T21:30:00Z', '2026-03-29T22:05:00Z'],
  ])('a daily limit on %s ends at midnight on the wall', async (_, morning, evening, next) => {
    const root = emptyRoot();
    const channel = new Scripted();
    for (let n = 0; n < 7; n++) plan(root, draft({ occasion: `o${n}` }), Date.parse(morning));
    const sent: number[] = [];
    for (const at of [morning, evening, next])
      sent.push((await send(root, async () => channel, Date.parse(at), 'Europe/Berlin')).sent.length);
    expect(sent).toEqual([5, 0, 2]);
  });

  it('an hour that comes twice is quiet twice; one that is skipped makes nothing loud', () => {
    const rows = [{ days: [0, 1, 2, 3, 4, 5, 6], from: 120, to: 180, unless: null, line: 1 }];
    const quiet = (iso: string): boolean => isQuiet(rows, wallOf(Date.parse(iso), 'Europe/Berlin'), 'high');
    expect(['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T02:30:00Z'].map(quiet)).toEqual([true, true, false]);
    expect(['2026-03-29T00:59:00Z', '2026-03-29T01:01:00Z'].map(quiet)).toEqual([false, false]);
  });
});
