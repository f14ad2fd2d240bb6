import { DAY_MS, type WallMs, wallOf } from './moment.ts';

/**
 * The instant at which the wall clock of a zone shows a moment. A moment that the clock skips (spring) is the instant at which it jumps; of one
 * that it shows twice (autumn) it is the first. Throws RangeError for an unknown zone.
 */
export function instantOf(wall: WallMs, timeZone: string): number {
  const offsets = [wall - DAY_MS, wall + DAY_MS].map((instant) => wallOf(instant, timeZone) - instant);
  const shown = offsets.map((offset) => wall - offset).filter((instant) => wallOf(instant, timeZone) === wall);
  if (shown.length > 0) return Math.min(...shown);
  let [before, after] = [wall - DAY_MS - offsets[0], wall + DAY_MS - offsets[1]];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallOf(middle, timeZone) < wall) before = middle;
    else after = middle;
  }
  return after;
}
