import { type WallMs, wallOf } from '../../core/moment.ts';
import { BizosError, type Problem } from '../../core/problem.ts';
import type { StageBook } from '../../core/stage.ts';
import type { Text } from '../../core/text.ts';
import { headOf } from './container/bytes.ts';
import { type OpenExport, openExport } from './container/open.ts';
import type { DealExport, DealField, Reject } from './deals.ts';
import { type Dialect, firstRecords, sniffDialect } from './delimited/dialect.ts';
import { cellText, type RecordCells, recordTexts, tokenize } from './delimited/tokenize.ts';
import { type HeaderMatch, matchHeaders } from './headers.ts';
import { snapshotDate } from './snapshot.ts';
import { readSteps } from './stage-steps.ts';
import { TableBuilder } from './table/builder.ts';
import { findDuplicates } from './table/duplicates.ts';
import { flattenReport } from './table/report-rows.ts';
import { settle } from './table/settle.ts';
import { emptyTable, makeTable } from './table/table.ts';
import { RowTexts } from './table/texts.ts';

/** What reading an export depends on besides its bytes. */
export interface ReadOptions {
  /** ISO 4217 code expected for amounts without a currency of their own. */
  readonly currency?: string;
  /** IANA name; moments with an offset are put on this clock. */
  readonly timeZone: string;
  readonly stages: StageBook;
  readonly columns: Partial<Record<DealField, string>>;
  readonly dateOrder?: 'dmy' | 'mdy';
  readonly decimal?: ',' | '.';
  /** The moment now on the tree's clock: no export is newer. */
  readonly now: WallMs;
  /** The file as people should see it. */
  readonly label: string;
  readonly progress?: (label: Text, done: number, total?: number) => void;
  /** Sees every rejected row, also those beyond the kept ones. */
  readonly onReject?: (reject: Reject) => void;
}

export type ReadInput = { readonly file: string } | { readonly descriptor: number; readonly name: string };

/** Records that are looked through for the header: a report's title rows stand above it. */
const HEADER_RECORDS = 30;

/**
 * Reads one export of a CRM into typed columns. Throws BizosError (exit 2) when nothing can be read from it: no table, no
 * header, a needed column missing. Everything less is a problem beside the deals.
 */
export async function readExport(input: ReadInput, options: ReadOptions): Promise<DealExport> {
  const opened = await openExport(input, options.label);
  const problems: Problem[] = [...opened.problems];
  const head = headOf(opened.source, 1 << 18);
  let dialect = sniffDialect(head);
  const records = firstRecords(head, dialect, HEADER_RECORDS).map(({ cells }) => unwrapped(cells, dialect));
  const matched = matchHeaders(records, options.columns, options.label);
  problems.push(...matched.problems);
  const errors = matched.problems.filter(({ level }) => level === 'error');
  if (!matched.value || errors.length > 0) throw unusable(options.label, errors);
  const match = matched.value;
  let source = opened.source;
  if (match.report && match.kind === 'deals') {
    source = flattenReport(source, dialect, match);
    dialect = { delimiter: 44, from: 0 };
  }
  const reading = { opened: { ...opened, source }, dialect, match, problems, options, expect: expectedRows(source.size, head) };
  if (match.kind === 'other') return otherExport(reading);
  if (match.kind === 'stage-history') return historyExport(reading);
  return dealExport(reading);
}

interface Reading {
  readonly opened: OpenExport;
  readonly dialect: Dialect;
  readonly match: HeaderMatch;
  readonly problems: Problem[];
  readonly options: ReadOptions;
  /** About how many rows are to come. */
  readonly expect: number;
}

async function dealExport({ opened, dialect, match, problems, options, expect }: Reading): Promise<DealExport> {
  const { source } = opened;
  const builder = new TableBuilder(match, { ...options, expect });
  let row = 0;
  const label = { en: `Reading ${options.label}`, de: `Lese ${options.label}` };
  eachRecord(source, dialect, builder, (record) => {
    row++;
    if (row <= match.headerRecord + 1) return;
    if (isHeaderAgain(record, match)) builder.repeatedHeaders++;
    else if (record.count === 1 && match.headers.length > 1 && record.form[0] > 0) quotedWhole(record, row, dialect, builder);
    else builder.add(record, row);
    if ((row & 0x3fff) === 0) options.progress?.(label, record.offset, source.size);
  });
  const currency = settle(builder, match, { ...options, file: options.label, dateOrder: options.dateOrder }, problems);
  const texts = new RowTexts(source, dialect.delimiter, builder.offset.data);
  const duplicates = findDuplicates(builder, (a, b) => texts.sameRow(a, b, match.headers.length));
  const deals = makeTable(builder, match, duplicates.keep, currency, source, dialect.delimiter);
  const seen = builder.count + builder.rejected;
  noteShape(builder, duplicates, match, seen, options.label, problems);
  const newest = newestMoment(deals, options.now);
  const { at, basis } = snapshotDate(opened.name, match.report?.generated ?? '', newest, mtimeWall(opened.mtimeMs, options));
  return {
    source: {
      file: options.label,
      sha256: await opened.sha256,
      bytes: opened.bytes,
      rows: seen,
      rejected: builder.rejected,
      duplicates: duplicates.exact + duplicates.others,
      profile: match.profile,
      format: opened.format,
      snapshot: at,
      snapshotBasis: basis,
    },
    deals,
    steps: [],
    rejects: builder.rejects,
    problems,
  };
}

