import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastOf } from '../../../src/business/pipeline/forecast/index.ts';
import { measure } from '../../../src/business/pipeline/metrics/index.ts';
import type { PipelineSettings } from '../../../src/business/pipeline/policy.ts';
import { prepare } from '../../../src/business/pipeline/prepared.ts';
import type { Metric } from '../../../src/core/metric.ts';
import { parseIsoMoment } from '../../../src/core/moment.ts';
import type { DealField, StageStep } from '../../../src/sources/crm/deals.ts';
import { type DealRow, facts, history, MOMENT, policy } from './build-deals.ts';

const SMALL_SAMPLE = { sampleMinimum: 2 };

interface Setting {
  readonly settings?: Partial<PipelineSettings>;
  readonly without?: readonly DealField[];
  readonly steps?: readonly StageStep[];
}

function measured(rows: readonly DealRow[], { settings = {}, without, steps = [] }: Setting = {}) {
  const given = facts(rows, { without, history: history(rows.length, { steps }) });
  return measure(prepare(given, policy({ ...SMALL_SAMPLE, ...settings }), MOMENT));
}

function metric(id: string, rows: readonly DealRow[], setting?: Setting): Metric {
  const found = measured(rows, setting).metrics.find((one) => one.id === id);
  if (!found) throw new Error(`no metric ${id}`);
  return found;
}

const won = (closed: string | undefined, rest: DealRow = {}): DealRow => ({
  stage: 'Closed Won',
  created: '2026-01-01',
  closed,
  amount: 100,
  ...rest,
});
const lost = (closed: string | undefined, rest: DealRow = {}): DealRow => ({ ...won(closed, rest), stage: 'Closed Lost', ...rest });
const open = (rest: DealRow = {}): DealRow => ({ stage: 'Offer Sent', owner: 'Ana', amount: 100, created: '2026-03-01', ...rest });
const part = (one: Metric, key: string) => one.parts?.find((entry) => entry.key === key)?.value;

describe('win rate', () => {
  // The window is (asOf − window, asOf] by calendar day; asOf is 20 March 2026.
  const rows = [won('2026-03-20T23:00'), lost('2025-03-21'), won('2025-03-20'), won(undefined), won('2026-03-21'), open()];

  it('counts the window by calendar day', () => {
    const one = metric('win_rate', rows);
    expect([one.value, one.n, one.status]).toEqual([0.5, 2, 'none']);
    expect(one.reason?.en).toContain('1 closed deal is left out: no date of closing');
    expect(one.reason?.en).toContain('1 closed deal is left out: closed after the day of the scan');
    expect(one.definition.en).toContain('last 365 days');
    expect(one.interval?.[0]).toBeCloseTo(0.0945, 3);
  });

  it('counts deals without a date where there is no window', () => {
    const one = metric('win_rate', rows, { settings: { windowDays: null } });
    expect([one.value, one.n]).toEqual([0.75, 4]);
    expect(one.definition.en).toContain('all closed deals');
    expect(one.reason?.en).not.toContain('no date of closing');
  });

  it('is too few below the minimum, and says of how many', () => {
    const one = metric('win_rate', rows, { settings: { sampleMinimum: 3 } });
    expect([one.value, one.status, one.n]).toEqual([null, 'too_few', 2]);
    expect(one.reason?.en).toContain('too few: 2 of at least 3');
  });

  it('parts small from large at the boundary', () => {
    const sized = [
      won('2026-03-01', { amount: 9_999_999 }),
      lost('2026-03-01', { amount: 1 }),
      lost('2026-03-01', { amount: 2 }),
      won('2026-03-01', { amount: 10_000_000 }),
      lost('2026-03-01', { amount: 10_000_000 }),
      won('2026-03-01', { amount: 0 }),
    ];
    const [small, large] = ['win_rate_small', 'win_rate_large'].map((id) => metric(id, sized));
    expect([small.value, small.n, large.value, large.n]).toEqual([1 / 3, 3, 0.5, 2]);
    expect(small.reason?.en).toContain('1 closed deal is left out: no amount');
    expect(small.definition.en).toContain('RM 100k');
    expect(small.definition.de).toContain('100 Tsd. RM');
  });

  it.each([
    [
      'all lost deals are at zero',
      [won('2026-03-01'), won('2026-03-01'), lost('2026-03-01', { amount: 0 })],
      undefined,
      '1 of 1 lost deals',
    ],
    [
      'most lost deals have none',
      [won('2026-03-01'), lost('2026-03-01', { amount: undefined }), lost('2026-03-01', { amount: undefined }), lost('2026-03-01')],
      undefined,
      '2 of 3 lost deals',
    ],
    ['won deals have none', [won('2026-03-01', { amount: 0 }), lost('2026-03-01')], undefined, '1 of 1 won deals'],
    ['there is no such column', [won('2026-03-01'), lost('2026-03-01')], ['amount'] as const, 'the export has no amounts'],
  ])('by size is refused where %s', (_, list, without, why) => {
    for (const id of ['win_rate_small', 'win_rate_large']) {
      const one = metric(id, list, { without });
      expect([one.value, one.status, one.interval]).toEqual([null, 'refused', undefined]);
      expect(one.reason?.en).toContain(why);
    }
    expect(metric('win_rate', list, { without }).value).not.toBeNull();
  });

  it('is held against its target', () => {
    const given = facts([won('2026-03-01'), lost('2026-03-01')]);
    const targets = { win_rate: { op: '>=', value: 0.45, text: '45 %' } } as const;
    const one = measure(prepare(given, policy(SMALL_SAMPLE, { targets }), MOMENT)).metrics.find(({ id }) => id === 'win_rate');
    expect([one?.status, one?.target?.text]).toEqual(['met', '45 %']);
  });
});

