import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { BizosError } from '../core/problem.ts';
import { same, type Text } from '../core/text.ts';
import { VIEWS } from './schema.ts';

/** Rows of a query, with the names of its columns. */
export interface QueryResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** True where there were more rows than the limit. */
  readonly cut: boolean;
}

/** Runs in a process of its own: a query that takes too long is killed there, whatever SQLite is doing. */
const RUNNER = `const [library, file, limit] = process.argv.slice(1);
const Database = require(library);
const given = require('node:fs').readFileSync(0);
const end = 4 + given.readUInt32LE(0);
const sql = given.toString('utf8', 4, end);
const image = given.subarray(end);
let answer;
try {
  const store = image.length > 0 ? new Database(image) : new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
  store.pragma('query_only = ON');
  store.pragma('trusted_schema = OFF');
  const statement = store.prepare(sql);
  if (!statement.reader || !statement.readonly) throw new Error('only a SELECT is allowed');
  const columns = statement.columns().map((column) => column.name);
  const rows = [];
  let cut = false;
  for (const row of statement.raw().iterate()) {
    if (rows.length >= Number(limit)) { cut = true; break; }
    rows.push(row.map((cell) => (Buffer.isBuffer(cell) ? '(blob)' : typeof cell === 'bigint' ? String(cell) : cell)));
  }
  answer = { columns, rows, cut };
} catch (error) {
  answer = { error: error.message };
}
process.stdout.write(JSON.stringify(answer));`;

/** How far a query may go. */
export interface QueryBounds {
  readonly limit: number;
  readonly seconds: number;
}

/**
 * Runs one read-only SELECT over the documented views. At most `limit` rows and `seconds` seconds. `image`: the index as it stands in
 * memory, where no file holds it. Throws BizosError (exit 2) with SQLite's reason and the views as hint.
 */
export function query(root: string, sql: string, { limit, seconds }: QueryBounds, image?: Uint8Array): QueryResult {
  if (!/^\s*(?:select|with|values)\b/i.test(sql))
    throw refused({ en: 'only SELECT, WITH and VALUES are allowed', de: 'erlaubt sind nur SELECT, WITH und VALUES' });
  const library = createRequire(import.meta.url).resolve('better-sqlite3');
  const words = Buffer.from(sql);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(words.length);
  const ran = spawnSync(process.execPath, ['-e', RUNNER, library, join(root, '.bizos', 'index.sqlite'), String(limit)], {
    input: Buffer.concat([length, words, image ?? new Uint8Array(0)]),
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
    maxBuffer: 256 * 1024 * 1024,
    encoding: 'utf8',
  });
  if (ran.error || ran.signal)
    throw refused({
      en: `it took longer than ${seconds} seconds or gave too much`,
      de: `sie brauchte länger als ${seconds} Sekunden oder ergab zu viel`,
    });
  const answer = JSON.parse(ran.stdout || '{"error":"no answer"}') as QueryResult & { error?: string };
  if (answer.error !== undefined) throw refused(same(answer.error));
  return answer;
}

/** SQLite's own reasons are English in every language. */
function refused(why: Text): BizosError {
  return new BizosError(
    2,
    { en: `The query was not run: ${why.en}.`, de: `Die Abfrage wurde nicht ausgeführt: ${why.de}.` },
    {
      en: `Views: ${VIEWS.map(({ name }) => name).join(', ')} (docs/schema.md).`,
      de: `Sichten: ${VIEWS.map(({ name }) => name).join(', ')} (docs/schema.md).`,
    },
  );
}
