import { BEGIN, bytes, COUNT, cellRoom, ends, forms, IS_READ, LENGTH, starts, TORN } from './memory';

const QUOTE: i32 = 34;
const LF: i32 = 10;
const CR: i32 = 13;

/** Instead of where the next record begins: the end of this one lies beyond the limit, or it has more cells than there is room for. */
const BEYOND: i32 = -1;
const MORE_CELLS: i32 = -2;

/** A plain cell, one in quotes, one in quotes with doubled quotes inside, one in quotes with text after the closing quote. */
const PLAIN: u8 = 0;
const QUOTED: u8 = 1;
const DOUBLED: u8 = 2;
const TRAILED: u8 = 3;

/**
 * Cuts the record at `at` of the bytes before `limit` (RFC 4180, leniently: CR, LF and CRLF mixed; text after a closing quote is kept).
 * Gives where the next one begins; `atEnd` says that nothing comes behind the limit.
 */
export function cut(at: i32, limit: i32, delimiter: i32, atEnd: bool): i32 {
  const begin = bytes + at;
  const last = bytes + limit;
  const splat = i8x16.splat(delimiter as i8);
  let count: i32 = 0;
  let i = begin;
  store<i32>(BEGIN, at);
  store<i32>(TORN, 0);
  store<i32>(IS_READ, 0);
  for (;;) {
    if (count === cellRoom) return MORE_CELLS;
    if (i < last && byteAt(i) === QUOTE) {
      i = cutQuoted(count, i, last, delimiter, splat, atEnd);
      if (i === 0) return BEYOND;
    } else {
      const end = endOfPlain(i, last, splat);
      note(count, i, end, PLAIN);
      i = end;
    }
    count++;
    if (i >= last) {
      if (!atEnd) return BEYOND;
      break;
    }
    if (byteAt(i) !== delimiter) break;
    i++;
  }
  store<i32>(COUNT, count);
  store<i32>(LENGTH, (i - begin) as i32);
  if (i >= last) return limit;
  if (byteAt(i) === CR) {
    // The LF of a CRLF may lie in the next block.
    if (i + 1 >= last && !atEnd) return BEYOND;
    if (i + 1 < last && byteAt(i + 1) === LF) i++;
  }
  return (i + 1 - bytes) as i32;
}

/** Cuts the quoted cell at `at` into place `k`; gives where it ends, or 0 when that lies beyond the last byte. */
function cutQuoted(k: i32, at: usize, last: usize, delimiter: i32, splat: v128, atEnd: bool): usize {
  let close = at + 1;
  let form = QUOTED;
  for (;;) {
    close = quoteFrom(close, last);
    if (close >= last) return 0;
    if (close + 1 >= last) {
      if (!atEnd) return 0;
      break;
    }
    if (byteAt(close + 1) !== QUOTE) break;
    form = DOUBLED;
    close += 2;
  }
  const next = close + 1;
  if (next >= last || endsCell(byteAt(next), delimiter)) {
    note(k, at + 1, close, form);
    return next;
  }
  const end = endOfPlain(next, last, splat);
  note(k, at, end, TRAILED);
  // Over a line end: some quote was opened by mistake.
  for (let i = at + 1; i < close && load<i32>(TORN) === 0; i++) if (byteAt(i) === LF || byteAt(i) === CR) store<i32>(TORN, 1);
  return end;
}

function byteAt(at: usize): i32 {
  return load<u8>(at) as i32;
}

function endsCell(byte: i32, delimiter: i32): bool {
  return byte === delimiter || byte === LF || byte === CR;
}

/** Where a cell without quotes ends. */
function endOfPlain(at: usize, last: usize, splat: v128): usize {
  for (let i = at; i < last; i += 16) {
    const part = v128.load(i);
    const lineEnds = v128.or(i8x16.eq(part, i8x16.splat(LF as i8)), i8x16.eq(part, i8x16.splat(CR as i8)));
    const found = i8x16.bitmask(v128.or(lineEnds, i8x16.eq(part, splat)));
    if (found !== 0) return min<usize>(last, i + ctz(found));
  }
  return last;
}

/** Where the next quote stands, `last` or beyond where there is none. */
function quoteFrom(at: usize, last: usize): usize {
  for (let i = at; i < last; i += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(i), i8x16.splat(QUOTE as i8)));
    if (found !== 0) return i + ctz(found);
  }
  return last;
}

/** Notes a cell: its range in the bytes, and its form. */
function note(k: i32, start: usize, end: usize, form: u8): void {
  store<i32>(starts + (k as usize) * 4, (start - bytes) as i32);
  store<i32>(ends + (k as usize) * 4, (end - bytes) as i32);
  store<u8>(forms + (k as usize), form);
}
