import { describe, expect, it } from 'vitest';
import type { PipelineFacts } from '../../../src/business/pipeline/facts.ts';
import type { PipelinePolicy } from '../../../src/business/pipeline/policy.ts';
import { FACTORS } from '../../../src/business/pipeline/risk/factors.ts';
import { FEATURES } from '../../../src/business/pipeline/risk/features.ts';
import { warningFrom } from '../../../src/business/pipeline/risk/index.ts';
import { RULES } from '../../../src/business/pipeline/rules/index.ts';
import { RISK_WORDS } from '../../../src/business/pipeline/rules/risk-words.ts';
import { DEAL_EVIDENCE } from '../../../src/business/pipeline/rules/rule.ts';
import { scanPipeline } from '../../../src/business/pipeline/scans/pipeline.ts';
import type { Finding, Severity } from '../../../src/core/finding.ts';
import { parseIsoMoment } from '../../../src/core/moment.ts';
import { LANGUAGES } from '../../../src/core/text.ts';
import type { DealField } from '../../../src/sources/crm/deals.ts';
import { type DealRow, facts, history, MOMENT, policy, SEVERITIES_OF_RULES } from './build-deals.ts';

/** A deal that no rule has anything to say about. */
const FINE: DealRow = {
  id: 'D-1',
  name: 'Acme roof',
  account: 'Acme',
  owner: 'Ann',
  stage: 'Negotiation',
  amount: 5_000_00,
  created: '2026-03-01',
  closing: '2026-04-30',
  lastActivity: '2026-03-18',
  modified: '2026-03-18',
  nextStep: 'Call on Monday',
};

type Rule = keyof typeof SEVERITIES_OF_RULES;

/** Only this rule on, with its severity of the tests' policy. */
const only = (rule: Rule, settings: Parameters<typeof policy>[0] = {}): PipelinePolicy =>
  policy(settings, { rules: { [rule]: { severity: SEVERITIES_OF_RULES[rule] } } });

const found = (given: PipelineFacts, rules: PipelinePolicy): Finding[] => [...scanPipeline(given, rules, MOMENT).findings()];

/** Facts of the fine deal, changed; `stageEntered` as far as history knows it. */
function changed(row: Partial<DealRow>, known: { entered?: string; pushes?: number; without?: readonly DealField[] } = {}): PipelineFacts {
  return facts([{ ...FINE, ...row }], {
    without: known.without,
    history: history(1, {
      snapshots: [parseIsoMoment('2026-03-01'), parseIsoMoment('2026-03-20')],
      stageEntered: Float64Array.of(known.entered === undefined ? Number.NaN : parseIsoMoment(known.entered)),
      closingPushes: Uint16Array.of(known.pushes ?? 0),
    }),
  });
}

interface Case {
  readonly what: string;
  readonly given: PipelineFacts;
  readonly settings?: Parameters<typeof policy>[0];
  /** None: the rule must keep silent. */
  readonly severity?: Severity;
  readonly evidence?: Finding['evidence'];
  readonly en?: string;
  readonly de?: string;
}

const CASES: Readonly<
  Record<Exclude<Rule, 'owner-overload' | 'owner-concentration' | 'moved-backwards' | 'early-warning'>, readonly Case[]>
