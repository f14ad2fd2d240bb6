import { describe, expect, it } from 'vitest';
import { scans } from '../../../src/business/index.ts';
import { compared, said } from '../../../src/business/kaizen/metric-evidence.ts';
import { learn } from '../../../src/business/kaizen/operations/learn.ts';
import { result } from '../../../src/business/kaizen/operations/result.ts';
import { start } from '../../../src/business/kaizen/operations/start.ts';
import type { Metric } from '../../../src/core/metric.ts';
import { rateDifference } from '../../../src/stats/intervals.ts';
import { call, contextIn, exampleTree, jsonOf } from '../group/fake-context.ts';

const metric = (given: Partial<Metric>): Metric => ({
  id: 'x',
  label: { en: 'x', de: 'x' },
  value: 0.5,
  unit: 'ratio',
  n: 100,
  status: 'none',
  definition: { en: '', de: '' },
  ...given,
});

describe('the interval of a difference of rates', () => {
  // Newcombe 1998, table II, method 10: rows (a) to (h); first rate less second there, so signs are turned here.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%i of %i less %i of %i', (a, m, b, n, low, high) => {
    const [from, to] = rateDifference(b, n, a, m);
    expect([from, to].map((x) => Number(x.toFixed(4)))).toEqual([low, high]);
  });
});

describe('before and after', () => {
  it.each([
    [{ value: 0.5 }, { value: 0.8 }, 'more'],
    [{ value: 0.5 }, { value: 0.55 }, 'noise'],
    [{ value: null, n: 3, status: 'too_few' as const }, { value: 0.9 }, 'few'],
    [{ value: 10, unit: 'days' as const }, { value: 5, unit: 'days' as const }, 'unknown'],
    [
      { value: 10, unit: 'days' as const, interval: [9, 11] as const },
      { value: 5, unit: 'days' as const, interval: [4, 6] as const },
      'more',
    ],
    [
      { value: 10, unit: 'days' as const, interval: [5, 15] as const },
      { value: 5, unit: 'days' as const, interval: [1, 9] as const },
      'noise',
    ],
  ])('%j and %j: %s', (before, after, verdict) => expect(compared(metric(before), metric(after)).verdict).toBe(verdict));

  it('says values, samples, change and interval, in both languages', () => {
    const { says } = said('solartech/x', metric({ value: 0.5, n: 100 }), metric({ value: 0.8, n: 200 }), '2026-01-01');
    expect(says.en).toBe(
      'solartech/x: 50.0 % (n = 100) before 2026-01-01, 80.0 % (n = 200) since: +30.0 points (95 %: +18.6 points to +40.8 points). More than noise.',
    );
    expect(says.de).toContain('+30,0 Punkte (95 %: +18,6 Punkte bis +40,8 Punkte). Mehr als Rauschen.');
  });

  it('reads them from the scans of the tree', async () => {
    const folder = exampleTree();
    const at = (day: string) => contextIn(folder, { now: () => Date.parse(`${day}T08:00:00Z`), scans });
    await call(learn, at('2025-12-20'), {
      words: 'kaizen bizos: If we remind owners weekly then more is done',
      metric: 'solartech/follow_up_compliance',
    });
    await call(start, at('2025-12-20'), { id: 'K-BIZ-004' });
    const { measured } = jsonOf(await call(result, at('2026-02-10'), { id: 'K-BIZ-004', text: 'Less was done' }));
    expect(measured).toMatchObject({ metric: 'solartech/follow_up_compliance', before: { n: 106 }, after: { n: 106 }, verdict: 'more' });
  });
});
