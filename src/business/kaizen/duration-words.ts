import { DAY_PATTERN, dayMoment, writtenDay } from '../../core/day-words.ts';
import { parseDuration } from '../../core/duration.ts';
import { DAY_MS, isoDate, parseIsoMoment, type WallMs } from '../../core/moment.ts';
import { remembered } from './remembered.ts';

const NUMBERS: readonly (readonly string[])[] = [
  ['one', 'a', 'an', 'ein', 'eine', 'einen', 'einem', 'einer'],
  ['two', 'zwei'],
  ['three', 'drei'],
  ['four', 'vier'],
  ['five', 'fünf'],
  ['six', 'sechs'],
  ['seven', 'sieben'],
  ['eight', 'acht'],
  ['nine', 'neun'],
  ['ten', 'zehn'],
  ['eleven', 'elf'],
  ['twelve', 'zwölf'],
];

/** A count in a regular expression: digits, or a word up to twelve. */
export const COUNT_PATTERN = `\\d{1,4}(?:[.,]\\d+)?|(?:${NUMBERS.flat().join('|')})(?!\\p{L})`;

/** What people write before a length without changing it. */
const BEFORE =
  /^(?:[\s*_~`(]+|(?:about|approx(?:imately)?|around|circa|ca|up to|at (?:most|least)|within|over|for|max|min|etwa|rund|ungefähr|bis zu|höchstens|mindestens|innerhalb von|über|für)\b\.?)+/i;

const LENGTH = `(${COUNT_PATTERN})(?:\\s*(?:[-–—]|to|bis)\\s*(${COUNT_PATTERN}))?[\\s-]*(\\p{L}+)`;
const FIRST = new RegExp(`^${LENGTH}`, 'iu');

/** Another length behind one: `2 weeks to 2 months`, `2 months and 2 weeks`. */
const NEXT = new RegExp(`^\\s*(?:([-–—]|to|bis|or|oder)|(?:and|und|\\+|,))\\s*${LENGTH}`, 'iu');

/** What is longer was mistyped. */
const LENGTH_MAX = 100 * 365 * DAY_MS;

/** `until 2026-12-18`, `2026-11-20 – 2026-12-18`: a dash alone may stand before any remark. */
const LAST_DAY = new RegExp(`(?:\\b(?:until|till|through|by|bis|bis zum|to)\\s+|${DAY_PATTERN}\\s*[-–—→]+\\s*)${DAY_PATTERN}`, 'giu');

/**
 * The moment that an experiment runs until: the last day that its duration names (`until 2026-12-18`, `bis 18. Dezember 2026`), else so long behind
 * the day on which it began (`4 weeks`, `about 4–6 weeks` the longer, `zwei Monate`). NaN where neither can be read.
 */
export function endOf(day: string | undefined, duration: string | undefined): WallMs {
  if (duration === undefined || day === undefined) return Number.NaN;
  const began = momentOf(day);
  const { lastDay, length } = read(duration);
  // A day before it began is none to run until; where that can't be read, none is before it.
  return lastDay >= began || Number.isNaN(began) ? lastDay : began + length;
}

/** Whether a duration names a last day or begins with a length. */
export function saysEnd(duration: string): boolean {
  const { lastDay, length } = read(duration);
  return !Number.isNaN(lastDay) || !Number.isNaN(length);
}

/** The moment that a day of a log says: as `parseIsoMoment` reads it, or as people write days (`18.12.2026`, `18 December 2026`). NaN: none. */
export const momentOf: (day: string) => WallMs = remembered((written: string) => {
  const moment = parseIsoMoment(written);
  return Number.isNaN(moment) ? (writtenDay(written) ?? Number.NaN) : moment;
});

/** A day of a log as `2026-12-18`, and what stands behind one that is written so; what is none stays as it is. */
export function isoDay(written: string): string {
  // Most are.
  if (written.charCodeAt(4) === HYPHEN) return written;
  const moment = momentOf(written);
  return Number.isNaN(moment) ? written : isoDate(moment);
}

const HYPHEN = 45;

/** The last day that the words name, and the length that they begin with, in milliseconds; NaN where they don't. */
const read = remembered((written: string): { readonly lastDay: WallMs; readonly length: number } => {
  // A letter with its dots may be two signs.
  const duration = written.normalize('NFC');
  // Most say a number and a unit.
  const plain = parseDuration(duration)?.ms;
  const days = plain === undefined ? [...duration.matchAll(LAST_DAY)].map((m) => dayMoment(m[2])) : [];
  const length = plain ?? lengthIn(duration.replace(BEFORE, ''));
  return { lastDay: days.at(-1) ?? Number.NaN, length: length <= LENGTH_MAX ? length : Number.NaN };
});

function lengthIn(words: string): number {
  const first = FIRST.exec(words);
  if (first === null) return Number.NaN;
  let length = lengthOf(first[1], first[2], first[3]);
  let rest = words.slice(first[0].length);
  for (let next = NEXT.exec(rest); next; next = NEXT.exec(rest)) {
    const more = lengthOf(next[2], next[3], next[4]);
    // A remark: `4 weeks, 2 people`.
    if (Number.isNaN(more)) break;
    length = next[1] === undefined ? length + more : Math.max(length, more);
    rest = rest.slice(next[0].length);
  }
  return length;
}

/** A length in milliseconds, of a range the longer; NaN where the unit is none. */
function lengthOf(from: string, to: string | undefined, unit: string): number {
  return parseDuration(`${countOf(to ?? from)} ${unit}`)?.ms ?? Number.NaN;
}

function countOf(words: string): string {
  const k = NUMBERS.findIndex((names) => names.includes(words.toLowerCase()));
  return k < 0 ? words : String(k + 1);
}
