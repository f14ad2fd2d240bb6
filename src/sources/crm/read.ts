import type { WallMs } from '../../core/moment.ts';
import type { StageBook } from '../../core/stage.ts';
import type { Text } from '../../core/text.ts';
import { assertUnchanged, guarded } from './container/bytes.ts';
import { damagedText, isWindows1252 } from './container/encoding.ts';
import { hashOf } from './container/hash.ts';
import { openExport } from './container/open.ts';
import type { DealExport, DealField, Reject, SourceSummary } from './deals.ts';
import { type ScanManner, scanRecords } from './delimited/scan.ts';
import { joinShares, piecesOf, readFront } from './delimited/shares.ts';
import { type Read, recalled, remember } from './read-again.ts';
import { momentsOf, mtimeWall, snapshotDate } from './snapshot.ts';
import { readSteps } from './stage-steps.ts';
import { TableBuilder } from './table/builder.ts';
import { findDuplicates } from './table/duplicates.ts';
import { settle } from './table/settle.ts';
import { noteShape } from './table/shape.ts';
import { columnsOf, emptyTable, tableOf } from './table/table.ts';
import { recordTaker } from './table/take.ts';
import { RowTexts } from './table/texts.ts';
import { type Reading, understand } from './understand.ts';

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

/** An export as it was read. */
interface Whole extends Read {
  /** Bytes somewhere in it are no UTF-8. */
  readonly notUtf8: boolean;
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
  return {
    export: {
      source: summaryOf(reading, moments.newest, {
        sha256,
        rows,
        rejected: counts.rejected,
        duplicates: duplicates.exact + duplicates.others,
      }),
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
async function readRows(reading: Reading): Promise<{ builder: TableBuilder; sha256: string | undefined }> {
  const { source, dialect, match, options, expect } = reading;
  const build = { currency: options.currency, decimal: options.decimal, timeZone: options.timeZone, expect };
  const { descriptor } = source;
  const large = descriptor !== undefined && source.size > ASIDE_FROM && options.onReject === undefined;
  const builder = new TableBuilder(match, { ...build, shared: large || options.cacheFolder !== undefined, onReject: options.onReject });
  const pieces = piecesOf(source.size, dialect.from, PIECE_BYTES);
  const label = { en: `Reading ${options.label}`, de: `Lese ${options.label}` };
  const manner: ScanManner = {
    delimiter: dialect.delimiter,
    take: recordTaker(match, dialect.delimiter, builder),
    above: match.headerRecord + 1,
    progress: (offset) => options.progress?.(label, offset, source.size),
  };
  const setting = { delimiter: dialect.delimiter, match, build: { ...build, shared: true } };
  const aside = large ? (await import('./delimited/worker.ts')).readAside(descriptor, pieces, setting) : undefined;
  if (aside) {
    const front = readFront(source, pieces, builder, manner);
    joinShares(source, front, await aside.shares, builder, manner);
  } else scanRecords(source, { at: dialect.from, records: 0 }, builder, manner);
  return { builder, sha256: await aside?.sha256 };
}

/** What was found in an export; `sha256` where it is known by now. */
type Found = Pick<SourceSummary, 'rows' | 'rejected' | 'duplicates'> & { readonly sha256?: string };

/** Tells of an export. Its bytes are hashed when somebody asks for that, which throws BizosError (exit 2) where they were changed since. */
function summaryOf({ opened, match, options }: Reading, newest: WallMs, { sha256, ...counts }: Found): SourceSummary {
  const { at, basis } = snapshotDate(opened.name, match.report?.generated ?? '', newest, mtimeWall(opened.mtimeMs, options));
  let hash = opened.sha256 ?? sha256;
  return {
    file: options.label,
    get sha256() {
      hash ??= hashOf(opened.file ? guarded(opened.file, options.label) : opened.source);
      return hash;
    },
    bytes: opened.bytes,
    profile: match.profile,
    format: opened.format,
    snapshot: at,
    snapshotBasis: basis,
    ...counts,
  };
}

function historyExport(reading: Reading): DealExport {
  const { source: text, dialect, match, options, problems } = reading;
  const { steps, rows, rejects, newest } = readSteps(text, dialect, match, options);
  const source = summaryOf(reading, newest, { rows, rejected: rejects.length, duplicates: 0 });
  return { source, deals: emptyTable(options.currency ?? 'XXX'), steps, rejects, problems };
}

function otherExport(reading: Reading): DealExport {
  const { match, problems, options } = reading;
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
    ...summaryOf(reading, Number.NaN, { rows: 0, rejected: 0, duplicates: 0 }),
    profile: `other-${what}`,
    snapshot: Number.NaN,
    snapshotBasis: 'mtime' as const,
  };
  return { source, deals: emptyTable(options.currency ?? 'XXX'), steps: [], rejects: [], problems };
}
