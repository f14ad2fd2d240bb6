import { DAY_MS, dayOf, HOUR_MS, parseIsoMoment, wallOf } from '../../core/moment.ts';
import { instantOf } from '../../core/zone-time.ts';
import { labelKey } from '../../tree/tables.ts';
import { DAYS } from '../policy/columns.ts';

/** When something is due: on days of the calendar at a minute, or as cron words say. */
export type When =
  | { readonly kind: 'days'; readonly minute: number; readonly fits: DayTest }
  | { readonly kind: 'cron'; readonly words: string };

/** The next time of cron words after an instant, in a zone; milliseconds. */
export type CronNext = (words: string, after: number, timeZone: string) => number;

/** Whether a day (days since 1970-01-01) is one of those that are meant. */
type DayTest = (day: number) => boolean;

/** Monday to Friday, without holidays (`YYYY-MM-DD`). */
export function workingDays(holidays: readonly string[]): DayTest {
  const off = new Set(holidays.map((date) => dayOf(parseIsoMoment(date))));
  return (day) => weekday(day) >= 1 && weekday(day) <= 5 && !off.has(day);
}

/** Why words can't be read as a time. */
export type WhenFault = 'time-missing' | 'unknown';

/** So far is looked for a day: more than a year, so that a quarter's or a leap year's day is found. */
const DAYS_LOOKED = 1500;
/** Windows in which the last time of cron words is looked for. */
const CRON_WINDOWS = [HOUR_MS, DAY_MS, 40 * DAY_MS, 1500 * DAY_MS];

const WORKING =
  /^(?:(?:every |each )?(?:working|business|week) ?days?|(?:jede[nr]? |an )?(?:arbeits|werk)tag(?:e[n]?|s)?|werktags|arbeitstäglich)$/;
const ORDINALS: Readonly<Record<string, number>> = {
  first: 1,
  '1st': 1,
  '1.': 1,
  erster: 1,
  ersten: 1,
  erste: 1,
  second: 2,
  '2nd': 2,
  '2.': 2,
  zweiter: 2,
  zweiten: 2,
  third: 3,
  '3rd': 3,
  '3.': 3,
  dritter: 3,
  dritten: 3,
  fourth: 4,
  '4th': 4,
  '4.': 4,
  vierter: 4,
  vierten: 4,
  last: -1,
  letzter: -1,
  letzten: -1,
};

/** Cron words: five or six fields of digits, names, stars. */
export function isCron(text: string): boolean {
  const fields = text.trim().split(/\s+/);
  return (
    (fields.length === 5 || fields.length === 6) &&
    fields.every((field) => /^[\d*/,?a-z-]+$/i.test(field)) &&
    fields.some((field) => /[\d*]/.test(field)) &&
    fields.slice(0, 2).every((field) => /^[\d*/,-]+$/.test(field))
  );
}

/**
 * Reads the time of a schedule, English or German: `working days 08:00`, `montags 08:30`, `Mon, Thu 9.00`, `first working day of the month 09:00`,
 * `last Friday of the quarter 16:00`, `15. des Monats 10 Uhr`, `hourly`, `every 15 minutes`, cron words. Working days are those from Monday to
 * Friday that are not among `holidays` (`YYYY-MM-DD`).
 */
