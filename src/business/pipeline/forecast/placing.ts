import { DAY_MS, dayOf, isoDate, type WallMs, wallMoment } from '../../../core/moment.ts';
import { NO_DAY, type Prepared } from '../prepared.ts';
import { WonChances } from './chances.ts';
import { type ClosingCurves, fitCurves } from './curves.ts';
import { stageOdds } from './stage-odds.ts';

/** A calendar month of the forecast by its first day and the first day of the next. */
export interface Month {
  readonly month: string;
  readonly start: number;
  readonly end: number;
}

/** What became of a deal in the forecast: counted by its date or age, in spite of a past date, or not at all, and why. */
export type Placing = 'placed' | 'overdue' | 'no_amount' | 'no_date' | 'beyond';

/** Where open deals are expected, by either way. */
export interface Placer {
  readonly basis: 'survival' | 'policy';
  readonly fittedOn: number;
  /** Where the odds of the stages come from; `survival` only. */
  readonly stagesFrom: 'steps' | 'policy';
  /** Writes the chance that open deal `i` is won within each month into `into`. All zero unless placed or overdue. */
  place(i: number, into: Float64Array): Placing;
}

/** This month and those after it. */
export function monthsFrom(asOf: WallMs, count: number): Month[] {
  const now = new Date(asOf);
  const firstOf = (k: number): number =>
    wallMoment(now.getUTCFullYear() + Math.floor((now.getUTCMonth() + k) / 12), ((now.getUTCMonth() + k) % 12) + 1, 1);
  return Array.from({ length: count }, (_, k) => ({
    month: isoDate(firstOf(k)).slice(0, 7),
    start: dayOf(firstOf(k)),
    end: dayOf(firstOf(k + 1)),
  }));
}

/** By curves fitted to history where enough closed deals are seen, else by the stage table and the closing dates. */
export function placerOf(prepared: Prepared, months: readonly Month[]): Placer {
  const curves = fitCurves(prepared, prepared.today);
  const policy = policyPlacer(prepared, months);
  if (curves.fittedOn === 0 || curves.fittedOn < prepared.policy.settings.forecastFitMinimum) return policy;
  return survivalPlacer(prepared, months, curves, policy);
}

/**
 * By the stage table: a deal counts in the month of its closing date with its stage's probability. A date that is past counts in
 * this month; a deal without one, or with one after the last month, is not placed.
 */
function policyPlacer(prepared: Prepared, months: readonly Month[]): Placer {
  const { deals } = prepared.facts;
  const probability = Float64Array.from(prepared.stageOfWord, (stage) => stage?.probability ?? 0);
  return {
    basis: 'policy',
    fittedOn: 0,
    stagesFrom: 'policy',
    place(i, into) {
      into.fill(0);
      if (!(deals.amount[i] > 0)) return 'no_amount';
      if (Number.isNaN(deals.closing[i])) return 'no_date';
      const closing = Math.floor(deals.closing[i] / DAY_MS);
      const p = probability[deals.stage.at[i]];
      if (closing < prepared.today) {
        into[0] = p;
        return 'overdue';
      }
      for (let k = 0; k < months.length; k++) {
        if (closing >= months[k].end) continue;
        into[k] = p;
        return 'placed';
      }
      return 'beyond';
    },
  };
}

/** By curves: the chance that a deal of this age, stage and owner is won within each month. Without a day of creation by the stage table. */
function survivalPlacer(prepared: Prepared, months: readonly Month[], curves: ClosingCurves, policy: Placer): Placer {
  const { deals } = prepared.facts;
  const { today, createdDay } = prepared;
  const chances = new WonChances(
    curves,
    months.map(({ end }) => end - 1 - today),
  );
  const inStage = new Float64Array(prepared.stageOfWord.length);
  for (let k = 0; k < prepared.open.length; k++) inStage[deals.stage.at[prepared.open[k]]]++;
  const { ratio, from } = stageOdds(prepared, today, prepared.stageOfWord, (word) => inStage[word]);
  const stageRatio = Float64Array.from(prepared.stageOfWord, ratio);
  return {
    basis: 'survival',
    fittedOn: curves.fittedOn,
    stagesFrom: from,
    place(i, into) {
      const created = createdDay[i];
      if (created === NO_DAY || created > today) return policy.place(i, into);
      if (!(deals.amount[i] > 0)) {
        into.fill(0);
        return 'no_amount';
      }
      const size = curves.sizeOf(deals.amount[i]);
      chances.of(size, today - created, curves.sizeOdds[size] * curves.ownerOdds[deals.owner.at[i]] * stageRatio[deals.stage.at[i]], into);
      return 'placed';
    },
  };
}
