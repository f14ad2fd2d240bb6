import type { DayCounts } from './days.ts';

/** Two-sided 95 % quantile of the standard normal distribution. */
export const Z95 = 1.959963984540054;

/** Wilson score interval of a rate (Wilson 1927), 95 % unless `z` says otherwise. `n` over 0. */
export function wilson(hits: number, n: number, z = Z95): [number, number] {
  const p = hits / n;
  const z2 = z * z;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return [hits === 0 ? 0 : Math.max(0, centre - half), hits === n ? 1 : Math.min(1, centre + half)];
}

/**
 * Interval of the difference of two independent rates, second less first, by Newcombe's hybrid of Wilson intervals (Newcombe 1998,
 * method 10), 95 % unless `z` says otherwise. Both `n` over 0.
 */
export function rateDifference(hits1: number, n1: number, hits2: number, n2: number, z = Z95): [number, number] {
  return differenceOf([hits1 / n1, ...wilson(hits1, n1, z)], [hits2 / n2, ...wilson(hits2, n2, z)]);
}

/** A number with the ends of its interval: value, low, high. */
type Estimate = readonly [value: number, low: number, high: number];

/**
 * Interval of the difference of two independent numbers, second less first, from their own intervals, which need not lie evenly around them:
 * what one end can be off by is what faces it (Zou and Donner 2008, recovery of variance estimates).
 */
export function differenceOf([value1, low1, high1]: Estimate, [value2, low2, high2]: Estimate): [number, number] {
  const difference = value2 - value1;
  return [difference - Math.hypot(value2 - low2, high1 - value1), difference + Math.hypot(high2 - value2, value1 - low1)];
}

/** Interval of a mean by the normal approximation, 95 %; not below zero. Undefined for fewer than two durations. */
export function meanInterval(durations: DayCounts): [number, number] | undefined {
  if (durations.n < 2) return undefined;
  const half = Z95 * Math.sqrt(durations.variance() / durations.n);
  return [Math.max(0, durations.mean() - half), durations.mean() + half];
}

/**
 * Interval of a quantile between two order statistics, without any assumption on the distribution: ranks from the normal
 * approximation to the binomial (Conover 1999, 3.2), 95 %. Undefined when empty.
 */
export function quantileInterval(durations: DayCounts, q: number): [number, number] | undefined {
  const { n } = durations;
  if (n === 0) return undefined;
  const half = Z95 * Math.sqrt(n * q * (1 - q));
  const low = Math.max(0, Math.ceil(n * q - half) - 1);
  const high = Math.min(n - 1, Math.ceil(n * q + half) - 1);
  return [durations.orderStatistic(low), durations.orderStatistic(high)];
}

/**
 * Herfindahl–Hirschman index of sizes: the sum of squared shares, 0 to 1 (1: all with one). `total` is what shares are of, the
 * sum of the sizes unless given. NaN when there is nothing to share.
 */
export function herfindahl(sizes: Iterable<number>, total?: number): number {
  let sum = 0;
  let squares = 0;
  for (const size of sizes) {
    sum += size;
    squares += size * size;
  }
  const all = total ?? sum;
  return all > 0 ? squares / (all * all) : Number.NaN;
}