> = {
  stalled: [
    { what: 'a deal on the last day of its SLA', given: changed({}, { entered: '2026-03-06' }) },
    {
      what: 'a deal one day over',
      given: changed({}, { entered: '2026-03-05' }),
      severity: 'high',
      evidence: { days_in_stage: 15, sla_days: 14, since: '2026-03-05', basis: 'stage_entered', stage: 'Negotiation', row: 2 },
      en: '15 days in Negotiation since it came into the stage; the SLA is 14 days',
      de: '15 Tage in Negotiation seit Eintritt in die Stufe; die SLA ist 14 Tage',
    },
    { what: 'a deal at three times its SLA', given: changed({}, { entered: '2026-02-06' }), severity: 'high' },
    { what: 'a deal over three times its SLA', given: changed({}, { entered: '2026-02-05' }), severity: 'critical' },
    {
      what: 'the next clock where no step is known',
      given: changed({ lastActivity: '2026-02-20' }),
      severity: 'high',
      evidence: { basis: 'last_activity', days_in_stage: 28 },
      en: '28 days in Negotiation since the last activity; the SLA is 14 days',
    },
    {
      what: 'the clock of the last change',
      given: changed({ lastActivity: undefined, modified: '2026-03-01' }),
      severity: 'high',
      evidence: { basis: 'modified' },
      en: '19 days in Negotiation since it was last changed; the SLA is 14 days',
    },
    {
      what: 'the clock of creation',
      given: changed({ lastActivity: undefined, modified: undefined, created: '2026-01-01' }),
      severity: 'critical',
      evidence: { basis: 'created', days_in_stage: 78 },
    },
    {
      what: 'an activity where the policy lets it reset the clock',
      given: changed({}, { entered: '2026-02-01' }),
      settings: { slaResets: ['activity'] },
    },
    {
      what: 'an activity where the policy does not let it',
      given: changed({}, { entered: '2026-02-01' }),
      severity: 'critical',
    },
    {
      what: 'a planned activity where it protects',
      given: changed({}, { entered: '2026-02-01' }),
      settings: { plannedActivityProtects: true },
    },
    {
      what: 'a planned activity whose day is today',
      given: changed({ closing: '2026-03-20' }, { entered: '2026-02-01' }),
      settings: { plannedActivityProtects: true },
    },
    {
      what: 'a planned activity whose day is past',
      given: changed({ closing: '2026-03-19' }, { entered: '2026-02-01' }),
      settings: { plannedActivityProtects: true },
      severity: 'critical',
    },
    { what: 'weekends that do not count', given: changed({}, { entered: '2026-03-02' }), settings: { weekendsCount: false } },
    {
      what: 'an SLA in hours',
      given: changed({ stage: 'New Lead' }, { entered: '2026-03-19T17:00' }),
      severity: 'high',
      evidence: { days_in_stage: 1.29, sla_days: 1 },
      en: '30 hours in New Lead since it came into the stage; the SLA is 24 hours',
      de: '30 Stunden in New Lead seit Eintritt in die Stufe; die SLA ist 24 Stunden',
    },
    { what: 'a stage without SLA', given: changed({ stage: 'Qualified' }, { entered: '2025-01-01' }) },
    { what: 'a won deal', given: changed({ stage: 'Closed Won' }, { entered: '2025-01-01' }) },
    { what: 'a parked deal', given: changed({ stage: 'Nurturing' }, { entered: '2025-01-01' }) },
    { what: 'a stage entered after the day of the scan', given: changed({}, { entered: '2026-04-01' }) },
  ],
  'approaching-sla': [
    { what: 'a deal before the line', given: changed({ stage: 'Offer Sent' }, { entered: '2026-03-15' }) },
    {
      what: 'a deal at 6 of 7 days',
      given: changed({ stage: 'Offer Sent' }, { entered: '2026-03-14' }),
      severity: 'low',
      evidence: { days_in_stage: 6, sla_days: 7, basis: 'stage_entered' },
      en: '6 of 7 days in Offer Sent are used up',
      de: '6 von 7 Tagen in Offer Sent sind verbraucht',
    },
    { what: 'a deal at the end of its SLA', given: changed({ stage: 'Offer Sent' }, { entered: '2026-03-13' }), severity: 'low' },
    { what: 'a deal that is over it', given: changed({ stage: 'Offer Sent' }, { entered: '2026-03-12' }) },
    {
      what: 'a deal that a planned activity protects',
      given: changed({ stage: 'Offer Sent' }, { entered: '2026-03-14' }),
      settings: { plannedActivityProtects: true },
    },
  ],
  'no-next-step': [
    { what: 'a deal with one', given: changed({}) },
    {
      what: 'a deal without',
      given: changed({ nextStep: undefined }),
      severity: 'medium',
      en: 'no next step in Negotiation',
      de: 'kein nächster Schritt in Negotiation',
    },
    { what: 'a lost deal without', given: changed({ nextStep: undefined, stage: 'Closed Lost' }) },
  ],
  'overdue-closing': [
    { what: 'a closing date of today', given: changed({ closing: '2026-03-20' }) },
    {
      what: 'a closing date of yesterday',
      given: changed({ closing: '2026-03-19' }),
      severity: 'medium',
      evidence: { closing: '2026-03-19', overdue_days: 1 },
      en: 'should have closed on 2026-03-19, 1 day ago',
      de: 'sollte am 2026-03-19 abschließen, vor 1 Tag',
    },
    { what: 'no closing date', given: changed({ closing: undefined }) },
    {
      what: 'a long past one',
      given: changed({ closing: '2026-03-01' }),
      severity: 'medium',
      de: 'sollte am 2026-03-01 abschließen, vor 19 Tagen',
    },
  ],
  'closing-pushed': [
    { what: 'two pushes', given: changed({}, { pushes: 2 }) },
    {
      what: 'three pushes',
      given: changed({}, { pushes: 3 }),
      severity: 'medium',
      evidence: { pushes: 3, closing: '2026-04-30' },
      en: 'closing date pushed 3 times, now 2026-04-30',
      de: 'Abschluss 3-mal verschoben, jetzt 2026-04-30',
    },
    { what: 'the number that the policy says', given: changed({}, { pushes: 2 }), settings: { closingPushes: 2 }, severity: 'medium' },
  ],
  'amount-missing': [
    { what: 'an amount', given: changed({}) },
    { what: 'a negative amount', given: changed({ amount: -100 }) },
    {
      what: 'no amount',
      given: changed({ amount: undefined }),
      severity: 'low',
      evidence: { amount: null },
      en: 'no amount in Negotiation',
      de: 'kein Betrag in Negotiation',
    },
    { what: 'an amount of zero', given: changed({ amount: 0 }), severity: 'low' },
  ],
  silent: [
    { what: 'thirty days', given: changed({ lastActivity: '2026-02-18' }) },
    {
      what: 'thirty-one days',
      given: changed({ lastActivity: '2026-02-17' }),
      severity: 'medium',
      evidence: { last_activity: '2026-02-17', silent_days: 31, basis: 'last_activity' },
      en: 'no activity for 31 days',
      de: 'keine Aktivität seit 31 Tagen',
    },
    { what: 'a young deal never touched', given: changed({ lastActivity: undefined }) },
    {
      what: 'an old deal never touched',
      given: changed({ lastActivity: undefined, created: '2026-01-01' }),
      severity: 'medium',
      evidence: { last_activity: null, silent_days: 78, basis: 'created' },
      en: 'no activity in the 78 days since it was created',
      de: 'keine Aktivität in den 78 Tagen seit der Anlage',
    },
    { what: 'an activity planned for later', given: changed({ lastActivity: '2026-05-01' }) },
  ],
};

