import { decimalNumber, type Text, wholeNumber } from '../../../core/text.ts';
import { Z95 } from '../../../stats/intervals.ts';
import { designOf, fitLogistic, type LogisticFit, logitOf, predictUnseen, sigmoid } from '../../../stats/logistic.ts';
import { auc, brier, type CalibrationBand, calibration } from '../../../stats/scores.ts';
import type { Prepared } from '../prepared.ts';
import { FEATURES, pastFeatures, presentFeatures, usableFeatures } from './features.ts';
import { lookBack, type Past, type PastRows, pastRows } from './past.ts';
import type { Contribution, Risk } from './risk.ts';

/**
 * Parts of the sample, each predicted by a fit on the others (Hastie, Tibshirani & Friedman 7.10: five or ten). They move the scores that
 * are shown beside the fit, not the fit.
 */
const FOLDS = 5;
/** Ridge penalty on standardised features: about one observation's worth each. */
const PENALTY = 1;
/** Bands of predicted risk, with what happened in each: of the shipped smallest sample (200) a band still holds forty deals. */
const CALIBRATION_BANDS = 5;

/** How well the fit does on deals that it has not seen. */
interface Quality {
  readonly closedDeals: number;
  readonly auc: number;
  readonly brier: number;
  readonly calibration: readonly CalibrationBand[];
}

/**
 * Fits the chance that an open deal is lost to the entity's own closed deals as they stood on past days (see `past.ts` and
 * `features.ts` for what is looked at). Says why there is no fit where there is none: fewer closed deals than the policy asks for,
 * or no better than chance (the 95 % interval of the AUC, out of sample, holds 0.5).
 */
export function fitRisk(prepared: Prepared): { readonly risk?: Risk; readonly closedDeals: number; readonly reason: Text } {
  const { riskFitMinimum, sampleMinimum, amountMissingFitMax } = prepared.policy.settings;
  const past = lookBack(prepared);
  const closedDeals = past?.closedDeals ?? 0;
  if (!past || closedDeals < riskFitMinimum) return { closedDeals, reason: tooFew(closedDeals, riskFitMinimum) };
  const rows = pastRows(prepared, past, FOLDS);
  const values = pastFeatures(prepared, past, rows);
  const chosen = usableFeatures(past, values, rows.deal.length, amountMissingFitMax);
  const lostRows = rows.lost.reduce((a, b) => a + b, 0);
  // Of either outcome there must be a sample on which anything is shown at all.
  if (chosen.length === 0 || Math.min(lostRows, rows.lost.length - lostRows) < sampleMinimum) return { closedDeals, reason: ALL_ALIKE };
  const design = designOf(values, FEATURES.length, chosen);
  const fit = fitLogistic(design, rows.lost, PENALTY);
  // All rows of a deal are in one fold.
  const predicted = predictUnseen(design, rows.lost, PENALTY, { of: rows.fold, count: FOLDS }, fit.weights);
  const quality = { closedDeals, ...scores(predicted, rows) };
  const low = quality.auc - Z95 * quality.standardError;
  if (!(low > 0.5)) return { closedDeals, reason: noBetter(quality.auc, low) };
  return { closedDeals, reason: FITTED, risk: riskFrom(prepared, past, fit, chosen, quality) };
}

function scores(predicted: Float64Array, rows: PastRows): Omit<Quality, 'closedDeals'> & { readonly standardError: number } {
  const area = auc(predicted, rows.lost);
  return {
    auc: area.auc,
    // A deal seen on several days is one witness, not several.
    standardError: area.standardError * Math.sqrt(rows.deal.length / rows.deals),
    brier: brier(predicted, rows.lost),
    calibration: calibration(predicted, rows.lost, CALIBRATION_BANDS),
  };
}

function riskFrom(prepared: Prepared, past: Past, fit: LogisticFit, chosen: readonly number[], quality: Quality): Risk {
  const fill = presentFeatures(prepared, past, chosen);
  const x = new Float64Array(FEATURES.length);
  const logits = new Float64Array(chosen.length);
  /** Log-odds of losing deal `i`; leaves its parts in `logits`. */
  const logit = (i: number): number => {
    fill(i, x);
    let z = fit.weights[0];
    for (let k = 0; k < chosen.length; k++) {
      logits[k] = logitOf(fit, k, x[chosen[k]]);
      z += logits[k];
    }
    return z;
  };
  const average = 100 * sigmoid(fit.weights[0]);
  const { closedDeals, auc: area, brier: distance, calibration: bands } = quality;
  return {
    model: {
      basis: 'fitted',
      closedDeals,
      auc: area,
      brier: distance,
      calibration: bands,
      reason: FITTED,
      factors: chosen.map((feature, k) => ({ name: FEATURES[feature], weight: fit.weights[k + 1] })),
    },
    average,
    score: (i) => 100 * sigmoid(logit(i)),
    // Log-odds add up, points do not: the way from the average deal's score to this one's is parted in proportion to the log-odds.
    contributions: (i) => {
      const z = logit(i);
      const total = z - fit.weights[0];
      const slope = Math.abs(total) > 1e-9 ? (100 * sigmoid(z) - average) / total : (average * (100 - average)) / 100;
      const points = chosen.map((feature, k): Contribution => ({ name: FEATURES[feature], points: slope * logits[k] }));
      return [{ name: 'average_deal', points: average }, ...points.sort((a, b) => Math.abs(b.points) - Math.abs(a.points))];
    },
  };
}

const FITTED: Text = {
  en: 'fitted to closed deals as they stood on past days; AUC and Brier score are out of sample',
  de: 'an abgeschlossenen Deals gelernt, wie sie an früheren Tagen standen; AUC und Brier-Wert an ungesehenen Deals',
};

const ALL_ALIKE: Text = {
  en: 'policy weights: the closed deals ended too much alike, or are known too little, to learn from',
  de: 'Gewichte der Richtlinie: die abgeschlossenen Deals endeten zu gleich oder sind zu wenig bekannt, um daraus zu lernen',
};

function tooFew(closedDeals: number, minimum: number): Text {
  return {
    en: `policy weights: ${wholeNumber(closedDeals, 'en')} closed deals with both dates, ${wholeNumber(minimum, 'en')} are needed to fit`,
    de: `Gewichte der Richtlinie: ${wholeNumber(closedDeals, 'de')} abgeschlossene Deals mit beiden Daten, ${wholeNumber(minimum, 'de')} wären nötig`,
  };
}

function noBetter(area: number, low: number): Text {
  const numbers = (language: 'en' | 'de'): string =>
    `${decimalNumber(area, 2, language)} (${decimalNumber(low, 2, language)}–${decimalNumber(2 * area - low, 2, language)})`;
  return {
    en: `policy weights: a fit to closed deals does no better than chance, AUC ${numbers('en')}`,
    de: `Gewichte der Richtlinie: an abgeschlossenen Deals gelernt wäre es nicht besser als Zufall, AUC ${numbers('de')}`,
  };
}
