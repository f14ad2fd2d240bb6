import { basename } from 'node:path';
import { type WallMs, wallOf } from '../../core/moment.ts';
import { BizosError, type Problem } from '../../core/problem.ts';
import type { StageBook } from '../../core/stage.ts';
import type { Text } from '../../core/text.ts';
import { keptPath, openKept } from './cache.ts';
import { assertUnchanged, type ByteSource, guarded, headOf, indexOfByte, regularFile } from './container/bytes.ts';
import { damagedText, isWindows1252 } from './container/encoding.ts';
import { hashOf } from './container/hash.ts';
import { type OpenExport, openExport } from './container/open.ts';
import type { DealExport, DealField, Reject, SourceSummary } from './deals.ts';
import { type Dialect, firstRecords, sniffDialect } from './delimited/dialect.ts';
import { type ScanManner, scanRecords } from './delimited/scan.ts';
import { joinShares, piecesOf, readFront } from './delimited/shares.ts';
import { type HeaderMatch, matchHeaders } from './headers.ts';
import { snapshotDate } from './snapshot.ts';
import { readSteps } from './stage-steps.ts';
import { TableBuilder } from './table/builder.ts';
import { findDuplicates } from './table/duplicates.ts';
import { flattenReport } from './table/report-rows.ts';
import { settle } from './table/settle.ts';
import { noteShape } from './table/shape.ts';
import { columnsOf, emptyTable, type TableColumns, tableOf } from './table/table.ts';
import { recordTaker } from './table/take.ts';
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
  /** Folder for what does not fit into memory, and for what makes the next reading of the same file quick. None is used without it. */
  readonly cacheFolder?: string;
  /** Text files of fewer bytes are read again each time; 4 MB where it is not said. */
  readonly keepFrom?: number;
  /** Sees every rejected row, also those beyond the kept ones. */
  readonly onReject?: (reject: Reject) => void;
}

export type ReadInput = { readonly file: string } | { readonly descriptor: number; readonly name: string };

/** Records that are looked through for the header: a report's title rows stand above it. */
const HEADER_RECORDS = 30;

/** From this size on another thread is worth its start (at 28 MB it made no difference). */
const ASIDE_FROM = 40 * 1024 * 1024;

/** Bytes that a thread takes at a time: few enough that both end together, enough that taking them costs nothing. */
const PIECE_BYTES = 2 * 1024 * 1024;

/**
 * Reads one export of a CRM into typed columns. Throws BizosError (exit 2) when nothing can be read from it: no table, no
 * header, a needed column missing, a file that is still being written. Everything less is a problem beside the deals.
 */
export async function readExport(input: ReadInput, options: ReadOptions): Promise<DealExport> {
  const known = 'file' in input ? recalled(input.file, options) : undefined;
  if (known) return known;
  const manner = { label: options.label, spoolFolder: options.cacheFolder };
  const opened = await openExport(input, manner);
  const reading = understand(opened, options);
  const result = await readWhole(reading);
  if (opened.file) assertUnchanged(opened.file, options.label);
  if (!result.notUtf8) {
    if ('file' in input) await remember(input.file, reading, result);
    return result.export;
  }
  if (!('file' in input) || !isWindows1252(opened.source)) {
    reading.problems.push(damagedText(options.label));
    return result.export;
  }
  // The first part was plain ASCII; further on it turns out not to be UTF-8.
  opened.source.close();
  const again = await openExport(input, { ...manner, encoding: 'windows-1252' });
  return (await readWhole(understand(again, options))).export;
}

interface Reading {
  readonly opened: OpenExport;
  readonly source: ByteSource;
  readonly dialect: Dialect;
  readonly match: HeaderMatch;
  readonly problems: Problem[];
  readonly options: ReadOptions;
  /** About how many rows are to come. */
  readonly expect: number;
}

/** Dialect and header of an export. */
function understand(opened: OpenExport, options: ReadOptions): Reading {
  const problems: Problem[] = [...opened.problems];
  const head = headOf(opened.source, 1 << 18);
  const dialect = sniffDialect(head);
  const records = firstRecords(head, dialect, HEADER_RECORDS).map(({ cells }) => unwrapped(cells, dialect));
  const matched = matchHeaders(records, options.columns, options.label);
  problems.push(...matched.problems);
  const errors = matched.problems.filter(({ level }) => level === 'error');
  if (!matched.value || errors.length > 0) throw unusable(options.label, errors);
  const match = matched.value;
  const { source } = opened;
  const common = { opened, match, problems, options, expect: expectedRows(source.size, head) };
  if (!match.report || match.kind !== 'deals') return { ...common, source, dialect };
  return { ...common, source: flattenReport(source, dialect, match), dialect: { delimiter: 44, from: 0 } };
}

