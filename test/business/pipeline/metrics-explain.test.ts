import { describe, expect, it } from 'vitest';
import { forecastOf } from '../../../src/business/pipeline/forecast/index.ts';
import { type ExplainedRow, explainRows } from '../../../src/business/pipeline/metrics/explain.ts';
import { measure } from '../../../src/business/pipeline/metrics/index.ts';
import { prepare } from '../../../src/business/pipeline/prepared.ts';
import { parseIsoMoment } from '../../../src/core/moment.ts';
import type { StageStep } from '../../../src/sources/crm/deals.ts';
import { type DealRow, facts, history, MOMENT, policy } from './build-deals.ts';

const ROWS: readonly DealRow[] = [
  { id: 'A', stage: 'Closed Won', owner: 'Ana', amount: 20_000_000, created: '2026-01-01', closed: '2026-03-16' },
  { id: 'B', stage: 'Closed Won', owner: 'Ben', amount: 500, created: '2026-01-01', closed: '2025-12-01' },
  { id: 'C', stage: 'Closed Lost', owner: 'Ben', amount: 900, created: '2026-01-01', closed: '2026-02-01' },
  { id: 'D', stage: 'Closed Lost', owner: 'Ben', amount: 0, created: '2026-01-01', closed: '2026-03-10' },
  { id: 'E', stage: 'Closed Won', owner: 'Ben', amount: 100, created: '2026-01-01' },
  { id: 'F', stage: 'Offer Sent', owner: 'Ana', amount: 400, created: '2026-03-16', closing: '2026-04-10', lastActivity: '2026-03-19' },
  { id: 'G', stage: 'New Lead', owner: '', created: '2026-03-10', closing: '2026-03-01' },
  { id: 'H', stage: 'Qualified', owner: 'Ben', amount: 300, closing: '2027-03-01', lastActivity: '2026-03-01' },
  { id: 'I', stage: 'Negotiation', owner: 'Ben', amount: 700, created: '2026-03-06', closing: '2026-03-02' },
  { id: 'J', stage: 'Nurturing', owner: 'Ben', amount: 700 },
];

const STEPS: readonly StageStep[] = [{ deal: 'F', from: 'New Lead', to: 'Offer Sent', at: parseIsoMoment('2026-03-18'), basis: 'history' }];

const PREPARED = prepare(
  facts(ROWS, { history: history(ROWS.length, { steps: STEPS }) }),
  policy({ sampleMinimum: 1, quotaPerMonth: 1000 }),
  MOMENT,
);

function rowsOf(metricId: string): ExplainedRow[] {
  return [...(explainRows(metricId, PREPARED) ?? [])];
}

function said(metricId: string): string[] {
  return rowsOf(metricId).map(({ i, role, counts }) => `${PREPARED.facts.deals.id(i)} ${counts ? '' : '✗ '}${role.en}`);
}

describe('the rows behind a metric', () => {
  it.each([
    ['win_rate', ['A won', 'B won', 'C lost', 'D lost', 'E ✗ left out: no date of closing']],
    ['win_rate_small', ['B won', 'C lost', 'D ✗ left out: no amount', 'E ✗ left out: no date of closing']],
    ['win_rate_large', ['A won', 'D ✗ left out: no amount', 'E ✗ left out: no date of closing']],
    ['velocity_mean_days', ['A won after 74 days', 'B ✗ left out: closed before created', 'E ✗ left out: no date of closing']],
    ['open_value', ['F open', 'G ✗ left out: no amount', 'H open', 'I open']],
    ['top2_owner_share', ['F Ana', "G without owner: in nobody's share", 'H Ben', 'I Ben']],
    [
      'follow_up_compliance',
      ['F inside the SLA', 'G no activity date: counts as not', 'H inside: its stage has no SLA', 'I no activity date: counts as not'],
    ],
    ['flow_new', ['F this week', 'G the week before']],
    ['flow_won', ['A this week']],
    ['flow_lost', ['D the week before']],
    ['flow_moved', ['F this week']],
    ['stage_conversion', ['F steps out of open stages: 1']],
    ['forecast_weighted', ['F 2026-04 50 %', 'G ✗ left out: no amount', 'H ✗ expected later', 'I 2026-03 70 %']],
    ['forecast_commit', ['G ✗ left out: no amount', 'I 2026-03 70 %']],
    ['forecast_error', []],
  ])('%s', (id, expected) => expect(said(id)).toEqual(expected));

  it('is there for every metric, and for nothing else', () => {
    const metrics = [...measure(PREPARED).metrics, ...forecastOf(PREPARED).metrics].map(({ id }) => id);
    expect(metrics.filter((id) => explainRows(id, PREPARED) === undefined)).toEqual([]);
    for (const id of ['no_such_metric', 'constructor', '__proto__', '']) expect(explainRows(id, PREPARED)).toBeUndefined();
  });

  it('counts as many deals as the metric says', () => {
    const byOtherThanDeals = ['sales_velocity', 'stage_conversion', 'stage_duration_median_days', 'forecast_commit', 'forecast_best_case'];
    for (const metric of [...measure(PREPARED).metrics, ...forecastOf(PREPARED).metrics]) {
      if (byOtherThanDeals.includes(metric.id)) continue;
      const rows = rowsOf(metric.id).filter(({ counts, role }) => counts && role.en !== 'the week before');
      expect([metric.id, rows.length]).toEqual([metric.id, metric.n]);
    }
  });
});
