import { DAY_MS } from '../../core/moment.ts';
import { type CronNext, lastDue, nextDue, type When } from './when.ts';

/** A row of an agent's schedule that can be read. */
export interface ScheduleEntry {
  /** Names it from run to run: agent and what it does. */
  readonly key: string;
  readonly agent: string;
  /** As the table has it: `Pipeline scan`. */
  readonly what: string;
  readonly when: When;
}

/** What is known of an entry: since when it stands in the schedule as far as this machine saw, and its runs. Milliseconds. */
export interface KnownRuns {
  readonly seen: number;
  readonly runs: readonly number[];
}

/** A run that is due. */
export interface DueRun {
  readonly entry: ScheduleEntry;
  /** The time that it was due at. */
  readonly due: number;
  /** It was due a while ago (the machine slept): said, and made up once. */
  readonly late: boolean;
  /** Earlier times that were missed as well; they are not made up singly. */
  readonly missed: number;
}

/** Later than this a run counts as made up: the scheduler looks every five minutes, and may sleep over a look or two. */
const LATE_MS = 15 * 60_000;
/** Missed times are counted up to here: "many" is enough to know, and cron words take milliseconds each. */
export const MISSED_MAX = 100;

/**
 * What is due at a moment: every entry whose last time has no run since. Of several missed times the last counts, once. An entry that never
 * ran is due where its time came after it was first seen, or just now. A run that lies in the future by more than a day was noted under a
 * wrong clock and counts for nothing; one less far off counts as of now, so a clock that is set back doubles nothing.
 */
export function dueRuns(
  schedule: readonly ScheduleEntry[],
  known: ReadonlyMap<string, KnownRuns>,
  moment: number,
  timeZone: string,
  cron: CronNext,
): DueRun[] {
  return schedule
    .flatMap((entry) => {
      const due = lastDue(entry.when, moment, timeZone, cron);
      if (due === undefined) return [];
      const { seen = moment, runs = [] } = known.get(entry.key) ?? {};
      const last = Math.max(...runs.filter((run) => run <= moment + DAY_MS));
      if (last >= due) return [];
      const never = last === Number.NEGATIVE_INFINITY;
      if (never && due < seen && moment - due > LATE_MS) return [];
      return [
        {
          entry,
          due,
          late: moment - due > LATE_MS,
          missed: missedBetween(entry.when, never ? Math.min(seen, due) : last, due, timeZone, cron),
        },
      ];
    })
    .sort((a, b) => a.due - b.due || (a.entry.key < b.entry.key ? -1 : 1));
}

/** Times after `from` and before `due`. */
function missedBetween(when: When, from: number, due: number, timeZone: string, cron: CronNext): number {
  let n = 0;
  for (let at = nextDue(when, from, timeZone, cron); at !== undefined && at < due && n < MISSED_MAX; at = nextDue(when, at, timeZone, cron))
    n++;
  return n;
}

/** When the next entry is due after a moment; undefined for an empty schedule. */
export function nextOf(schedule: readonly ScheduleEntry[], moment: number, timeZone: string, cron: CronNext): number | undefined {
  const times = schedule.flatMap(({ when }) => nextDue(when, moment, timeZone, cron) ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
