import { DAY_MS, parseIsoMoment, type WallMs, wallOf } from '../core/moment.ts';
import { BizosError } from '../core/problem.ts';
import { same } from '../core/text.ts';

/**
 * The moment that `--as-of` names. A date alone means the end of that day, so that everything which happened on it counts.
 * `today` is the present hour of the tree's clock. Undefined when the flag was not given.
 */
export function readAsOf(text: string | undefined, now: number, timeZone: string): WallMs | undefined {
  if (text === undefined) return undefined;
  if (/^(?:today|now|heute|jetzt)$/i.test(text)) return presentHour(now, timeZone);
  const moment = parseIsoMoment(text);
  if (Number.isNaN(moment))
    throw new BizosError(
      2,
      { en: `--as-of ${text}: no such date.`, de: `--as-of ${text}: kein solches Datum.` },
      same('--as-of 2026-11-20'),
    );
  return /^\s*\d{4}-\d{2}-\d{2}\s*$/.test(text) ? moment + DAY_MS - 60_000 : moment;
}

/** The present hour on the tree's clock: scans within one hour are of the same moment, and so give the same bytes. */
export function presentHour(now: number, timeZone: string): WallMs {
  return Math.floor(wallOf(now, timeZone) / 3_600_000) * 3_600_000;
}
