import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PipelineScan } from '../../../src/business/pipeline/result.ts';
import { FirstOf } from '../../../src/business/pipeline/scans/heap.ts';
import { scanPipeline } from '../../../src/business/pipeline/scans/pipeline.ts';
import { type Finding, SEVERITIES, severityRank } from '../../../src/core/finding.ts';
import { type DealRow, facts, MOMENT, policy } from './build-deals.ts';

const deal = fc.record(
  {
    owner: fc.constantFrom('Ann', 'Bob', 'Cem'),
    stage: fc.constantFrom('New Lead', 'Qualified', 'Offer Sent', 'Negotiation', 'Closed Won', 'Closed Lost', 'Nurturing', 'Strange'),
    amount: fc.integer({ min: -500, max: 100_000 }),
    created: fc.constantFrom('2025-06-01', '2026-01-15', '2026-03-10'),
    closing: fc.constantFrom('2026-01-31', '2026-03-20', '2026-06-30'),
    lastActivity: fc.constantFrom('2025-12-01', '2026-03-01', '2026-03-19'),
    nextStep: fc.constant('call'),
  },
  { requiredKeys: ['stage'] },
);
const rows: fc.Arbitrary<readonly DealRow[]> = fc
  .array(deal, { maxLength: 60 })
  .map((list) => list.map((row, k) => ({ ...row, id: `D-${k}` })));
const RULES_ON = policy({ ownerOpenDealsMax: 5 });
const scanOf = (list: readonly DealRow[]): PipelineScan => scanPipeline(facts(list), RULES_ON, MOMENT);

describe('the findings of a scan', () => {
  it('are the same, in the same order, for the same inputs', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const once = scanOf(list);
        expect(JSON.stringify([...scanOf(list).findings()])).toBe(JSON.stringify([...once.findings()]));
        expect(JSON.stringify([...once.findings()])).toBe(JSON.stringify([...once.findings()]));
      }),
    );
  });

  it('are counted by rule and severity as they are', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const scan = scanOf(list);
        const tally = new Map<string, number>();
        for (const { rule, severity } of scan.findings()) tally.set(`${rule} ${severity}`, (tally.get(`${rule} ${severity}`) ?? 0) + 1);
        expect(new Map(scan.counts.map(({ rule, severity, count }) => [`${rule} ${severity}`, count]))).toEqual(tally);
      }),
    );
  });

  it('name each subject once a rule, by an id of their own', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const ids = [...scanOf(list).findings()].map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('have the worst of each rule first: by severity, then by amount', () => {
    fc.assert(
      fc.property(rows, fc.nat(12), (list, n) => {
        const scan = scanOf(list);
        const weight = ({ subject, evidence }: Finding): number =>
          subject.kind === 'owner' ? Number.POSITIVE_INFINITY : Number(evidence.amount ?? 0);
        const sorted = [...scan.findings()].sort(
          (a, b) => severityRank(b.severity) - severityRank(a.severity) || weight(b) - weight(a) || 0,
        );
        const key = (finding: Finding): string => `${finding.severity} ${weight(finding)}`;
        const worst = scan.worstByRule(n);
        expect([...worst.keys()].sort()).toEqual(n === 0 ? [] : [...new Set(sorted.map(({ rule }) => rule))].sort());
        for (const [code, found] of worst) {
          const all = sorted.filter(({ rule }) => rule === code);
          expect(found.map(key)).toEqual(all.slice(0, n).map(key));
        }
      }),
    );
  });

  it('sum up the deals that need somebody, each once', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const scan = scanOf(list);
        const urgent = new Map<string, number>();
        for (const { severity, subject, evidence } of scan.findings())
          if (subject.kind === 'deal' && severityRank(severity) >= severityRank('high'))
            urgent.set(subject.id, Math.max(0, Number(evidence.amount ?? 0)));
        expect(scan.attention).toEqual({ deals: urgent.size, value: [...urgent.values()].reduce((a, b) => a + b, 0) });
      }),
    );
  });

  it('are about open deals only', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const closed = new Set(list.filter(({ stage }) => /Closed|Nurturing/.test(stage ?? '')).map(({ id }) => id));
        for (const { subject } of scanOf(list).findings()) expect(closed.has(subject.id)).toBe(false);
      }),
    );
  });
});

