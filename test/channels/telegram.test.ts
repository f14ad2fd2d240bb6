import { describe, expect, it } from 'vitest';
import { telegramParts } from '../../src/channels/telegram/format.ts';
import { openTelegram } from '../../src/channels/telegram/index.ts';
import { deadAddress, saying, settingOf } from './local-http.ts';
import { parseTelegramHtml, TOKEN, telegramServer } from './telegram-server.ts';

async function bot(url: string, more: Record<string, string> = {}, signal?: AbortSignal) {
  const waits: number[] = [];
  const channel = await openTelegram(
    'telegram',
    settingOf({ chat: '42, -100', 'allowed users': '7 8', 'api root': url, ...more }, { TELEGRAM_BOT_TOKEN: TOKEN }, { signal }),
    { wait: async (ms) => void waits.push(ms) },
  );
  return { channel, waits };
}

describe('the local Bot API is as strict as the real one', () => {
  it.each(['<b>x', '<i>x</b>', '<x>y</x>', 'a < b', 'R&D', '<b onclick="x">y</b>'])('%s is refused', (html) => {
    expect(() => parseTelegramHtml(html)).toThrow(/parse entities/);
  });
  it('finds what an app would make clickable', () => {
    const types = parseTelegramHtml('@durov /start #tag $USD evil.com https://x.com a@b.com +60 12 345 6789').entities.map(
      ({ type }) => type,
    );
    expect(new Set(types)).toEqual(new Set(['mention', 'bot_command', 'hashtag', 'cashtag', 'url', 'email', 'phone_number']));
    expect(parseTelegramHtml('<code>@durov</code>').entities).toEqual([{ type: 'code', text: '@durov' }]);
  });
});

describe('sending', () => {
  it('a message arrives with heading, list, quote and buttons', async () => {
    const server = await telegramServer();
    const { channel } = await bot(server.url);
    const outcome = await channel.send(
      {
        to: ['42'],
        subject: 'Pipeline',
        blocks: [
          { kind: 'heading', text: 'Solartech' },
          { kind: 'list', items: ['A & B', 'C < D'] },
          { kind: 'quoted', text: 'from\noutside' },
        ],
        buttons: [[{ label: 'Approve', data: 'a:1' }]],
      },
      'k1',
    );
    expect(outcome).toEqual({ state: 'sent', reference: '42/1' });
    expect(server.shown[0].text).toBe('Pipeline\n\nSolartech\n\n- A & B\n- C < D\n\n> from\n> outside');
    expect(server.shown[0].buttons).toEqual([{ text: 'Approve', callback_data: 'a:1' }]);
    expect(server.shown[0].preview).toBe(false);
  });

  it('C66 10,000 characters are several messages within the limit, no grapheme cut, buttons on the last', async () => {
    const server = await telegramServer();
    const { channel } = await bot(server.url);
    const text = '👨‍👩‍👧‍👦&<'.repeat(1000);
    const outcome = await channel.send(saying(text, { buttons: [[{ label: 'ok', data: 'x' }]] }), 'k');
    expect(outcome.state).toBe('sent');
    expect(server.shown.length).toBeGreaterThan(2);
    expect(
      server.shown
        .map(({ text: part }) => part)
        .join('')
        .replace(/^Stalled deals\s*/, ''),
    ).toBe(text);
    for (const { text: part } of server.shown.slice(1)) expect(part).toMatch(/^(?:👨‍👩‍👧‍👦|&|<)/u);
    expect(server.shown.map(({ buttons }) => buttons.length)).toEqual([...server.shown.slice(1).map(() => 0), 1]);
  });

  it('more mentions than Telegram counts marks are spread over messages', async () => {
    const server = await telegramServer();
    const { channel } = await bot(server.url);
    await channel.send(saying(Array.from({ length: 500 }, (_, i) => `@user${i}`).join(' ')), 'k');
    expect(server.shown.flatMap(({ entities }) => entities).filter(({ type }) => type === 'mention')).toEqual([]);
  });

  it.each([
    ['no recipient', { to: [] }],
    ['a chat that the policy does not name', { to: ['43'] }],
    ['a name instead of a number', { to: ['@durov'] }],
    ['button data over 64 bytes', { buttons: [[{ label: 'x', data: 'ä'.repeat(33) }]] }],
    ['button data of no bytes', { buttons: [[{ label: 'x', data: '' }]] }],
  ])('%s is refused before anything goes out', async (_what, more) => {
    const server = await telegramServer();
    const { channel } = await bot(server.url);
    expect((await channel.send(saying('hello', more), 'k')).state).toBe('refused');
    expect(server.received).toEqual([]);
  });

  it('keeps to one message a second, and to twenty a minute in a group', async () => {
    const server = await telegramServer();
    const { channel, waits } = await bot(server.url);
    for (let i = 0; i < 22; i++) await channel.send(saying('x', { to: ['-100'] }), `k${i}`);
    expect(waits.filter((ms) => ms >= 1000).length).toBeGreaterThanOrEqual(20);
    expect(waits.some((ms) => ms > 30_000)).toBe(true);
  });
});

