import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PipelineFacts } from '../../../src/business/pipeline/facts.ts';
import type { PipelinePolicy, PipelineSettings } from '../../../src/business/pipeline/policy.ts';
import { prepare } from '../../../src/business/pipeline/prepared.ts';
import { FACTORS } from '../../../src/business/pipeline/risk/factors.ts';
import { riskOf } from '../../../src/business/pipeline/risk/index.ts';
import { lookBack, pastRows } from '../../../src/business/pipeline/risk/past.ts';
import { standingsOf } from '../../../src/business/pipeline/risk/stage-paths.ts';
import { DAY_MS, dayOf, isoDate, parseIsoMoment } from '../../../src/core/moment.ts';
import type { StageStep } from '../../../src/sources/crm/deals.ts';
import { spread } from '../../../src/stats/folds.ts';
import { type DealRow, dealTable, facts, history, MOMENT, policy } from './build-deals.ts';

describe('the factors of the policy', () => {
  const strength = (name: string, row: DealRow, settings: Partial<PipelineSettings> = {}, rest: Partial<PipelineFacts> = {}): number => {
    const prepared = prepare(facts([{ stage: 'Negotiation', ...row }], rest), policy(settings), MOMENT);
    return FACTORS.find((factor) => factor.name === name)?.strengthIn(prepared)(0) ?? Number.NaN;
  };

  // The SLA of Negotiation is 14 days.
  it.each([
    ['time_in_stage', { created: '2026-03-13' }, 0],
    ['time_in_stage', { created: '2026-03-06' }, 1 / 3],
    ['time_in_stage', { created: '2026-02-20' }, 1],
    ['time_in_stage', { created: '2020-02-20' }, 1],
    ['time_in_stage', { created: '2020-02-20', stage: 'Qualified' }, 0],
    ['time_in_stage', {}, 0],
    ['inactivity', { lastActivity: '2026-03-20' }, 0],
    ['inactivity', { lastActivity: '2026-03-05' }, 0.5],
    ['inactivity', { lastActivity: '2025-03-05' }, 1],
    ['inactivity', {}, 1],
    ['overdue_closing', { closing: '2026-03-20' }, 0],
    ['overdue_closing', { closing: '2026-03-14' }, 0.6],
    ['overdue_closing', { closing: '2025-03-14' }, 1],
    ['overdue_closing', {}, 0],
    ['no_next_step', {}, 1],
    ['no_next_step', { nextStep: 'call' }, 0],
    ['amount_missing', { amount: 0 }, 1],
    ['amount_missing', { amount: 5 }, 0],
    ['closing_pushes', {}, 0],
    ['moved_backwards', {}, 0],
    ['owner_load', { owner: '' }, 0],
  ])('%s of %j is %f', (name, row, expected) => expect(strength(name, row)).toBeCloseTo(expected, 12));

  it('counts pushes, load and steps back', () => {
    expect(strength('closing_pushes', {}, {}, { history: history(1, { closingPushes: Uint16Array.of(2) }) })).toBeCloseTo(2 / 3, 12);
    expect(strength('owner_load', { owner: 'Ana' }, { ownerOpenDealsMax: 1 })).toBe(0.5);
    const steps: StageStep[] = [{ deal: 'D-1', from: 'Negotiation', to: 'Qualified', at: parseIsoMoment('2026-03-01'), basis: 'history' }];
    expect(strength('moved_backwards', { stage: 'Qualified' }, {}, { history: history(1, { steps }) })).toBe(1);
  });

  it.each([
    ['time_in_stage', { created: '2026-03-13' }, { stageTimeRisk: { from: 0, full: 1 } }, 0.5],
    ['time_in_stage', { created: '2026-02-20' }, { stageTimeRisk: { from: 0, full: 4 } }, 0.5],
    ['owner_load', { owner: 'Ana' }, { ownerOpenDealsMax: 1, ownerLoadRisk: { from: 0, full: 1 } }, 1],
    ['overdue_closing', { closing: '2026-03-14' }, { overdueRiskDays: 6 }, 1],
    ['overdue_closing', { closing: '2026-03-14' }, { overdueRiskDays: 300 }, 0.51],
  ])('%s of %j under %j is %f', (name, row, settings, expected) => expect(strength(name, row, settings)).toBeCloseTo(expected, 12));

  it.each([
    ['inactivity', 'last_activity'],
    ['no_next_step', 'next_step'],
    ['amount_missing', 'amount'],
  ] as const)('%s says nothing where the export has no %s', (name, field) => {
    expect(strength(name, {}, {}, { deals: dealTable([{ stage: 'Negotiation' }], [field]) })).toBe(0);
  });
});

