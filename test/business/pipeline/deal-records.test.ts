import { describe, expect, it } from 'vitest';
import { dealRecords } from '../../../src/business/pipeline/deal-records.ts';
import { parseIsoMoment } from '../../../src/core/moment.ts';
import { standAt } from '../../../src/workspace/records.ts';
import { type DealRow, facts, history } from './build-deals.ts';

const at = (iso: string): number => Date.parse(`${iso}T12:00:00Z`);
const step = (deal: string, from: string, to: string, day: string) => ({
  deal,
  from,
  to,
  at: parseIsoMoment(day),
  basis: 'history' as const,
});

const ROWS: readonly DealRow[] = [
  { id: 'A', stage: 'Negotiation', created: '2026-01-01', lastActivity: '2026-02-20' },
  { id: 'B', stage: 'Closed Won', created: '2026-01-01', closed: '2026-02-15' },
  { id: 'C', stage: 'Nurturing', created: '2026-01-01' },
  { id: 'D', stage: 'Offer Sent', created: '2026-02-10' },
  { id: 'E', stage: 'Something else' },
];
const records = dealRecords(
  facts(ROWS, {
    history: history(ROWS.length, {
      steps: [
        step('A', 'Qualified', 'Offer Sent', '2026-01-20'),
        step('A', 'Offer Sent', 'Negotiation', '2026-02-12'),
        step('C', 'Offer Sent', 'Nurturing', '2026-02-05'),
      ],
    }),
  }),
  at('2026-03-01'),
  'UTC',
);
const stood = (key: string, iso: string): unknown => {
  const life = records.life(key);
  const stand = life && standAt(life, at(iso));
  return stand && [stand.stage, stand.state, stand.rank];
};

describe('deals as records', () => {
  it.each<[string, string, unknown]>([
    ['A', '2025-12-31', undefined],
    ['A', '2026-01-10', ['Qualified', 'open', 1]],
    ['A', '2026-01-25', ['Offer Sent', 'open', 2]],
    ['A', '2026-03-01', ['Negotiation', 'open', 3]],
    ['B', '2026-02-01', ['', 'open', undefined]],
    ['B', '2026-02-16', ['Closed Won', 'won', 4]],
    ['C', '2026-02-01', ['Offer Sent', 'open', 2]],
    ['C', '2026-02-06', ['Nurturing', 'open', undefined]],
    ['D', '2026-02-09', undefined],
    ['D', '2026-02-11', ['Offer Sent', 'open', 2]],
    ['E', '2026-01-01', ['Something else', 'open', undefined]],
    ['F', '2026-01-01', undefined],
  ])('%s on %s', (key, day, expected) => {
    expect(stood(key, day)).toEqual(expected);
  });

  it('those that were open in a stage at a moment', () => {
    const keys = (stage: string, day: string): string[] => [...records.standingIn(stage, at(day))].map(({ key }) => key);
    expect(keys('Offer Sent', '2026-02-01')).toEqual(['A', 'C']);
    expect(keys('offer sent', '2026-02-11')).toEqual(['A', 'D']);
    expect(keys('Closed Won', '2026-02-20')).toEqual([]);
  });

  it('the last activity is the last sign', () => {
    expect(records.life('A')?.lastSign).toBe(Date.parse('2026-02-20T00:00:00Z'));
    expect(records.life('B')?.lastSign).toBeUndefined();
  });
});