describe.each(Object.entries(CASES))('%s', (rule, cases) => {
  it.each(cases)('$what', ({ given, settings, severity, evidence, en, de }) => {
    const findings = found(given, only(rule as Rule, settings));
    expect(findings.map((finding) => finding.severity)).toEqual(severity === undefined ? [] : [severity]);
    if (severity === undefined) return;
    expect(findings[0]).toMatchObject({ rule, subject: { kind: 'deal', id: 'D-1', name: 'Acme roof' }, evidence: evidence ?? {} });
    if (en !== undefined) expect(findings[0].summary.en).toBe(en);
    if (de !== undefined) expect(findings[0].summary.de).toBe(de);
  });
});

const owned = (owner: string | undefined, n: number, amount?: number): DealRow[] =>
  Array.from({ length: n }, (_, k) => ({ ...FINE, id: `${owner}-${k}`, owner, amount }));

describe('owner-overload', () => {
  it('names each owner over the line, the most loaded first, and nobody for deals without owner', () => {
    const rows = [...owned('Ann', 3, 100), ...owned('Bob', 5, 100), ...owned('Cem', 2, 100), ...owned(undefined, 9, 100)];
    const findings = found(facts(rows), only('owner-overload', { ownerOpenDealsMax: 2 }));
    expect(findings.map(({ subject, evidence }) => [subject.id, evidence])).toEqual([
      ['Bob', { open_deals: 5, open_deals_max: 2 }],
      ['Ann', { open_deals: 3, open_deals_max: 2 }],
    ]);
    expect(findings[0].summary).toEqual({ en: '5 open deals; 2 are the limit', de: '5 offene Deals; 2 sind die Grenze' });
  });
});

