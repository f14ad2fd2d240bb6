import { describe, expect, it } from 'vitest';
import { openZohoChannel } from '../../src/channels/zoho.ts';
import { openZoho, ZOHO_DATA_CENTRES } from '../../src/net/zoho.ts';
import { deadAddress, type Fault, saying, settingOf } from './local-http.ts';
import { DEAL, ZOHO_SECRETS, zohoServer } from './zoho-server.ts';

function channelTo(url: string, secrets: Record<string, string> = ZOHO_SECRETS, clock = { now: 0 }) {
  return openZohoChannel(
    'zoho',
    settingOf({ 'data centre': 'eu', 'accounts root': url, 'api root': url }, secrets, { now: () => clock.now }),
  );
}

const change = (data: Record<string, unknown>, to = [DEAL]) => saying('hello', { to, data });

describe('write-back', () => {
  it('stage, next step, owner and note arrive in their fields', async () => {
    const server = await zohoServer();
    const outcome = await (await channelTo(server.url)).send(
      change({ stage: 'Negotiation', next_step: 'Call Ann', owner: '77777', note: true }),
      'k',
    );
    expect(outcome).toEqual({ state: 'sent', reference: `Deals/${DEAL}, Deals/${DEAL}/Notes` });
    expect(server.deals[0]).toMatchObject({ Stage: 'Negotiation', Next_Step: 'Call Ann', Owner: { id: '77777' } });
    expect(server.notes.get(DEAL)).toEqual([{ Note_Title: expect.stringMatching(/^BizOS [0-9a-f]{16}$/), Note_Content: 'hello' }]);
    expect(server.state.tokens).toBe(1);
  });

  it.each([
    ['no data', {}],
    ['a field that may not be written', { Amount: 1 }],
    ['an owner that is nobody', { owner: 'ann; drop' }],
    ['a stage that is no text', { stage: { $ne: 1 } }],
    ['a next step longer than its field', { next_step: 'x'.repeat(256) }],
  ])('%s is refused before anything goes out', async (_what, data) => {
    const server = await zohoServer();
    expect((await (await channelTo(server.url)).send(change(data), 'k')).state).toBe('refused');
    expect(server.received).toEqual([]);
  });

  it('an id that is a path is refused; one that Zoho does not know too', async () => {
    const server = await zohoServer();
    const channel = await channelTo(server.url);
    expect((await channel.send(change({ stage: 'x' }, ['../users']), 'k')).state).toBe('refused');
    expect(await channel.send(change({ stage: 'x' }, ['99999']), 'k')).toMatchObject({
      state: 'refused',
      why: { en: 'Zoho refused the change (INVALID_DATA id).' },
    });
  });
});

