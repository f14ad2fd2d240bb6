import { DayCounts } from '../../../stats/days.ts';
import { LOST, NO_DAY, OPEN, PARKED, type Prepared, WON } from '../prepared.ts';

/** How one deal counts for the metrics about closed deals. */
export type ClosedPlace = 'counts' | 'undated' | 'future' | 'outside';

/** Counts over the closed deals in the policy's window. */
export interface ClosedCounts {
  won: number;
  lost: number;
  /** Closed without a date of closing: outside every window, but counted where there is none. */
  undated: number;
  /** Closed on a day after the scan's. */
  future: number;
  /** By size; deals without an amount belong to neither. */
  readonly small: { won: number; lost: number };
  readonly large: { won: number; lost: number };
  wonWithoutAmount: number;
  lostWithoutAmount: number;
  /** Sum of the amounts of won deals that have one, and their number. */
  wonValue: number;
  wonWithValue: number;
  /** Whole days from created to closed of won deals. */
  readonly cycle: DayCounts;
  /** Won deals closed before they were created, and won deals that lack one of the two dates. */
  backwards: number;
  withoutDates: number;
  /** Ages of open deals in whole days: cycles that are not over. */
  readonly openAges: DayCounts;
}

/**
 * Whether a closed deal counts: closed in the window (asOf − window, asOf] by calendar day; where the policy sets no window every
 * closed deal does, also without a date. Deals closed after the day of the scan never do.
 */
export function closedPlace(prepared: Prepared, i: number): ClosedPlace {
  const window = prepared.policy.settings.windowDays;
  const day = prepared.closedDay[i];
  if (day === NO_DAY) return window === null ? 'counts' : 'undated';
  if (day > prepared.today) return 'future';
  return window === null || prepared.today - day < window ? 'counts' : 'outside';
}

/** One pass over all deals. */
export function countClosed(prepared: Prepared): ClosedCounts {
  const { category, today, createdDay, closedDay } = prepared;
  const { amount, count } = prepared.facts.deals;
  const boundary = prepared.policy.settings.largeDealFrom;
  const counts = noneClosed();
  const add = (i: number): void => {
    const kind = category[i];
    if (kind === OPEN && createdDay[i] !== NO_DAY && createdDay[i] <= today) counts.openAges.add(today - createdDay[i]);
    if (kind === OPEN || kind === PARKED) return;
    const place = closedPlace(prepared, i);
    if (place === 'undated') counts.undated++;
    else if (place === 'future') counts.future++;
    if (place !== 'counts') return;
    const sized = amount[i] > 0;
    const size = amount[i] >= boundary ? counts.large : counts.small;
    if (kind === LOST) {
      counts.lost++;
      if (sized) size.lost++;
      else counts.lostWithoutAmount++;
    } else if (kind === WON) {
      counts.won++;
      if (sized) {
        size.won++;
        counts.wonValue += amount[i];
        counts.wonWithValue++;
      } else counts.wonWithoutAmount++;
      if (createdDay[i] === NO_DAY || closedDay[i] === NO_DAY) counts.withoutDates++;
      else if (closedDay[i] < createdDay[i]) counts.backwards++;
      else counts.cycle.add(closedDay[i] - createdDay[i]);
    }
  };
  for (let i = 0; i < count; i++) add(i);
  return counts;
}

function noneClosed(): ClosedCounts {
  return {
    won: 0,
    lost: 0,
    undated: 0,
    future: 0,
    small: { won: 0, lost: 0 },
    large: { won: 0, lost: 0 },
    wonWithoutAmount: 0,
    lostWithoutAmount: 0,
    wonValue: 0,
    wonWithValue: 0,
    cycle: new DayCounts(),
    backwards: 0,
    withoutDates: 0,
    openAges: new DayCounts(),
  };
}
