import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WonChances } from '../../../src/business/pipeline/forecast/chances.ts';
import { AGES, type ClosingCurves, fitCurves, odds, oddsRatio } from '../../../src/business/pipeline/forecast/curves.ts';
import { forecastOf } from '../../../src/business/pipeline/forecast/index.ts';
import { monthsFrom } from '../../../src/business/pipeline/forecast/placing.ts';
import { stageOdds } from '../../../src/business/pipeline/forecast/stage-odds.ts';
import type { PipelineSettings } from '../../../src/business/pipeline/policy.ts';
import { prepare } from '../../../src/business/pipeline/prepared.ts';
import { DAY_MS, dayOf, isoDate, parseIsoMoment } from '../../../src/core/moment.ts';
import type { StageStep } from '../../../src/sources/crm/deals.ts';
import type { PastSnapshot } from '../../../src/sources/crm/history.ts';
import { type DealRow, facts, history, MOMENT, policy } from './build-deals.ts';

const TODAY = dayOf(MOMENT.asOf);
const date = (day: number): string => isoDate(day * DAY_MS);
const prepared = (rows: readonly DealRow[], settings: Partial<PipelineSettings> = {}, known = {}) =>
  prepare(facts(rows, { history: history(rows.length, known) }), policy(settings), MOMENT);

describe('months', () => {
  it.each([
    ['2026-03-20', 3, ['2026-03', '2026-04', '2026-05'], 31, 31],
    ['2025-12-31T23:59', 2, ['2025-12', '2026-01'], 31, 31],
    ['2024-02-01', 1, ['2024-02'], 29, 29],
  ])('from %s, %i of them', (from, count, names, first, last) => {
    const months = monthsFrom(parseIsoMoment(from), count);
    expect(months.map(({ month }) => month)).toEqual(names);
    expect([months[0].end - months[0].start, months[count - 1].end - months[count - 1].start]).toEqual([first, last]);
  });
});

describe('by the stage table', () => {
  // Probabilities: New Lead 5 %, Offer Sent 50 %, Negotiation 70 %. Today is 20 March 2026.
  const rows: DealRow[] = [
    { stage: 'Negotiation', amount: 1000, closing: '2026-03-31' },
    { stage: 'Negotiation', amount: 400, closing: '2026-04-01' },
    { stage: 'Offer Sent', amount: 600, closing: '2026-05-31T12:00' },
    { stage: 'Offer Sent', amount: 800, closing: '2026-03-19' },
    { stage: 'New Lead', amount: 100, closing: '2026-03-20' },
    { stage: 'Offer Sent', amount: 100_000, closing: '2026-06-01' },
    { stage: 'Offer Sent', amount: 100_000 },
    { stage: 'Offer Sent', closing: '2026-03-31' },
    { stage: 'Odd', amount: 100_000, closing: '2026-03-31' },
    { stage: 'Closed Won', amount: 100_000, closing: '2026-03-31', created: '2026-01-01', closed: '2026-03-01' },
    { stage: 'Nurturing', amount: 100_000, closing: '2026-03-31' },
  ];
  const { forecast, metrics } = forecastOf(prepared(rows));

  it('counts a deal in the month of its closing date, an overdue one in this month', () => {
    expect([forecast.basis, forecast.fittedOn, forecast.backtest]).toEqual(['policy', 0, []]);
    expect(forecast.months).toEqual([
      { month: '2026-03', weighted: 700 + 400 + 5, commit: 1000, bestCase: 1800 },
      { month: '2026-04', weighted: 280, commit: 400, bestCase: 400 },
      { month: '2026-05', weighted: 300, commit: 0, bestCase: 600 },
    ]);
  });

  it('sums the months, and says what is not in them', () => {
    expect(metrics.map(({ id, value, n }) => [id, value, n])).toEqual([
      ['forecast_weighted', 1685, 6],
      ['forecast_commit', 1400, 6],
      ['forecast_best_case', 2800, 6],
    ]);
    for (const said of [
      '1 open deal without amount',
      '1 open deal without a date',
      '1 open deal expected later',
      '1 open deal with a past closing date',
    ])
      expect(metrics[0].reason?.en).toContain(said);
    expect(metrics[1].definition.en).toContain('a chance from 70 %');
    expect(metrics[0].definition.en).toContain('2026-03 to 2026-05');
  });

  it('is refused where no open deal has an amount', () => {
    const bare = forecastOf(prepared([{ stage: 'Offer Sent', closing: '2026-03-31' }]));
    expect(bare.metrics.map(({ status }) => status)).toEqual(['refused', 'refused', 'refused']);
  });
});