describe('what is left when it goes wrong', () => {
  const table: [string, Fault, object][] = [
    ['429', { status: 429, headers: { 'retry-after': '9' }, body: '{"code":"TOO_MANY_REQUESTS"}' }, { state: 'later', afterMs: 9000 }],
    ['500', { status: 500, body: '{"code":"INTERNAL_ERROR"}' }, { state: 'unknown' }],
    ['half an answer', 'half', { state: 'unknown' }],
    ['a cut connection', 'cut', { state: 'unknown' }],
    ['a scope that lacks', { status: 403, body: '{"code":"NO_PERMISSION"}' }, { state: 'refused' }],
    ['200 without a result', { status: 200, body: '{}' }, { state: 'unknown' }],
  ];
  it.each(table)('%s', async (_what, fault, expected) => {
    const server = await zohoServer();
    server.faults.push(undefined, fault);
    const outcome = await (await channelTo(server.url)).send(change({ stage: 'Won' }), 'k');
    expect(outcome).toMatchObject(expected);
    expect(server.deals[0].Stage).toBe('Proposal');
  });

  it('a note that is put off after the values: later, since values may be set twice; after a note: unknown', async () => {
    const server = await zohoServer([{ id: DEAL }, { id: '5725767000000001002' }]);
    const limit = { status: 429, body: '{"code":"TOO_MANY_REQUESTS"}' };
    const channel = await channelTo(server.url);
    server.faults.push(undefined, undefined, limit);
    expect(await channel.send(change({ stage: 'Won', note: 'n' }), 'k')).toMatchObject({ state: 'later' });
    server.faults.push(undefined, limit);
    expect(await channel.send(change({ note: 'n' }, [DEAL, '5725767000000001002']), 'k2')).toMatchObject({ state: 'unknown' });
  });

  it('an unknown outcome is looked up', async () => {
    const server = await zohoServer();
    const channel = await channelTo(server.url);
    const message = change({ stage: 'Won', note: 'n', owner: '77777' });
    expect(await channel.reconcile?.('k', message)).toBe('not-sent');
    await channel.send(message, 'k');
    expect(await channel.reconcile?.('k', message)).toBe('sent');
    expect(await channel.reconcile?.('other', message)).toBe('unknown');
    expect(await channel.reconcile?.('k')).toBe('unknown');
  });

  it('a token that was taken back is asked for anew, once', async () => {
    const server = await zohoServer();
    const channel = await channelTo(server.url);
    await channel.test();
    server.state.live.clear();
    expect(await channel.test()).toMatchObject({ state: 'sent' });
    expect(server.state.tokens).toBe(2);
  });

  it('a revoked refresh token: refused, without any secret', async () => {
    const server = await zohoServer();
    server.state.revoked = true;
    const outcome = await (await channelTo(server.url)).send(change({ stage: 'Won' }), 'k');
    expect(outcome).toMatchObject({ state: 'refused', why: { en: expect.stringContaining('invalid_code') } });
    expect(JSON.stringify(outcome)).not.toMatch(/aaaabbbb|c0ffee/);
  });

  it('the eleventh token in ten minutes: HTTP 200 with "Access Denied" is later, not a token', async () => {
    const server = await zohoServer();
    server.state.tokens = 10;
    expect(await (await channelTo(server.url)).send(change({ stage: 'Won' }), 'k')).toMatchObject({ state: 'later', afterMs: 600_000 });
  });

  it('an access token is used for its hour and asked for once by calls side by side', async () => {
    const server = await zohoServer();
    const clock = { now: 0 };
    const channel = await channelTo(server.url, ZOHO_SECRETS, clock);
    await Promise.all(Array.from({ length: 20 }, () => channel.test()));
    clock.now = 54 * 60_000;
    await channel.test();
    expect(server.state.tokens).toBe(1);
    clock.now = 56 * 60_000;
    await Promise.all(Array.from({ length: 20 }, () => channel.test()));
    expect(server.state.tokens).toBe(2);
  });

  it('nobody listens: later; a missing secret and an unknown data centre are wrong settings', async () => {
    expect((await (await channelTo(await deadAddress())).send(change({ stage: 'x' }), 'k')).state).toBe('later');
    await expect(channelTo('https://x.example', {})).rejects.toMatchObject({ exit: 4, message: expect.stringContaining('ZOHO_CLIENT_ID') });
    await expect(openZohoChannel('z', settingOf({ 'data centre': 'mars' }, ZOHO_SECRETS))).rejects.toMatchObject({ exit: 2 });
  });

  it('each data centre has its own two addresses, all with TLS', () => {
    const all = Object.values(ZOHO_DATA_CENTRES).flatMap(({ accounts, api }) => [accounts, api]);
    expect(new Set(all).size).toBe(all.length);
    for (const url of all) expect(url).toMatch(/^https:\/\/(?:accounts\.zoho|www\.zohoapis)/);
    expect(() =>
      openZoho({ dataCentre: 'eu', clientId: '', clientSecret: '', refreshToken: '', now: () => 0, apiRoot: 'http://evil.example' }),
    ).toThrow(/https/);
  });
});
