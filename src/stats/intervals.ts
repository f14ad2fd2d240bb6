/** Two-sided 95 % quantile of the standard normal distribution. */
export const Z95 = 1.959963984540054;

/** Wilson score interval of a rate (Wilson 1927), 95 %. `n` over 0. */
export function wilson(hits: number, n: number, z = Z95): [number, number] {
  const p = hits / n;
  const z2 = z * z;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** Herfindahl–Hirschman index of shares' sizes: the sum of squared shares, 0 to 1. NaN when all are zero. */
export function herfindahl(sizes: Iterable<number>): number {
  let sum = 0;
  let squares = 0;
  for (const size of sizes) {
    sum += size;
    squares += size * size;
  }
  return sum > 0 ? squares / (sum * sum) : Number.NaN;
}
