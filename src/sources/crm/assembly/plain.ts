/** Readers of plain cells, straight from their bytes. They read what the careful readers of texts (../values) read, or give NOT_PLAIN. */

/** The cell is none of the plain ones: it has to be read from its text. */
export const NOT_PLAIN: f64 = -Infinity;

const DAY_MS: f64 = 86400000;

/** The greatest whole number that a double holds exactly with all below it: 2^53 - 1. */
const SAFE_MAX: f64 = 9007199254740991;

/** Fifteen digits are exact in a double. */
const AMOUNT_BYTES_MAX: usize = 15;
const SHARE_BYTES_MAX: usize = 8;

const FIRST_YEAR: i32 = 1970;
const LAST_YEAR: i32 = 2100;

/** Which of the first sixteen bytes of a moment are digits: those of the day, written in two ways, and those of hour and minute. */
const YEAR_FIRST: i32 = 0b11_0110_1111;
const YEAR_LAST: i32 = 0b11_1101_1011;
const TIME: i32 = 0b1101_1000_0000_0000;

/** Below every real moment (../table/slashed.ts). */
const WAITING: f64 = -1e15;

const SPACE: i32 = 32;
const PLUS: i32 = 43;
const COMMA: i32 = 44;
const MINUS: i32 = 45;
const POINT: i32 = 46;
const SLASH: i32 = 47;
const COLON: i32 = 58;
const E: i32 = 101;
const T: i32 = 84;

/** Reads `12345` or `12345.6` with up to `exponent` decimals as whole minor units. An amount below 0 is none of the plain ones. */
export function plainAmount(start: usize, end: usize, exponent: i32): f64 {
  let i = start;
  if (end - i > AMOUNT_BYTES_MAX) return NOT_PLAIN;
  let value: f64 = 0;
  for (; i < end; i++) {
    const digit = digitAt(i);
    if (digit < 0) break;
    value = value * 10 + (digit as f64);
  }
  if (i === start) return NOT_PLAIN;
  let left = exponent;
  if (i < end) {
    // A lone sign before exactly three digits may part thousands: the careful reader decides.
    if (byteAt(i) !== POINT || end - i === 4 || end - i === 1) return NOT_PLAIN;
    for (i++; i < end; i++) {
      const digit = digitAt(i);
      if (digit < 0 || left === 0) return NOT_PLAIN;
      value = value * 10 + (digit as f64);
      left--;
    }
  }
  for (; left > 0; left--) value *= 10;
  return value > SAFE_MAX ? NOT_PLAIN : value;
}

/** Whether a plain amount has one or two decimals. */
export function hasPoint(start: usize, end: usize): bool {
  return (end - start > 2 && byteAt(end - 2) === POINT) || (end - start > 3 && byteAt(end - 3) === POINT);
}

/** Reads `0` to `100`, with decimals, without a sign. */
export function plainShare(start: usize, end: usize): f64 {
  if (end - start > SHARE_BYTES_MAX) return NOT_PLAIN;
  let value: f64 = 0;
  let scale: f64 = 0;
  for (let i = start; i < end; i++) {
    const digit = digitAt(i);
    if (digit >= 0) {
      value = value * 10 + (digit as f64);
      scale *= 10;
    } else if (byteAt(i) === POINT && scale === 0 && i > start && i + 1 < end) scale = 1;
    else return NOT_PLAIN;
  }
  if (scale !== 0) value /= scale;
  return value > 100 ? NOT_PLAIN : value;
}

/**
 * Reads `YYYY-MM-DD` and `DD.MM.YYYY` as a wall moment, and `01/02/2026` and `01-02-2026`, whose order the whole column has to tell, as the number
 * that stands for them until then; all optionally with ` HH:MM[:SS]` or `T…`; years from 1970 to 2100.
 */
export function plainDate(start: usize, end: usize): f64 {
  const length = end - start;
  if (length !== 10 && length !== 16 && length !== 19) return NOT_PLAIN;
  // Sixteen bytes at once: which of them are digits, and what they say.
  const signs = v128.load(start);
  const digits = i8x16.sub(signs, i8x16.splat(48));
  const areDigits = i8x16.bitmask(i8x16.lt_u(digits, i8x16.splat(10)));
  const isYearFirst = (areDigits & YEAR_FIRST) === YEAR_FIRST;
  if (!isYearFirst && (areDigits & YEAR_LAST) !== YEAR_LAST) return NOT_PLAIN;
  // Without what stands between them, in pairs of tens and ones: those of the day, then hour and minute.
  const pairs = isYearFirst
    ? i8x16.swizzle(digits, i8x16(0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, -1, -1, -1, -1))
    : i8x16.swizzle(digits, i8x16(6, 7, 8, 9, 3, 4, 0, 1, 11, 12, 14, 15, -1, -1, -1, -1));
  const tens = v128.and(pairs, i16x8.splat(255));
  const numbers = i16x8.add(i16x8.mul(tens, i16x8.splat(10)), i16x8.shr_u(pairs, 8));
  const time: i32 = length === 10 ? 0 : timeOf(start, length, signs, areDigits, numbers);
  const year = (i16x8.extract_lane_s(numbers, 0) as i32) * 100 + i16x8.extract_lane_s(numbers, 1);
  const month = i16x8.extract_lane_s(numbers, 2) as i32;
  const day = i16x8.extract_lane_s(numbers, 3) as i32;
  if (time < 0 || year < FIRST_YEAR || year > LAST_YEAR || month < 1 || day < 1) return NOT_PLAIN;
  const sign: i32 = isYearFirst ? i8x16.extract_lane_u(signs, 4) : i8x16.extract_lane_u(signs, 2);
  if (sign !== (isYearFirst ? i8x16.extract_lane_u(signs, 7) : i8x16.extract_lane_u(signs, 5))) return NOT_PLAIN;
  if (!isYearFirst && (sign === SLASH || sign === MINUS)) {
    if (day > 31 || month > 31 || (day > 12 && month > 12)) return NOT_PLAIN;
    return waiting(sign === MINUS ? 1 : 0, day, month, year) - (time as f64) * 1000;
  }
  if (sign !== (isYearFirst ? MINUS : POINT) || month > 12 || day > daysIn(month, year)) return NOT_PLAIN;
  return (dayNumber(year, month, day) as f64) * DAY_MS + (time as f64) * 1000;
}

