import type { openZoho } from '../../net/zoho.ts';
import { onlyFileOf } from '../crm/xlsx/archive.ts';
import { csvHeader, csvRow, type ZohoDeal } from './deals-csv.ts';
import { type Pulled, type PullWays, reading, unusable } from './reading.ts';

type Zoho = ReturnType<typeof openZoho>;

/** A job is asked after every ten seconds, for half an hour; a page of a job holds up to 200,000 records (Bulk Read, v8). */
const POLL_MS = 10_000;
const POLLS_MAX = 180;
const PAGES_MAX = 50;
const DOWNLOAD_MAX = 512 * 1024 * 1024;

/** Names that a job wants where the records API gives an object: people and companies come by their parts. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  Owner: ['Owner.first_name', 'Owner.last_name'],
  Account_Name: ['Account_Name.Account_Name'],
};

/**
 * Fetches all deals by bulk read jobs: a zipped CSV a page. Throws BizosError (exit 4) with nothing kept when a job fails, takes longer than
 * half an hour, or its file is damaged.
 */
export async function pullBulk(zoho: Zoho, ways: PullWays, fields: readonly string[], total: number): Promise<Pulled> {
  const asked = fields.filter((field) => field !== 'id').flatMap((field) => PARTS[field] ?? [field]);
  const lines = [csvHeader(fields)];
  const seen = new Set<string>();
  for (let page = 1; page <= PAGES_MAX; page++) {
    const id = await startJob(zoho, ways, asked, page);
    const more = await jobDone(zoho, ways, id);
    const zipped = await reading(zoho, { path: `/crm/bulk/v8/read/${id}/result`, bytesMax: DOWNLOAD_MAX }, ways);
    const bytes = onlyFileOf(zipped.body);
    if (!bytes) throw unusable('a damaged zip');
    for (const deal of dealsOf(new TextDecoder().decode(bytes))) {
      const key = String(deal.id);
      if (seen.has(key)) continue;
      seen.add(key);
      lines.push(csvRow(deal, fields));
    }
    ways.progress(seen.size, total);
    if (!more) return { csv: lines.join(''), deals: seen.size, fields };
  }
  throw unusable('more pages than there can be');
}

async function startJob(zoho: Zoho, ways: PullWays, fields: readonly string[], page: number): Promise<string> {
  const body = { query: { module: { api_name: ways.module }, fields, page } };
  const answer = await reading(zoho, { method: 'POST', path: '/crm/bulk/v8/read', body }, ways);
  const id = (firstOf(answer.json)?.details as Readonly<Record<string, unknown>> | undefined)?.id;
  if (typeof id !== 'string' || !/^\d{1,30}$/.test(id)) throw unusable('a job without id');
  return id;
}

/** Waits for a job; whether there are more records than its page holds. */
async function jobDone(zoho: Zoho, ways: PullWays, id: string): Promise<boolean> {
  for (let polls = 0; polls < POLLS_MAX; polls++) {
    const job = firstOf((await reading(zoho, { path: `/crm/bulk/v8/read/${id}` }, ways)).json);
    if (job?.state === 'COMPLETED') {
      const more = (job.result as Readonly<Record<string, unknown>> | undefined)?.more_records;
      if (typeof more !== 'boolean') throw unusable('a job without result');
      return more;
    }
    if (!['ADDED', 'QUEUED', 'IN PROGRESS'].includes(String(job?.state))) throw unusable('a job that failed');
    await ways.wait(POLL_MS);
  }
  throw unusable('a job that does not end');
}

function firstOf(json: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, unknown>> | undefined {
  return Array.isArray(json?.data) ? (json.data[0] as Readonly<Record<string, unknown>> | undefined) : undefined;
}

/** The rows of a job's CSV as the records API would give them. */
function* dealsOf(text: string): Generator<ZohoDeal> {
  let header: string[] | undefined;
  for (const cells of recordsOf(text.replace(/^\ufeff/, ''))) {
    if (!header) {
      header = cells.map((name) => (name.toLowerCase() === 'id' ? 'id' : name));
      if (!header.includes('id')) throw unusable('a file without ids');
      continue;
    }
    if (cells.length !== header.length) throw unusable('a row of another length');
    const row: Record<string, string> = Object.fromEntries(header.map((name, i) => [name, cells[i]]));
    const owner = [row['Owner.first_name'], row['Owner.last_name']].filter(Boolean).join(' ');
    yield { ...row, Owner: owner, Account_Name: row['Account_Name.Account_Name'] };
  }
}

/** Records of comma-separated text (RFC 4180). */
function* recordsOf(text: string): Generator<string[]> {
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  let cells: string[] = [];
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) throw unusable('a broken row');
    cells.push(found[1] === undefined ? found[2] : found[1].replace(/""/g, '"'));
    if (found[3] === ',') continue;
    yield cells;
    cells = [];
  }
  if (cells.length > 0) yield [...cells, ''];
}
