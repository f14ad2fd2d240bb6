import { DAY_MS, dayOf, parseIsoMoment, type WallMs } from '../../core/moment.ts';
import type { Stage } from '../../core/stage.ts';
import type { PipelinePolicy } from './policy.ts';

/** Days further back than this are all taken to count: no SLA of a business reaches there. */
const CALENDAR_DAYS = 20_000;

/** Counts the time that runs against an SLA up to the day of the scan, leaving out weekends and holidays where the policy does. */
export interface SlaCalendar {
  /** Whole days after the day of `from` up to the day of the scan that count; 0 for a later moment, NaN for NaN. */
  countingDays(from: WallMs): number;
  /** Milliseconds from `from` to the scan that lie on days that count. */
  countingMs(from: WallMs): number;
}

/** The calendar of a policy, for scans at `asOf`. Each question is answered in constant time. */
export function slaCalendar(policy: PipelinePolicy, asOf: WallMs): SlaCalendar {
  const today = dayOf(asOf);
  const { weekendsCount } = policy.settings;
  const holidays = new Set(policy.settings.holidays.map((day) => dayOf(parseIsoMoment(day))).filter((day) => day <= today));
  const plain = weekendsCount && holidays.size === 0;
  const isOff = (day: number): boolean => !plain && ((!weekendsCount && isWeekend(day)) || holidays.has(day));
  const first = today - CALENDAR_DAYS;
  // counted[k]: days that count in (first, first + k].
  const counted = new Int32Array(plain ? 0 : CALENDAR_DAYS + 1);
  for (let k = 1; k < counted.length; k++) counted[k] = counted[k - 1] + (isOff(first + k) ? 0 : 1);
  const countingDays = (from: WallMs): number => {
    const day = dayOf(from);
    if (day >= today) return 0;
    if (plain || Number.isNaN(day)) return today - day;
    return day >= first ? counted[CALENDAR_DAYS] - counted[day - first] : counted[CALENDAR_DAYS] + first - day;
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
