/**
 * Area under the ROC curve (Mann–Whitney; ties count half) with its standard error (Hanley & McNeil 1982). NaN where only one
 * outcome occurs.
 */
export function auc(score: Float64Array, outcome: Uint8Array): { auc: number; standardError: number } {
  const hits = score.filter((_, i) => outcome[i] === 1).sort();
  const misses = score.filter((_, i) => outcome[i] !== 1).sort();
  const positives = hits.length;
  const negatives = misses.length;
  if (positives === 0 || negatives === 0) return { auc: Number.NaN, standardError: Number.NaN };
  // Pairs in which the positive has the higher score; those with equal scores count half.
  let pairs = 0;
  for (let k = 0, below = 0, upTo = 0; k < positives; k++) {
    while (below < negatives && misses[below] < hits[k]) below++;
    while (upTo < negatives && misses[upTo] <= hits[k]) upTo++;
    pairs += (below + upTo) / 2;
  }
  const a = pairs / (positives * negatives);
  const q1 = a / (2 - a);
  const q2 = (2 * a * a) / (1 + a);
  const variance = (a * (1 - a) + (positives - 1) * (q1 - a * a) + (negatives - 1) * (q2 - a * a)) / (positives * negatives);
  return { auc: a, standardError: Math.sqrt(Math.max(0, variance)) };
}

/** Brier score: mean squared distance of probabilities from outcomes (Brier 1950); 0 is perfect. NaN for none. */
export function brier(probability: Float64Array, outcome: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < outcome.length; i++) sum += (probability[i] - outcome[i]) ** 2;
  return sum / outcome.length;
}

/** One band of a calibration table: what was predicted on average, and what came. */
export interface CalibrationBand {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly predicted: number;
  readonly observed: number;
}

/** Probabilities in `bands` bands of equal width against what came (Murphy 1973); empty bands are left out. 1 is in the last. */
export function calibration(probability: Float64Array, outcome: Uint8Array, bands: number): CalibrationBand[] {
  const n = new Float64Array(bands);
  const predicted = new Float64Array(bands);
  const observed = new Float64Array(bands);
  for (let i = 0; i < outcome.length; i++) {
    const band = Math.min(bands - 1, Math.floor(probability[i] * bands));
    n[band]++;
    predicted[band] += probability[i];
    observed[band] += outcome[i];
  }
  return Array.from(n, (count, band) => ({
    from: band / bands,
    to: (band + 1) / bands,
    n: count,
    predicted: predicted[band] / count,
    observed: observed[band] / count,
  })).filter((band) => band.n > 0);
}
