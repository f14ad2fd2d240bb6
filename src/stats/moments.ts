/** Mean and variance of a stream of numbers in one pass, numerically stable (Welford 1962). */
export class Moments {
  n = 0;
  private centre = 0;
  private squares = 0;

  /** Adds one finite number. */
  add(x: number): void {
    this.n++;
    const away = x - this.centre;
    this.centre += away / this.n;
    this.squares += away * (x - this.centre);
  }

  /** NaN when empty. */
  mean(): number {
    return this.n === 0 ? Number.NaN : this.centre;
  }

  /** Sample variance (divisor n − 1); NaN for fewer than two. */
  variance(): number {
    return this.n < 2 ? Number.NaN : this.squares / (this.n - 1);
  }
}

/**
 * Least-squares line through (x, y): `y = at0 + slope · x`, with the slope's standard error (NaN for two points). Undefined for
 * fewer than two points or where all x are the same.
 */
export function linearTrend(x: ArrayLike<number>, y: ArrayLike<number>): { slope: number; at0: number; slopeError: number } | undefined {
  const n = x.length;
  if (n < 2) return undefined;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    meanX += x[i] / n;
    meanY += y[i] / n;
  }
  let xx = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    xx += (x[i] - meanX) ** 2;
    xy += (x[i] - meanX) * (y[i] - meanY);
  }
  if (xx === 0) return undefined;
  const slope = xy / xx;
  const at0 = meanY - slope * meanX;
  let residual = 0;
  for (let i = 0; i < n; i++) residual += (y[i] - at0 - slope * x[i]) ** 2;
  return { slope, at0, slopeError: n > 2 ? Math.sqrt(residual / (n - 2) / xx) : Number.NaN };
}
