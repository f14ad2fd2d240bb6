import { describe, expect, it } from 'vitest';
import { openZoho } from '../../../src/net/zoho.ts';
import { pullDeals } from '../../../src/sources/zoho/pull.ts';
import type { Fault } from '../../channels/local-http.ts';
import { ZOHO_SECRETS, zohoServer } from '../../channels/zoho-server.ts';

async function pulling(count: number, faults: (Fault | undefined)[] = []) {
  const server = await zohoServer(
    Array.from({ length: count }, (_, i) => ({ id: String(100_000 + i), Deal_Name: `Deal ${i}`, Stage: 'Proposal' })),
  );
  server.state.fields = ['Deal_Name', 'Stage'];
  server.faults.push(...faults);
  const zoho = openZoho({
    dataCentre: 'eu',
    clientId: ZOHO_SECRETS.ZOHO_CLIENT_ID,
    clientSecret: ZOHO_SECRETS.ZOHO_CLIENT_SECRET,
    refreshToken: ZOHO_SECRETS.ZOHO_REFRESH_TOKEN,
    now: () => 0,
    accountsRoot: server.url,
    apiRoot: server.url,
  });
  const waits: number[] = [];
  return {
    server,
    waits,
    pull: () => pullDeals(zoho, { module: 'Deals', wait: async (ms) => void waits.push(ms), progress: () => undefined }),
  };
}

const PAGES: (Fault | undefined)[] = [undefined, undefined, undefined];

describe('paging', () => {
  it.each([0, 1, 199, 200, 201, 2000, 2001, 5000])('%i deals, each once', async (count) => {
    const { pull, server } = await pulling(count);
    const { csv, deals } = await pull();
    expect(deals).toBe(count);
    const ids = csv
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',')[0]);
    expect(new Set(ids).size).toBe(count);
    const pages = server.state.calls.filter((line) => line.includes('/Deals?'));
    expect(pages.every((line) => line.includes('fields=Deal_Name,Stage&') && line.includes('sort_by=id'))).toBe(true);
    expect(pages.filter((line) => line.includes('page_token=')).length).toBe(Math.max(0, Math.ceil(count / 200) - 10));
  });
});

describe('what goes wrong on the way', () => {
  it.each([
    ['429', { status: 429, headers: { 'retry-after': '7' }, body: '{"code":"TOO_MANY_REQUESTS"}' } as Fault, [7000]],
    ['500', { status: 500 } as Fault, [2000]],
    ['half an answer', 'half' as Fault, [2000]],
    ['a cut connection', 'cut' as Fault, [2000]],
  ])('%s: the page is asked for again', async (_what, fault, expected) => {
    const { pull, waits } = await pulling(300, [...PAGES, undefined, fault]);
    expect((await pull()).deals).toBe(300);
    expect(waits).toEqual(expected);
  });

  it.each([
    ['500 four times', [{ status: 500 }, { status: 500 }, { status: 500 }, { status: 500 }] as Fault[]],
    ['a wait of an hour', [{ status: 429, headers: { 'retry-after': '3600' } }] as Fault[]],
    ['a scope that lacks', [{ status: 403, body: '{"code":"NO_PERMISSION"}' }] as Fault[]],
    ['a page without info', [{ status: 200, body: '{"data":[{"id":"1"}]}' }] as Fault[]],
    ['a record without id', [{ status: 200, body: '{"data":[{"x":1}],"info":{"more_records":false}}' }] as Fault[]],
  ])('%s: exit 4, no snapshot', async (_what, faults) => {
    const { pull } = await pulling(300, [...PAGES, ...faults]);
    await expect(pull()).rejects.toMatchObject({ exit: 4 });
  });

  it('more deals than pages reach: exit 4 with another way', async () => {
    const { pull } = await pulling(1, [undefined, undefined, { status: 200, body: '{"count":100001}' }]);
    await expect(pull()).rejects.toMatchObject({ exit: 4, hint: { en: expect.stringContaining('Export') } });
  });
});
