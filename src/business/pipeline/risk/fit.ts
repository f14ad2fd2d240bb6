import { Z95 } from '../../../stats/intervals.ts';
import { fitLogistic, type LogisticFit, predictLogistic } from '../../../stats/logistic.ts';
import { auc, brier } from '../../../stats/scores.ts';
import { LOST, type Prepared, WON } from '../prepared.ts';
import type { Risk } from './index.ts';

/** Closed deals that the fit looks at: more make it slower, hardly better. */
const SAMPLE_MAX = 20_000;
const FOLDS = 5;
/** Ridge penalty on standardised features: about one observation's worth each. */
const PENALTY = 1;
/** An owner or source with few deals is drawn towards the average as though it had so many more average ones. */
const SHRINKAGE = 10;

/**
 * Features known before a deal's outcome, nothing that closing itself changes (dates of closing, last activity, probability):
 * the owner's and the source's past win rate (out of fold) and the amount, unless lost deals carry none.
 */
const FEATURES = ['owner_win_rate', 'source_win_rate', 'amount'] as const;

interface Sample {
  readonly deals: Uint32Array;
  readonly outcome: Uint8Array;
  readonly fold: Uint8Array;
  readonly useAmount: boolean;
}

interface Rates {
  readonly owner: (word: number) => number;
  readonly source: (word: number) => number;
}

/** The fitted risk, or why there is none: too few closed deals, or no better than chance (the AUC's interval holds 0.5). */
export function fitRisk(prepared: Prepared): { risk?: Risk; closedDeals: number; auc: number | null; brier: number | null } {
  const { sample, closedDeals } = takeSample(prepared);
  const { riskFitMinimum } = prepared.policy.settings;
  const losses = sample.outcome.reduce((a, b) => a + b, 0);
  if (closedDeals < riskFitMinimum || losses < FOLDS || sample.outcome.length - losses < FOLDS)
    return { closedDeals, auc: null, brier: null };
  const predicted = new Float64Array(sample.deals.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const fit = fitOn(prepared, sample, (i) => sample.fold[i] !== fold);
    for (let i = 0; i < sample.deals.length; i++)
      if (sample.fold[i] === fold)
        predicted[i] = predictLogistic(fit.fit, features(prepared, sample.deals[i], fit.rates, sample.useAmount), 0);
  }
  const score = auc(predicted, sample.outcome);
  const quality = { closedDeals, auc: score.auc, brier: brier(predicted, sample.outcome) };
  if (!(score.auc - Z95 * score.standardError > 0.5)) return quality;
  const { fit, rates } = fitOn(prepared, sample, () => true);
  return { ...quality, risk: riskFrom(prepared, fit, rates, sample.useAmount, quality) };
}

function riskFrom(
  prepared: Prepared,
  fit: LogisticFit,
  rates: Rates,
  useAmount: boolean,
  quality: { closedDeals: number; auc: number; brier: number },
): Risk {
  const names = FEATURES.slice(0, useAmount ? 3 : 2);
  const row = (i: number): Float64Array => features(prepared, i, rates, useAmount);
  const scaled = (x: Float64Array, k: number): number => (fit.weights[k + 1] * (x[k] - fit.mean[k])) / fit.scale[k];
  return {
    model: { basis: 'fitted', ...quality, factors: names.map((name, k) => ({ name, weight: fit.weights[k + 1] })) },
    score: (i) => 100 * predictLogistic(fit, row(i), 0),
    // The logit is additive; its parts are turned into points in proportion to what they move the score from the average deal's.
    contributions: (i) => {
      const x = row(i);
      const base = 100 / (1 + Math.exp(-fit.weights[0]));
      const parts = names.map((name, k) => ({ name, logit: scaled(x, k) }));
      const total = parts.reduce((sum, { logit }) => sum + logit, 0);
      const moved = 100 * predictLogistic(fit, x, 0) - base;
      const points = parts.map(({ name, logit }) => ({ name, points: total === 0 ? 0 : (moved * logit) / total }));
      return [{ name: 'average_deal', points: base }, ...points.sort((a, b) => Math.abs(b.points) - Math.abs(a.points))];
    },
  };
}