/** Bytes somewhere in the export are no UTF-8. */
interface Whole {
  readonly export: DealExport;
  readonly notUtf8: boolean;
  readonly columns?: TableColumns;
  readonly moments?: Moments;
}

/** Smaller exports are read as quickly as what would be kept of them. */
const KEEP_FROM = 4 * 1024 * 1024;

/** The export as it was kept when it was read before, if nothing that matters has changed. */
function recalled(file: string, options: ReadOptions): DealExport | undefined {
  if (options.cacheFolder === undefined || options.onReject !== undefined) return undefined;
  const bytes = regularFile(file);
  if (!bytes) return undefined;
  const found = openKept(keptPath(options.cacheFolder, file, options), bytes.stamp, options.now);
  if (!found) {
    bytes.close();
    return undefined;
  }
  const { kept, stored } = found;
  const { rows, rejected, duplicates, ...summary } = kept.source;
  const { at, basis } = snapshotDate(basename(file), kept.generated, kept.newest ?? Number.NaN, mtimeWall(bytes.mtimeMs, options));
  return {
    // In the order that reading gives them, so that what is printed of them is the same text.
    source: { ...summary, snapshot: at, snapshotBasis: basis, rows, rejected, duplicates },
    deals: tableOf(stored.columns, stored.text ?? guarded(bytes, options.label)),
    steps: [],
    rejects: kept.rejects,
    problems: kept.problems,
  };
}

/** Keeps what was read of a file for the next time, where that is worth it. */
async function remember(file: string, reading: Reading, { export: read, columns, moments }: Whole): Promise<void> {
  const { opened, source, match, problems, options } = reading;
  const costly = opened.format === 'xlsx' || opened.bytes >= (options.keepFrom ?? KEEP_FROM);
  if (options.cacheFolder === undefined || options.onReject || !opened.file || !costly || !columns || !moments) return;
  const { snapshot: _at, snapshotBasis: _basis, ...summary } = read.source;
  const orNull = (at: WallMs): WallMs | null => (Number.isNaN(at) ? null : at);
  const kept = {
    stamp: opened.file.stamp,
    source: summary,
    generated: match.report?.generated ?? '',
    newest: orNull(moments.newest),
    firstFuture: orNull(moments.firstFuture),
    rejects: read.rejects,
    problems,
  };
  const { keepAside } = await import('./cache-thread.ts');
  keepAside(keptPath(options.cacheFolder, file, options), columns, kept, source === opened.file ? undefined : headOf(source, source.size));
}

async function readWhole(reading: Reading): Promise<Whole> {
  const { kind } = reading.match;
  if (kind === 'deals') return dealExport(reading);
  return { export: kind === 'other' ? otherExport(reading) : historyExport(reading), notUtf8: false };
}

async function dealExport(reading: Reading): Promise<Whole> {
  const { opened, dialect, match, problems, options } = reading;
  const source = opened.file && reading.source === opened.file ? guarded(opened.file, options.label) : reading.source;
  const { builder, sha256 } = await readRows(reading);
  const { counts } = builder;
  const settled = settle(builder, match, { ...options, file: options.label, dateOrder: options.dateOrder }, problems);
  const { offset } = builder.columns.floats;
  const texts = new RowTexts(source, dialect.delimiter, (i) => offset[i]);
  const duplicates = findDuplicates(builder, {
    sameRow: (a, b) => texts.sameRow(a, b, match.headers.length),
    sameId: (a, b) => texts.cell(a, match.columns.get('id')) === texts.cell(b, match.columns.get('id')),
  });
  const rows = builder.count + counts.rejected;
  const columns = columnsOf(builder, match, duplicates.keep, settled, dialect.delimiter);
  noteShape(counts, duplicates, match, rows, options.label, problems);
  const moments = momentsOf(columns, options.now);
  const summary = summaryOf(reading, sha256, moments.newest);
  return {
    export: {
      source: { ...summary, rows, rejected: counts.rejected, duplicates: duplicates.exact + duplicates.others },
      deals: tableOf(columns, source),
      steps: [],
      rejects: counts.rejects,
      problems,
    },
    notUtf8: counts.notUtf8 > 0,
    columns,
    moments,
  };
}