describe('what is left when it goes wrong', () => {
  const table: [string, Parameters<typeof Array.prototype.push>[0], object][] = [
    [
      '429',
      { status: 429, body: '{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":17}}' },
      { state: 'later', afterMs: 17_000 },
    ],
    ['500', { status: 500, body: '{"ok":false,"error_code":500,"description":"Internal Server Error"}' }, { state: 'unknown' }],
    ['502 of a proxy', { status: 502, body: '<html>bad gateway</html>' }, { state: 'unknown' }],
    ['413 of a proxy', { status: 413, body: '<html>too large</html>' }, { state: 'refused' }],
    ['half an answer', 'half', { state: 'unknown' }],
    ['a cut connection', 'cut', { state: 'unknown' }],
    ['200 that is no JSON', { status: 200, body: 'hello' }, { state: 'unknown' }],
    [
      '403',
      { status: 403, body: '{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}' },
      { state: 'refused' },
    ],
    ['401', { status: 401, body: `{"ok":false,"error_code":401,"description":"Unauthorized ${TOKEN}"}` }, { state: 'refused' }],
    [
      '400 that repeats the token',
      { status: 400, body: `{"ok":false,"error_code":400,"description":"Bad Request: bot${TOKEN}"}` },
      { state: 'refused' },
    ],
  ];
  it.each(table)('%s', async (_what, fault, expected) => {
    const server = await telegramServer();
    server.faults.push(fault as never);
    const { channel } = await bot(server.url);
    const outcome = await channel.send(saying('hello'), 'k');
    expect(outcome).toMatchObject(expected);
    expect(JSON.stringify(outcome)).not.toContain(TOKEN.slice(10, 30));
    expect(server.received).toHaveLength(1);
    expect(server.shown).toEqual([]);
  });

  it('nobody listens: later, and it never left', async () => {
    const { channel } = await bot(await deadAddress());
    expect(await channel.send(saying('hello'), 'k')).toMatchObject({ state: 'later' });
  });

  it('stopped while the answer is awaited: unknown', async () => {
    const server = await telegramServer();
    server.faults.push('silent');
    const stop = new AbortController();
    const { channel } = await bot(server.url, {}, stop.signal);
    const sending = channel.send(saying('hello'), 'k');
    while (server.received.length === 0) await new Promise((done) => setImmediate(done));
    stop.abort();
    expect(await sending).toMatchObject({ state: 'unknown' });
  });

  it('a 429 between two parts is waited out; a failure leaves unknown and names what arrived', async () => {
    const server = await telegramServer();
    const wait = { status: 429, body: '{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":3}}' };
    server.faults.push(undefined, wait, undefined, { status: 400, body: '{"ok":false,"error_code":400,"description":"Bad Request: x"}' });
    const { channel, waits } = await bot(server.url);
    const outcome = await channel.send(saying('word '.repeat(2000)), 'k');
    expect(waits).toContain(3000);
    expect(server.shown).toHaveLength(2);
    expect(outcome).toMatchObject({ state: 'unknown', why: { en: expect.stringContaining('2 of 3 parts arrived (42/1, 42/2)') } });
  });

  it('a revoked token: refused in sending, testing and polling, without the token', async () => {
    const server = await telegramServer();
    server.state.revoked = true;
    const { channel } = await bot(server.url);
    const all = [await channel.send(saying('x'), 'k'), await channel.test(), await channel.poll(0, 0, async () => '')];
    expect(all.map(({ state }) => state)).toEqual(['refused', 'refused', 'refused']);
    expect(JSON.stringify(all)).not.toContain('AAbbCC');
  });

  it.each([
    ['no token', {}, 4, /TELEGRAM_BOT_TOKEN/],
    ['a chat by name', { chat: '@me' }, 2, /numeric/],
    ['a server without TLS', { 'api root': 'http://example.com' }, 2, /https/],
  ])('%s is a wrong setting', async (what, more, exit, words) => {
    const secrets: Record<string, string> = what === 'no token' ? {} : { TELEGRAM_BOT_TOKEN: TOKEN };
    await expect(openTelegram('t', settingOf({ chat: '42', ...more }, secrets))).rejects.toMatchObject({
      exit,
      message: expect.stringMatching(words),
    });
  });
});

