import { DAY_MS } from '../../../core/moment.ts';
import { type DateReading, settleSlashed } from '../values/date.ts';

type Slashed = Extract<DateReading, { kind: 'slashed' }>;

/** What the slashed dates of a column prove: a first part over 12 must be a day, a second part over 12 makes the first a month. */
export interface OrderTally {
  slashed: number;
  dayFirst: number;
  monthFirst: number;
  /** Both parts at most 12, and different: could be either. */
  undecided: number;
}

/** Below every real moment: slashed dates wait in the same column until their order is known. */
const WAITING = -1e15;

/** Counts what one date proves. */
export function tallySlashed(tally: OrderTally, date: Slashed): void {
  tally.slashed++;
  if (date.first > 12) tally.dayFirst++;
  else if (date.second > 12) tally.monthFirst++;
  else if (date.first !== date.second) tally.undecided++;
}

/** A slashed date as one number far below any moment. */
export function encodeSlashed(date: Slashed): number {
  return WAITING - (((date.year - 1970) * 32 + date.first) * 32 + date.second) * DAY_MS - date.time;
}

/** The first place whose date still waits for its order; -1 where none does. */
export function firstSlashed(column: Float64Array, count: number): number {
  for (let i = 0; i < count; i++) if (column[i] <= WAITING) return i;
  return -1;
}

/** Puts real moments in place of the waiting ones, in place; returns how many had no such day in this order, and the first of these. */
export function settleColumn(column: Float64Array, count: number, order: 'dmy' | 'mdy'): { wrong: number; first: number } {
  let wrong = 0;
  let first = -1;
  for (let i = 0; i < count; i++) {
    if (!(column[i] <= WAITING)) continue;
    const code = WAITING - column[i];
    const time = code % DAY_MS;
    const parts = Math.floor(code / DAY_MS);
    const at = settleSlashed({ kind: 'slashed', second: parts % 32, first: (parts >> 5) % 32, year: 1970 + (parts >> 10), time }, order);
    if (Number.isNaN(at) && wrong++ === 0) first = i;
    column[i] = at;
  }
  return { wrong, first };
}