/** Every k-th closed deal, so that the sample spans the whole export; folds by the hash of the id, so that they never move. */
function takeSample(prepared: Prepared): { sample: Sample; closedDeals: number } {
  const { category, facts, asOf } = prepared;
  const { deals } = facts;
  let closedDeals = 0;
  let lostWithout = 0;
  let lost = 0;
  const counts = (i: number): boolean => (category[i] === WON || category[i] === LOST) && !(deals.closed[i] > asOf);
  for (let i = 0; i < deals.count; i++) {
    if (!counts(i)) continue;
    closedDeals++;
    if (category[i] !== LOST) continue;
    lost++;
    if (!(deals.amount[i] > 0)) lostWithout++;
  }
  const step = Math.max(1, Math.ceil(closedDeals / SAMPLE_MAX));
  const size = Math.ceil(closedDeals / step);
  const sample: Sample = {
    deals: new Uint32Array(size),
    outcome: new Uint8Array(size),
    fold: new Uint8Array(size),
    useAmount: lostWithout * 10 < lost,
  };
  let seen = 0;
  let k = 0;
  for (let i = 0; i < deals.count; i++) {
    if (!counts(i) || seen++ % step !== 0) continue;
    sample.deals[k] = i;
    sample.outcome[k] = category[i] === LOST ? 1 : 0;
    sample.fold[k] = (deals.idHash[2 * i + 1] || deals.row[i]) % FOLDS;
    k++;
  }
  return { sample, closedDeals };
}

/**
 * Fits on the rows that `use` names. The rates that a row sees come from the other folds only: with its own outcome in (or just
 * taken out) a rate would give the answer away.
 */
function fitOn(prepared: Prepared, sample: Sample, use: (i: number) => boolean): { fit: LogisticFit; rates: Rates } {
  const { deals } = prepared.facts;
  const owner = new RateTable(deals.owner.at, deals.owner.words.length);
  const source = new RateTable(deals.source.at, deals.source.words.length);
  const rows: number[] = [];
  for (let i = 0; i < sample.deals.length; i++) {
    if (!use(i)) continue;
    rows.push(i);
    for (const table of [owner, source]) table.add(sample.deals[i], sample.fold[i], 1 - sample.outcome[i]);
  }
  const width = sample.useAmount ? 3 : 2;
  const matrix = new Float64Array(rows.length * width);
  const outcome = new Uint8Array(rows.length);
  for (const [k, i] of rows.entries()) {
    const others: Rates = { owner: (word) => owner.rate(word, sample.fold[i]), source: (word) => source.rate(word, sample.fold[i]) };
    matrix.set(features(prepared, sample.deals[i], others, sample.useAmount), k * width);
    outcome[k] = sample.outcome[i];
  }
  return {
    fit: fitLogistic(matrix, width, outcome, PENALTY),
    rates: { owner: (word) => owner.rate(word), source: (word) => source.rate(word) },
  };
}

/** Win rates by word and fold, drawn towards the average. */
class RateTable {
  private readonly won: Float64Array;
  private readonly all: Float64Array;
  private readonly foldWon = new Float64Array(FOLDS);
  private readonly foldAll = new Float64Array(FOLDS);

  constructor(
    private readonly words: Uint32Array,
    size: number,
  ) {
    this.won = new Float64Array(size * FOLDS);
    this.all = new Float64Array(size * FOLDS);
  }

  add(deal: number, fold: number, win: number): void {
    const at = this.words[deal] * FOLDS + fold;
    this.won[at] += win;
    this.all[at]++;
    this.foldWon[fold] += win;
    this.foldAll[fold]++;
  }

  rate(word: number, except = -1): number {
    let [won, all, wonOfAll, allOfAll] = [0, 0, 0, 0];
    for (let fold = 0; fold < FOLDS; fold++) {
      if (fold === except) continue;
      won += this.won[word * FOLDS + fold];
      all += this.all[word * FOLDS + fold];
      wonOfAll += this.foldWon[fold];
      allOfAll += this.foldAll[fold];
    }
    return (won + (SHRINKAGE * wonOfAll) / Math.max(1, allOfAll)) / (all + SHRINKAGE);
  }
}

function features(prepared: Prepared, i: number, rates: Rates, useAmount: boolean): Float64Array {
  const { deals } = prepared.facts;
  const row = new Float64Array(useAmount ? 3 : 2);
  row[0] = rates.owner(deals.owner.at[i]);
  row[1] = rates.source(deals.source.at[i]);
  if (useAmount) row[2] = Math.log1p(Math.max(0, deals.amount[i] || 0));
  return row;
}
