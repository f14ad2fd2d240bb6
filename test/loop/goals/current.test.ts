import { describe, expect, test } from 'vitest';
import { pipelineMeasures } from '../../../src/business/pipeline/measures.ts';
import type { Metric } from '../../../src/core/metric.ts';
import { type CompanyMetrics, type CurrentNow, currentNow } from '../../../src/loop/goals/current.ts';
import type { MetricRow } from '../../../src/tree/kinds.ts';
import { readCurrent, readTarget } from '../../../src/tree/values.ts';

const metric = (id: string, value: number | null, unit: Metric['unit'] = 'ratio'): Metric => ({
  id,
  label: { en: id, de: id },
  value,
  unit,
  n: 50,
  status: value === null ? 'too_few' : 'none',
  definition: { en: '', de: '' },
});

const row = (name: string, current: string, target = '≥ 45%'): MetricRow => ({
  name,
  current: readCurrent(current),
  target: readTarget(target, readCurrent(current)),
  currentText: current,
  targetText: target,
  line: 1,
});

const SOLAR: CompanyMetrics = {
  name: 'Solartech',
  metrics: [
    metric('win_rate', 0.33),
    metric('win_rate_small', 0.378),
    metric('win_rate_large', 0.2),
    metric('velocity_mean_days', 65.7, 'days'),
    metric('top2_owner_share', 0.7),
    metric('coverage', null, 'number'),
  ],
};
const HIPPOS: CompanyMetrics = { name: 'Hippos', metrics: [metric('win_rate', 0.5), metric('coverage', null, 'number')] };

describe('the cell "Current" of a goal', () => {
  const cases: readonly (readonly [what: string, row: MetricRow, companies: readonly CompanyMetrics[], wanted: CurrentNow])[] = [
    ['TBD becomes a number', row('Win rate', 'TBD'), [SOLAR], { kind: 'change', text: '33.0 %' }],
    ['an empty one, too', row('Win rate', ''), [SOLAR], { kind: 'change', text: '33.0 %' }],
    ['the same number written otherwise stays', row('Win rate', '33%'), [SOLAR], { kind: 'same' }],
    [
      'labelled parts stay parts',
      row('Win rate (overall)', '37.8% small, 20.9% large'),
      [SOLAR],
      { kind: 'change', text: '37.8 % small, 20.0 % large' },
    ],
    ['and stay as they are where nothing changed', row('Win rate (overall)', '37.8% small, 20% large'), [SOLAR], { kind: 'same' }],
    [
      'a remark behind a number stays',
      row('Pipeline concentration risk', '65% in 2 owners', '<50% in top 2'),
      [SOLAR],
      { kind: 'change', text: '70.0 % in 2 owners' },
    ],
    ['several companies by name', row('Win rate', 'TBD'), [SOLAR, HIPPOS], { kind: 'change', text: '33.0 % Solartech, 50.0 % Hippos' }],
    ['several companies, as they are', row('Win rate', '33% Solartech, 50% Hippos'), [SOLAR, HIPPOS], { kind: 'same' }],
    [
      'a baseline is set once',
      row('Deal velocity (avg days to close)', 'TBD', 'Reduce 20%'),
      [SOLAR],
      { kind: 'change', text: '65.7 days' },
    ],
    [
      'and never moves: the target counts from it',
      row('Deal velocity (avg days to close)', '80 days', 'Reduce 20%'),
      [SOLAR],
      { kind: 'baseline' },
    ],
    ['too few', row('Coverage', '3'), [SOLAR, HIPPOS], { kind: 'too-few' }],
    ['what no scan measures', row('Customer feedback score', 'Not tracked'), [SOLAR], { kind: 'not-measured' }],
    ['what was not measured of any company', row('Herfindahl index', '0.2'), [SOLAR], { kind: 'not-measured' }],
  ];
  test.each(cases)('%s', (_what, one, companies, wanted) => {
    expect(currentNow(one, companies, pipelineMeasures, 'en')).toEqual(wanted);
  });
});