export function parseWhen(text: string, holidays: readonly string[] = []): When | WhenFault {
  const bare = text.replace(/`/g, '').trim();
  if (isCron(bare)) return { kind: 'cron', words: bare };
  const words = labelKey(text.replace(/(\d)[:.](\d\d)(?!\d)/g, '$1h$2')).replace(/,?\s+(?:at|um|ab)\s+/g, ' ');
  const often = /^(?:every|alle) (\d{1,2}) min(?:utes?|uten)?$/.exec(words);
  if (often && Number(often[1]) >= 1 && 60 % Number(often[1]) === 0) return { kind: 'cron', words: `*/${often[1]} * * * *` };
  if (/^(?:hourly|every hour|stündlich|jede stunde)$/.test(words)) return { kind: 'cron', words: '0 * * * *' };
  const m = /^(.*?)\s*\b(\d{1,2})(?:h(\d\d))?\s*(uhr|am|pm)?$/.exec(words);
  const minute = m && (m[3] !== undefined || m[4] !== undefined) ? minuteOf(Number(m[2]), Number(m[3] ?? 0), m[4]) : undefined;
  const fits = daysOf(m && minute !== undefined ? m[1].trim() : words, workingDays(holidays));
  if (!fits) return 'unknown';
  return minute === undefined ? 'time-missing' : { kind: 'days', minute, fits };
}

function minuteOf(hour: number, minute: number, half: string | undefined): number | undefined {
  if (minute > 59 || (half === 'am' || half === 'pm' ? hour < 1 || hour > 12 : hour > 23)) return undefined;
  const of24 = half === 'am' ? hour % 12 : half === 'pm' ? (hour % 12) + 12 : hour;
  return of24 * 60 + minute;
}

/** Which days the words mean. */
function daysOf(words: string, isWorking: DayTest): DayTest | undefined {
  if (WORKING.test(words)) return isWorking;
  const period =
    /^(?:am |on )?(?:the |der |den |dem )?(\S+)\s*(.*?)\s*(?:of (?:the|each|every) (month|quarter)|(?:des|jeden|im|eines jeden) (monats?|quartals?))$/.exec(
      words,
    );
  if (period) return dayOfPeriod(period[1], period[2], (period[3] ?? period[4]).startsWith('quart'), isWorking);
  const days = new Set<number>();
  for (const part of words.replace(/^(?:every |each |on |jeden |am |immer )+/, '').split(/\s*(?:,|;|&|\band\b|\bund\b)\s*/)) {
    const [first, last] = part.split(/\s*-\s*/).map(dayWord);
    if (!first || (part.includes('-') && (!last || first.length !== 1 || last.length !== 1))) return undefined;
    for (const day of first) days.add(day);
    if (last) for (let day = first[0]; day !== last[0]; day = (day + 1) % 7) days.add((day + 1) % 7);
  }
  return (day) => days.has(weekday(day));
}

/** `monday`, `mondays`, `montags`, `mo.`, `daily`. */
function dayWord(word: string): readonly number[] | undefined {
  const bare = word.replace(/\.$/, '');
  return DAYS[bare] ?? DAYS[bare.replace(/s$/, '')] ?? (bare === 'day' || bare === 'tag' ? DAYS.daily : undefined);
}

/** `first` + `working day`, `last` + `friday`, `15.` + ``, of a month or a quarter. */
function dayOfPeriod(which: string, what: string, quarter: boolean, isWorking: DayTest): DayTest | undefined {
  const same = (a: number, b: number): boolean => periodOf(a, quarter) === periodOf(b, quarter);
  const date = /^(\d{1,2})(?:st|nd|rd|th|\.)?$/.exec(which);
  if (what === '' && date && !quarter && Number(date[1]) >= 1 && Number(date[1]) <= 31) {
    const wanted = Number(date[1]);
    // A month without that day has it on its last one.
    return (day) => dateOf(day) === wanted || (dateOf(day) < wanted && dateOf(day + 1) === 1);
  }
  const nth = ORDINALS[which];
  const named = dayWord(what);
  const counts = /^(?:working|business|week) ?day$|^(?:arbeits|werk)tag$/.test(what)
    ? isWorking
    : named
      ? (day: number) => named.includes(weekday(day))
      : undefined;
  if (nth === undefined || !counts) return undefined;
  return (day) => {
    if (!counts(day)) return false;
    const step = nth < 0 ? 1 : -1;
    let others = 0;
    for (let other = day + step; same(other, day); other += step) if (counts(other)) others++;
    return others === Math.abs(nth) - 1;
  };
}

const weekday = (day: number): number => (((day + 4) % 7) + 7) % 7;
const dateOf = (day: number): number => new Date(day * DAY_MS).getUTCDate();

function periodOf(day: number, quarter: boolean): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + (quarter ? Math.floor(date.getUTCMonth() / 3) * 3 : date.getUTCMonth());
}

/** The last time not after an instant; undefined where there is none within years. */
export function lastDue(when: When, instant: number, timeZone: string, cron: CronNext): number | undefined {
  if (when.kind === 'days') {
    const today = dayOf(wallOf(instant, timeZone));
    for (let day = today; day > today - DAYS_LOOKED; day--) {
      if (!when.fits(day)) continue;
      const due = instantOf(day * DAY_MS + when.minute * 60_000, timeZone);
      if (due <= instant) return due;
    }
    return undefined;
  }
  for (const window of CRON_WINDOWS) {
    let found: number | undefined;
    for (let at = cron(when.words, instant - window, timeZone); at <= instant; at = cron(when.words, at, timeZone)) found = at;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first time after an instant; undefined where there is none within years. */
export function nextDue(when: When, instant: number, timeZone: string, cron: CronNext): number | undefined {
  if (when.kind === 'cron') return cron(when.words, instant, timeZone);
  const today = dayOf(wallOf(instant, timeZone));
  for (let day = today; day < today + DAYS_LOOKED; day++) {
    if (!when.fits(day)) continue;
    const due = instantOf(day * DAY_MS + when.minute * 60_000, timeZone);
    if (due > instant) return due;
  }
  return undefined;
}
