import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DayCounts, quantile } from '../../src/stats/days.ts';
import { foldOf, spread } from '../../src/stats/folds.ts';
import { herfindahl, meanInterval, quantileInterval, wilson } from '../../src/stats/intervals.ts';
import { solvePositive } from '../../src/stats/linear.ts';
import { kaplanMeier } from '../../src/stats/survival.ts';

function daysOf(values: readonly number[]): DayCounts {
  const days = new DayCounts();
  for (const value of values) days.add(value);
  return days;
}

const SAMPLE = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5];

describe('days', () => {
  // numpy.percentile (linear), numpy.var(ddof=1).
  it.each([
    [0, 1],
    [0.1, 1],
    [0.25, 2.5],
    [0.5, 4],
    [0.9, 6],
    [1, 9],
  ])('quantile %f of the sample is %f, counted and sorted', (q, expected) => {
    expect(daysOf(SAMPLE).quantile(q)).toBeCloseTo(expected, 12);
    expect(quantile(SAMPLE, q)).toBeCloseTo(expected, 12);
  });

  it('has the exact mean and sample variance', () => {
    expect(daysOf(SAMPLE).mean()).toBe(4);
    expect(daysOf(SAMPLE).variance()).toBeCloseTo(5.6, 12);
  });

  it('says NaN where there is nothing, and leaves its input as it is', () => {
    const none = new DayCounts();
    expect([none.mean(), none.quantile(0.5), none.variance(), none.orderStatistic(0), quantile([], 0.5)]).toEqual(
      Array(5).fill(Number.NaN),
    );
    expect(none.longest()).toBe(-1);
    const values = [3, 1, 2];
    quantile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });

  it('counts durations of centuries, several at once, and after a quantile was asked for', () => {
    const days = daysOf([0, 5]);
    expect(days.quantile(0.5)).toBe(2.5);
    days.add(3_652_059, 3);
    expect([days.n, days.longest(), days.quantile(0.5), days.at(3_652_059), days.at(9_999_999)]).toEqual([5, 3_652_059, 3_652_059, 3, 0]);
  });

  it('agrees with sorting for any whole days', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2000), { minLength: 1, maxLength: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        expect(daysOf(values).quantile(q)).toBeCloseTo(quantile(values, q), 8);
      }),
    );
  });
});

describe('intervals', () => {
  // scipy.stats.binomtest(k, n).proportion_ci(method='wilson'); 81/263, 15/148 and 1/29 are Newcombe's (1998) examples.
  it.each([
    [0, 10, 0, 0.27753279986288926],
    [10, 10, 0.7224672001371109, 1],
    [81, 263, 0.2552885198782742, 0.36620957698280004],
    [15, 148, 0.06238639953073629, 0.16048724172330803],
    [1, 29, 0.006113214292762667, 0.17175521879320282],
  ])('Wilson of %i in %i', (hits, n, low, high) => {
    const [from, to] = wilson(hits, n);
    expect(from).toBeCloseTo(low, 12);
    expect(to).toBeCloseTo(high, 12);
  });

  it('holds the rate and stays within 0 and 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const hits = Math.round(n * share);
        const [low, high] = wilson(hits, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low <= hits / n && hits / n <= high).toBe(true);
      }),
    );
  });

  it('puts the median between order statistics and the mean between normal bounds', () => {
    const hundred = daysOf(Array.from({ length: 100 }, (_, k) => k + 1));
    // Ranks 41 and 60 of 100: 50 ± 1.96 · 5.
    expect(quantileInterval(hundred, 0.5)).toEqual([41, 60]);
    const [low, high] = meanInterval(hundred) ?? [];
    expect(low).toBeCloseTo(50.5 - 1.959964 * Math.sqrt(841.6666667 / 100), 4);
    expect(high).toBeCloseTo(50.5 + 1.959964 * Math.sqrt(841.6666667 / 100), 4);
    expect(quantileInterval(new DayCounts(), 0.5)).toBeUndefined();
    expect(meanInterval(daysOf([4]))).toBeUndefined();
  });

  it.each([
    [[1], undefined, 1],
    [[5, 5], undefined, 0.5],
    [[50, 30, 20], undefined, 0.38],
    [[50, 30], 100, 0.34],
  ])('Herfindahl of %j of %s is %f', (sizes, total, expected) => {
    expect(herfindahl(sizes, total)).toBeCloseTo(expected, 12);
  });

  it('has no Herfindahl index of nothing', () => {
    expect(herfindahl([])).toBeNaN();
    expect(herfindahl([0, 0])).toBeNaN();
  });
});

