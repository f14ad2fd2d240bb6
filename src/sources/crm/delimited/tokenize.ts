import { type ByteSource, indexOfByte } from '../container/bytes.ts';

const QUOTE = 34;
const LF = 10;
const CR = 13;

/** Longest record that is read; a longer one is an open quote or no table at all. */
const RECORD_BYTES_MAX = 64 * 1024 * 1024;

const BLOCK_BYTES = 1 << 18;

/** The cells of one record as ranges of `bytes`. The arrays are reused: take what you need before the next call. */
export interface RecordCells {
  bytes: Uint8Array;
  /** Number of cells. */
  count: number;
  start: Int32Array;
  end: Int32Array;
  /** 0 plain, 1 quoted, 2 quoted with doubled quotes inside, 3 quoted with text after the closing quote. */
  form: Uint8Array;
  /** A quoted cell runs over a line end and has text after its closing quote: some quote was opened by mistake. */
  torn: boolean;
  /** Where the record begins and ends in the source (without its line end). */
  offset: number;
  length: number;
}

/** How reading ended: at the end of the source, or inside a quote that was opened in the record at `offset`. */
export interface TokenizeEnd {
  readonly unclosedAt: number | undefined;
  /** The last record had no line end. */
  readonly endsOpen: boolean;
}

/** How reading may be done; all optional. */
export interface TokenizeManner {
  /** Bytes read at a time. */
  readonly blockBytes?: number;
  /** Block and cell ranges to use again from call to call. */
  readonly scratch?: RecordCells;
  /** Sees every stretch of bytes once it has been cut into whole records. */
  readonly onBlock?: (bytes: Uint8Array) => void;
}

/** Room for one record and the block it lies in, to be used again. */
export function recordScratch(blockBytes = BLOCK_BYTES): RecordCells {
  return {
    bytes: new Uint8Array(blockBytes),
    count: 0,
    start: new Int32Array(64),
    end: new Int32Array(64),
    form: new Uint8Array(64),
    torn: false,
    offset: 0,
    length: 0,
  };
}

/**
 * Cuts delimited bytes into records (RFC 4180, leniently: CR, LF and CRLF mixed; text after a closing quote is kept) and
 * hands each to `sink` with the same reused arrays. Reads in blocks; memory is a block plus the longest record. `sink` may
 * return false to stop: that record then counts as not taken.
 */
export function tokenize(
  source: ByteSource,
  delimiter: number,
  from: number,
  sink: (record: RecordCells) => unknown,
  manner: TokenizeManner = {},
): TokenizeEnd {
  const { blockBytes = BLOCK_BYTES, onBlock } = manner;
  const record = manner.scratch ?? recordScratch(Math.min(blockBytes, Math.max(1, source.size - from)) + 1);
  let buffer = record.bytes;
  let base = from;
  let filled = 0;
  let atEnd = false;
  let endsOpen = false;
  for (;;) {
    while (!atEnd && filled < buffer.length) {
      const n = source.read(filled === 0 ? buffer : buffer.subarray(filled), base + filled);
      if (n === 0) atEnd = true;
      filled += n;
      if (base + filled >= source.size) atEnd = true;
    }
    let at = 0;
    while (at < filled) {
      const next = cutRecord(record, buffer, at, filled, delimiter, atEnd);
      if (next < 0) break;
      record.offset = base + at;
      endsOpen = next === filled && buffer[next - 1] !== LF && buffer[next - 1] !== CR;
      if (sink(record) === false) {
        onBlock?.(buffer.subarray(0, at));
        return { unclosedAt: undefined, endsOpen: false };
      }
      at = next;
    }
    onBlock?.(buffer.subarray(0, at));
    if (at >= filled && atEnd) return { unclosedAt: undefined, endsOpen };
    if (at === 0) {
      if (atEnd || buffer.length >= RECORD_BYTES_MAX) return { unclosedAt: base, endsOpen: true };
      const larger = new Uint8Array(buffer.length * 2);
      larger.set(buffer.subarray(0, filled));
      buffer = larger;
      record.bytes = buffer;
      continue;
    }
    if (atEnd) return { unclosedAt: base + at, endsOpen: true };
    buffer.copyWithin(0, at, filled);
    base += at;
    filled -= at;
  }
}

