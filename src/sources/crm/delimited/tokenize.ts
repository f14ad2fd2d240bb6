import type { ByteSource } from '../container/bytes.ts';
import { type ReadPlan, type RecordCells, withRecord } from './record.ts';

const LF = 10;
const CR = 13;

/** Longest record that is read; a longer one is an open quote or no table at all. */
const RECORD_BYTES_MAX = 64 * 1024 * 1024;

/** How reading ended: at the end of the source, or inside a quote that was opened in the record at `offset`. */
export interface TokenizeEnd {
  readonly unclosedAt: number | undefined;
  /** The last record had no line end. */
  readonly endsOpen: boolean;
}

/** How reading may be done; all optional. */
export interface TokenizeManner {
  /** Where records are cut, a block at a time; the last one stays there. */
  readonly record?: RecordCells;
  /** Sees every stretch of bytes once it has been cut into whole records, and where it ends in the source. */
  readonly onBlock?: (bytes: Uint8Array, end: number) => void;
  readonly ordinary?: OrdinaryRows;
}

/** Takes rows that need no second look many at a time, before the record behind them is handed on. */
export interface OrdinaryRows {
  readonly plan: ReadPlan;
  /** A record that begins there in the source, or behind it, is handed on by itself. */
  until(): number;
  take(rows: RecordCells): void;
}

/** Fewer ordinary rows at a time than this, and so many records are handed on by themselves before they are looked for again. */
const FEW_ROWS = 4;
const SINGLY = 64;

/**
 * Cuts delimited bytes into records (RFC 4180, leniently: CR, LF and CRLF mixed; text after a closing quote is kept) and
 * hands each to `sink` in the same place. Reads in blocks; memory is a block plus the longest record. `sink` may
 * return false to stop: that record then counts as not taken.
 */
export function tokenize(
  source: ByteSource,
  delimiter: number,
  from: number,
  sink: (record: RecordCells) => unknown,
  { record, onBlock, ordinary }: TokenizeManner = {},
): TokenizeEnd {
  if (!record) return withRecord((idle) => tokenize(source, delimiter, from, sink, { record: idle, onBlock, ordinary }));
  let base = from;
  let filled = 0;
  let atEnd = false;
  let endsOpen = false;
  let singly = 0;
  for (;;) {
    while (!atEnd && filled < record.bytes.length) {
      const n = source.read(filled === 0 ? record.bytes : record.bytes.subarray(filled), base + filled);
      if (n === 0) atEnd = true;
      filled += n;
      if (base + filled >= source.size) atEnd = true;
    }
    let at = 0;
    while (at < filled) {
      let next: number;
      if (ordinary && singly === 0) {
        const until = Math.min(ordinary.until() - base, filled);
        next = record.cutRows(ordinary.plan, at, filled, delimiter, atEnd, base, until);
        if (record.rows > 0) ordinary.take(record);
        at = record.begin;
        if (next !== at && record.rows < FEW_ROWS) singly = SINGLY;
      } else {
        next = record.cut(at, filled, delimiter, atEnd);
        if (singly > 0) singly--;
      }
      if (Math.max(at, next) === filled) endsOpen = !isLineEnd(record.bytes[filled - 1]);
      if (next === at) continue;
      if (next < 0) break;
      record.offset = base + at;
      if (sink(record) === false) {
        onBlock?.(record.bytes.subarray(0, at), base + at);
        return { unclosedAt: undefined, endsOpen: false };
      }
      at = next;
    }
    onBlock?.(record.bytes.subarray(0, at), base + at);
    if (at >= filled && atEnd) return { unclosedAt: undefined, endsOpen };
    if (at === 0) {
      if (atEnd || record.bytes.length >= RECORD_BYTES_MAX) return { unclosedAt: base, endsOpen: true };
      record.enlarge();
      continue;
    }
    if (atEnd) return { unclosedAt: base + at, endsOpen: true };
    record.bytes.copyWithin(0, at, filled);
    base += at;
    filled -= at;
  }
}

function isLineEnd(byte: number): boolean {
  return byte === LF || byte === CR;
}
