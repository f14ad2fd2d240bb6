import { solvePositive } from './linear.ts';

/** A fitted logistic regression: `weights[0]` is the intercept, then one for each standardised feature. */
export interface LogisticFit {
  readonly weights: Float64Array;
  readonly mean: Float64Array;
  /** Standard deviation of each feature (divisor n); 1 for one that never varies. */
  readonly scale: Float64Array;
}

/** Newton's method needs some ten steps here; a search that takes this many is not converging (Nocedal & Wright 3.3). */
const ITERATIONS_MAX = 50;
/** A Newton step shorter than this ends the search; the error left is of its square. */
const TOLERANCE = 1e-4;
/** Longest Newton step in any weight: far from the optimum the quadratic model may point beyond reason. */
const STEP_MAX = 4;

/**
 * Logistic regression with an L2 penalty `penalty/2 · Σ weight²` on standardised features (the intercept is free), fitted by
 * Newton's method (iteratively reweighted least squares; Hastie, Tibshirani & Friedman 2009, 4.4.1 and 3.4.1). Row `i` is
 * `rows[i * width …]`; NaN stands for a value that is not known and counts as the mean. `outcome` is 0 or 1, and should hold both.
 * Deterministic. `start`: weights to begin from, such as those of a fit to nearly the same rows; the optimum is the same from anywhere.
 */
export function fitLogistic(rows: Float64Array, width: number, outcome: Uint8Array, penalty: number, start?: Float64Array): LogisticFit {
  const n = outcome.length;
  const { mean, scale } = standardisation(rows, width, n);
  const size = width + 1;
  const x = new Float64Array(n * size);
  for (let i = 0; i < n; i++) {
    x[i * size] = 1;
    for (let k = 0; k < width; k++) {
      const value = rows[i * width + k];
      x[i * size + k + 1] = Number.isNaN(value) ? 0 : (value - mean[k]) / scale[k];
    }
  }
  const weights = start ? Float64Array.from(start) : new Float64Array(size);
  for (let round = 0; round < ITERATIONS_MAX; round++) {
    const { gradient, hessian } = derivatives(x, size, outcome, weights, penalty);
    const step = solvePositive(hessian, gradient, size);
    let longest = 0;
    for (let a = 0; a < size; a++) longest = Math.max(longest, Math.abs(step[a]));
    const shrink = longest > STEP_MAX ? STEP_MAX / longest : 1;
    for (let a = 0; a < size; a++) weights[a] += shrink * step[a];
    if (longest < TOLERANCE) break;
  }
  return { weights, mean, scale };
}

/** Probability of outcome 1 for the row that starts at `offset`. */
export function predictLogistic(fit: LogisticFit, rows: Float64Array, offset: number): number {
  let z = fit.weights[0];
  for (let k = 0; k < fit.mean.length; k++) z += logitOf(fit, k, rows[offset + k]);
  return sigmoid(z);
}

/** What feature `k` at `value` adds to the log-odds against the average row; 0 for NaN. */
export function logitOf(fit: LogisticFit, k: number, value: number): number {
  return Number.isNaN(value) ? 0 : (fit.weights[k + 1] * (value - fit.mean[k])) / fit.scale[k];
}

/** Logistic function 1 / (1 + e^−z), without overflow at either end. */
export function sigmoid(z: number): number {
  if (z >= 0) return 1 / (1 + Math.exp(-z));
  const e = Math.exp(z);
  return e / (1 + e);
}

/** Gradient and (the lower half of) the negative Hessian of the penalised log-likelihood. */
function derivatives(
  x: Float64Array,
  size: number,
  outcome: Uint8Array,
  weights: Float64Array,
  penalty: number,
): { gradient: Float64Array; hessian: Float64Array } {
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  for (let i = 0, at = 0; i < outcome.length; i++, at += size) {
    let z = 0;
    for (let a = 0; a < size; a++) z += weights[a] * x[at + a];
    const p = sigmoid(z);
    const w = Math.max(p * (1 - p), 1e-9);
    const residual = outcome[i] - p;
    for (let a = 0; a < size; a++) {
      const xa = x[at + a];
      gradient[a] += residual * xa;
      const wxa = w * xa;
      for (let b = 0; b <= a; b++) hessian[a * size + b] += wxa * x[at + b];
    }
  }
  for (let a = 1; a < size; a++) {
    gradient[a] -= penalty * weights[a];
    hessian[a * size + a] += penalty;
  }
  return { gradient, hessian };
}

function standardisation(rows: Float64Array, width: number, n: number): { mean: Float64Array; scale: Float64Array } {
  const mean = new Float64Array(width);
  const scale = new Float64Array(width);
  for (let k = 0; k < width; k++) {
    let known = 0;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const value = rows[i * width + k];
      if (Number.isNaN(value)) continue;
      known++;
      sum += value;
    }
    mean[k] = known > 0 ? sum / known : 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const value = rows[i * width + k];
      if (!Number.isNaN(value)) squares += (value - mean[k]) ** 2;
    }
    const deviation = known > 0 ? Math.sqrt(squares / known) : 0;
    // A feature that never varies says nothing; rounding alone must not be blown up to unit size.
    scale[k] = deviation > 1e-9 * Math.max(1, Math.abs(mean[k])) ? deviation : 1;
  }
  return { mean, scale };
}