/** Cuts the record at `at`; returns where the next begins, or -1 when its end lies beyond `limit`. */
function cutRecord(record: RecordCells, bytes: Uint8Array, at: number, limit: number, delimiter: number, atEnd: boolean): number {
  let { start, end, form } = record;
  const above = Math.max(delimiter, CR);
  let count = 0;
  let i = at;
  record.torn = false;
  for (;;) {
    if (count === start.length) {
      grow(record);
      ({ start, end, form } = record);
    }
    if (i < limit && bytes[i] === QUOTE) {
      i = cutQuoted(record, count, bytes, i, limit, delimiter, atEnd);
      if (i < 0) return -1;
      count++;
    } else {
      start[count] = i;
      i = endOfPlain(bytes, i, limit, delimiter, above);
      end[count] = i;
      form[count++] = 0;
    }
    if (i >= limit) {
      if (!atEnd) return -1;
      break;
    }
    if (bytes[i] === delimiter) {
      i++;
      continue;
    }
    break;
  }
  record.count = count;
  record.length = i - at;
  if (i >= limit) return limit;
  if (bytes[i] === CR) {
    // The LF of a CRLF may lie in the next block.
    if (i + 1 >= limit && !atEnd) return -1;
    if (bytes[i + 1] === LF && i + 1 < limit) return i + 2;
  }
  return i + 1;
}

/**
 * Where a cell without quotes ends; `above` is no smaller than any byte that can end one. A function of its own: V8 compiles it within the
 * first few hundred cells, and what it is called from much later.
 */
function endOfPlain(bytes: Uint8Array, at: number, limit: number, delimiter: number, above: number): number {
  let i = at;
  for (; i < limit; i++) {
    const c = bytes[i];
    if (c <= above && (c === delimiter || c === LF || c === CR)) break;
  }
  return i;
}

/** Cuts the quoted cell at `at` into place `k`; returns where it ends, or -1 when that lies beyond `limit`. */
function cutQuoted(
  record: RecordCells,
  k: number,
  bytes: Uint8Array,
  at: number,
  limit: number,
  delimiter: number,
  atEnd: boolean,
): number {
  let close = at + 1;
  let form = 1;
  for (;;) {
    // Most quoted cells are short: a call into the engine costs more than looking at their bytes.
    const near = Math.min(limit, close + 64);
    while (close < near && bytes[close] !== QUOTE) close++;
    if (close === near) close = near === limit ? -1 : indexOfByte(bytes, QUOTE, close);
    if (close < 0 || close >= limit) return -1;
    if (close + 1 >= limit) {
      if (!atEnd) return -1;
      break;
    }
    if (bytes[close + 1] !== QUOTE) break;
    form = 2;
    close += 2;
  }
  let next = close + 1;
  record.start[k] = at + 1;
  record.end[k] = close;
  if (next < limit && bytes[next] !== delimiter && bytes[next] !== LF && bytes[next] !== CR) {
    while (next < limit && bytes[next] !== delimiter && bytes[next] !== LF && bytes[next] !== CR) next++;
    form = 3;
    for (let i = at + 1; i < close && !record.torn; i++) record.torn = bytes[i] === LF || bytes[i] === CR;
    record.start[k] = at;
    record.end[k] = next;
  }
  record.form[k] = form;
  return next;
}

function grow(record: RecordCells): void {
  const size = record.start.length * 2;
  const larger = <T extends Int32Array | Uint8Array>(old: T, made: T): T => {
    made.set(old);
    return made;
  };
  record.start = larger(record.start, new Int32Array(size));
  record.end = larger(record.end, new Int32Array(size));
  record.form = larger(record.form, new Uint8Array(size));
}

const decoder = new TextDecoder('utf-8');

/** Text of cell `i`: quotes undone; invalid UTF-8 as U+FFFD. */
export function cellText(record: RecordCells, i: number): string {
  if (i >= record.count) return '';
  const text = decoder.decode(record.bytes.subarray(record.start[i], record.end[i]));
  const form = record.form[i];
  if (form === 2) return text.replaceAll('""', '"');
  return form === 3 ? text.replace(/^"((?:[^"]|"")*)"/, (_, inner: string) => inner.replaceAll('""', '"')) : text;
}

/** All cells of a record as text. */
export function recordTexts(record: RecordCells): string[] {
  return Array.from({ length: record.count }, (_, i) => cellText(record, i));
}

/** True for an empty line and for a line of delimiters only. */
export function isBlank(record: RecordCells): boolean {
  for (let i = 0; i < record.count; i++) {
    for (let k = record.start[i]; k < record.end[i]; k++) if (record.bytes[k] !== 32 && record.bytes[k] !== 9) return false;
  }
  return true;
}