describe('Kaplan–Meier', () => {
  // Remission in weeks (Freireich et al. 1963), the textbook example; survival as scipy.stats.ecdf has it, intervals as R's log-log.
  const treated = kaplanMeier(daysOf([6, 6, 6, 7, 10, 13, 16, 22, 23]), daysOf([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]));
  const placebo = kaplanMeier(daysOf([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]), new DayCounts());

  it.each([
    [5, 1],
    [6, 0.8571428571428571],
    [7, 0.8067226890756302],
    [10, 0.7529411764705881],
    [13, 0.6901960784313724],
    [16, 0.6274509803921567],
    [22, 0.53781512605042],
    [23, 0.4481792717086834],
    [99, 0.4481792717086834],
  ])('survival at %i', (day, expected) => expect(treated.at(day)).toBeCloseTo(expected, 12));

  it('has the medians and their intervals', () => {
    expect([treated.median, placebo.median]).toEqual([23, 8]);
    expect(treated.medianInterval).toEqual([13, Number.POSITIVE_INFINITY]);
    expect(placebo.medianInterval).toEqual([4, 11]);
  });

  it('widens by Greenwood’s variance', () => {
    // scipy.stats.ecdf(…).sf.confidence_interval(method='log-log') first reaches one half on days 5 and 25.
    const curve = kaplanMeier(daysOf([1, 3, 5, 8, 13, 17, 21, 22, 24, 25, 28, 30]), daysOf([6, 19, 25]));
    expect([curve.median, curve.medianInterval]).toEqual([21, [5, 25]]);
  });

  it('has no median where fewer than half have the event, and none of nothing', () => {
    expect(kaplanMeier(daysOf([3]), daysOf([9, 9])).median).toBeUndefined();
    const none = kaplanMeier(new DayCounts(), new DayCounts());
    expect([none.median, none.medianInterval, none.at(10)]).toEqual([undefined, undefined, 1]);
  });

  it('meets one half exactly', () => expect(kaplanMeier(daysOf([2, 4, 6, 8]), new DayCounts()).median).toBe(4));

  it('never rises, and censored deals never bring the median forward', () => {
    const list = fc.array(fc.nat(60), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(list, list, (events, censored) => {
        const curve = kaplanMeier(daysOf(events), daysOf(censored));
        for (let day = 0; day < 61; day++) expect(curve.at(day)).toBeGreaterThanOrEqual(curve.at(day + 1));
        const alone = kaplanMeier(daysOf(events), new DayCounts()).median ?? Number.NaN;
        expect((curve.median ?? Number.POSITIVE_INFINITY) >= alone).toBe(true);
      }),
    );
  });
});

describe('linear systems', () => {
  it('solves a positive definite one', () => {
    // A = [[4, 2, 1], [2, 5, 3], [1, 3, 6]], x = [1, -2, 3].
    const x = solvePositive(Float64Array.of(4, 0, 0, 2, 5, 0, 1, 3, 6), Float64Array.of(3, 1, 13), 3);
    for (const [k, expected] of [1, -2, 3].entries()) expect(x[k]).toBeCloseTo(expected, 12);
  });

  it('gives numbers for a singular one', () => {
    const x = solvePositive(Float64Array.of(1, 0, 1, 1), Float64Array.of(1, 1), 2);
    expect([...x].every(Number.isFinite)).toBe(true);
  });
});

describe('folds', () => {
  it('puts the same hash into the same fold, and all folds to nearly equal use', () => {
    const counts = new Array(5).fill(0);
    for (let i = 0; i < 10_000; i++) counts[foldOf(spread(i, 0), 5)]++;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(150);
    expect(spread(7, 9)).toBe(spread(7, 9));
    expect(spread(7, 9)).not.toBe(spread(9, 7));
  });

  it('stays within the folds for any hash', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.integer({ min: 1, max: 20 }), (hash, folds) => {
        const fold = foldOf(hash, folds);
        expect(fold >= 0 && fold < folds && Number.isInteger(fold)).toBe(true);
      }),
    );
  });
});