describe('answers of people', () => {
  const press = (update_id: number, from: number, chat: number, data = 'approve:n1') => ({
    update_id,
    callback_query: {
      id: `q${update_id}`,
      from: { id: from, is_bot: false, first_name: 'Z' },
      message: { message_id: 5, date: 1, chat: { id: chat, type: 'private' } },
      chat_instance: '1',
      data,
    },
  });
  const text = (update_id: number, from: number, chat: number, words: string, more = {}) => ({
    update_id,
    message: {
      message_id: 9,
      date: 1,
      chat: { id: chat, type: 'private' },
      from: { id: from, is_bot: false, first_name: 'Z' },
      text: words,
      ...more,
    },
  });

  it('only allowed people in known chats count; every press is answered', async () => {
    const server = await telegramServer();
    server.updates.push(
      press(1, 7, 42),
      press(2, 666, 42),
      press(3, 7, 999),
      text(4, 8, -100, 'edit: shorter', { reply_to_message: { message_id: 5 } }),
      text(5, 8, -100, 'as the group', { sender_chat: { id: -100 } }),
      text(6, 666, 42, '/approve all'),
    );
    const { channel } = await bot(server.url);
    const got: unknown[] = [];
    const polled = await channel.poll(0, 0, async (answer) => {
      got.push(answer);
      return 'Approved.';
    });
    expect(polled).toEqual({ state: 'read', next: 7, answers: 2, strangers: 4 });
    expect(got).toEqual([
      { kind: 'press', id: 'q1', from: 7, chat: 42, message: 5, data: 'approve:n1' },
      { kind: 'reply', from: 8, chat: -100, message: 9, answers: 5, text: 'edit: shorter' },
    ]);
    expect(server.answered).toEqual([
      { id: 'q1', text: 'Approved.' },
      { id: 'q2', text: 'You may not decide this.' },
      { id: 'q3', text: 'You may not decide this.' },
    ]);
    expect(await channel.poll(polled.next, 0, async () => '')).toMatchObject({ answers: 0, next: 7 });
  });

  it('an error while deciding: the press is answered, the offset stays, and the same press comes again', async () => {
    const server = await telegramServer();
    server.updates.push(press(1, 7, 42));
    const { channel } = await bot(server.url);
    await expect(
      channel.poll(0, 0, async () => {
        throw new Error('disk full');
      }),
    ).rejects.toThrow('disk full');
    expect(server.answered).toEqual([{ id: 'q1', text: 'That failed; nothing was decided.' }]);
    expect(await channel.poll(0, 0, async () => 'ok')).toMatchObject({ answers: 1, next: 2 });
  });

  it('two pollers: the second is told that the bot is busy', async () => {
    const server = await telegramServer();
    server.state.holdPolls = true;
    const { channel } = await bot(server.url);
    const first = channel.poll(0, 5, async () => '');
    while (server.release.length === 0) await new Promise((done) => setImmediate(done));
    expect(await (await bot(server.url)).channel.poll(0, 5, async () => '')).toMatchObject({ state: 'busy', next: 0 });
    server.release[0]();
    expect(await first).toMatchObject({ state: 'read' });
  });
});

describe('the time stays in line with the length', () => {
  // At two nanoseconds a step a time that grows with the square is over five minutes: more than a test may take.
  it.each(['A', '@', '1(', '. ', "a'"])('%j, 400,000 characters', (unit) => {
    expect(telegramParts(saying(unit.repeat(400_000 / unit.length))).length).toBeGreaterThan(97);
  });
});
