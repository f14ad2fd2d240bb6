import { dayOf } from '../../../core/moment.ts';
import { DayCounts } from '../../../stats/days.ts';
import { LOST, OPEN, type Prepared, WON } from '../prepared.ts';

/** Counts over the closed deals in the policy's window. */
export interface ClosedCounts {
  won: number;
  lost: number;
  /** Closed, but without a date of closing, so outside every window. */
  undated: number;
  readonly small: { won: number; lost: number };
  readonly large: { won: number; lost: number };
  /** Closed deals in the window that have no usable amount. */
  wonWithoutAmount: number;
  lostWithoutAmount: number;
  wonValue: number;
  wonWithValue: number;
  /** Whole days from created to closed of won deals. */
  readonly cycle: DayCounts;
  /** Rows closed before they were created. */
  backwards: number;
  /** Ages of open deals in whole days: censored cycles. */
  readonly openAges: DayCounts;
}

/** True when a closed deal counts: in the window (asOf − window, asOf] by calendar day, or any where there is no window. */
export function inWindow(prepared: Prepared, i: number): boolean {
  const days = prepared.policy.settings.windowDays;
  const closed = prepared.facts.deals.closed[i];
  if (days === null) return !(closed > prepared.asOf);
  const age = dayOf(prepared.asOf) - dayOf(closed);
  return age >= 0 && age < days;
}

/** One pass over all deals. */
export function countClosed(prepared: Prepared): ClosedCounts {
  const { category, asOf, policy } = prepared;
  const { deals } = prepared.facts;
  const windowed = policy.settings.windowDays !== null;
  const boundary = policy.settings.largeDealFrom;
  const today = dayOf(asOf);
  const counts: ClosedCounts = {
    won: 0,
    lost: 0,
    undated: 0,
    small: { won: 0, lost: 0 },
    large: { won: 0, lost: 0 },
    wonWithoutAmount: 0,
    lostWithoutAmount: 0,
    wonValue: 0,
    wonWithValue: 0,
    cycle: new DayCounts(),
    backwards: 0,
    openAges: new DayCounts(),
  };
  for (let i = 0; i < deals.count; i++) {
    const kind = category[i];
    if (kind === OPEN) {
      const age = today - dayOf(deals.created[i]);
      if (age >= 0) counts.openAges.add(age);
      continue;
    }
    if (kind !== WON && kind !== LOST) continue;
    if (windowed && Number.isNaN(deals.closed[i])) {
      counts.undated++;
      continue;
    }
    if (!inWindow(prepared, i)) continue;
    const amount = deals.amount[i];
    const sized = amount > 0;
    const side = kind === WON ? 'won' : 'lost';
    counts[side]++;
    if (sized) counts[amount >= boundary ? 'large' : 'small'][side]++;
    else counts[kind === WON ? 'wonWithoutAmount' : 'lostWithoutAmount']++;
    if (kind !== WON) continue;
    if (sized) {
      counts.wonValue += amount;
      counts.wonWithValue++;
    }
    const days = dayOf(deals.closed[i]) - dayOf(deals.created[i]);
    if (days >= 0) counts.cycle.add(days);
    else if (days < 0) counts.backwards++;
  }
  return counts;
}
