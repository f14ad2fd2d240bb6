import { dayOf } from '../../../core/moment.ts';
import type { Prepared } from '../prepared.ts';
import type { Past, PastRows } from './past.ts';
import { progressOf, standingsOf } from './stage-paths.ts';

/**
 * What the fit looks at, in this order. All of it was known on the day that a row stands for: the age on that day, how the owner's
 * and the source's earlier deals had ended by then, the owner's open deals then, and the stage as the steps up to then tell it.
 * Left out on purpose, because closing a deal changes it: last activity, modified, probability, next step, closing date and its
 * pushes, reason. The amount is the one seen today; it is only looked at where closed deals, won and lost, keep theirs.
 */
export const FEATURES = [
  'age',
  'owner_win_rate',
  'source_win_rate',
  'owner_load',
  'amount',
  'stage',
  'time_in_stage',
  'moved_backwards',
] as const;

const [AGE, OWNER_RATE, SOURCE_RATE, OWNER_LOAD, AMOUNT, STAGE, TIME_IN_STAGE, MOVED_BACK] = FEATURES.keys();

/** A feature is only looked at where most rows have it: the others get the average, which would else be what is learnt from. */
const KNOWN_SHARE = 0.5;

/** Features by row, all of them: `values[row * FEATURES.length + k]`; NaN is not known. */
export function pastFeatures(prepared: Prepared, past: Past, rows: PastRows): Float64Array {
  const { deals, history } = prepared.facts;
  const n = rows.deal.length;
  const width = FEATURES.length;
  const values = new Float64Array(n * width).fill(Number.NaN);
  const standings = history.steps.length > 0 ? standingsOf(prepared, rows, past.days) : [];
  for (let r = 0, at = 0; r < n; r++, at += width) {
    const i = rows.deal[r];
    const look = rows.look[r];
    const day = past.days[look];
    values[at + AGE] = Math.log1p(day - prepared.createdDay[i]);
    values[at + OWNER_RATE] = past.ownerRate(deals.owner.at[i], look);
    values[at + SOURCE_RATE] = past.sourceRate(deals.source.at[i], look);
    values[at + OWNER_LOAD] = Math.log1p(past.ownerLoad(deals.owner.at[i], look));
    values[at + AMOUNT] = deals.amount[i] > 0 ? Math.log1p(deals.amount[i]) : Number.NaN;
    const standing = standings[r];
    if (!standing) continue;
    values[at + STAGE] = standing.progress;
    values[at + TIME_IN_STAGE] = Math.log1p(Math.max(0, day - standing.since));
    values[at + MOVED_BACK] = standing.back ? 1 : 0;
  }
  return values;
}

/** Fills in the chosen features of an open deal as it stands today; the others are left as they are. */
export function presentFeatures(prepared: Prepared, past: Past, chosen: readonly number[]): (i: number, into: Float64Array) => void {
  const { deals, history } = prepared.facts;
  const { today, createdDay, movedBack } = prepared;
  const now = past.count;
  const progress = progressOf(prepared);
  const progressOfWord = Float64Array.from(prepared.stageOfWord, progress);
  const ownerRate = Float64Array.from(deals.owner.words, (_, word) => past.ownerRate(word, now));
  const sourceRate = Float64Array.from(deals.source.words, (_, word) => past.sourceRate(word, now));
  const ownerLoad = Float64Array.from(deals.owner.words, (_, word) => Math.log1p(past.ownerLoad(word, now)));
  const steps = history.steps.length > 0;
  const [useAmount, useTime] = [chosen.includes(AMOUNT), chosen.includes(TIME_IN_STAGE)];
  return (i, into) => {
    const age = today - createdDay[i];
    const owner = deals.owner.at[i];
    // No day of creation is a number far in the past.
    into[AGE] = age < 0 || age >= 0x4000_0000 ? Number.NaN : logOfDays(age);
    into[OWNER_RATE] = ownerRate[owner];
    into[SOURCE_RATE] = sourceRate[deals.source.at[i]];
    into[OWNER_LOAD] = ownerLoad[owner];
    into[STAGE] = progressOfWord[deals.stage.at[i]];
    if (useAmount) into[AMOUNT] = deals.amount[i] > 0 ? Math.log1p(deals.amount[i]) : Number.NaN;
    if (useTime) into[TIME_IN_STAGE] = logOfDays(today - dayOf(history.stageEntered[i]));
    into[MOVED_BACK] = steps ? (movedBack.has(i) ? 1 : 0) : Number.NaN;
  };
}

/** Logarithms of whole days up to eleven years, so that a million deals need not work them out. */
const LOGS = Float64Array.from({ length: 4096 }, (_, days) => Math.log1p(days));

/** log(1 + days); 0 for days to come, NaN for NaN. */
function logOfDays(days: number): number {
  return days < LOGS.length && days >= 0 ? LOGS[days] : Math.log1p(Math.max(0, days));
}

/** The features that the rows carry: known often enough, not all the same, and not telling the end by being there. */
export function usableFeatures(past: Past, values: Float64Array, n: number, amountMissingMax: number): number[] {
  const width = FEATURES.length;
  return FEATURES.flatMap((_, k) => {
    if (k === AMOUNT && Math.max(past.withoutAmount.won, past.withoutAmount.lost) > amountMissingMax) return [];
    let known = 0;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let r = 0; r < n; r++) {
      const value = values[r * width + k];
      if (Number.isNaN(value)) continue;
      known++;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return known >= KNOWN_SHARE * n && high > low ? [k] : [];
  });
}