/** Seconds since midnight, where a time stands behind the ten bytes of a day; -1 where there is none. */
function timeOf(start: usize, length: usize, signs: v128, areDigits: i32, numbers: v128): i32 {
  const between: i32 = i8x16.extract_lane_u(signs, 10);
  const colon: i32 = i8x16.extract_lane_u(signs, 13);
  if ((areDigits & TIME) !== TIME || (between !== SPACE && between !== T) || colon !== COLON) return -1;
  const hour = i16x8.extract_lane_s(numbers, 4) as i32;
  const minute = i16x8.extract_lane_s(numbers, 5) as i32;
  const second = length === 16 ? 0 : byteAt(start + 16) === COLON ? twoAt(start + 17) : -1;
  if (second < 0 || hour > 23 || minute > 59 || second > 59) return -1;
  return hour * 3600 + minute * 60 + second;
}

/** The number that stands for a date until the order of its parts is known (../table/slashed.ts). */
function waiting(sign: i32, first: i32, second: i32, year: i32): f64 {
  const parts = ((sign * 256 + year - FIRST_YEAR) * 32 + first) * 32 + second;
  return WAITING - (parts as f64) * DAY_MS;
}

function isLeap(year: i32): bool {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysIn(month: i32, year: i32): i32 {
  if (month === 2) return isLeap(year) ? 29 : 28;
  // Thirty-one and thirty in turn, anew from August on.
  return 30 + ((month + (month >> 3)) & 1);
}

/** Days since 1970-01-01. Years are counted from March, so that the odd day of a leap year is the last of its year. */
function dayNumber(year: i32, month: i32, day: i32): i32 {
  const y = month > 2 ? year : year - 1;
  const fromMarch = (month + 9) % 12;
  const inYear = (153 * fromMarch + 2) / 5 + day - 1;
  // 719,468 days lie between the first of March of the year 0 and the first of January 1970.
  return y * 365 + y / 4 - y / 100 + y / 400 + inYear - 719468;
}

/** Whether a spreadsheet made a number of an id and cut its digits: one digit, perhaps decimals, and an exponent (5.805E+18). */
export function isRuined(start: usize, end: usize): bool {
  let i = start;
  if (digitAt(i++) < 0) return false;
  if (i < end && (byteAt(i) === POINT || byteAt(i) === COMMA)) {
    const first = ++i;
    while (i < end && digitAt(i) >= 0) i++;
    if (i === first) return false;
  }
  if (i >= end || (byteAt(i++) | 32) !== E) return false;
  if (i < end && byteAt(i) === PLUS) i++;
  const left = end - i;
  if (left < 1 || left > 3) return false;
  for (; i < end; i++) if (digitAt(i) < 0) return false;
  return true;
}

/** Whether a cell can be one of the words for "none": they are short and begin with n, t, u, k, a dash or no ASCII. */
export function mayBeNone(start: usize, end: usize): bool {
  const first = byteAt(start);
  const letter = first | 32;
  const begins = first >= 128 || first <= MINUS || letter === 110 || letter === 116 || letter === 117 || letter === 107;
  return begins && end - start <= 24;
}

/** Whether there is nothing but visible ASCII. */
export function isVisibleAscii(start: usize, end: usize): bool {
  for (let i = start; i < end; i++) if (byteAt(i) <= SPACE || byteAt(i) >= 127) return false;
  return true;
}

function byteAt(at: usize): i32 {
  return load<u8>(at) as i32;
}

/** An ASCII digit as a number, -1 where it is none. */
function digitAt(at: usize): i32 {
  const digit = byteAt(at) - 48;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

/** Two ASCII digits as a number, -1 where they are none. */
function twoAt(at: usize): i32 {
  const a = digitAt(at);
  const b = digitAt(at + 1);
  return a >= 0 && b >= 0 ? a * 10 + b : -1;
}
