import { type WallMs, wallOf } from '../../core/moment.ts';
import { BizosError, type Problem } from '../../core/problem.ts';
import type { StageBook } from '../../core/stage.ts';
import type { Text } from '../../core/text.ts';
import { headOf } from './container/bytes.ts';
import { type OpenExport, openExport } from './container/open.ts';
import type { DealExport, DealField, Reject } from './deals.ts';
import { type Dialect, firstRecords, sniffDialect } from './delimited/dialect.ts';
import { scanRecords } from './delimited/scan.ts';
import { type HeaderMatch, matchHeaders } from './headers.ts';
import { snapshotDate } from './snapshot.ts';
import { readSteps } from './stage-steps.ts';
import { TableBuilder } from './table/builder.ts';
import { findDuplicates } from './table/duplicates.ts';
import { flattenReport } from './table/report-rows.ts';
import { settle } from './table/settle.ts';
import { noteShape } from './table/shape.ts';
import { emptyTable, makeTable } from './table/table.ts';
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
  const take = recordTaker(match, dialect.delimiter, builder);
  const label = { en: `Reading ${options.label}`, de: `Lese ${options.label}` };
  scanRecords(source, { at: dialect.from, records: 0 }, builder, {
    delimiter: dialect.delimiter,
    take: (record, row) => {
      if (row <= match.headerRecord + 1) return;
      take(record, row);
      if ((row & 0x3fff) === 0) options.progress?.(label, record.offset, source.size);
    },
  });
  const { counts } = builder;
  const settled = settle(builder, match, { ...options, file: options.label, dateOrder: options.dateOrder }, problems);
  const texts = new RowTexts(source, dialect.delimiter, builder.columns.floats.offset);
  const duplicates = findDuplicates(builder, (a, b) => texts.sameRow(a, b, match.headers.length));
  const seen = builder.count + counts.rejected;
  const deals = makeTable(builder, match, duplicates.keep, settled, source, dialect.delimiter);
  noteShape(counts, duplicates, match, seen, options.label, problems);
  const newest = newestMoment(deals, options.now);
  const { at, basis } = snapshotDate(opened.name, match.report?.generated ?? '', newest, mtimeWall(opened.mtimeMs, options));
  return {
    source: {
      file: options.label,
      sha256: await opened.sha256,
      bytes: opened.bytes,
      rows: seen,
      rejected: counts.rejected,
      duplicates: duplicates.exact + duplicates.others,
      profile: match.profile,
      format: opened.format,
      snapshot: at,
      snapshotBasis: basis,
    },
    deals,
    steps: [],
    rejects: counts.rejects,
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
