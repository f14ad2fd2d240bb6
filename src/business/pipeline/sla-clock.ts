import { DAY_MS, dayOf, parseIsoMoment, type WallMs } from '../../core/moment.ts';
import type { Stage } from '../../core/stage.ts';
import type { PipelinePolicy } from './policy.ts';

/** Counts the time that runs against an SLA up to the day of the scan, leaving out weekends and holidays where the policy does. */
export interface SlaCalendar {
  /** Whole days after the day of `from` up to the day of the scan that count; 0 for a later moment, NaN for NaN. */
  countingDays(from: WallMs): number;
  /** Milliseconds from `from` to the scan that lie on days that count. */
  countingMs(from: WallMs): number;
}

/** The calendar of a policy, for scans at `asOf`. Each question is answered in as much time as there were holidays since. */
export function slaCalendar(policy: PipelinePolicy, asOf: WallMs): SlaCalendar {
  const today = dayOf(asOf);
  const { weekendsCount } = policy.settings;
  const isRest = (day: number): boolean => !weekendsCount && isWeekend(day);
  const holidays = new Set(policy.settings.holidays.map((day) => dayOf(parseIsoMoment(day))));
  // Ascending, and only what no weekend takes already. A day that there is none of is NaN.
  const free = Int32Array.from([...holidays].filter((day) => day <= today && !isRest(day))).sort();
  const plain = weekendsCount && free.length === 0;
  const isOff = (day: number): boolean => isRest(day) || free.includes(day);
  const countingDays = (from: WallMs): number => {
    const day = dayOf(from);
    if (day >= today) return 0;
    if (plain || Number.isNaN(day)) return today - day;
    let days = weekendsCount ? today - day : weekdaysUpTo(today) - weekdaysUpTo(day);
    for (let k = free.length - 1; k >= 0 && free[k] > day; k--) days--;
    return days;
  };
  return {
    countingDays,
    countingMs: (from) => {
      if (plain || Number.isNaN(from)) return Math.max(0, asOf - from);
      const day = dayOf(from);
      if (day >= today) return isOff(today) ? 0 : Math.max(0, asOf - from);
      const onFirst = isOff(day) ? 0 : (day + 1) * DAY_MS - from;
      const between = (countingDays(from) - (isOff(today) ? 0 : 1)) * DAY_MS;
      return onFirst + between + (isOff(today) ? 0 : asOf - today * DAY_MS);
    },
  };
}

/** How many days from Monday to Friday there are from 29 December 1969, a Monday, up to a day. */
function weekdaysUpTo(day: number): number {
  const weeks = Math.floor((day + 3) / 7);
  return 5 * weeks + Math.min(5, day + 4 - 7 * weeks);
}

/** 1970-01-01 was a Thursday. */
function isWeekend(day: number): boolean {
  const weekday = (((day + 3) % 7) + 7) % 7;
  return weekday >= 5;
}

/** True where an SLA is written in hours or minutes, and so runs by the clock and not by the calendar. */
export function runsByTheHour(stage: Stage | undefined): boolean {
  return stage?.sla != null && /\d\s*(?:h|hrs?|hours?|std|stunden?|m|mins?|minutes?|minuten?)\.?$/i.test(stage.sla.text.trim());
}

/**
 * How long something stands still against a stage's SLA, in milliseconds: by the clock where the SLA is written in hours and the
 * moment has a time of day, else by whole calendar days. NaN for NaN.
 */
export function standingMs(from: WallMs, byTheHour: boolean, calendar: SlaCalendar): number {
  return byTheHour && from % DAY_MS !== 0 ? calendar.countingMs(from) : calendar.countingDays(from) * DAY_MS;
}