describe('owner-concentration', () => {
  it('goes by value', () => {
    const findings = found(facts([...owned('Ann', 1, 600), ...owned('Bob', 3, 100), ...owned('Cem', 1, 100)]), only('owner-concentration'));
    expect(findings.map(({ subject, evidence }) => [subject.id, evidence])).toEqual([
      ['Ann', { share: 0.6, share_max: 0.35, base: 'value' }],
    ]);
    expect(findings[0].summary.en).toBe('60 % of the open value; 35 % is the limit');
  });

  it('goes by count where over half of the deals have no amount', () => {
    const findings = found(facts([...owned('Ann', 1, 600), ...owned('Bob', 4)]), only('owner-concentration'));
    expect(findings.map(({ subject, evidence }) => [subject.id, evidence.base])).toEqual([['Bob', 'count']]);
    expect(findings[0].summary.de).toBe('80 % der offenen Deals; 35 % ist die Grenze');
  });

  it('is silent where the share is at the line, and where one person is the whole team', () => {
    expect(found(facts([...owned('Ann', 7, 50), ...owned('Bob', 7, 50), ...owned('Cem', 6, 50)]), only('owner-concentration'))).toEqual([]);
    expect(found(facts(owned('Ann', 3, 50)), only('owner-concentration'))).toEqual([]);
  });
});

describe('moved-backwards', () => {
  const step = (from: string, to: string, at: string) => ({ deal: 'D-1', from, to, at: parseIsoMoment(at), basis: 'history' as const });
  const withSteps = (...steps: ReturnType<typeof step>[]) => facts([FINE], { history: history(1, { steps }) });

  it('tells the step that led back', () => {
    const [finding, ...others] = found(withSteps(step('Negotiation', 'Offer Sent', '2026-03-10T09:30')), only('moved-backwards'));
    expect(others).toEqual([]);
    expect(finding.evidence).toMatchObject({ from: 'Negotiation', to: 'Offer Sent', on: '2026-03-10T09:30', basis: 'history' });
    expect(finding.summary).toEqual({
      en: 'went back from Negotiation to Offer Sent on 2026-03-10',
      de: 'ging am 2026-03-10 von Negotiation zurück zu Offer Sent',
    });
  });

  it('is silent where the last step led on', () => {
    const steps = [step('Negotiation', 'Offer Sent', '2026-03-10'), step('Offer Sent', 'Negotiation', '2026-03-12')];
    expect(found(withSteps(...steps), only('moved-backwards'))).toEqual([]);
  });
});

describe('early-warning', () => {
  const risky = changed(
    { lastActivity: '2026-01-01', closing: '2026-01-31', nextStep: undefined, amount: undefined },
    { entered: '2026-01-01', pushes: 3 },
  );

  it('names the score, the model and what it is made of', () => {
    const [finding] = found(risky, only('early-warning'));
    expect(finding.evidence).toMatchObject({ score: 90, model: 'policy' });
    expect(finding.evidence.contributions).toEqual([
      'time_in_stage +30',
      'inactivity +20',
      'overdue_closing +15',
      'closing_pushes +10',
      'no_next_step +10',
      'amount_missing +5',
    ]);
    expect(finding.summary).toEqual({
      en: 'risk 90 of 100: time in stage +30, inactivity +20, closing overdue +15',
      de: 'Risiko 90 von 100: Zeit in der Stufe +30, Inaktivität +20, Abschluss überfällig +15',
    });
  });

  it('is silent below the line', () => {
    expect(found(risky, only('early-warning', { earlyWarningScore: 91 }))).toEqual([]);
    expect(found(changed({}), only('early-warning'))).toEqual([]);
  });

  // The odds of 83 of 100 are 4.9; twice that is 90.7 of 100.
  it.each([
    [undefined, 70, 2, 70],
    [83, 70, 2, 90.71],
    [83, 95, 2, 95],
    [50, 70, 2, 70],
    [50, 60, 2, 66.67],
    [83, 70, 1, 83],
    [0, 70, 2, 70],
    [100, 70, 2, 70],
  ])('an average deal at %s, a line at %i, %i times the odds: from %d on', (average, line, times, from) => {
    expect(warningFrom({ average }, line, times)).toBeCloseTo(from, 2);
  });
});