/** All rows of an export; of a large file the front part is read here, the rest by other threads, which hash it too. */
async function readRows({ opened, source, dialect, match, options, expect }: Reading): Promise<{ builder: TableBuilder; sha256: string }> {
  const build = { currency: options.currency, decimal: options.decimal, timeZone: options.timeZone, expect };
  const { descriptor } = source;
  const large = descriptor !== undefined && source.size > ASIDE_FROM && options.onReject === undefined;
  const builder = new TableBuilder(match, { ...build, shared: large || options.cacheFolder !== undefined, onReject: options.onReject });
  const take = recordTaker(match, dialect.delimiter, builder);
  const pieces = piecesOf(source.size, dialect.from, PIECE_BYTES);
  const label = { en: `Reading ${options.label}`, de: `Lese ${options.label}` };
  const manner: ScanManner = {
    delimiter: dialect.delimiter,
    take: (record, row) => {
      if (row <= match.headerRecord + 1) return;
      take(record, row);
      if ((row & 0x3fff) === 0) options.progress?.(label, record.offset, source.size);
    },
  };
  const setting = { delimiter: dialect.delimiter, match, build: { ...build, shared: true } };
  const aside = large ? (await import('./delimited/worker.ts')).readAside(descriptor, pieces, setting) : undefined;
  if (aside) {
    const front = readFront(source, pieces, builder, manner);
    joinShares(source, front, await aside.shares, builder, manner);
  } else scanRecords(source, { at: dialect.from, records: 0 }, builder, manner);
  return { builder, sha256: opened.sha256 ?? (await aside?.sha256) ?? hashOf(opened.source) };
}

function summaryOf(
  { opened, match, options }: Reading,
  sha256: string,
  newest: WallMs,
): Omit<SourceSummary, 'rows' | 'rejected' | 'duplicates'> {
  const { at, basis } = snapshotDate(opened.name, match.report?.generated ?? '', newest, mtimeWall(opened.mtimeMs, options));
  return {
    file: options.label,
    sha256,
    bytes: opened.bytes,
    profile: match.profile,
    format: opened.format,
    snapshot: at,
    snapshotBasis: basis,
  };
}

function mtimeWall(mtimeMs: number, options: ReadOptions): WallMs {
  return Number.isNaN(mtimeMs) ? options.now : wallOf(Math.floor(mtimeMs), options.timeZone);
}

/** Rows of the whole by the line ends of its head, and a little more, so that columns need not grow. */
function expectedRows(size: number, head: Uint8Array): number {
  let lines = 1;
  for (let at = indexOfByte(head, 10); at >= 0; at = indexOfByte(head, 10, at + 1)) lines++;
  return Math.ceil((size / Math.max(1, head.length)) * lines * 1.02) + 16;
}

function unwrapped(cells: string[], dialect: Dialect): string[] {
  const sign = String.fromCharCode(dialect.delimiter);
  if (cells.length !== 1 || !cells[0].includes(sign)) return cells;
  return firstRecords(new TextEncoder().encode(cells[0]), { ...dialect, from: 0 }, 1)[0]?.cells ?? cells;
}

/** Newest moment in the rows up to `now`, and the first after it; NaN where there is none. */
interface Moments {
  readonly newest: WallMs;
  readonly firstFuture: WallMs;
}

function momentsOf(columns: TableColumns, now: WallMs): Moments {
  let newest = Number.NEGATIVE_INFINITY;
  let future = Number.POSITIVE_INFINITY;
  for (const column of [columns.created, columns.modified, columns.lastActivity, columns.closed]) {
    for (let i = 0; i < columns.count; i++) {
      const at = column[i];
      if (at <= now && at > newest) newest = at;
      else if (at > now && at < future) future = at;
    }
  }
  return { newest: Number.isFinite(newest) ? newest : Number.NaN, firstFuture: Number.isFinite(future) ? future : Number.NaN };
}

function historyExport(reading: Reading): DealExport {
  const { opened, source: text, dialect, match, options, problems } = reading;
  const { steps, rows, rejects, newest } = readSteps(text, dialect, match, options);
  const summary = summaryOf(reading, opened.sha256 ?? hashOf(opened.source), newest);
  const source = { ...summary, profile: match.profile, rows, rejected: rejects.length, duplicates: 0 };
  return { source, deals: emptyTable(options.currency ?? 'XXX'), steps, rejects, problems };
}

function otherExport(reading: Reading): DealExport {
  const { opened, match, problems, options } = reading;
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
    ...summaryOf(reading, opened.sha256 ?? hashOf(opened.source), Number.NaN),
    profile: `other-${what}`,
    rows: 0,
    rejected: 0,
    duplicates: 0,
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
