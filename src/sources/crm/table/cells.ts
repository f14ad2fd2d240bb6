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

/** Reads `YYYY-MM-DD`, optionally with ` HH:MM[:SS]` or `T…`, as a wall moment; NOT_PLAIN for anything else or an odd year. */
export function plainDate(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 10 || bytes[start + 4] !== 45 || bytes[start + 7] !== 45) return NOT_PLAIN;
  const year = two(bytes, start) * 100 + two(bytes, start + 2);
  const month = two(bytes, start + 5);
  const day = two(bytes, start + 8);
  if (!(year >= 1970 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 28)) {
    // The last days of a month are checked with care; they are few.
    if (!(year >= 1970 && year <= 2100 && month >= 1 && month <= 12 && day >= 29 && day <= lastDay(year, month))) return NOT_PLAIN;
  }
  const midnight = dayNumber(year, month, day) * DAY_MS;
  if (length === 10) return midnight;
  const between = bytes[start + 10];
  if ((between !== 32 && between !== 84) || bytes[start + 13] !== 58 || (length !== 16 && length !== 19)) return NOT_PLAIN;
  const hour = two(bytes, start + 11);
  const minute = two(bytes, start + 14);
  const second = length === 19 && bytes[start + 16] === 58 ? two(bytes, start + 17) : length === 16 ? 0 : Number.NaN;
  if (!(hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60)) return NOT_PLAIN;
  return midnight + hour * 3_600_000 + minute * 60_000 + second * 1000;
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

/** Two ASCII digits as a number, NaN where they are none. */
function two(bytes: Uint8Array, at: number): number {
  const a = bytes[at] - ZERO;
  const b = bytes[at + 1] - ZERO;
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : Number.NaN;
}

function lastDay(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01 of a Gregorian date (the shifted-year form, March first, known from "days from civil"). */
function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const yearDays = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const era = Math.floor(y / 400);
  const inEra = y - era * 400;
  return era * 146_097 + inEra * 365 + Math.floor(inEra / 4) - Math.floor(inEra / 100) + yearDays - 719_468;
}