describe('the deals most in need', () => {
  it('carry all their findings, the severest first', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 8 }), (list, n) => {
        const scan = scanOf(list);
        const all = [...scan.findings()];
        const lines = scan.worstDeals(n);
        expect(lines.length).toBe(
          Math.min(n, new Set(all.filter(({ subject }) => subject.kind === 'deal').map(({ subject }) => subject.id)).size),
        );
        for (const line of lines) {
          const own = all.filter(({ subject }) => subject.id === line.subject.id && subject.kind === 'deal');
          expect(line.findings.map(({ id }) => id).sort()).toEqual(own.map(({ id }) => id).sort());
          expect(severityRank(line.severity)).toBe(Math.max(...own.map(({ severity }) => severityRank(severity))));
          expect(line.findings[0].severity).toBe(line.severity);
        }
        const ranks = lines.map(({ severity }) => SEVERITIES.indexOf(severity));
        expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
      }),
    );
  });
});

describe('a scan tells what it met', () => {
  const codes = (scan: PipelineScan): string[] => scan.problems.map(({ code }) => code);

  it('a rule that does not exist', () => {
    const rules = policy({}, { rules: { stale: { severity: 'high', place: { file: 'CRM_STRUCTURE.md', line: 9 } } } });
    const [problem] = scanPipeline(facts([]), rules, MOMENT).problems;
    expect(problem).toMatchObject({ code: 'rule-unknown', level: 'warning', place: { file: 'CRM_STRUCTURE.md', line: 9 } });
    expect(problem.remedy.en).toContain('stalled');
  });

  it('stages that the policy does not know, most frequent first; their deals count as open', () => {
    const scan = scanOf([{ stage: 'Odd' }, { stage: 'Strange' }, { stage: 'Strange' }]);
    const problem = scan.problems.find(({ code }) => code === 'stage-unknown');
    expect(problem?.message.en).toContain('"Strange" (2), "Odd" (1)');
    expect(problem?.place).toEqual({ file: '_INBOX/zoho/Deals.csv', row: 3 });
    expect(scan.metrics.find(({ id }) => id === 'open_deals')?.value).toBe(3);
  });

  it('deals that no clock has a time for', () => {
    const scan = scanOf([{ stage: 'Negotiation' }, { stage: 'Negotiation', created: '2026-03-01' }, { stage: 'Qualified' }]);
    expect(scan.problems.find(({ code }) => code === 'sla-clock-missing')).toMatchObject({ count: 1, place: { row: 2 } });
  });

  it('an empty export without a finding', () => {
    const scan = scanOf([]);
    expect([...scan.findings()]).toEqual([]);
    expect([scan.counts, scan.attention, [...scan.worstByRule(5)], scan.worstDeals(5)]).toEqual([[], { deals: 0, value: 0 }, [], []]);
    expect(codes(scan)).toEqual([]);
  });

  it('the age of the open deals, in bands without a gap', () => {
    const scan = scanOf(
      ['2026-03-20', '2026-02-18', '2026-02-17', '2025-03-20', '2025-03-19', '2026-05-01', undefined].map((created) => ({
        stage: 'Qualified',
        created,
        amount: 100,
      })),
    );
    expect(scan.ages.map(({ from, to, count }) => [from, to, count])).toEqual([
      [0, 30, 3],
      [31, 60, 1],
      [61, 90, 0],
      [91, 180, 0],
      [181, 365, 1],
      [366, null, 1],
    ]);
  });
});

describe('the first of many', () => {
  it('are those that sorting would put first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(10), (numbers, n) => {
        const list = numbers.map((value, k) => ({ value, k }));
        const before = (a: (typeof list)[number], b: (typeof list)[number]): boolean =>
          a.value > b.value || (a.value === b.value && a.k < b.k);
        const first = new FirstOf(n, before);
        for (const item of list) first.offer(item);
        expect(first.inOrder()).toEqual([...list].sort((a, b) => (before(a, b) ? -1 : 1)).slice(0, n));
      }),
    );
  });
});
