import { DAY_MS, type WallMs, wallMoment } from '../../../core/moment.ts';
import { cleanCell, isWrittenNone } from './text.ts';

/** What stands between the parts of a date whose order is open: each sign has an order of its own, for two programs may have written a column. */
export const DATE_SIGNS = ['/', '-'] as const;
export type DateSign = (typeof DATE_SIGNS)[number];

/**
 * What a date cell says. `moment`: a wall-clock time; `instant`: a time with an offset (UTC milliseconds), to be put on the
 * tree's clock; `slashed`: day and month in an order that only the whole column can tell.
 */
export type DateReading =
  | { readonly kind: 'moment'; readonly at: WallMs }
  | { readonly kind: 'instant'; readonly at: number }
  | {
      readonly kind: 'slashed';
      readonly sign: DateSign;
      readonly first: number;
      readonly second: number;
      readonly year: number;
      readonly time: number;
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable' }
  /** A date, but of a year that no deal has (before 1970, after 2100). */
  | { readonly kind: 'implausible' };

const MISSING: DateReading = { kind: 'missing' };
const UNREADABLE: DateReading = { kind: 'unreadable' };
const IMPLAUSIBLE: DateReading = { kind: 'implausible' };

/** Months by their first letters, in English, German, Malay and Indonesian, Spanish, French, Portuguese, Italian and Dutch. */
const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'jän', 'ene', 'gen'],
  ['feb', 'fev', 'fév'],
  ['mar', 'mär', 'mac', 'mrz', 'mrt', 'maa'],
  ['apr', 'abr', 'avr'],
  ['may', 'mai', 'mei', 'mag'],
  ['jun', 'juin', 'giu'],
  ['jul', 'juil', 'lug'],
  ['aug', 'ogo', 'ogs', 'ago', 'aou', 'aoû', 'agu', 'agt'],
  ['sep', 'set'],
  ['oct', 'okt', 'out', 'ott'],
  ['nov'],
  ['dec', 'dez', 'dis', 'des', 'déc', 'dic'],
];

/** Number of a month by its name in full or cut short; undefined where it is none. */
function monthOf(name: string): number | undefined {
  const word = name.toLowerCase();
  const at = MONTHS.findIndex((beginnings) => beginnings.some((beginning) => word.startsWith(beginning)));
  return at < 0 ? undefined : at + 1;
}

