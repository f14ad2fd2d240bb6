import { parseIsoMoment, type WallMs, wallMoment } from './moment.ts';

/** Months in English and German, by their first three letters. */
const MONTHS: readonly (readonly string[])[] = [
  ['jan'],
  ['feb'],
  ['mar', 'mär'],
  ['apr'],
  ['may', 'mai'],
  ['jun'],
  ['jul'],
  ['aug'],
  ['sep'],
  ['oct', 'okt'],
  ['nov'],
  ['dec', 'dez'],
];

const MONTH = `(?:${MONTHS.flat().join('|')})\\p{L}*\\.?`;

/** In a regular expression, without case: `2026-12-18`, `18.12.2026`, `18. Dezember 2026`, `18 December 2026`, `December 18, 2026`. */
export const DAY_PATTERN = `(\\d{4}-\\d{2}-\\d{2}|\\d{1,2}\\.\\d{1,2}\\.\\d{4}|\\d{1,2}\\.?\\s+${MONTH}\\s+\\d{4}|${MONTH}\\s+\\d{1,2},?\\s+\\d{4})(?!\\d)`;

/** A day and nothing else. */
const ONLY_DAY = new RegExp(`^${DAY_PATTERN}$`, 'iu');

/** The moment of words that are a day as people write one; NaN: the calendar has no such day. Undefined: the words are something else. */
export function writtenDay(words: string): WallMs | undefined {
  // A letter with its dots may be two signs.
  const day = ONLY_DAY.exec(words.normalize('NFC').trim());
  return day ? dayMoment(day[1]) : undefined;
}

/** The moment of a day that `DAY_PATTERN` found; NaN where the calendar has no such day. */
export function dayMoment(written: string): WallMs {
  const dotted = /^(\d+)\.(\d+)\.(\d+)$/.exec(written);
  if (dotted) return wallMoment(+dotted[3], +dotted[2], +dotted[1]);
  const name = /\p{L}+/u.exec(written)?.[0].slice(0, 3).toLowerCase();
  if (name === undefined) return parseIsoMoment(written);
  const [first, second] = written.match(/\d+/g) ?? [];
  return wallMoment(Number(second), 1 + MONTHS.findIndex((names) => names.includes(name)), Number(first));
}
