import { describe, expect, it } from 'vitest';
import { openWebhook, signatureOf } from '../../src/channels/webhook.ts';
import { deadAddress, type Fault, saying, settingOf } from './local-http.ts';
import { hook, NOW_S, receiver, SECRET, signatureHolds } from './webhook-server.ts';

describe('the webhook', () => {
  it('posts signed JSON; the same key twice is one delivery', async () => {
    const server = await receiver();
    const channel = await hook(server.url);
    for (let i = 0; i < 2; i++)
      expect((await channel.send(saying('a < b', { to: ['hook'], data: { deal: '7' } }), 'k1')).state).toBe('sent');
    expect([...server.seen]).toEqual([
      [
        'k1',
        { schema: 'bizos.webhook/1', key: 'k1', subject: 'Stalled deals', blocks: [{ kind: 'text', text: 'a < b' }], data: { deal: '7' } },
      ],
    ]);
    expect(server.received[0].body.toString()).not.toMatch(/[<>&]/);
  });

  it('a signature that is wrong, old, from the future or of another body does not hold', () => {
    const good = signatureOf(SECRET, NOW_S, 'body');
    const holds = (timestamp: number | string, body: string, signature: string): boolean =>
      signatureHolds(SECRET, String(timestamp), body, signature, NOW_S);
    expect(holds(NOW_S, 'body', good)).toBe(true);
    expect(holds(NOW_S, 'other', good)).toBe(false);
    expect(
      holds(
        NOW_S,
        'body',
        good.replace(/.$/, (c) => (c === '0' ? '1' : '0')),
      ),
    ).toBe(false);
    expect(holds(NOW_S - 301, 'body', signatureOf(SECRET, NOW_S - 301, 'body'))).toBe(false);
    expect(holds(NOW_S + 301, 'body', signatureOf(SECRET, NOW_S + 301, 'body'))).toBe(false);
    expect(holds('1e3', 'body', signatureOf(SECRET, '1e3', 'body'))).toBe(false);
  });

  const table: [string, Fault, object][] = [
    ['429 with seconds', { status: 429, headers: { 'retry-after': '12' } }, { state: 'later', afterMs: 12_000 }],
    ['503 with a date', { status: 503, headers: { 'retry-after': 'Fri, 20 Nov 2026 01:02:00 GMT' } }, { state: 'later', afterMs: 120_000 }],
    ['429 with nonsense', { status: 429, headers: { 'retry-after': 'soon' } }, { state: 'later', afterMs: 60_000 }],
    ['500', { status: 500 }, { state: 'later' }],
    ['404', { status: 404 }, { state: 'refused' }],
    ['C68 a redirect', { status: 302, headers: { location: 'http://169.254.169.254/latest' } }, { state: 'refused' }],
    ['half an answer', 'half', { state: 'unknown' }],
    ['a cut connection', 'cut', { state: 'unknown' }],
  ];
  it.each(table)('%s', async (_what, fault, expected) => {
    const server = await receiver();
    server.faults.push(fault);
    expect(await (await hook(server.url)).send(saying('x', { to: ['hook'] }), 'k')).toMatchObject(expected);
    expect(server.received).toHaveLength(1);
  });

  it('an unknown outcome may be sent again: the key makes it one', async () => {
    const server = await receiver();
    const channel = await hook(server.url);
    const message = saying('x', { to: ['hook'] });
    await channel.send(message, 'k');
    server.faults.push('cut');
    expect((await channel.send(message, 'k')).state).toBe('unknown');
    expect((await channel.send(message, 'k')).state).toBe('sent');
    expect(server.seen.size).toBe(1);
  });

  it('a wrong secret: refused, and in no word of it', async () => {
    const server = await receiver();
    const outcome = await (await hook(server.url, {}, 'revoked-secret-value')).send(saying('x', { to: ['hook'] }), 'k');
    expect(outcome).toMatchObject({ state: 'refused' });
    expect(JSON.stringify(outcome)).not.toContain('revoked-secret');
  });

  it('nobody listens: later; a recipient that the policy does not name: refused; the test asks for headers alone', async () => {
    expect((await (await hook(await deadAddress())).send(saying('x', { to: ['hook'] }), 'k')).state).toBe('later');
    const server = await receiver();
    const channel = await hook(server.url);
    expect((await channel.send(saying('x', { to: ['http://evil.example'] }), 'k')).state).toBe('refused');
    expect(await channel.test()).toMatchObject({ state: 'sent' });
    expect(server.received.map(({ method }) => method)).toEqual(['HEAD']);
  });

  it.each(['http://example.com', 'ftp://example.com', 'https://user:pass@example.com', 'example.com', 'javascript:alert(1)'])(
    'C68 %s is no address for a secret',
    async (url) => {
      await expect(openWebhook('hook', settingOf({ url }, { WEBHOOK_SECRET: SECRET }))).rejects.toMatchObject({ exit: 2 });
    },
  );
});