describe('the score by policy weights', () => {
  const rows: DealRow[] = [
    { stage: 'Negotiation', created: '2020-01-01', closing: '2025-01-01', owner: 'Ana' },
    { stage: 'Qualified', amount: 5, nextStep: 'call', lastActivity: '2026-03-20' },
    { stage: 'Closed Won' },
  ];
  const risk = riskOf(prepare(facts(rows), policy(), MOMENT));

  it('is the sum of its contributions, largest first', () => {
    expect(risk.model).toMatchObject({ basis: 'policy', auc: null, brier: null });
    expect(risk.contributions(0)).toEqual([
      { name: 'time_in_stage', points: 30 },
      { name: 'inactivity', points: 20 },
      { name: 'overdue_closing', points: 15 },
      { name: 'no_next_step', points: 10 },
      { name: 'amount_missing', points: 5 },
    ]);
    expect([risk.score(0), risk.score(1), risk.score(2)]).toEqual([80, 0, 0]);
    expect(risk.contributions(1)).toEqual([]);
  });

  it('is cut at 100, and weighs nothing that the policy does not name', () => {
    const of = (riskWeights: PipelinePolicy['riskWeights']): number =>
      riskOf(prepare(facts(rows), policy({}, { riskWeights }), MOMENT)).score(0);
    expect(of({ time_in_stage: 70, inactivity: 70, no_such_factor: 50 })).toBe(100);
    expect(of({})).toBe(0);
  });
});

/** A number from 0 to 1 that depends on the seed alone. */
const chance = (seed: number): number => spread(seed, 77) / 4_294_967_296;

const START = dayOf(parseIsoMoment('2024-06-01'));
const date = (day: number): string => isoDate(day * DAY_MS);

interface Made {
  /** Chance that a deal of the owner is lost. */
  readonly lossOf: (owner: string) => number;
  readonly amountOf?: (isLost: boolean, k: number) => number | undefined;
}

/** Closed deals over twenty months, then a few open ones; the same each time. */
function made(n: number, { lossOf, amountOf = (_, k) => 1000 + 10 * k }: Made): DealRow[] {
  const closed = Array.from({ length: n }, (_, k): DealRow => {
    const owner = k % 2 === 0 ? 'Good' : 'Bad';
    const created = START + Math.floor(chance(k) * 560);
    const isLost = chance(k + 10_000) < lossOf(owner);
    return {
      id: `C${k}`,
      owner,
      source: `S${k % 3}`,
      stage: isLost ? 'Closed Lost' : 'Closed Won',
      created: date(created),
      closed: date(created + 10 + Math.floor(chance(k + 20_000) * 70)),
      amount: amountOf(isLost, k),
    };
  });
  const open = ['Good', 'Bad', 'New'].map(
    (owner): DealRow => ({ id: `O-${owner}`, owner, source: 'S0', stage: 'Offer Sent', created: '2026-02-20', amount: 2000 }),
  );
  return [...closed, ...open];
}

/** Facts whose hashes hang on the ids and not on the places. */
function factsOf(rows: readonly DealRow[], steps: readonly StageStep[] = []): PipelineFacts {
  const idHash = Uint32Array.from(
    rows.flatMap(({ id = '' }) => [...id].reduce(([a, b], c) => [spread(a, c.charCodeAt(0)), a ^ b], [1, 2])),
  );
  return facts(rows, { deals: { ...dealTable(rows), idHash }, history: history(rows.length, { steps }) });
}

const fitted = (rows: readonly DealRow[], steps?: readonly StageStep[]) => riskOf(prepare(factsOf(rows, steps), policy(), MOMENT));

const SIGNAL: Made = { lossOf: (owner) => (owner === 'Bad' ? 0.85 : 0.15) };

