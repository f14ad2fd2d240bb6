import type { ByteSource } from '../container/bytes.ts';
import type { HeaderMatch } from '../headers.ts';
import { type BuildSetting, type ForeignRows, TableBuilder } from '../table/builder.ts';
import type { Counts } from '../table/counts.ts';
import { recordTaker } from '../table/take.ts';
import { type Border, type Position, scanRecords } from './scan.ts';
import { tokenize } from './tokenize.ts';

/** How a large source is shared out: pieces of equal length, the lower ones taken by the caller, the upper ones by workers. */
export interface Pieces {
  readonly from: number;
  readonly size: number;
  readonly bytes: number;
  readonly count: number;
  /** How many pieces the caller and the workers have taken: two counters, and their sum. The first is the caller's from the start. */
  readonly taken: Int32Array;
}

const [LOWER, UPPER, ALL] = [0, 1, 2];

/** Shares out the bytes of a source from `from` on. */
export function piecesOf(size: number, from: number, bytes: number): Pieces {
  const count = Math.max(1, Math.ceil((size - from) / bytes));
  const taken = new Int32Array(new SharedArrayBuffer(12));
  taken.set([1, 0, 1]);
  return { from, size, bytes, count, taken };
}

/** Takes the next lower or upper piece; its number, or -1 when all are taken. */
function takePiece(pieces: Pieces, side: number): number {
  if (Atomics.add(pieces.taken, ALL, 1) >= pieces.count) return -1;
  const k = Atomics.add(pieces.taken, side, 1);
  return side === LOWER ? k : pieces.count - 1 - k;
}

function beginOf(pieces: Pieces, piece: number): number {
  return Math.min(pieces.size, pieces.from + piece * pieces.bytes);
}

/** Rows of one piece as a worker read them, if a record begins at `start`. */
export interface Share extends ForeignRows {
  readonly start: number;
  readonly end: number;
  readonly records: number;
}

/** What a worker needs in order to read its share; plain data. */
export interface ShareSetting {
  readonly delimiter: number;
  readonly match: HeaderMatch;
  readonly build: Omit<BuildSetting, 'onReject'>;
}

/** Takes upper pieces until none are left. Where their first record begins is a guess that `joinShares` checks. */
export function readShares(source: ByteSource, pieces: Pieces, setting: ShareSetting): Share[] {
  const builder = new TableBuilder(setting.match, setting.build);
  const take = recordTaker(setting.match, setting.delimiter, builder);
  const read: { start: number; end: number; records: number }[] = [];
  const parts: { from: number; count: number; counts: Counts }[] = [];
  for (let piece = takePiece(pieces, UPPER); piece >= 0; piece = takePiece(pieces, UPPER)) {
    const start = guessRecord(source, beginOf(pieces, piece), setting);
    if (start === undefined) continue;
    const last = piece === pieces.count - 1;
    const before = beginOf(pieces, piece + 1);
    const from = builder.count;
    builder.countAnew();
    const end = scanRecords(source, { at: start, records: 0 }, builder, {
      delimiter: setting.delimiter,
      take,
      above: 0,
      border: last ? undefined : borderAt(before),
    });
    // Nothing begins in a piece that lies inside one record.
    if (end.at <= start) continue;
    // A quote that is never closed may have been opened by a wrong guess: whoever comes from the front will see.
    if (builder.counts.unclosed.length > 0) {
      builder.count = from;
      continue;
    }
    read.push({ start, end: end.at, records: end.records });
    parts.push({ from, count: builder.count - from, counts: builder.counts });
  }
  const { columns } = builder;
  const currencies = builder.currencies.codes;
  const words = {
    stage: builder.words.stage.words,
    outcome: builder.words.outcome.words,
    owner: builder.words.owner.words,
    source: builder.words.source.words,
    reason: builder.words.reason.words,
    currency: builder.words.currency.words,
  };
  return read.map((share, k) => ({ ...share, ...parts[k], columns, currencies, words }));
}

/** Takes lower pieces, from the front and in order, until none are left; gives where it stopped, at the beginning of a record. */
export function readFront(source: ByteSource, pieces: Pieces, builder: TableBuilder, manner: Parameters<typeof scanRecords>[3]): Position {
  const border = {
    at: beginOf(pieces, 1),
    stops: (offset: number): boolean => {
      while (offset >= border.at) {
        const piece = takePiece(pieces, LOWER);
        if (piece < 0) return true;
        border.at = beginOf(pieces, piece + 1);
      }
      return false;
    },
  };
  return scanRecords(source, { at: pieces.from, records: 0 }, builder, { ...manner, border });
}

/** A border that nothing passes. */
function borderAt(at: number): Border {
  return { at, stops: () => true };
}

/**
 * Puts shares behind what was read from the front. A share fits only where the records before it end exactly where it begins; what
 * lies between shares, and shares that began at a wrong guess, are read again, so that the outcome is that of reading in one go.
 */
export function joinShares(
  source: ByteSource,
  front: Position,
  shares: readonly Share[],
  builder: TableBuilder,
  manner: Parameters<typeof scanRecords>[3],
): Position {
  const byStart = new Map(shares.map((share) => [share.start, share]));
  const starts = [...byStart.keys()].sort((a, b) => a - b);
  let { at, records } = front;
  let next = 0;
  while (at < source.size) {
    const share = byStart.get(at);
    if (share) {
      builder.append(share, records);
      at = share.end;
      records += share.records;
      continue;
    }
    while (next < starts.length && starts[next] <= at) next++;
    const stop = starts[next] ?? source.size;
    ({ at, records } = scanRecords(source, { at, records }, builder, { ...manner, border: borderAt(stop) }));
  }
  return { at, records };
}

/** Bytes looked through for the beginning of a record. */
const GUESS_BYTES = 1 << 16;

/**
 * The first place at or behind `at` where a record seems to begin: behind a line end, with this and the next two records as
 * wide as the header. Undefined where there is no such place near.
 */
function guessRecord(source: ByteSource, at: number, { delimiter, match }: ShareSetting): number | undefined {
  const part = new Uint8Array(GUESS_BYTES);
  const n = source.read(part, at - 1);
  const bytes = part.subarray(0, n);
  const lineEnd = bytes.includes(10) ? 10 : 13;
  for (let i = bytes.indexOf(lineEnd); i >= 0; i = bytes.indexOf(lineEnd, i + 1)) {
    const start = at + i;
    if (start >= source.size) return undefined;
    let good = 0;
    let bad = false;
    const seen = bytes.subarray(i + 1);
    tokenize({ size: seen.length, read: (target, from) => copyPart(target, seen, from), close: () => {} }, delimiter, 0, (record) => {
      if (record.count === match.headers.length) good++;
      else bad = true;
      return !bad && good < 3;
    });
    if (good >= 3 || (!bad && start + seen.length >= source.size)) return start;
  }
  return undefined;
}

function copyPart(target: Uint8Array, bytes: Uint8Array, from: number): number {
  const part = bytes.subarray(from, from + target.length);
  target.set(part);
  return part.length;
}