describe('velocity', () => {
  const rows = [
    won('2026-01-11'),
    won('2026-01-21T22:00', { created: '2026-01-01T23:00' }),
    won('2026-01-31'),
    won('2025-12-31'),
    won(undefined),
    won('2026-03-01', { created: undefined }),
    lost('2026-03-01'),
  ];

  it.each([
    ['velocity_mean_days', 20],
    ['velocity_median_days', 20],
    ['velocity_p90_days', 28],
  ])('%s over whole days is %f', (id, expected) => {
    const one = metric(id, rows);
    expect(one.value).toBeCloseTo(expected, 12);
    expect([one.n, one.unit]).toEqual([3, 'days']);
    expect(one.reason?.en).toContain('1 deal is left out: closed before created');
    expect(one.reason?.en).toContain('1 won deal is left out: no day of creation or of closing');
  });

  it('counts open deals as censored for the Kaplan–Meier median', () => {
    // Won after 10, 20, 30 days; open for 15 and 25: S(20) = 4/5 · 2/3 = 8/15, S(30) = 0.
    const list = [...rows, open({ created: '2026-03-05' }), open({ created: '2026-02-23' }), open({ created: undefined })];
    const one = metric('velocity_km_median_days', list);
    expect([one.value, one.n, part(one, 'open')]).toEqual([30, 5, 2]);
  });

  it('has no Kaplan–Meier median where fewer than half are won in the time seen', () => {
    const list = [won('2026-01-05'), won('2026-01-05'), ...Array.from({ length: 5 }, () => open({ created: '2026-01-01' }))];
    expect(metric('velocity_km_median_days', list).status).toBe('refused');
  });

  it('needs won deals, however many are open', () => {
    const list = [won('2026-01-05'), open({ created: '2026-03-19' }), open({ created: '2026-03-19' })];
    expect(metric('velocity_km_median_days', list).status).toBe('too_few');
  });

  it.each([['created'], ['closed']] as const)('is refused without a column for %s', (column) => {
    const one = metric('velocity_mean_days', rows, { without: [column, ...(column === 'closed' ? (['closing'] as const) : [])] });
    expect(one.status).toBe('refused');
  });
});

