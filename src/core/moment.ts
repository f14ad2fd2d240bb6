import type { Language } from './text.ts';

/**
 * A moment on the wall clock of the tree's time zone: milliseconds since 1970-01-01T00:00, read as though that clock
 * were UTC. CRMs export wall-clock times, so differences in days never meet a daylight-saving jump. NaN: not known.
 */
export type WallMs = number;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Wall-clock day number (days since 1970-01-01). */
export function dayOf(moment: WallMs): number {
  return Math.floor(moment / DAY_MS);
}

/** Whole calendar days from `from` to `to`; negative when `to` is the earlier. */
export function daysBetween(from: WallMs, to: WallMs): number {
  return dayOf(to) - dayOf(from);
}

/** Whether the day of a moment, which is the last of something, is over. The whole day is still its own. NaN is never over. */
export function lastDayIsOver(last: WallMs, now: WallMs): boolean {
  return last + DAY_MS <= now;
}

/** `2026-11-20` of a wall moment. Empty for NaN. */
export function isoDate(moment: WallMs): string {
  return Number.isNaN(moment) ? '' : new Date(moment).toISOString().slice(0, 10);
}

/** `2026-11-20T14:05` of a wall moment, or only the date where the time is midnight. Empty for NaN. */
export function isoMoment(moment: WallMs): string {
  if (Number.isNaN(moment)) return '';
  return moment % DAY_MS === 0 ? isoDate(moment) : new Date(moment).toISOString().slice(0, 16);
}

/** Reads `YYYY-MM-DD`, optionally with `THH:MM[:SS]` or a blank in place of the T. NaN when it is none or no real day. */
export function parseIsoMoment(text: string): WallMs {
  const m = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.trim());
  if (!m) return Number.NaN;
  return wallMoment(+m[1], +m[2], +m[3], +(m[4] ?? 0), +(m[5] ?? 0), +(m[6] ?? 0));
}

/** A wall moment from calendar parts; NaN when there is no such day or time (31 April, 25:00). */
export function wallMoment(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): WallMs {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() + hour * HOUR_MS + minute * 60_000 + second * 1000;
}

/** Days in a month of the proleptic Gregorian calendar. */
function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The wall-clock moment of an instant in a time zone (IANA name). Throws RangeError for an unknown zone.
 * A fixed offset per quarter of an hour is all that any zone needs, so callers may cache by `Math.floor(instant / 900_000)`.
 */
export function wallOf(instant: number, timeZone: string): WallMs {
  if (timeZone === 'UTC') return instant;
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-u-ca-iso8601-hc-h23', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instant)) part[type] = Number(value);
  return wallMoment(part.year, part.month, part.day, part.hour % 24, part.minute, part.second) + (((instant % 1000) + 1000) % 1000);
}

const MONTHS_EN = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTHS_DE = ['Jan.', 'Feb.', 'März', 'Apr.', 'Mai', 'Juni', 'Juli', 'Aug.', 'Sept.', 'Okt.', 'Nov.', 'Dez.'];

/** `20 Nov 2026` / `20. Nov. 2026`. */
export function formatDate(moment: WallMs, language: Language): string {
  if (Number.isNaN(moment)) return '–';
  const d = new Date(moment);
  const month = d.getUTCMonth();
  return language === 'de'
    ? `${d.getUTCDate()}. ${MONTHS_DE[month]} ${d.getUTCFullYear()}`
    : `${d.getUTCDate()} ${MONTHS_EN[month]} ${d.getUTCFullYear()}`;
}

/** `Nov 2026` / `Nov. 2026`. */
export function formatMonth(moment: WallMs, language: Language): string {
  const d = new Date(moment);
  return `${(language === 'de' ? MONTHS_DE : MONTHS_EN)[d.getUTCMonth()]} ${d.getUTCFullYear()}`;
}