function mtimeWall(mtimeMs: number, options: ReadOptions): WallMs {
  return Number.isNaN(mtimeMs) ? options.now : wallOf(Math.floor(mtimeMs), options.timeZone);
}

/** Rows of the whole by the line ends of its head, and a little more, so that columns need not grow. */
function expectedRows(size: number, head: Uint8Array): number {
  let lines = 1;
  for (let i = 0; i < head.length; i++) if (head[i] === 10) lines++;
  return Math.ceil((size / Math.max(1, head.length)) * lines * 1.02) + 16;
}

/** Tokenizes the source; where a quote is never closed, its line is rejected and reading goes on behind it. */
function eachRecord(source: OpenExport['source'], dialect: Dialect, builder: TableBuilder, take: (record: RecordCells) => void): void {
  let from = dialect.from;
  let records = 0;
  for (let tries = 0; tries < 100; tries++) {
    const end = tokenize(source, dialect.delimiter, from, (record) => {
      records++;
      take(record);
    });
    if (end.unclosedAt === undefined) return;
    const line = lineAt(source, end.unclosedAt);
    records++;
    builder.reject(records, 'quote-unclosed', 'a quote is opened and never closed', line.text);
    builder.unclosed.push(records);
    from = line.next;
    if (from >= source.size) return;
  }
  builder.reject(records, 'quote-unclosed', 'too many quotes that are never closed; the rest was not read', '');
}

function lineAt(source: OpenExport['source'], offset: number): { text: string; next: number } {
  const part = new Uint8Array(1 << 16);
  let text = '';
  for (let at = offset; ; ) {
    const n = source.read(part, at);
    if (n === 0) return { text: text.slice(0, 2000), next: source.size };
    const end = part.subarray(0, n).indexOf(10);
    if (text.length < 2000) text += new TextDecoder().decode(part.subarray(0, end < 0 ? n : end));
    if (end >= 0) return { text: text.slice(0, 2000), next: at + end + 1 };
    at += n;
  }
}

function isHeaderAgain(record: RecordCells, match: HeaderMatch): boolean {
  if (record.count !== match.headers.length) return false;
  const first = match.headers.findIndex((header) => header !== '');
  const header = match.headers[first];
  if (record.end[first] - record.start[first] !== Buffer.byteLength(header)) return false;
  return cellText(record, first) === header && recordTexts(record).every((cell, k) => cell === match.headers[k]);
}

/** A row that was quoted as a whole is one cell: its text is cut once more. */
function quotedWhole(record: RecordCells, row: number, dialect: Dialect, builder: TableBuilder): void {
  const inner = new TextEncoder().encode(cellText(record, 0));
  if (!inner.includes(dialect.delimiter)) {
    builder.add(record, row);
    return;
  }
  const before = builder.count;
  tokenize({ size: inner.length, read: (target, at) => copyInto(target, inner, at), close: () => {} }, dialect.delimiter, 0, (cut) => {
    cut.offset = record.offset;
    builder.add(cut, row);
    return false;
  });
  if (builder.count > before) builder.repaired++;
}

function copyInto(target: Uint8Array, bytes: Uint8Array, at: number): number {
  const part = bytes.subarray(at, at + target.length);
  target.set(part);
  return part.length;
}

function unwrapped(cells: string[], dialect: Dialect): string[] {
  const sign = String.fromCharCode(dialect.delimiter);
  if (cells.length !== 1 || !cells[0].includes(sign)) return cells;
  return firstRecords(new TextEncoder().encode(cells[0]), { ...dialect, from: 0 }, 1)[0]?.cells ?? cells;
}

function newestMoment(deals: DealExport['deals'], now: WallMs): WallMs {
  let newest = Number.NaN;
  for (const column of [deals.created, deals.modified, deals.lastActivity, deals.closed]) {
    for (let i = 0; i < deals.count; i++) if (column[i] <= now && !(column[i] <= newest)) newest = column[i];
  }
  return newest;
}