describe('throughput', () => {
  it('is open deals × win rate × mean amount won / mean days', () => {
    const cycles = [won('2026-01-11', { amount: 1000 }), won('2026-01-11', { amount: 3000 }), won('2026-02-10', { amount: 2000 })];
    const rows = [...cycles, lost('2026-03-01'), lost('2026-03-01'), lost('2026-03-01'), open(), open(), open()];
    // 3 × 0.5 × 2000 / 20.
    const one = metric('sales_velocity', rows);
    expect([one.value, one.unit, one.currency, one.n]).toEqual([150, 'money/day', 'MYR', 3]);
  });

  it('is refused where every deal is won on its first day', () => {
    expect(metric('sales_velocity', [won('2026-01-01'), won('2026-01-01'), open()]).status).toBe('refused');
  });

  it('has a coverage where a quota is set, and only there', () => {
    const rows = [open({ amount: 600 }), open({ amount: 300 }), open({ amount: undefined })];
    const one = metric('coverage', rows, { settings: { quotaPerMonth: 100, forecastMonths: 3 } });
    expect([one.value, one.n]).toEqual([3, 2]);
    expect(() => metric('coverage', rows)).toThrow('no metric');
    expect(metric('coverage', [open({ amount: 0 })], { settings: { quotaPerMonth: 100 } }).status).toBe('refused');
  });
});

describe('the open pipeline', () => {
  const rows = [
    open({ amount: 500 }),
    open({ owner: 'Ben', amount: 300 }),
    open({ owner: 'Cy', amount: 100 }),
    open({ owner: '', amount: 100 }),
  ];

  it('is counted and summed', () => {
    expect([metric('open_deals', rows).value, metric('open_value', rows).value]).toEqual([4, 1000]);
    const one = metric('open_value', [...rows, open({ amount: undefined })]);
    expect([one.value, one.n, one.currency]).toEqual([1000, 4, 'MYR']);
    expect(one.reason?.en).toBe('1 open deal is left out: no amount');
  });

  it('has no value where no deal has an amount', () => {
    expect(metric('open_value', [open({ amount: undefined })]).status).toBe('refused');
    expect(metric('open_value', [open()], { without: ['amount'] }).status).toBe('refused');
  });

  it('says what its owners hold; deals without owner are nobody’s', () => {
    const share = metric('top2_owner_share', rows);
    expect([share.value, share.n, share.reason?.en]).toEqual([0.8, 4, "by open value; 1 without owner, in nobody's share"]);
    expect(share.parts?.map(({ key, value }) => [key, value])).toEqual([
      ['Ana', 0.5],
      ['Ben', 0.3],
      ['Cy', 0.1],
    ]);
    expect(metric('owner_hhi', rows).value).toBeCloseTo(0.35, 12);
  });

  it('shares by count where over half have no amount, and says so', () => {
    const bare = [open({ amount: 900 }), open({ owner: 'Ben', amount: 0 }), open({ owner: 'Ben', amount: undefined })];
    const one = metric('top2_owner_share', [...bare, open({ owner: 'Cy', amount: undefined })]);
    expect([one.value, one.reason?.en]).toEqual([0.75, 'by count: 3 of 4 open deals have no amount']);
    // Exactly half: still by value.
    expect(metric('top2_owner_share', [...bare, open({ owner: 'Cy', amount: 100 })]).reason?.en).toBe('by open value');
    expect(metric('top2_owner_share', bare, { settings: { amountMissingMax: 0.7 } }).reason?.en).toBe('by open value');
  });

  it('has no share without owners', () => expect(metric('owner_hhi', [open({ owner: '' }), open({ owner: '' })]).status).toBe('refused'));
});

