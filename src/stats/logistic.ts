/** A fitted logistic regression: intercept first, then a weight for each standardised feature. */
export interface LogisticFit {
  readonly weights: Float64Array;
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

const ITERATIONS_MAX = 30;
const TOLERANCE = 1e-8;

/**
 * Logistic regression with an L2 penalty on standardised features (the intercept is free), fitted by Newton's method
 * (iteratively reweighted least squares; Hastie, Tibshirani & Friedman, 4.4.1 and 3.4.1). Rows are `rows[i * width + k]`,
 * `outcome` 0 or 1. Deterministic.
 */
export function fitLogistic(rows: Float64Array, width: number, outcome: Uint8Array, penalty: number): LogisticFit {
  const n = outcome.length;
  const { mean, scale } = standardise(rows, width, n);
  const size = width + 1;
  const weights = new Float64Array(size);
  const x = new Float64Array(size);
  for (let round = 0; round < ITERATIONS_MAX; round++) {
    const gradient = new Float64Array(size);
    const hessian = new Float64Array(size * size);
    for (let i = 0; i < n; i++) {
      x[0] = 1;
      let z = weights[0];
      for (let k = 0; k < width; k++) {
        x[k + 1] = (rows[i * width + k] - mean[k]) / scale[k];
        z += weights[k + 1] * x[k + 1];
      }
      const p = sigmoid(z);
      const w = Math.max(p * (1 - p), 1e-9);
      for (let a = 0; a < size; a++) {
        gradient[a] += (outcome[i] - p) * x[a];
        for (let b = 0; b <= a; b++) hessian[a * size + b] += w * x[a] * x[b];
      }
    }
    for (let a = 1; a < size; a++) {
      gradient[a] -= penalty * weights[a];
      hessian[a * size + a] += penalty;
    }
    const step = solve(hessian, gradient, size);
    let moved = 0;
    for (let a = 0; a < size; a++) {
      weights[a] += step[a];
      moved = Math.max(moved, Math.abs(step[a]));
    }
    if (moved < TOLERANCE) break;
  }
  return { weights, mean, scale };
}

/** Probability of outcome 1 for one row starting at `offset`. */
export function predictLogistic(fit: LogisticFit, rows: Float64Array, offset: number): number {
  let z = fit.weights[0];
  for (let k = 0; k < fit.mean.length; k++) z += (fit.weights[k + 1] * (rows[offset + k] - fit.mean[k])) / fit.scale[k];
  return sigmoid(z);
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

function standardise(rows: Float64Array, width: number, n: number): { mean: Float64Array; scale: Float64Array } {
  const mean = new Float64Array(width);
  const scale = new Float64Array(width);
  for (let i = 0; i < n; i++) for (let k = 0; k < width; k++) mean[k] += rows[i * width + k] / n;
  for (let i = 0; i < n; i++) for (let k = 0; k < width; k++) scale[k] += (rows[i * width + k] - mean[k]) ** 2 / n;
  // A feature that never varies says nothing; a scale of 1 leaves it at zero.
  for (let k = 0; k < width; k++) scale[k] = Math.sqrt(scale[k]) || 1;
  return { mean, scale };
}

/** Solves a symmetric positive system given by its lower half (Cholesky). */
function solve(lower: Float64Array, right: Float64Array, size: number): Float64Array {
  const l = Float64Array.from(lower);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = l[i * size + j];
      for (let k = 0; k < j; k++) sum -= l[i * size + k] * l[j * size + k];
      l[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / l[j * size + j];
    }
  }
  const y = Float64Array.from(right);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) y[i] -= l[i * size + k] * y[k];
    y[i] /= l[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) y[i] -= l[k * size + i] * y[k];
    y[i] /= l[i * size + i];
  }
  return y;
}