function noteShape(
  builder: TableBuilder,
  duplicates: ReturnType<typeof findDuplicates>,
  match: HeaderMatch,
  rows: number,
  file: string,
  problems: Problem[],
): void {
  const note = (code: string, level: Problem['level'], count: number, message: Text, remedy: Text): void => {
    if (count > 0) problems.push({ code, level, message, place: { file }, remedy, count });
  };
  const again: Text = { en: 'Export again, and compare the number of rows.', de: 'Exportiere noch einmal und vergleiche die Zeilenzahl.' };
  note(
    'rows-rejected',
    'warning',
    builder.rejected,
    { en: `${builder.rejected} of ${rows} rows could not be used.`, de: `${builder.rejected} von ${rows} Zeilen waren nicht verwendbar.` },
    { en: '--rejects FILE writes them with their reasons.', de: '--rejects DATEI schreibt sie mit ihren Gründen.' },
  );
  note(
    'rows-short',
    'note',
    builder.padded,
    {
      en: `${builder.padded} rows have fewer cells than the header; the missing ones count as empty.`,
      de: `${builder.padded} Zeilen haben weniger Zellen als die Kopfzeile; fehlende gelten als leer.`,
    },
    again,
  );
  note(
    'rows-repaired',
    'warning',
    builder.repaired,
    {
      en: `${builder.repaired} rows were quoted as a whole and have been cut again.`,
      de: `${builder.repaired} Zeilen standen ganz in Anführungszeichen und wurden neu zerlegt.`,
    },
    again,
  );
  note(
    'header-repeated',
    'note',
    builder.repeatedHeaders,
    {
      en: `The header stands ${builder.repeatedHeaders} more times inside the data; it was passed over.`,
      de: `Die Kopfzeile steht noch ${builder.repeatedHeaders}-mal in den Daten; sie wurde übergangen.`,
    },
    again,
  );
  note(
    'quote-unclosed',
    'error',
    builder.unclosed.length,
    {
      en: `A quote opened in row ${builder.unclosed[0]} is never closed: the file is damaged or cut off there.`,
      de: `Ein Anführungszeichen in Zeile ${builder.unclosed[0]} wird nie geschlossen: Die Datei ist dort beschädigt oder abgeschnitten.`,
    },
    again,
  );
  note(
    'duplicates-exact',
    'note',
    duplicates.exact,
    {
      en: `${duplicates.exact} rows stand in the export twice, word for word; each counts once.`,
      de: `${duplicates.exact} Zeilen stehen wortgleich doppelt im Export; jede zählt einmal.`,
    },
    again,
  );
  note(
    'duplicates',
    'warning',
    duplicates.others,
    {
      en: `${duplicates.others} rows carry the id of another row; the newest modified counts (rows left out: ${duplicates.rows.join(', ')}).`,
      de: `${duplicates.others} Zeilen tragen die Id einer anderen; die zuletzt geänderte zählt (ausgelassen: ${duplicates.rows.join(', ')}).`,
    },
    { en: 'Merge these deals in the CRM.', de: 'Führe diese Deals im CRM zusammen.' },
  );
  const said = match.report?.count;
  note(
    'rows-missing',
    'warning',
    said !== undefined && said > rows ? said - rows : 0,
    {
      en: `The report says it has ${said} records; ${rows} rows are here.`,
      de: `Der Bericht nennt ${said} Datensätze; hier sind ${rows} Zeilen.`,
    },
    again,
  );
  const cut = match.profile.startsWith('zoho') && rows === 2000;
  note(
    'rows-cut',
    'warning',
    cut ? rows : 0,
    {
      en: 'Exactly 2,000 rows: Zoho cuts scheduled reports there, so deals may be missing.',
      de: 'Genau 2.000 Zeilen: Zoho schneidet geplante Berichte dort ab, es können Deals fehlen.',
    },
    { en: 'Use the module export, which has no such limit.', de: 'Nimm den Modul-Export, der diese Grenze nicht hat.' },
  );
}

async function historyExport({ opened, dialect, match, problems, options }: Reading): Promise<DealExport> {
  const { steps, rows, rejects, newest } = readSteps(opened.source, dialect, match, options);
  const { at, basis } = snapshotDate(opened.name, match.report?.generated ?? '', newest, mtimeWall(opened.mtimeMs, options));
  const source = {
    file: options.label,
    sha256: await opened.sha256,
    bytes: opened.bytes,
    rows,
    rejected: rejects.length,
    duplicates: 0,
    profile: match.profile,
    format: opened.format,
    snapshot: at,
    snapshotBasis: basis,
  };
  return { source, deals: emptyTable(options.currency ?? 'XXX'), steps, rejects, problems };
}

async function otherExport({ opened, match, problems, options }: Reading): Promise<DealExport> {
  const what = match.what ?? 'records';
  problems.push({
    code: 'export-not-deals',
    level: 'note',
    message: {
      en: `This is an export of ${what}, not of deals; the pipeline scan passes it over.`,
      de: `Das ist ein Export von ${what}, nicht von Deals; der Pipeline-Scan übergeht ihn.`,
    },
    place: { file: options.label },
    remedy: { en: 'Export the Deals module.', de: 'Exportiere das Modul „Deals“.' },
  });
  const source = {
    file: options.label,
    sha256: await opened.sha256,
    bytes: opened.bytes,
    rows: 0,
    rejected: 0,
    duplicates: 0,
    profile: `other-${what}`,
    format: opened.format,
    snapshot: Number.NaN,
    snapshotBasis: 'mtime' as const,
  };
  return { source, deals: emptyTable(options.currency ?? 'XXX'), steps: [], rejects: [], problems };
}

function unusable(label: string, errors: readonly Problem[]): BizosError {
  return new BizosError(
    2,
    { en: `${label} can't be read as a list of deals.`, de: `${label} ist nicht als Liste von Deals lesbar.` },
    undefined,
    errors,
  );
}