describe('follow-up compliance', () => {
  // SLA of Offer Sent: 7 days; of New Lead: 24 hours; Qualified has none.
  const rows = [
    open({ lastActivity: '2026-03-13' }),
    open({ lastActivity: '2026-03-12' }),
    open({ lastActivity: undefined }),
    open({ stage: 'New Lead', lastActivity: '2026-03-20T00:30' }),
    open({ stage: 'New Lead', lastActivity: '2026-03-19T23:00' }),
    open({ stage: 'Qualified', lastActivity: '2026-03-20' }),
    open({ stage: 'Never heard of', lastActivity: '2026-03-20' }),
    open({ lastActivity: '2026-05-01' }),
  ];

  it('is a share of all open deals: without a date as not, in stages without SLA as followed up', () => {
    const one = metric('follow_up_compliance', rows);
    expect([one.value, one.n]).toEqual([5 / 8, 8]);
    expect(one.parts?.map(({ key, value }) => [key, value])).toEqual([
      ['inside', 3],
      ['late', 2],
      ['no_date', 1],
      ['no_sla', 2],
    ]);
    expect(one.reason?.en).toContain('1 open deal without an activity date');
    expect(one.reason?.en).toContain('2 open deals in stages without SLA');
  });

  it('is refused without the column', () => {
    expect(metric('follow_up_compliance', rows, { without: ['last_activity'] }).status).toBe('refused');
  });
});

const step = (deal: string, from: string, to: string, on: string, basis: StageStep['basis'] = 'history'): StageStep => ({
  deal,
  from,
  to,
  at: parseIsoMoment(on),
  basis,
});

describe('stages', () => {
  const rows = [
    open({ id: 'A', stage: 'New Lead' }),
    open({ id: 'B', amount: 300, created: '2026-03-10' }),
    open({ id: 'C', amount: undefined }),
    open({ stage: 'Odd', id: 'D' }),
  ];
  const steps = [
    step('A', '', 'New Lead', '2026-01-01'),
    step('B', '', 'New Lead', '2026-01-01'),
    step('C', '', 'New Lead', '2026-01-01'),
    step('X', 'New Lead', 'Closed Won', '2026-01-02', 'snapshots'),
    step('A', 'New Lead', 'Offer Sent', '2026-01-05T12:00'),
    step('B', 'New Lead', 'Closed Lost', '2026-01-07'),
    step('C', 'New Lead', 'Nurturing', '2026-01-09'),
    step('A', 'Offer Sent', 'New Lead', '2026-01-15'),
    step('A', 'New Lead', 'Offer Sent', '2026-04-01'),
  ];

  it('stand in the policy’s order, unknown ones last', () => {
    const { stages } = measured(rows, { steps });
    expect(stages.map(({ stage, count }) => [stage, count])).toEqual([
      ['New Lead', 1],
      ['Qualified', 0],
      ['Offer Sent', 2],
      ['Negotiation', 0],
      ['Odd', 1],
    ]);
    expect(stages[2]).toMatchObject({ value: 300, withoutAmount: 1, ageDays: 14.5 });
    expect(stages[1].ageDays).toBeNull();
  });

  it('convert where a deal goes on or is won, not where it is parked or lost; stays are whole days between known steps', () => {
    const [first, , third] = measured(rows, { steps }).stages;
    expect(first).toMatchObject({ conversion: 0.5, conversionN: 4, stayDays: 6, stayN: 3 });
    expect(third).toMatchObject({ conversion: null, conversionN: 1, stayDays: null, stayN: 1 });
    const one = metric('stage_conversion', rows, { steps });
    expect([one.value, one.n, part(one, 'New Lead'), part(one, 'Offer Sent')]).toEqual([0.4, 5, 0.5, null]);
    expect(metric('stage_duration_median_days', rows, { steps }).value).toBe(7);
  });

  it('say nothing of conversion where no steps are known', () => {
    expect(measured(rows).metrics.some(({ id }) => id.startsWith('stage_'))).toBe(false);
  });
});

