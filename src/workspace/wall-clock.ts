import { DAY_MS, type WallMs, wallOf } from '../core/moment.ts';
import type { Store } from '../index/store.ts';

/** So far ahead is looked for the next change of the clock. */
const DAYS_AHEAD = 60;

/** An offset from UTC and the instants between which it holds, in milliseconds. */
interface Span {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

/**
 * The same as `wallOf(instant, timeZone)`, remembered in the index: the first use of Intl costs a fifth of what `status` may
 * take. A remembered offset holds only for days that were looked at, so daylight saving is never missed.
 */
export function wallNow(store: Store, timeZone: string, instant: number): WallMs {
  if (timeZone === 'UTC') return instant;
  const key = `clock ${timeZone}`;
  const known = spanIn(store.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(key));
  if (known && instant >= known.from && instant < known.until) return instant + known.offset;
  const span = spanAround(timeZone, instant);
  if (!store.readonly) store.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(key, JSON.stringify(span));
  return instant + span.offset;
}

/** The offset at an instant and how long it is sure to hold: until the last day before the first that has another. */
export function spanAround(timeZone: string, instant: number): Span {
  const offset = wallOf(instant, timeZone) - instant;
  let until = instant;
  for (let day = 1; day <= DAYS_AHEAD; day++) {
    const later = instant + day * DAY_MS;
    if (wallOf(later, timeZone) - later !== offset) break;
    until = later;
  }
  return { from: instant, until, offset };
}

function spanIn(value: unknown): Span | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const span = JSON.parse(value) as Span;
    return [span.from, span.until, span.offset].every(Number.isFinite) ? span : undefined;
  } catch {
    return undefined;
  }
}
