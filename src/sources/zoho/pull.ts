import { BizosError } from '../../core/problem.ts';
import type { openZoho, ZohoAnswer } from '../../net/zoho.ts';
import { csvHeader, csvRow, SNAPSHOT_COLUMNS, type ZohoDeal } from './deals-csv.ts';
import { type Pulled, type PullWays, reading, unusable } from './reading.ts';

/** Records a page, and how far `page` reaches; `page_token` reaches `TOKEN_MAX` (REST API v8, Get Records). */
const PAGE_SIZE = 200;
const PAGES_MAX = 10;
const TOKEN_MAX = 100_000;
/** From so many deals on one job costs Zoho and us less than a hundred pages. */
const BULK_FROM = 20_000;

/**
 * Fetches all deals by id, so that a change during the fetch moves none from page to page. Reading changes nothing, so what failed is tried
 * again, three times. Throws BizosError (exit 4) with nothing kept when Zoho does not give all of them.
 */
export async function pullDeals(zoho: ReturnType<typeof openZoho>, ways: PullWays): Promise<Pulled> {
  const fields = await fieldsOf(zoho, ways);
  const total = await countOf(zoho, ways);
  if (total !== undefined && total > BULK_FROM) return (await import('./bulk.ts')).pullBulk(zoho, ways, fields, total);
  const lines = [csvHeader(fields)];
  const seen = new Set<string>();
  const asked = fields.filter((field) => field !== 'id').join(',');
  let position = 'page=1';
  for (let page = 1; ; page++) {
    const path = `/crm/v8/${ways.module}?fields=${asked}&per_page=${PAGE_SIZE}&sort_by=id&sort_order=asc&${position}`;
    const answer = await reading(zoho, { path }, ways);
    if (answer.status === 204) break;
    const { deals, more, token } = pageOf(answer);
    for (const deal of deals) {
      const id = String(deal.id);
      if (seen.has(id)) continue;
      seen.add(id);
      lines.push(csvRow(deal, fields));
    }
    ways.progress(seen.size, total);
    if (!more) break;
    if (page < PAGES_MAX) position = `page=${page + 1}`;
    else if (token !== undefined) position = `page_token=${encodeURIComponent(token)}`;
    else throw unusable('no next page token');
    if (page > TOKEN_MAX / PAGE_SIZE) throw tooMany(seen.size);
  }
  return { csv: lines.join(''), deals: seen.size, fields };
}

function pageOf(answer: Extract<ZohoAnswer, { kind: 'ok' }>): { deals: ZohoDeal[]; more: boolean; token: string | undefined } {
  const deals = answer.json?.data;
  const info = answer.json?.info as Readonly<Record<string, unknown>> | undefined;
  if (!Array.isArray(deals) || typeof info?.more_records !== 'boolean') throw unusable('a page without records or info');
  const rows = deals as ZohoDeal[];
  if (!rows.every((deal) => typeof deal?.id === 'string' || typeof deal?.id === 'number')) throw unusable('a record without id');
  const token = info.next_page_token;
  return { deals: rows, more: info.more_records, token: typeof token === 'string' && token !== '' ? token : undefined };
}

/** Fields of the snapshot that the module has; all of them where Zoho doesn't let us look. */
async function fieldsOf(zoho: ReturnType<typeof openZoho>, ways: PullWays): Promise<string[]> {
  const all = SNAPSHOT_COLUMNS.map(([, field]) => field as string);
  const answer = await zoho.call({ path: `/crm/v8/settings/fields?module=${ways.module}` });
  const there = answer.kind === 'ok' ? answer.json?.fields : undefined;
  if (!Array.isArray(there)) return all;
  const names = new Set(there.map((field) => (field as Readonly<Record<string, unknown>>).api_name));
  return all.filter((field) => field === 'id' || names.has(field));
}

async function countOf(zoho: ReturnType<typeof openZoho>, ways: PullWays): Promise<number | undefined> {
  const answer = await zoho.call({ path: `/crm/v8/${ways.module}/actions/count` });
  const count = answer.kind === 'ok' ? answer.json?.count : undefined;
  return typeof count === 'number' ? count : undefined;
}

function tooMany(count: number): BizosError {
  return new BizosError(
    4,
    {
      en: `There are ${count} deals; Zoho gives at most 100,000 in pages.`,
      de: `Es sind ${count} Deals; Zoho gibt seitenweise höchstens 100.000.`,
    },
    {
      en: 'Export them in Zoho (Setup, Data Administration, Export) into _INBOX/zoho/.',
      de: 'Exportiere sie in Zoho (Setup, Datenverwaltung, Export) nach _INBOX/zoho/.',
    },
  );
}