describe('the fitted score', () => {
  const rows = made(600, SIGNAL);
  const risk = fitted(rows);
  const at = (id: string): number => rows.findIndex((row) => row.id === id);

  it('finds the owner whose deals are lost, and shows how well it does on unseen deals', () => {
    expect(risk.model.basis).toBe('fitted');
    expect(risk.model.closedDeals).toBe(600);
    expect(risk.model.auc).toBeGreaterThan(0.7);
    expect(risk.model.brier).toBeLessThan(0.2);
    expect(risk.score(at('O-Bad'))).toBeGreaterThan(risk.score(at('O-Good')) + 40);
    const unknown = risk.score(at('O-New'));
    expect(unknown > risk.score(at('O-Good')) && unknown < risk.score(at('O-Bad'))).toBe(true);
    expect(risk.model.factors.map(({ name }) => name)).toContain('owner_win_rate');
  });

  it('is made of an average and points that add up to it', () => {
    for (const id of ['O-Bad', 'O-Good', 'O-New']) {
      const parts = risk.contributions(at(id));
      expect(parts[0].name).toBe('average_deal');
      expect(parts.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(risk.score(at(id)), 9);
    }
    expect(risk.contributions(at('O-Bad'))[1].name).toBe('owner_win_rate');
    expect(risk.score(0)).toBe(0);
  });

  it('does not depend on the order of the rows', () => {
    const turned = [...rows].reverse();
    const other = fitted(turned);
    expect(other.model.auc).toBeCloseTo(risk.model.auc ?? Number.NaN, 10);
    expect(other.score(turned.findIndex(({ id }) => id === 'O-Bad'))).toBeCloseTo(risk.score(at('O-Bad')), 8);
  });

  it('looks at nothing that closing a deal changes', () => {
    const touched = rows.map((row, k) =>
      row.closed === undefined
        ? row
        : {
            ...row,
            lastActivity: row.closed,
            modified: row.closed,
            closing: date(START + k),
            probability: row.stage === 'Closed Lost' ? 0 : 1,
            nextStep: row.stage === 'Closed Won' ? 'kick-off' : '',
            reason: row.stage,
          },
    );
    expect(fitted(touched).model).toEqual(risk.model);
  });

  it('does not look at amounts that tell how a deal ended', () => {
    const zeroed = made(600, { ...SIGNAL, amountOf: (isLost, k) => (isLost ? 0 : 5000 + k) });
    expect(fitted(zeroed).model.factors.map(({ name }) => name)).not.toContain('amount');
    expect(risk.model.factors.map(({ name }) => name)).toContain('amount');
  });

  it('reads the path through the stages where steps are known', () => {
    const evenly = made(600, { lossOf: () => 0.5 });
    // Won deals are in Negotiation a week after their creation; lost ones stay where they began.
    const steps = evenly.flatMap(({ id = '', stage, created = '' }): StageStep[] => {
      if (stage === 'Offer Sent') return [];
      const day = dayOf(parseIsoMoment(created));
      const to = stage === 'Closed Won' ? 'Negotiation' : 'Qualified';
      return [{ deal: id, from: 'New Lead', to, at: (day + 7) * DAY_MS, basis: 'history' }];
    });
    steps.sort((a, b) => a.at - b.at);
    expect(fitted(evenly).model.basis).toBe('policy');
    const { model } = fitted(evenly, steps);
    expect(model.basis).toBe('fitted');
    expect(model.factors.find(({ name }) => name === 'stage')?.weight).toBeLessThan(-0.5);
  });
});

describe('no fit', () => {
  it.each([
    ['too few deals are closed', made(120, SIGNAL), '120 closed deals'],
    ['it is no better than chance', made(600, { lossOf: () => 0.5 }), 'no better than chance'],
    ['all end alike', made(600, { lossOf: () => 1 }), 'too much alike'],
    ['nothing is closed', made(0, SIGNAL), '0 closed deals'],
    ['no dates are known', made(600, SIGNAL).map(({ created, ...row }) => row), '0 closed deals'],
  ])('where %s', (_, rows, why) => {
    const { model, score } = fitted(rows);
    expect([model.basis, model.auc, model.brier]).toEqual(['policy', null, null]);
    expect(model.reason?.en).toContain(why);
    expect(score(rows.length - 1)).toBeGreaterThan(0);
  });
});

describe('what was known on past days', () => {
  it('has the owner’s rate of deals closed by then alone, and the open deals of that day', () => {
    const day = (k: number): string => date(START + k);
    const rows: DealRow[] = [
      { owner: 'Ana', stage: 'Closed Won', created: day(0), closed: day(300) },
      { owner: 'Ana', stage: 'Closed Lost', created: day(0), closed: day(350) },
      { owner: 'Ben', stage: 'Closed Lost', created: day(340), closed: day(400) },
      { owner: 'Ana', stage: 'Offer Sent', created: day(330) },
      { owner: 'Ana', stage: 'Closed Won', created: day(10), closed: day(5) },
      { owner: 'Ana', stage: 'Nurturing', created: day(0) },
    ];
    const prepared = prepare(factsOf(rows), policy(), MOMENT);
    const past = lookBack(prepared);
    if (!past) throw new Error('no past');
    expect([past.closedDeals, past.days[past.count - 1]]).toEqual([3, START + 393]);
    const ana = prepared.facts.deals.owner.words.indexOf('Ana');
    const lookOn = (k: number): number => past.days.findIndex((one) => one >= START + k);
    // Drawn to the average of all by ten deals: before any closing that is one half.
    expect(past.ownerRate(ana, lookOn(290))).toBe(0.5);
    expect(past.ownerRate(ana, lookOn(301))).toBe((1 + 10 * 1) / 11);
    expect(past.ownerRate(ana, lookOn(351))).toBe((1 + 10 * 0.5) / 12);
    expect(past.ownerRate(ana, past.count)).toBeCloseTo((1 + 10 / 3) / 12, 12);
    expect([290, 301, 340, 360].map((k) => past.ownerLoad(ana, lookOn(k)))).toEqual([2, 1, 2, 1]);
    expect(past.ownerLoad(ana, past.count)).toBe(1);
  });

  it('shows each deal only on days on which it was open, all its days in one fold', () => {
    const prepared = prepare(factsOf(made(600, SIGNAL)), policy(), MOMENT);
    const past = lookBack(prepared);
    if (!past) throw new Error('no past');
    const rows = pastRows(prepared, past, 5);
    const folds = new Map<number, number>();
    for (let r = 0; r < rows.deal.length; r++) {
      const [i, day] = [rows.deal[r], past.days[rows.look[r]]];
      expect(prepared.createdDay[i] <= day && day < prepared.closedDay[i]).toBe(true);
      expect(folds.get(i) ?? rows.fold[r]).toBe(rows.fold[r]);
      folds.set(i, rows.fold[r]);
    }
    expect(folds.size).toBe(rows.deals);
    expect(new Set(folds.values()).size).toBe(5);
  });

  it('says where a deal stood by the steps up to that day alone', () => {
    const row: DealRow = { id: 'A', stage: 'Closed Lost', created: date(START), closed: date(START + 70) };
    const move = (from: string, to: string, day: number): StageStep => ({
      deal: 'A',
      from,
      to,
      at: (START + day) * DAY_MS,
      basis: 'history',
    });
    const steps = [move('New Lead', 'Negotiation', 20), move('Negotiation', 'Qualified', 40), move('Qualified', 'Closed Lost', 70)];
    const prepared = prepare(factsOf([row], steps), policy(), MOMENT);
    const days = Int32Array.of(START + 10, START + 20, START + 39, START + 50);
    const rows = {
      deal: Uint32Array.of(0, 0, 0, 0),
      look: Uint8Array.of(0, 1, 2, 3),
      lost: Uint8Array.of(1, 1, 1, 1),
      fold: new Uint8Array(4),
      deals: 1,
    };
    expect(standingsOf(prepared, rows, days)).toEqual([
      { progress: 0, since: START, back: false },
      { progress: 1, since: START + 20, back: false },
      { progress: 1, since: START + 20, back: false },
      { progress: 1 / 3, since: START + 40, back: true },
    ]);
    const unknown = prepare(factsOf([row], [move('', 'New Lead', 20)]), policy(), MOMENT);
    expect(standingsOf(unknown, rows, days).map((standing) => standing?.progress)).toEqual([undefined, 0, 0, 0]);
    expect(standingsOf(prepare(factsOf([row]), policy(), MOMENT), rows, days)[3]).toBeUndefined();
  });

  it('keeps the sample bounded and spread over all deals', () => {
    const rows = made(9000, SIGNAL);
    const prepared = prepare(factsOf(rows), policy(), MOMENT);
    const past = lookBack(prepared);
    if (!past) throw new Error('no past');
    const { deal } = pastRows(prepared, past, 5);
    expect(deal.length).toBeLessThanOrEqual(4000);
    expect(deal.length).toBeGreaterThan(3300);
    expect(deal.filter((i) => i < 4500).length / deal.length).toBeCloseTo(0.5, 1);
  });
});

describe('any score', () => {
  it('is from 0 to 100, by either model', () => {
    const anyDay = fc.option(
      fc.integer({ min: 0, max: 800 }).map((k) => date(START + k)),
      { nil: undefined },
    );
    const anyRow: fc.Arbitrary<DealRow> = fc.record({
      stage: fc.constantFrom('New Lead', 'Offer Sent', 'Closed Won', 'Closed Lost', 'Odd'),
      owner: fc.constantFrom('', 'Ana', 'Ben'),
      amount: fc.option(fc.integer({ min: -10, max: 1e9 }), { nil: undefined }),
      created: anyDay,
      closed: anyDay,
      closing: anyDay,
      lastActivity: anyDay,
    });
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 60 }), fc.boolean(), (rows, fits) => {
        const prepared = prepare(factsOf(fits ? [...rows, ...made(400, SIGNAL)] : rows), policy(), MOMENT);
        const { score, contributions } = riskOf(prepared);
        for (const i of prepared.open) {
          expect(score(i) >= 0 && score(i) <= 100).toBe(true);
          for (const { points } of contributions(i)) expect(Number.isFinite(points)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });
});
