import { DAY_MS } from '../../../core/moment.ts';

/** A cell that the fast reader leaves to the careful one. */
export const NOT_PLAIN = -Infinity;

const ZERO = 48;

/** Reads `12345` or `-12345.6` with up to `exponent` decimals as whole minor units; NOT_PLAIN for anything else. */
export function plainAmount(bytes: Uint8Array, start: number, end: number, exponent: number): number {
  let i = start;
  const negative = bytes[i] === 45;
  if (negative) i++;
  if (i >= end || end - i > 15) return NOT_PLAIN;
  let value = 0;
  let digits = 0;
  for (; i < end; i++) {
    const c = bytes[i] - ZERO;
    if (c < 0 || c > 9) break;
    value = value * 10 + c;
    digits++;
  }
  if (digits === 0) return NOT_PLAIN;
  let left = exponent;
  if (i < end) {
    // A lone sign before exactly three digits may part thousands: the careful reader decides.
    if (bytes[i] !== 46 || end - i - 1 === 3 || end - i === 1) return NOT_PLAIN;
    for (i++; i < end; i++) {
      const c = bytes[i] - ZERO;
      if (c < 0 || c > 9 || left === 0) return NOT_PLAIN;
      value = value * 10 + c;
      left--;
    }
  }
  while (left-- > 0) value *= 10;
  if (value > Number.MAX_SAFE_INTEGER) return NOT_PLAIN;
  return negative && value !== 0 ? -value : value;
}

const FIRST_YEAR = 1970;
const LAST_YEAR = 2100;

/** Day number (days since 1970-01-01) of the last day before each month from January 1970, with one entry more at the end. */
const DAYS_BEFORE = new Int32Array((LAST_YEAR - FIRST_YEAR + 1) * 12 + 1);
for (let month = 0; month < DAYS_BEFORE.length; month++) DAYS_BEFORE[month] = Date.UTC(FIRST_YEAR, month, 1) / DAY_MS - 1;

/** Reads `YYYY-MM-DD`, optionally with ` HH:MM[:SS]` or `T…`, as a wall moment; NOT_PLAIN for anything else or an odd year. */
export function plainDate(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 10 || bytes[start + 4] !== 45 || bytes[start + 7] !== 45) return NOT_PLAIN;
  const century = two(bytes, start);
  const inCentury = two(bytes, start + 2);
  const month = two(bytes, start + 5);
  const day = two(bytes, start + 8);
  const year = century * 100 + inCentury;
  if ((century | inCentury | month | day) < 0 || year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return NOT_PLAIN;
  const at = (year - FIRST_YEAR) * 12 + month - 1;
  const dayNumber = DAYS_BEFORE[at] + day;
  if (day < 1 || dayNumber > DAYS_BEFORE[at + 1]) return NOT_PLAIN;
  if (length === 10) return dayNumber * DAY_MS;
  const between = bytes[start + 10];
  if ((between !== 32 && between !== 84) || bytes[start + 13] !== 58 || (length !== 16 && length !== 19)) return NOT_PLAIN;
  const hour = two(bytes, start + 11);
  const minute = two(bytes, start + 14);
  const second = length === 16 ? 0 : bytes[start + 16] === 58 ? two(bytes, start + 17) : -1;
  if ((hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59) return NOT_PLAIN;
  return dayNumber * DAY_MS + (hour * 3600 + minute * 60 + second) * 1000;
}

/** Reads `0` to `100`, with decimals, without a sign; NOT_PLAIN for anything else. */
export function plainNumber(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > 8) return NOT_PLAIN;
  let value = 0;
  let scale = 0;
  for (let i = start; i < end; i++) {
    const c = bytes[i] - ZERO;
    if (c >= 0 && c <= 9) {
      value = value * 10 + c;
      scale *= 10;
    } else if (bytes[i] === 46 && scale === 0 && i > start && i + 1 < end) scale = 1;
    else return NOT_PLAIN;
  }
  return scale ? value / scale : value;
}

/** Two ASCII digits as a number, -1 where they are none. */
function two(bytes: Uint8Array, at: number): number {
  const a = bytes[at] - ZERO;
  const b = bytes[at + 1] - ZERO;
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : -1;
}