describe('the flow of the week', () => {
  const rows = [
    open({ id: 'A', created: '2026-03-14' }),
    open({ id: 'B', created: '2026-03-13' }),
    open({ id: 'C', created: '2026-03-06' }),
    won('2026-03-20'),
    won('2026-03-07'),
    lost('2026-03-14', { created: '2026-03-20' }),
    won('2026-03-21'),
  ];
  const steps = [
    step('A', 'New Lead', 'Offer Sent', '2026-03-13'),
    step('A', 'New Lead', 'Qualified', '2026-03-15'),
    step('A', 'Qualified', 'Offer Sent', '2026-03-16'),
    step('B', '', 'New Lead', '2026-03-17'),
    step('C', 'New Lead', 'Closed Won', '2026-03-18'),
  ];

  it.each([
    ['flow_new', 2, 1],
    ['flow_moved', 1, 1],
    ['flow_won', 1, 1],
    ['flow_lost', 1, 0],
  ])('%s: %i this week, %i the week before', (id, week, before) => {
    const one = metric(id, rows, { steps });
    expect([one.value, part(one, 'week_before')]).toEqual([week, before]);
  });

  it('is refused where nothing tells', () => {
    expect(metric('flow_moved', rows).status).toBe('refused');
    expect(metric('flow_new', rows, { without: ['created'] }).status).toBe('refused');
    expect(metric('flow_won', rows, { without: ['closed', 'closing'] }).status).toBe('refused');
  });
});

describe('any pipeline', () => {
  const anyDay = fc.integer({ min: 0, max: 900 }).map((days) => new Date(Date.UTC(2024, 0, 1 + days)).toISOString().slice(0, 10));
  const anyRow: fc.Arbitrary<DealRow> = fc.record({
    stage: fc.constantFrom('New Lead', 'Qualified', 'Offer Sent', 'Closed Won', 'Closed Lost', 'Nurturing', 'Odd'),
    owner: fc.constantFrom('', 'Ana', 'Ben', 'Cy'),
    amount: fc.option(fc.integer({ min: -100, max: 20_000_000 }), { nil: undefined }),
    created: fc.option(anyDay, { nil: undefined }),
    closed: fc.option(anyDay, { nil: undefined }),
    closing: fc.option(anyDay, { nil: undefined }),
    lastActivity: fc.option(anyDay, { nil: undefined }),
  });
  const anyRows = fc.array(anyRow, { maxLength: 40 });
  const all = (rows: readonly DealRow[]): Metric[] => {
    const prepared = prepare(facts(rows), policy({ sampleMinimum: 1, forecastFitMinimum: 5, quotaPerMonth: 1000 }), MOMENT);
    return [...measure(prepared).metrics, ...forecastOf(prepared).metrics];
  };

  it('has a number or says why not, and never NaN', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        for (const one of all(rows)) {
          expect(one.value === null).toBe(one.status === 'too_few' || one.status === 'refused');
          if (one.value === null) expect(one.reason?.de).toBeTruthy();
          else expect(Number.isFinite(one.value)).toBe(true);
          for (const entry of one.parts ?? []) expect(entry.value === null || Number.isFinite(entry.value)).toBe(true);
          for (const end of one.interval ?? []) expect(Number.isFinite(end)).toBe(true);
          expect(JSON.stringify(one)).not.toMatch(/NaN|Infinity|undefined/);
          if (one.unit !== 'ratio' || one.value === null || one.id === 'forecast_error' || one.id.includes('owner')) continue;
          expect(one.value >= 0 && one.value <= 1).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on the order of its rows', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const numbers = (list: readonly DealRow[]) => all(list).map(({ id, value, n, status }) => ({ id, value, n, status }));
        expect(numbers([...rows].reverse())).toEqual(numbers(rows));
      }),
      { numRuns: 40 },
    );
  });

  it('wins no more often because a deal was added that is open', () => {
    fc.assert(
      fc.property(anyRows, anyRow, (rows, extra) => {
        const rate = (list: readonly DealRow[]) => all(list).find(({ id }) => id === 'win_rate');
        expect(rate([...rows, { ...extra, stage: 'Qualified' }])?.value).toBe(rate(rows)?.value);
      }),
      { numRuns: 40 },
    );
  });

  it('has zero counts and too few rates when it is empty', () => {
    for (const one of all([])) {
      const isSum = one.unit === 'count' || one.unit === 'money' || one.id === 'coverage';
      expect([one.id, one.value, one.status]).toEqual([one.id, isSum ? 0 : null, isSum ? 'none' : 'too_few']);
    }
  });
});