/** Curves with the same pace and odds at every age but where `change` has others. */
function curves(closing: number, share: number, change: (bin: number) => number = () => closing): ClosingCurves {
  return {
    fittedOn: 1,
    wonShare: share,
    closing: [Float64Array.from(AGES, (_, bin) => change(bin))],
    wonOdds: Float64Array.from(AGES, () => odds(share)),
    ownerOdds: new Float64Array(0),
    sizeOdds: Float64Array.of(1),
    sizeOf: () => 0,
  };
}

function chances(given: ClosingCurves, ends: readonly number[], age: number, ratio = 1): number[] {
  const into = new Float64Array(ends.length);
  new WonChances(given, ends).of(0, age, ratio, into);
  return [...into];
}

describe('the chance to be won within some days', () => {
  it.each([[0], [3], [29], [730], [731], [5000]])('at an even pace does not depend on the age %i', (age) => {
    const [first, second] = chances(curves(0.02, 0.4), [10, 40], age);
    expect(first).toBeCloseTo(0.4 * (1 - 0.98 ** 10), 12);
    expect(first + second).toBeCloseTo(0.4 * (1 - 0.98 ** 40), 12);
  });

  it('follows the pace from age to age, day by day', () => {
    const pace = (bin: number): number => (bin + 1) / 100;
    const given = curves(0, 0.3, pace);
    for (const age of [0, 2, 10, 88, 364, 725]) {
      let stays = 1;
      let sum = 0;
      for (let day = age + 1; day <= age + 25; day++) {
        const h = pace(AGES.findLastIndex((from) => from <= day));
        sum += stays * h * 0.3;
        stays *= 1 - h;
      }
      expect(chances(given, [25], age)[0]).toBeCloseTo(sum, 12);
    }
  });

  it('turns odds, not chances: twice even odds is two thirds', () => {
    expect(chances(curves(0.5, 0.5), [400], 0, 2)[0]).toBeCloseTo(2 / 3, 12);
    expect(chances(curves(0.5, 0.5), [0], 0)).toEqual([0]);
    expect(chances(curves(0, 0.5), [10], 0)).toEqual([0]);
  });

  it('is never over 1, and grows with time and with the odds', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, fc.nat(900), fc.double({ min: 0.01, max: 100, noNaN: true }), (pace, won, age, ratio) => {
        const [a, b] = chances(curves(pace, won), [20, 50], age, ratio);
        expect(a >= 0 && b >= 0 && a + b <= 1 + 1e-9).toBe(true);
        expect(chances(curves(pace, won), [20], age, ratio * 2)[0]).toBeGreaterThanOrEqual(a - 1e-12);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the curves', () => {
  it('have the pace of closings over days at risk, drawn to the average', () => {
    // Ends at age 1 and 2 (won, lost), one deal open at age 3; days at risk: age 0: 3; ages 1 to 3: 3 + 2 + 1.
    const rows: DealRow[] = [
      { stage: 'Closed Won', created: date(TODAY - 50), closed: date(TODAY - 49) },
      { stage: 'Closed Lost', created: date(TODAY - 50), closed: date(TODAY - 48) },
      { stage: 'Offer Sent', created: date(TODAY - 3) },
    ];
    const fit = fitCurves(prepared(rows, { windowDays: null }), TODAY);
    const pace = 2 / 9;
    expect([fit.fittedOn, fit.wonShare]).toEqual([2, 0.5]);
    expect(fit.closing[2][0]).toBeCloseTo(1 / (3 + 1 / pace), 12);
    expect(fit.closing[2][1]).toBeCloseTo(3 / (6 + 1 / pace), 12);
    expect(fit.closing[2][5]).toBeCloseTo(pace, 12);
    expect(fit.wonOdds[1]).toBeCloseTo(1, 12);
  });

  it('hold the days of the window alone, entered late by older deals', () => {
    // Closed on the first and on the day before the first day of a window of 10 days.
    const rows: DealRow[] = [
      { stage: 'Closed Won', created: date(TODAY - 39), closed: date(TODAY - 9) },
      { stage: 'Closed Won', created: date(TODAY - 40), closed: date(TODAY - 10) },
    ];
    const fit = fitCurves(prepared(rows, { windowDays: 10 }), TODAY);
    expect(fit.fittedOn).toBe(1);
    // One day at risk, at age 30, and one closing on it.
    expect(fit.closing[2][4]).toBeCloseTo((1 + 1) / (1 + 1), 12);
    expect(fit.closing[2][3]).toBeCloseTo(1, 12);
  });

  it('leave out deals that closed before they were created, parked ones, and those without dates', () => {
    const rows: DealRow[] = [
      { stage: 'Closed Won', created: date(TODAY - 5), closed: date(TODAY - 9) },
      { stage: 'Nurturing', created: date(TODAY - 5) },
      { stage: 'Closed Lost', created: date(TODAY - 5) },
      { stage: 'Closed Lost', closed: date(TODAY - 5) },
    ];
    const fit = fitCurves(prepared(rows), TODAY);
    expect([fit.fittedOn, fit.wonShare, ...fit.closing[2]]).toEqual([0, 0, ...AGES.map(() => 0)]);
  });

  it('know nothing of what happened after their day', () => {
    const anyDeal = fc.record({ from: fc.integer({ min: 1, max: 400 }), days: fc.nat(300), isWon: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anyDeal, { maxLength: 30 }), fc.integer({ min: 0, max: 200 }), (deals, back) => {
        const day = TODAY - back;
        const rows = (turned: boolean): DealRow[] =>
          deals.map(({ from, days, isWon }) => {
            const closed = TODAY - from + days;
            const isLater = closed > day;
            const stage = isWon !== (turned && isLater) ? 'Closed Won' : 'Closed Lost';
            return { stage, created: date(TODAY - from), closed: date(closed + (turned && isLater ? 17 : 0)) };
          });
        const of = (turned: boolean) => {
          const { sizeOf, ...fit } = fitCurves(prepared(rows(turned)), day);
          return fit;
        };
        expect(of(true)).toEqual(of(false));
      }),
      { numRuns: 50 },
    );
  });

  it('give large deals a pace and odds of their own, unless lost deals lack their amounts', () => {
    const rows = (lostAmount: number | undefined): DealRow[] =>
      Array.from({ length: 200 }, (_, k): DealRow => {
        const isLarge = k % 2 === 0;
        const isWon = isLarge ? k % 10 === 0 : k % 5 !== 0;
        const amount = isLarge ? 20_000_000 : 1000;
        return {
          stage: isWon ? 'Closed Won' : 'Closed Lost',
          amount: isWon ? amount : lostAmount === undefined ? amount : lostAmount,
          created: date(TODAY - 100),
          closed: date(TODAY - (isLarge ? 45 : 65)),
        };
      });
    const told = fitCurves(prepared(rows(undefined)), TODAY);
    expect([told.sizeOf(1000), told.sizeOf(10_000_000), told.sizeOf(0), told.sizeOf(Number.NaN)]).toEqual([0, 1, 2, 2]);
    expect(told.sizeOdds[1]).toBeLessThan(0.5);
    expect(told.sizeOdds[0]).toBeGreaterThan(2);
    expect(told.closing[1][5]).toBeLessThan(told.closing[0][5]);
    const untold = fitCurves(prepared(rows(0)), TODAY);
    expect([...untold.sizeOdds]).toEqual([1, 1, 1]);
    expect(untold.closing[1]).toEqual(untold.closing[0]);
    const policyKnows = fitCurves(prepared(rows(0), { amountMissingFitMax: 1 }), TODAY);
    expect([...policyKnows.sizeOdds]).not.toEqual([1, 1, 1]);
  });

  it('draw odds of few deals to the average', () => {
    expect(oddsRatio(0, 0, 0.4, 10)).toBeCloseTo(1, 12);
    expect(oddsRatio(5, 10, 0.5, 10)).toBeCloseTo(1, 12);
    expect(oddsRatio(10, 10, 0.5, 10)).toBeCloseTo(3, 12);
    expect(oddsRatio(10, 10, 0.5, 90)).toBeCloseTo(11 / 9, 12);
    expect([odds(0), odds(1)].every(Number.isFinite)).toBe(true);
  });
});

const step = (deal: string, from: string, to: string, day: number): StageStep => ({ deal, from, to, at: day * DAY_MS, basis: 'history' });

describe('the odds of a stage', () => {
  // Ten deals go from New Lead to Offer Sent; five of them are won. Ten more are lost from New Lead.
  const steps = Array.from({ length: 20 }, (_, k) =>
    k < 10
      ? [step(`D${k}`, 'New Lead', 'Offer Sent', TODAY - 40), step(`D${k}`, 'Offer Sent', k < 5 ? 'Closed Won' : 'Closed Lost', TODAY - 30)]
      : [step(`D${k}`, 'New Lead', 'Closed Lost', TODAY - 35)],
  )
    .flat()
    .sort((a, b) => a.at - b.at);
  const [lead, , offer] = prepared([]).facts.stages.stages;

  it('come from the steps of closed deals where enough are known by that day', () => {
    const look = prepared([], { forecastFitMinimum: 20 }, { steps });
    const { ratio, from } = stageOdds(look, TODAY, []);
    expect(from).toBe('steps');
    expect(ratio(lead)).toBeCloseTo(1, 12);
    expect(ratio(offer)).toBeCloseTo(odds((5 + 10 * 0.25) / 20) / odds(0.25), 12);
    expect(ratio(undefined)).toBe(1);
    expect(stageOdds(look, TODAY - 31, []).from).toBe('policy');
  });

  it('come from the stage table else, against its mean over the open deals', () => {
    const { ratio, from } = stageOdds(prepared([], {}, { steps }), TODAY, [lead, offer, offer, undefined]);
    expect(from).toBe('policy');
    expect(ratio(offer)).toBeCloseTo(1 / odds(0.35), 12);
    expect(ratio({ name: 'x', category: 'open', order: 9, sla: null })).toBe(1);
    expect(stageOdds(prepared([]), TODAY, []).ratio(offer)).toBe(1);
  });
});

/** Deals that close at an even pace, half of them won, a year of them. */
function paced(n: number): DealRow[] {
  return Array.from({ length: n }, (_, k): DealRow => {
    const created = TODAY - 360 + Math.floor((k * 330) / n);
    return {
      owner: 'Ana',
      stage: k % 2 === 0 ? 'Closed Won' : 'Closed Lost',
      amount: 1000,
      created: date(created),
      closed: date(Math.min(TODAY, created + 1 + ((k * 7) % 60))),
    };
  });
}

describe('by curves', () => {
  const open: DealRow[] = [
    { owner: 'Ana', stage: 'Offer Sent', amount: 100_000, created: date(TODAY - 10), closing: '2020-01-01' },
    { owner: 'Ana', stage: 'Offer Sent', created: date(TODAY - 10) },
    { owner: 'Ana', stage: 'Offer Sent', amount: 600, closing: '2026-04-15' },
    { owner: 'Ana', stage: 'Offer Sent', amount: 600, created: date(TODAY + 5) },
  ];
  const look = prepared([...paced(300), ...open]);
  const { forecast, metrics } = forecastOf(look);

  it('looks at age and not at the closing date; a deal without a day of creation goes by the stage table', () => {
    expect([forecast.basis, forecast.fittedOn]).toEqual(['survival', 300]);
    const alone = forecastOf(prepared([...paced(300), open[0]])).forecast;
    expect(alone.months[0].weighted).toBeGreaterThan(0);
    expect(alone.months.reduce((sum, { weighted }) => sum + weighted, 0)).toBeLessThan(100_000 * 0.6);
    const { months } = forecastOf(prepared([...paced(300), open[0], open[2]])).forecast;
    expect(months.map(({ weighted }, k) => weighted - alone.months[k].weighted)).toEqual([0, 300, 0]);
    expect(metrics[0].n).toBe(2);
    expect(metrics[0].reason?.en).toContain('1 open deal without amount');
    expect(metrics[0].reason?.en).toContain('1 open deal without a date');
    expect(metrics[0].definition.en).toContain('curves fitted on 300 closed deals');
  });

  it('needs as many closed deals as the policy asks for', () => {
    expect(forecastOf(prepared([...paced(99), ...open])).forecast.basis).toBe('policy');
    expect(forecastOf(prepared([...paced(100), ...open])).forecast.basis).toBe('survival');
    expect(forecastOf(prepared(open, { forecastFitMinimum: 0 })).forecast.basis).toBe('policy');
  });

  it('counts a deal whole, in its likeliest month, where its chance is over the line', () => {
    const of = (commitFrom: number) =>
      forecastOf(prepared([...paced(300), open[0]], { commitFrom })).forecast.months.map(({ commit }) => commit);
    expect(of(0.95)).toEqual([0, 0, 0]);
    expect(of(0.05)).toEqual([0, 100_000, 0]);
  });
});

describe('the backtest', () => {
  const AT = TODAY - 60;
  const snapshot = (rest: Partial<PastSnapshot> = {}, at = AT): PastSnapshot => ({
    at: at * DAY_MS + 9 * 3_600_000,
    open: 4,
    openValue: 4000,
    stage: ['Negotiation', 'Negotiation', 'Offer Sent', 'Odd'],
    owner: ['Ana', 'Ana', 'Ben', 'Gone'],
    amount: Float64Array.of(1000, 500, 2000, Number.NaN),
    created: Float64Array.from([20, 30, 40, 50], (days) => (at - days) * DAY_MS),
    closing: Float64Array.of((at + 30) * DAY_MS, (at + 31) * DAY_MS, (at - 5) * DAY_MS, Number.NaN),
    won: Float64Array.of(1, 1, 0, 1),
    closedAt: Float64Array.of((at + 30) * DAY_MS, (at + 31) * DAY_MS, (at + 3) * DAY_MS, (at + 3) * DAY_MS),
    ...rest,
  });
  const tested = (past: readonly PastSnapshot[], rows: readonly DealRow[] = [], settings: Partial<PipelineSettings> = {}) =>
    forecastOf(prepared(rows, { sampleMinimum: 1, ...settings }, { past }));

  it('holds what would have been forecast against what was won in the 30 days after', () => {
    const { forecast, metrics } = tested([snapshot()]);
    // 1000 × 0.7 + 2000 × 0.5 against the 1000 won on the thirtieth day.
    expect(forecast.backtest).toEqual([{ at: date(AT), forecast: 1700, actual: 1000, error: 0.7, basis: 'policy' }]);
    const error = metrics.find(({ id }) => id === 'forecast_error');
    expect([error?.value, error?.n, error?.parts?.[0].value]).toEqual([0.7, 3, 0.7]);
  });

  it('says too few where only a handful was won', () => {
    const error = (sampleMinimum: number): unknown => {
      const found = tested([snapshot(), snapshot({}, TODAY - 40)], [], { sampleMinimum }).metrics.find(({ id }) => id === 'forecast_error');
      return [found?.status, found?.value === null, found?.reason?.en];
    };
    expect(error(2)).toEqual(['none', false, undefined]);
    expect(error(3)).toEqual(['too_few', true, 'too few: 2 of at least 3; deals won in the time after the past exports']);
  });

  it('leaves out snapshots whose 30 days are not over', () => {
    const ats = tested([snapshot(), snapshot({}, TODAY - 30), snapshot({}, TODAY - 29)]).forecast.backtest.map(({ at }) => at);
    expect(ats).toEqual([date(AT), date(TODAY - 30)]);
  });

  it('checks over as many days, and as many forecasts, as the policy says', () => {
    const past = [snapshot(), snapshot({}, TODAY - 40), snapshot({}, TODAY - 31)];
    const { forecast, metrics } = tested(past, [], { forecastCheckDays: 31, forecastChecks: 2 });
    expect(forecast.backtest.map(({ at }) => at)).toEqual([date(TODAY - 40), date(TODAY - 31)]);
    // The deal won on the thirty-first day counts now, and its closing date is within the time.
    expect(forecast.backtest[0]).toMatchObject({ forecast: 2050, actual: 1500 });
    expect(metrics.find(({ id }) => id === 'forecast_error')?.definition.en).toContain(
      'over 2 past exports, each for the 31 days after it',
    );
    expect(tested(past, [], { forecastChecks: 0 }).forecast.backtest).toEqual([]);
  });

  it('has no error where nothing was won, and does not let errors cancel out', () => {
    const none = tested([snapshot({ won: Float64Array.of(0, 0, 0, 0) })]);
    expect(none.forecast.backtest[0].error).toBeNull();
    expect(none.metrics.find(({ id }) => id === 'forecast_error')?.status).toBe('refused');
    const low = snapshot({ won: Float64Array.of(1, 0, 1, 0), stage: ['Odd', 'Odd', 'Odd', 'Odd'] }, TODAY - 90);
    // Off by 700 of 1000 and by 3000 of 3000.
    const value = tested([low, snapshot()]).metrics.find(({ id }) => id === 'forecast_error')?.value;
    expect(value).toBeCloseTo(3700 / 4000, 12);
    expect(tested([]).metrics.some(({ id }) => id === 'forecast_error')).toBe(false);
  });

  it('fits its curves on what had happened by then, and on nothing later', () => {
    const before = paced(300);
    const later = before.map((row) =>
      dayOf(parseIsoMoment(row.closed ?? '')) > AT ? { ...row, stage: 'Closed Won', closed: date(TODAY) } : row,
    );
    const [a, b] = [before, later].map((rows) => tested([snapshot()], rows).forecast.backtest[0]);
    expect(a.basis).toBe('survival');
    expect(a.forecast).toBeGreaterThan(0);
    expect(b).toEqual(a);
    const lost = tested([snapshot({ won: Float64Array.of(0, 0, 0, 0) })], before).forecast.backtest[0];
    expect([lost.forecast, lost.actual]).toEqual([a.forecast, 0]);
  });

  it('is judged by the target of the forecast’s accuracy', () => {
    const given = facts([], { history: history(0, { past: [snapshot()] }) });
    const targets = { forecast_error: { op: '±', value: 0.2, text: '± 20%' } } as const;
    const { metrics } = forecastOf(prepare(given, policy({ sampleMinimum: 1 }, { targets }), MOMENT));
    expect(metrics.find(({ id }) => id === 'forecast_error')?.status).toBe('missed');
  });
});
