import { wallOf } from '../../core/moment.ts';
import { instantOf } from '../../core/zone-time.ts';
import type { CronNext } from './when.ts';

/**
 * The reader of cron words, loaded only where a schedule has any. The words are read on the wall clock, and the wall clock is turned into
 * instants here: the package itself leaves out 03:00 of the day on which Berlin's clock jumps from 02:00 to 03:00. Words for every hour go by
 * the package in the zone, so that they also run in the hour that comes twice. Throws for words that mean no time.
 */
export async function loadCron(): Promise<CronNext> {
  const { CronTime } = await import('cron');
  const times = new Map<string, InstanceType<typeof CronTime>>();
  const next = (words: string, after: number, timeZone: string): number => {
    const key = `${words}\u0000${timeZone}`;
    const time = times.get(key) ?? new CronTime(words, timeZone);
    times.set(key, time);
    return time.getNextDateFrom(new Date(after), timeZone).toMillis();
  };
  return (words, after, timeZone) => {
    if (words.trim().split(/\s+/).at(-4) === '*') return next(words, after, timeZone);
    for (let wall = next(words, wallOf(after, timeZone), 'UTC'); ; wall = next(words, wall, 'UTC')) {
      const instant = instantOf(wall, timeZone);
      if (instant > after) return instant;
    }
  };
}

/** For schedules without cron words. */
export const noCron: CronNext = () => Number.POSITIVE_INFINITY;
