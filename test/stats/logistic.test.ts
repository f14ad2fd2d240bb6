import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { designOf, fitLogistic, logitOf, predictUnseen, sigmoid } from '../../src/stats/logistic.ts';
import { auc, brier, calibration } from '../../src/stats/scores.ts';

/** Hours of study and passing: a data set that many textbooks print with its coefficients. */
const HOURS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5];
const DESIGN = designOf(Float64Array.from(HOURS), 1, [0]);
const PASSED = Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1);

describe('logistic regression', () => {
  // Without penalty: intercept −4.0777, slope 1.5046, as published. With one: minimised with scipy.optimize (BFGS).
  it.each([
    [0, 0.1164857, 2.21032811],
    [1, 0.0388476, 1.39812404],
  ])('with penalty %f finds the optimum', (penalty, intercept, weight) => {
    const fit = fitLogistic(DESIGN, PASSED, penalty);
    expect(fit.weights[0]).toBeCloseTo(intercept, 5);
    expect(fit.weights[1]).toBeCloseTo(weight, 5);
    expect(fit.scale[0]).toBeCloseTo(1.46900264, 7);
  });

  it('unstandardised gives the published coefficients', () => {
    const { weights, mean, scale } = fitLogistic(DESIGN, PASSED, 0);
    expect(weights[1] / scale[0]).toBeCloseTo(1.50464543, 5);
    expect(weights[0] - (weights[1] * mean[0]) / scale[0]).toBeCloseTo(-4.07771345, 5);
  });

  it('fits the columns that are named', () => {
    const rows = Float64Array.from(HOURS.flatMap((hours, i) => [hours, 1e6 + i, Math.sin(i) * 3, i % 3]));
    const { weights } = fitLogistic(designOf(rows, 4, [0, 2, 3]), PASSED, 2.5);
    for (const [k, expected] of [0.01880512, 1.00926429, -0.00658866, -0.12223897].entries()) expect(weights[k]).toBeCloseTo(expected, 5);
  });

  it('stays finite where the classes part cleanly, and gives a constant or unknown feature no weight', () => {
    const rows = Float64Array.of(-2, 7, Number.NaN, -1, 7, Number.NaN, 1, 7, Number.NaN, 2, 7, Number.NaN);
    const fit = fitLogistic(designOf(rows, 3, [0, 1, 2]), Uint8Array.of(0, 0, 1, 1), 0.1);
    expect(fit.weights.every(Number.isFinite)).toBe(true);
    expect(fit.weights[2]).toBeCloseTo(0, 9);
    expect(fit.weights[3]).toBeCloseTo(0, 9);
    expect(sigmoid(fit.weights[0] + logitOf(fit, 0, 2))).toBeGreaterThan(0.9);
  });

  it('takes an unknown value for the average', () => {
    const fit = fitLogistic(DESIGN, PASSED, 1);
    expect(logitOf(fit, 0, Number.NaN)).toBe(0);
    expect(logitOf(fit, 0, fit.mean[0])).toBe(0);
    const [known, blank] = [designOf(Float64Array.of(1, 3, 2), 1, [0]), designOf(Float64Array.of(1, 3, Number.NaN), 1, [0])];
    expect(blank.mean).toEqual(known.mean);
    expect([blank.x[4], blank.x[5]]).toEqual([1, 0]);
  });

  it.each([undefined, Float64Array.of(1, -2)])('predicts the rows of a fold by the others alone (start %o)', (start) => {
    const of = Uint8Array.from(HOURS, (_, i) => i % 4);
    const predicted = predictUnseen(DESIGN, PASSED, 1, { of, count: 4 }, start ?? fitLogistic(DESIGN, PASSED, 1).weights);
    for (let fold = 0; fold < 4; fold++) {
      const others = HOURS.map((_, i) => i).filter((i) => of[i] !== fold);
      // The same rows, standardised as all are.
      const x = Float64Array.from(others.flatMap((i) => [1, DESIGN.x[2 * i + 1]]));
      const { weights } = fitLogistic(
        { ...DESIGN, x },
        Uint8Array.from(others, (i) => PASSED[i]),
        1,
      );
      for (let i = fold; i < HOURS.length; i += 4)
        expect(predicted[i]).toBeCloseTo(sigmoid(weights[0] + weights[1] * DESIGN.x[2 * i + 1]), 2);
    }
  });

  it('never leaves 0 to 1', () => {
    expect([sigmoid(-1e9), sigmoid(0), sigmoid(1e9)]).toEqual([0, 0.5, 1]);
  });
});

describe('scores', () => {
  const score = Float64Array.of(0.1, 0.4, 0.35, 0.8, 0.4, 0.7, 0.2, 0.4);
  const outcome = Uint8Array.of(0, 0, 1, 1, 1, 0, 0, 1);

  it('counts ties half', () => {
    // scipy.stats.mannwhitneyu / (positives · negatives).
    expect(auc(score, outcome).auc).toBe(0.6875);
    expect(auc(Float64Array.of(0.5, 0.5, 0.5), Uint8Array.of(1, 0, 1)).auc).toBe(0.5);
    expect(auc(Float64Array.of(0.1, 0.9), Uint8Array.of(0, 1)).auc).toBe(1);
  });

  it('has the standard error of Hanley and McNeil', () => {
    const a = 0.6875;
    const q1 = a / (2 - a);
    const q2 = (2 * a * a) / (1 + a);
    const expected = Math.sqrt((a * (1 - a) + 3 * (q1 - a * a) + 3 * (q2 - a * a)) / 16);
    expect(auc(score, outcome).standardError).toBeCloseTo(expected, 12);
  });

  it('has no AUC of one outcome alone', () => {
    expect(auc(Float64Array.of(1, 2), Uint8Array.of(1, 1)).auc).toBeNaN();
    expect(auc(new Float64Array(0), new Uint8Array(0)).auc).toBeNaN();
  });

  it('has the Brier score of numpy', () => {
    expect(brier(score, outcome)).toBeCloseTo(0.2353125, 12);
    expect(brier(Float64Array.of(0, 1), Uint8Array.of(0, 1))).toBe(0);
    expect(brier(new Float64Array(0), new Uint8Array(0))).toBeNaN();
  });

  it('sorts probabilities into bands', () => {
    expect(calibration(Float64Array.of(0.05, 0.15, 0.6, 1), Uint8Array.of(0, 1, 1, 1), 5)).toEqual([
      { from: 0, to: 0.2, n: 2, predicted: 0.1, observed: 0.5 },
      { from: 0.6, to: 0.8, n: 1, predicted: 0.6, observed: 1 },
      { from: 0.8, to: 1, n: 1, predicted: 1, observed: 1 },
    ]);
  });

  it('turns over when scores or outcomes do', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(rows, (list) => {
        const scores = Float64Array.from(list, ([value]) => value);
        const ends = Uint8Array.from(list, ([, hit]) => (hit ? 1 : 0));
        fc.pre(ends.includes(0) && ends.includes(1));
        const plain = auc(scores, ends).auc;
        expect(
          auc(
            scores.map((x) => -x),
            ends,
          ).auc,
        ).toBeCloseTo(1 - plain, 12);
        expect(
          auc(
            scores,
            ends.map((x) => 1 - x),
          ).auc,
        ).toBeCloseTo(1 - plain, 12);
        expect(
          auc(
            scores.map((x) => Math.exp(x)),
            ends,
          ).auc,
        ).toBeCloseTo(plain, 12);
      }),
    );
  });
});
