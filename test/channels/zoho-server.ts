import { strToU8, zipSync } from 'fflate';
import { json, serve } from './local-http.ts';

export const ZOHO_SECRETS = {
  ZOHO_CLIENT_ID: '1000.CLIENT',
  ZOHO_CLIENT_SECRET: 'c0ffee0123456789abcdef0123456789deadbeef12',
  ZOHO_REFRESH_TOKEN: '1000.aaaabbbbccccddddeeee.ffff0000111122223333',
};
export const DEAL = '5725767000000001001';

type Row = Record<string, unknown> & { id: string };

/**
 * Zoho CRM v8 as published: refresh with form fields, at most ten access tokens in the window and then HTTP 200 with "Access Denied"; records 200 a page
 * with mandatory `fields`, `page` only up to 2,000 records and `page_token` beyond; a result for each row of a change.
 */
export async function zohoServer(deals: Row[] = [{ id: DEAL, Deal_Name: 'Roof', Stage: 'Proposal' }]) {
  const state = {
    tokens: 0,
    live: new Set<string>(),
    revoked: false,
    lifeS: 3600,
    fields: undefined as string[] | undefined,
    calls: [] as string[],
    bulkPage: 200_000,
    jobs: new Map<string, { fields: string[]; page: number; polls: number }>(),
  };
  const notes = new Map<string, { Note_Title: string; Note_Content: string }[]>();
  const server = await serve(({ method, path, headers, body }, response) => {
    const url = new URL(path, 'http://x');
    const fail = (status: number, code: string, extra: Record<string, string> = {}) =>
      json(response, status, { code, message: code, status: 'error', details: {} }, extra);
    if (url.pathname === '/oauth/v2/token') {
      const form = new URLSearchParams(body.toString());
      if (url.search !== '' || headers['content-type'] !== 'application/x-www-form-urlencoded')
        return json(response, 400, { error: 'invalid_request' });
      if (form.get('client_id') !== ZOHO_SECRETS.ZOHO_CLIENT_ID || form.get('client_secret') !== ZOHO_SECRETS.ZOHO_CLIENT_SECRET)
        return json(response, 200, { error: 'invalid_client' });
      if (state.revoked || form.get('refresh_token') !== ZOHO_SECRETS.ZOHO_REFRESH_TOKEN)
        return json(response, 200, { error: 'invalid_code' });
      if (++state.tokens > 10)
        return json(response, 200, {
          error: 'Access Denied',
          error_description: 'You have made too many requests continuously. Please try again after some time.',
          status: 'failure',
        });
      const token = `1000.token${state.tokens}`;
      state.live.add(token);
      return json(response, 200, {
        access_token: token,
        expires_in: state.lifeS,
        api_domain: 'https://www.zohoapis.eu',
        token_type: 'Bearer',
      });
    }
    const token = /^Zoho-oauthtoken (.+)$/.exec(String(headers.authorization))?.[1];
    if (!token || !state.live.has(token)) return fail(401, 'INVALID_TOKEN');
    state.calls.push(`${method} ${path}`);
    if (url.pathname === '/crm/v8/settings/fields')
      return state.fields
        ? json(response, 200, { fields: state.fields.map((api_name) => ({ api_name })) })
        : fail(401, 'OAUTH_SCOPE_MISMATCH');
    if (url.pathname === '/crm/v8/Deals/actions/count') return json(response, 200, { count: deals.length });
    if (url.pathname === '/crm/bulk/v8/read' && method === 'POST') {
      const { query } = JSON.parse(body.toString()) as { query: { module: { api_name: string }; fields: string[]; page: number } };
      if (query.module.api_name !== 'Deals' || query.fields.length === 0) return fail(400, 'INVALID_DATA');
      const id = String(9_000_000 + state.jobs.size);
      state.jobs.set(id, { fields: query.fields, page: query.page, polls: 0 });
      return json(response, 201, {
        data: [{ status: 'success', code: 'ADDED_SUCCESSFULLY', details: { id, operation: 'read', state: 'ADDED' } }],
      });
    }
    const bulk = /^\/crm\/bulk\/v8\/read\/(\d+)(\/result)?$/.exec(url.pathname);
    if (bulk) {
      const job = state.jobs.get(bulk[1]);
      if (!job) return fail(404, 'RESOURCE_NOT_FOUND');
      const from = (job.page - 1) * state.bulkPage;
      if (!bulk[2]) {
        const now = ['ADDED', 'IN PROGRESS', 'COMPLETED'][Math.min(job.polls++, 2)];
        const result = {
          page: job.page,
          per_page: state.bulkPage,
          count: 0,
          download_url: `${url.pathname}/result`,
          more_records: from + state.bulkPage < deals.length,
        };
        return json(response, 200, { data: [{ id: bulk[1], state: now, ...(now === 'COMPLETED' && { result }) }] });
      }
      const cell = (deal: Row, field: string): string => {
        const owner = deal.Owner as { name: string } | undefined;
        if (field === 'Owner.first_name') return owner?.name.split(' ')[0] ?? '';
        if (field === 'Owner.last_name') return owner?.name.split(' ')[1] ?? '';
        if (field === 'Account_Name.Account_Name') return (deal.Account_Name as { name: string } | undefined)?.name ?? '';
        return String(deal[field] ?? '');
      };
      const rows = [
        ['Id', ...job.fields],
        ...deals.slice(from, from + state.bulkPage).map((deal) => [deal.id, ...job.fields.map((field) => cell(deal, field))]),
      ];
      const csv = rows.map((row) => row.map((text) => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text)).join(',')).join('\n');
      return void response
        .writeHead(200, { 'content-type': 'application/octet-stream' })
        .end(zipSync({ [`${bulk[1]}.csv`]: strToU8(csv) }));
    }
    const noted = /^\/crm\/v8\/Deals\/(\d+)\/Notes$/.exec(url.pathname);
    if (noted) {
      if (!deals.some(({ id }) => id === noted[1])) return fail(400, 'INVALID_DATA');
      const list = notes.get(noted[1]) ?? [];
      if (method === 'GET')
        return list.length
          ? json(response, 200, { data: list.map(({ Note_Title }) => ({ Note_Title })) })
          : void response.writeHead(204).end();
      list.push((JSON.parse(body.toString()) as { data: typeof list }).data[0]);
      notes.set(noted[1], list);
      return json(response, 201, { data: [{ code: 'SUCCESS', status: 'success', message: 'record added', details: { id: '1' } }] });
    }
    const one = /^\/crm\/v8\/Deals\/(\d+)$/.exec(url.pathname);
    if (one && method === 'GET') {
      const deal = deals.find(({ id }) => id === one[1]);
      return deal ? json(response, 200, { data: [deal] }) : void response.writeHead(204).end();
    }
    if (url.pathname !== '/crm/v8/Deals') return fail(404, 'INVALID_URL_PATTERN');
    if (method === 'PUT') {
      const rows = (JSON.parse(body.toString()) as { data: Row[] }).data;
      const results = rows.map((row) => {
        const deal = deals.find(({ id }) => id === row.id);
        if (!deal)
          return { code: 'INVALID_DATA', status: 'error', message: 'the id given seems to be invalid', details: { api_name: 'id' } };
        const long = Object.entries(row).find(([, value]) => typeof value === 'string' && value.length > 255);
        if (long)
          return { code: 'INVALID_DATA', status: 'error', message: 'invalid data', details: { api_name: long[0], maximum_length: 255 } };
        Object.assign(deal, row);
        return { code: 'SUCCESS', status: 'success', message: 'record updated', details: { id: row.id } };
      });
      return json(response, 200, { data: results });
    }
    const fields = url.searchParams.get('fields');
    if (!fields) return fail(400, 'REQUIRED_PARAM_MISSING');
    if (fields.split(',').length > 50) return fail(400, 'LIMIT_EXCEEDED');
    const size = Number(url.searchParams.get('per_page') ?? 200);
    const page = Number(url.searchParams.get('page') ?? 1);
    const from = url.searchParams.has('page_token') ? Number(url.searchParams.get('page_token')?.replace('t', '')) : (page - 1) * size;
    if (size > 200 || (url.searchParams.has('page_token') && url.searchParams.has('page'))) return fail(400, 'INVALID_DATA');
    if (!url.searchParams.has('page_token') && from + size > 2000) return fail(400, 'DISCRETE_PAGINATION_LIMIT_EXCEEDED');
    const rows = deals.slice(from, from + size);
    if (rows.length === 0) return void response.writeHead(204).end();
    const more = from + size < deals.length;
    const asked = fields.split(',');
    const data = rows.map((row) => Object.fromEntries(['id', ...asked].map((field) => [field, row[field] ?? null])));
    json(response, 200, {
      data,
      info: { per_page: size, count: rows.length, page, more_records: more, next_page_token: more ? `t${from + size}` : null },
    });
  });
  return { ...server, state, deals, notes };
}
