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
});

describe('bulk read, from 20,001 deals on', () => {
  const deal = (i: number) => ({
    id: String(100_000 + i),
    Deal_Name: i % 2 ? `Deal ${i}` : `Deal, "${i}"`,
    Stage: 'Proposal',
    Owner: { name: 'Ann Lim', id: '7' },
    Account_Name: { name: 'Tan & Sons', id: '8' },
  });

  it('jobs page by page give the same snapshot as pages would', async () => {
    const { pull, server, waits } = await pulling(0);
    server.deals.push(...Array.from({ length: 20_001 }, (_, i) => deal(i)));
    server.state.fields = ['Deal_Name', 'Account_Name', 'Owner', 'Stage', 'Next_Step'];
    server.state.bulkPage = 15_000;
    const { csv, deals } = await pull();
    expect(deals).toBe(20_001);
    const lines = csv.split('\r\n');
    expect(lines.slice(0, 3)).toEqual([
      'Record Id,Deal Name,Account Name,Deal Owner,Stage,Next Step',
      '100000,"Deal, ""0""",Tan & Sons,Ann Lim,Proposal,',
      '100001,Deal 1,Tan & Sons,Ann Lim,Proposal,',
    ]);
    expect(lines).toHaveLength(20_003);
    expect(server.state.jobs.size).toBe(2);
    expect(waits).toEqual([10_000, 10_000, 10_000, 10_000]);
  });

  it.each([
    ['a job that failed', [undefined, { status: 200, body: '{"data":[{"state":"FAILURE"}]}' }] as (Fault | undefined)[]],
    ['a damaged zip', [undefined, undefined, undefined, undefined, { status: 200, body: 'PK\u0003\u0004 no' }] as (Fault | undefined)[]],
    ['a job without id', [{ status: 201, body: '{"data":[{"details":{}}]}' }] as Fault[]],
    ['a scope that lacks', [{ status: 403, body: '{"code":"NO_PERMISSION"}' }] as Fault[]],
  ])('%s: exit 4, no snapshot', async (_what, faults) => {
    const { pull } = await pulling(3, [undefined, undefined, { status: 200, body: '{"count":20001}' }, ...faults]);
    await expect(pull()).rejects.toMatchObject({ exit: 4 });
  });
});
