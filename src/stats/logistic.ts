import { solvePositive } from './linear.ts';

/** Rows made ready for a fit: a 1, then their standardised features, row by row. */
export interface Design {
  /** Numbers in a row: the 1 and the features. */
  readonly size: number;
  readonly x: Float64Array;
  readonly mean: Float64Array;
  /** Standard deviation of each feature (divisor n); 1 for one that never varies. */
  readonly scale: Float64Array;
}

/** A fitted logistic regression: `weights[0]` is the intercept, then one for each standardised feature. */
export interface LogisticFit extends Pick<Design, 'mean' | 'scale'> {
  readonly weights: Float64Array;
}

/** Newton's method needs some ten steps here; a search that takes this many is not converging (Nocedal & Wright 3.3). */
const ITERATIONS_MAX = 50;
/** A Newton step shorter than this ends the search; the error left is of its square: in a fit, and in one that only shows how well it does. */
const FIT_TOLERANCE = 1e-3;
const UNSEEN_TOLERANCE = 0.1;
/** Longest Newton step in any weight: far from the optimum the quadratic model may point beyond reason. */
const STEP_MAX = 4;

/**
 * Standardises the named columns of `values`, which has `width` numbers a row. NaN stands for a value that is not known and counts as
 * the mean.
 */
export function designOf(values: Float64Array, width: number, columns: readonly number[]): Design {
  const n = values.length / width;
  const size = columns.length + 1;
  const x = new Float64Array(n * size);
  const mean = new Float64Array(columns.length);
  const scale = new Float64Array(columns.length);
  for (let at = 0; at < x.length; at += size) x[at] = 1;
  for (const [k, column] of columns.entries()) {
    const { average, deviation } = momentsOf(values, width, column);
    mean[k] = average;
    scale[k] = deviation;
    for (let from = column, at = k + 1; from < values.length; from += width, at += size) {
      const value = values[from];
      x[at] = Number.isNaN(value) ? 0 : (value - average) / deviation;
    }
  }
  return { size, x, mean, scale };
}

/**
 * Logistic regression with an L2 penalty `penalty/2 · Σ weight²` on standardised features (the intercept is free), fitted by
 * Newton's method (iteratively reweighted least squares; Hastie, Tibshirani & Friedman 2009, 4.4.1 and 3.4.1). `outcome` is 0 or 1 for
 * each row, and should hold both. Deterministic.
 */
export function fitLogistic(design: Design, outcome: Uint8Array, penalty: number): LogisticFit {
  const weights = optimum(design, outcome, penalty, new Float64Array(design.size), NO_FOLDS);
  return { weights, mean: design.mean, scale: design.scale };
}

/**
 * Probability of outcome 1 for each row by a fit to the rows of the other folds (cross-validation; Hastie, Tibshirani & Friedman 7.10).
 * The features are standardised over all rows, which does not look at outcomes. `start`: weights of a fit to all rows, from which the
 * search is short; the optimum is the same from anywhere.
 */
export function predictUnseen(design: Design, outcome: Uint8Array, penalty: number, folds: Folds, start: Float64Array): Float64Array {
  const { size, x } = design;
  const predicted = new Float64Array(outcome.length);
  for (let leftOut = 0; leftOut < folds.count; leftOut++) {
    const weights = optimum(design, outcome, penalty, Float64Array.from(start), { of: folds.of, leftOut, tolerance: UNSEEN_TOLERANCE });
    for (let i = 0; i < outcome.length; i++) if (folds.of[i] === leftOut) predicted[i] = sigmoid(dot(weights, x, i * size));
  }
  return predicted;
}

/** The fold of each row, 0 to `count` - 1. */
export interface Folds {
  readonly of: Uint8Array;
  readonly count: number;
}

interface Training extends Pick<Folds, 'of'> {
  /** The fold whose rows are passed over; -1 for none. */
  readonly leftOut: number;
  readonly tolerance: number;
}

const NO_FOLDS: Training = { of: new Uint8Array(0), leftOut: -1, tolerance: FIT_TOLERANCE };

/** Changes `weights` until they fit the rows of the training. */
function optimum(design: Design, outcome: Uint8Array, penalty: number, weights: Float64Array, training: Training): Float64Array {
  const { size } = design;
  for (let round = 0; round < ITERATIONS_MAX; round++) {
    const { gradient, hessian } = derivatives(design, outcome, weights, penalty, training);
    const step = solvePositive(hessian, gradient, size);
    let longest = 0;
    for (let a = 0; a < size; a++) longest = Math.max(longest, Math.abs(step[a]));
    const shrink = longest > STEP_MAX ? STEP_MAX / longest : 1;
    for (let a = 0; a < size; a++) weights[a] += shrink * step[a];
    if (longest < training.tolerance) break;
  }
  return weights;
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

/** The first derivatives of the penalised log-likelihood, and (the lower half of) its negative second ones. */
interface Derivatives {
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

function derivatives({ size, x }: Design, outcome: Uint8Array, weights: Float64Array, penalty: number, training: Training): Derivatives {
  const { of, leftOut } = training;
  const sums = { gradient: new Float64Array(size), hessian: new Float64Array(size * size) };
  for (let i = 0; i < outcome.length; i++) if (leftOut < 0 || of[i] !== leftOut) addRow(sums, x, i * size, outcome[i], weights);
  for (let a = 1; a < size; a++) {
    sums.gradient[a] -= penalty * weights[a];
    sums.hessian[a * size + a] += penalty;
  }
  return sums;
}

/** Adds one row. A function of its own: V8 compiles what is called often sooner than a long loop, and sums are slow until then. */
function addRow({ gradient, hessian }: Derivatives, x: Float64Array, at: number, outcome: number, weights: Float64Array): void {
  const size = weights.length;
  const p = sigmoid(dot(weights, x, at));
  const w = Math.max(p * (1 - p), 1e-9);
  const residual = outcome - p;
  for (let a = 0; a < size; a++) {
    const xa = x[at + a];
    gradient[a] += residual * xa;
    const wxa = w * xa;
    for (let b = 0; b <= a; b++) hessian[a * size + b] += wxa * x[at + b];
  }
}

/** Log-odds of the row at `at`. */
function dot(weights: Float64Array, x: Float64Array, at: number): number {
  let z = 0;
  for (let a = 0; a < weights.length; a++) z += weights[a] * x[at + a];
  return z;
}

/** Mean and standard deviation (divisor n) of what is known of a column; deviation 1 where it never varies. */
function momentsOf(values: Float64Array, width: number, column: number): { average: number; deviation: number } {
  let known = 0;
  let sum = 0;
  for (let at = column; at < values.length; at += width) {
    if (Number.isNaN(values[at])) continue;
    known++;
    sum += values[at];
  }
  const average = known > 0 ? sum / known : 0;
  let squares = 0;
  for (let at = column; at < values.length; at += width) if (!Number.isNaN(values[at])) squares += (values[at] - average) ** 2;
  const deviation = known > 0 ? Math.sqrt(squares / known) : 0;
  // A feature that never varies says nothing; rounding alone must not be blown up to unit size.
  return { average, deviation: deviation > 1e-9 * Math.max(1, Math.abs(average)) ? deviation : 1 };
}