describe('what cannot be checked', () => {
  const told = (given: PipelineFacts, rules: PipelinePolicy): string[] =>
    scanPipeline(given, rules, MOMENT)
      .problems.filter(({ code }) => code === 'rule-not-checked')
      .map(({ message }) => message.en);

  it.each([
    ['no-next-step', 'next_step'],
    ['silent', 'last_activity'],
    ['amount-missing', 'amount'],
    ['overdue-closing', 'closing'],
    ['owner-overload', 'owner'],
    ['owner-concentration', 'owner'],
  ] as const)('%s is told once where the column %s is missing, and finds nothing', (rule, field) => {
    const without: DealField[] = field === 'closing' ? ['closing', 'closed'] : [field];
    const given = changed({ nextStep: undefined, amount: undefined, closing: '2025-01-01' }, { without });
    expect(told(given, only(rule))).toEqual([`"${rule}" cannot be checked: the export has no column for ${field}.`]);
    expect(found(given, only(rule))).toEqual([]);
  });

  it('tells where nothing older is known', () => {
    expect(told(facts([FINE]), only('closing-pushed'))).toEqual([
      '"closing-pushed" cannot be checked: no older export shows earlier closing dates.',
    ]);
    expect(told(facts([FINE]), only('moved-backwards'))).toHaveLength(1);
  });

  it('tells where no stage has an SLA, and where no clock has a time', () => {
    expect(told(facts([{ ...FINE, stage: 'Qualified' }]), only('stalled'))).toEqual([
      '"stalled" cannot be checked: no stage of these deals has an SLA.',
    ]);
    const timeless = { ...FINE, created: undefined, modified: undefined, lastActivity: undefined };
    expect(told(facts([timeless]), only('stalled'))).toEqual([
      '"stalled" cannot be checked: no clock of the policy has a time for any open deal.',
    ]);
  });

  it('is silent where there is nothing to check', () => {
    expect(told(facts([]), policy())).toEqual([]);
  });

  it('is silent about a rule that the policy does not name', () => {
    expect(told(changed({}, { without: ['next_step'] }), only('stalled'))).toEqual([]);
  });
});

describe('every rule', () => {
  it.each(RULES.map((rule) => [rule.code, rule] as const))('%s is explained in every language', (code, rule) => {
    expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    for (const language of LANGUAGES) {
      for (const text of [rule.title, rule.explain, rule.example, rule.remedy, ...Object.values(rule.evidenceKeys)]) {
        expect(text[language].trim().length).toBeGreaterThan(3);
      }
      expect(rule.tally('3')[language]).toContain('3');
    }
    expect(rule.title.en).not.toBe(rule.title.de);
    for (const text of [rule.explain, rule.remedy]) for (const language of LANGUAGES) expect(text[language]).toMatch(/[.!?]$/);
  });

  it('is named once, and tested here', () => {
    const codes = RULES.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.sort()).toEqual(Object.keys(SEVERITIES_OF_RULES).sort());
  });

  it('documents each key of its evidence, and gives a short measure', () => {
    const rows: DealRow[] = [
      { ...FINE, id: 'bad', lastActivity: '2026-01-01', closing: '2026-01-31', nextStep: undefined, amount: undefined },
      { ...FINE, id: 'soon' },
      ...owned('Bob', 3, 1_000_000),
    ];
    const moved = { deal: 'bad', from: 'Negotiation', to: 'Offer Sent', at: parseIsoMoment('2026-03-01'), basis: 'snapshots' as const };
    const known = history(rows.length, {
      steps: [moved],
      stageEntered: Float64Array.from(rows, (_, k) => parseIsoMoment(k === 0 ? '2026-01-01' : '2026-03-08')),
      closingPushes: Uint16Array.from(rows, (_, k) => (k === 0 ? 4 : 0)),
    });
    const findings = found(facts(rows, { history: known }), policy({ ownerOpenDealsMax: 2 }));
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(RULES.map(({ code }) => code)));
    for (const finding of findings) {
      const rule = RULES.find(({ code }) => code === finding.rule);
      const documented = [...Object.keys(rule?.evidenceKeys ?? {}), ...(finding.subject.kind === 'deal' ? Object.keys(DEAL_EVIDENCE) : [])];
      expect(Object.keys(finding.evidence).sort()).toEqual(documented.sort());
      for (const language of LANGUAGES) {
        expect(rule?.brief(finding.evidence)[language]).toMatch(/\S/);
        expect(rule?.brief(finding.evidence)[language].length).toBeLessThanOrEqual(34);
        expect(finding.summary[language]).not.toMatch(/undefined|NaN|null/);
      }
    }
  });

  it('has words for every factor and feature of the risk score', () => {
    for (const name of [...FACTORS.map((factor) => factor.name), ...FEATURES, 'average_deal']) expect(RISK_WORDS).toHaveProperty(name);
  });
});
