/**
 * Solves A·x = b for a symmetric positive definite A given by its lower half, row by row (Cholesky; Golub & Van Loan 4.2). A pivot
 * that rounding has made zero or negative is raised to a tiny one, so that the answer is finite.
 */
export function solvePositive(lower: Float64Array, right: Float64Array, size: number): Float64Array {
  const l = Float64Array.from(lower);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = l[i * size + j];
      for (let k = 0; k < j; k++) sum -= l[i * size + k] * l[j * size + k];
      l[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / l[j * size + j];
    }
  }
  const x = Float64Array.from(right);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] -= l[i * size + k] * x[k];
    x[i] /= l[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] -= l[k * size + i] * x[k];
    x[i] /= l[i * size + i];
  }
  return x;
}