const TIME = String.raw`(?:[T,\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*([ap]\.?m\.?)?)?`;
const ISO = new RegExp(`^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${TIME}\\s*(Z|UTC|[+-]\\d{2}:?\\d{2})?$`, 'i');
const NUMBERS = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})${TIME}$`, 'i');
const DAY_MONTH = new RegExp(`^(\\d{1,2})\\.?[\\s-]*(?:de )?(\\p{L}{3,10})\\.?,?[\\s-]*(?:de )?(\\d{4}|\\d{2})${TIME}$`, 'iu');
const MONTH_DAY = new RegExp(`^(\\p{L}{3,9})\\.?\\s+(\\d{1,2}),?\\s+(\\d{4})${TIME}$`, 'iu');

/** Serial day 25569 is 1970-01-01 in Excel's 1900 system (which counts the 29 February 1900 that never was). */
const EXCEL_EPOCH_DAY = 25_569;

/**
 * Reads a date cell: ISO with or without time and offset, `15 Apr, 2021 00:02:00`, `Feb 8, 2026 03:15 PM`, `21.06.2024 15:30`,
 * `dd/mm/yyyy` or `mm/dd/yyyy` (left open), Excel serials with a fraction for the time. Two-digit years are 1970 to 2069 (POSIX).
 */
export function readDate(text: string): DateReading {
  const cleaned = cleanCell(text);
  if (isWrittenNone(cleaned) || /^0000-00-00/.test(cleaned)) return MISSING;
  let m = ISO.exec(cleaned);
  if (m) {
    const at = withTime(wallMoment(+m[1], +m[2], +m[3]), m, 4);
    if (Number.isNaN(at)) return UNREADABLE;
    if (!isPlausible(+m[1])) return IMPLAUSIBLE;
    return m[8] ? { kind: 'instant', at: at - offsetMs(m[8]) } : { kind: 'moment', at };
  }
  m = NUMBERS.exec(cleaned);
  if (m) return numbers(m);
  m = DAY_MONTH.exec(cleaned);
  if (m) return named(m, +m[1], m[2], m[3]);
  m = MONTH_DAY.exec(cleaned);
  if (m) return named(m, +m[2], m[1], m[3]);
  if (/^\d{5}(?:[.,]\d+)?$/.test(cleaned)) return excelSerial(Number(cleaned.replace(',', '.')));
  return UNREADABLE;
}

/** An Excel serial day (1900 system) as a wall moment, to the second. */
function excelSerial(serial: number): DateReading {
  const seconds = Math.round((serial - EXCEL_EPOCH_DAY) * 86_400);
  const at = seconds * 1000;
  return isPlausible(new Date(at).getUTCFullYear()) ? { kind: 'moment', at } : IMPLAUSIBLE;
}

/** The wall moment of a slashed date once the order is known; NaN when there is no such day. */
export function settleSlashed(reading: Extract<DateReading, { kind: 'slashed' }>, order: 'dmy' | 'mdy'): WallMs {
  const [day, month] = order === 'dmy' ? [reading.first, reading.second] : [reading.second, reading.first];
  return wallMoment(reading.year, month, day) + reading.time;
}

function isPlausible(year: number): boolean {
  return year >= 1970 && year <= 2100;
}

function fullYear(text: string): number {
  const year = Number(text);
  return text.length === 4 ? year : year < 70 ? 2000 + year : 1900 + year;
}

function numbers(m: RegExpExecArray): DateReading {
  const year = fullYear(m[4]);
  const time = withTime(0, m, 5);
  const [first, second] = [+m[1], +m[3]];
  if (Number.isNaN(time) || first < 1 || second < 1 || first > 31 || second > 31 || (first > 12 && second > 12)) return UNREADABLE;
  if (!isPlausible(year)) return IMPLAUSIBLE;
  if (m[2] === '.') {
    const at = wallMoment(year, second, first) + time;
    return Number.isNaN(at) ? UNREADABLE : { kind: 'moment', at };
  }
  return { kind: 'slashed', sign: m[2] as DateSign, first, second, year, time };
}

function named(m: RegExpExecArray, day: number, monthName: string, yearText: string): DateReading {
  const month = monthOf(monthName);
  if (!month) return UNREADABLE;
  const year = fullYear(yearText);
  const at = withTime(wallMoment(year, month, day), m, 4);
  if (Number.isNaN(at)) return UNREADABLE;
  return isPlausible(year) ? { kind: 'moment', at } : IMPLAUSIBLE;
}

/** Adds the time in groups `from`…`from+3` (hour, minute, second, am/pm). NaN for 25:00 or 13 pm. */
function withTime(day: WallMs, m: RegExpExecArray, from: number): WallMs {
  if (m[from] === undefined) return day;
  let hour = +m[from];
  const half = m[from + 3]?.[0].toLowerCase();
  if (half) {
    if (hour < 1 || hour > 12) return Number.NaN;
    hour = (hour % 12) + (half === 'p' ? 12 : 0);
  }
  const [minute, second] = [+m[from + 1], +(m[from + 2] ?? 0)];
  // 24:00 is how some systems write the end of a day.
  if (hour === 24 && minute === 0 && second === 0) return day + DAY_MS;
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  return day + hour * 3_600_000 + minute * 60_000 + second * 1000;
}

function offsetMs(zone: string): number {
  const m = /([+-])(\d{2}):?(\d{2})/.exec(zone);
  return m ? (m[1] === '-' ? -1 : 1) * (+m[2] * 60 + +m[3]) * 60_000 : 0;
}
