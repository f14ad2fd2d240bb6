import { describe, expect, it } from 'vitest';
import type { PipelineFacts } from '../../../src/business/pipeline/facts.ts';
import type { PipelinePolicy } from '../../../src/business/pipeline/policy.ts';
import { entityJson, pipelineJson } from '../../../src/business/pipeline/reports/json.ts';
import { pipelineReport } from '../../../src/business/pipeline/reports/pipeline.ts';
import { RULES } from '../../../src/business/pipeline/rules/index.ts';
import { scanPipeline } from '../../../src/business/pipeline/scans/pipeline.ts';
import { parseIsoMoment } from '../../../src/core/moment.ts';
import type { Block, Report } from '../../../src/core/report.ts';
import { LANGUAGES, type Language } from '../../../src/core/text.ts';
import { renderHtml } from '../../../src/report/html.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { renderTerminal } from '../../../src/report/terminal.ts';
import { textWidth } from '../../../src/report/width.ts';
import { type DealRow, facts, history, MOMENT, policy, source } from './build-deals.ts';

const ROWS: readonly DealRow[] = [
  {
    id: 'PD-1',
    name: 'Harbour roof',
    owner: 'Ann',
    stage: 'Negotiation',
    amount: 90_000_000,
    created: '2025-03-01',
    lastActivity: '2025-12-01',
    closing: '2026-02-01',
  },
  {
    id: 'PD-2',
    name: 'Mill pump',
    owner: 'Bob',
    stage: 'Offer Sent',
    amount: 10_000_000,
    created: '2026-03-14',
    lastActivity: '2026-03-19',
    closing: '2026-04-01',
    nextStep: 'call',
  },
  {
    id: 'PD-3',
    name: 'School wall',
    owner: 'Cem',
    stage: 'Qualified',
    created: '2026-03-01',
    lastActivity: '2026-03-15',
    closing: '2026-05-01',
    nextStep: 'visit',
  },
  ...Array.from(
    { length: 12 },
    (_, k): DealRow => ({
      id: `W-${k}`,
      owner: 'Ann',
      stage: k % 3 === 0 ? 'Closed Won' : 'Closed Lost',
      amount: 2_000_000,
      created: '2025-10-01',
      closed: '2026-01-10',
    }),
  ),
];
const TARGETS = { targets: { win_rate: { op: '>=', value: 0.4, text: '≥ 40%' } } } as const;
const FLOW = {
  from: parseIsoMoment('2026-03-13'),
  to: parseIsoMoment('2026-03-20'),
  added: 1,
  moved: 2,
  won: 3,
  wonValue: 500_000,
  lost: 4,
  vanished: 5,
  amountChanged: 6,
  slipped: 7,
};

function reportOf(
  given: PipelineFacts = facts(ROWS),
  rules: PipelinePolicy = policy({}, TARGETS),
  language: Language = 'en',
  top = 3,
): Report {
  return pipelineReport(scanPipeline(given, rules, MOMENT), {
    language,
    entityName: 'Acme',
    top,
    history: given.history,
    commands: [{ command: 'bizos explain stalled', does: 'what a rule means' }],
  });
}

const kinds = <K extends Block['kind']>(report: Report, kind: K): Extract<Block, { kind: K }>[] =>
  report.blocks.filter((block): block is Extract<Block, { kind: K }> => block.kind === kind);
const first = (report: Report): string => (report.blocks[0].kind === 'text' ? report.blocks[0].text : '');

describe('the sentence at the top', () => {
  it('says what is wrong in money', () => {
    const report = reportOf();
    expect(first(report)).toBe(
      'RM 900k of RM 1.00M open needs somebody now: 1 stalled (RM 900k), 1 with an early warning (RM 900k) and 1 owner who holds too much (RM 900k).',
    );
    expect(report.blocks[0]).toMatchObject({ kind: 'text', tone: 'bad' });
    expect(first(reportOf(undefined, undefined, 'de'))).toMatch(
      /^900 Tsd\. RM von 1,00 Mio\. RM offenem Wert brauchen jetzt jemanden: 1 stehen still/,
    );
  });

  it('counts deals where there are no amounts', () => {
    expect(
      first(
        reportOf(
          facts(
            ROWS.map(({ amount, ...row }) => row),
            { without: ['amount'] },
          ),
        ),
      ),
    ).toMatch(/^1 of 3 open deals needs? somebody now|^1 of 3 open deals need somebody now/);
  });

  it('is calm where nothing is urgent, and glad where nothing is wrong', () => {
    const mild = policy({}, { rules: { 'amount-missing': { severity: 'low' } } });
    expect(first(reportOf(facts(ROWS), mild))).toBe('Nothing is urgent on 3 open deals worth RM 1.00M: 1 without an amount.');
    expect(first(reportOf(facts(ROWS), policy({}, { rules: {} })))).toBe('No finding. Open deals: 3.');
    expect(first(reportOf(facts([])))).toBe('There is no open deal.');
  });
});

describe('the report', () => {
  it('starts with the deals most in need, with all that is wrong with them', () => {
    const [start] = kinds(reportOf(), 'findings');
    expect(start.items.map(({ title }) => title)).toEqual(['PD-1  Harbour roof']);
    expect(start.items[0]).toMatchObject({ severity: 'critical', place: 'RM 900k · Ann' });
    expect(start.items[0].detail).toBe(
      '109 days in Negotiation since the last activity; the SLA is 14 days; also: Early warning, Closing date is past, Silent deal, No next step',
    );
  });

  it('has the missed targets first, with the target and a word', () => {
    const [{ items }] = kinds(reportOf(), 'facts');
    expect(items[0]).toMatchObject({ label: 'Win rate', value: '33.3 %', tone: 'bad', status: 'missed' });
    expect(items[0].note).toContain('target ≥ 40%');
    expect(items[0].note).toContain('n 12');
  });

  it('shows each metric once, in a line of its own or in its family', () => {
    const scan = scanPipeline(facts(ROWS), policy(), MOMENT);
    const [{ items }] = kinds(reportOf(facts(ROWS), policy()), 'facts');
    const labels = items.map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
    const flows = scan.metrics.filter(({ id }) => id.startsWith('flow_')).length;
    const told = items.map(({ label, note }) => `${label} ${note ?? ''}`).join('\n');
    const shown = scan.metrics.filter(({ label }) => labels.includes(label.en)).length;
    expect(shown).toBe(labels.length);
    expect(told).toContain('3 deals');
    expect(shown + flows).toBeLessThanOrEqual(scan.metrics.length);
    for (const metric of scan.metrics)
      if (metric.value === null && !metric.id.startsWith('flow_')) expect(labels).toContain(metric.label.en);
  });

  it('groups the findings by rule with count, value, remedy and the worst few', () => {
    const many = Array.from({ length: 9 }, (_, k): DealRow => ({ ...ROWS[0], id: `S-${k}`, name: `Slow ${k}`, amount: 1000 * (k + 1) }));
    const blocks = kinds(reportOf(facts(many), policy({}, { rules: { stalled: { severity: 'high' } } }), 'en', 2), 'findings');
    const stalled = blocks.find(({ title }) => title?.startsWith('Stalled'));
    expect(stalled).toMatchObject({ title: 'Stalled deal · 9 · RM 450', hidden: 7, hiddenNote: '7 more of this kind' });
    expect(stalled?.items.map(({ title, cells }) => [title, cells])).toEqual([
      ['S-8  Slow 8', ['Ann', 'RM 90', '109 d since activity, SLA 14']],
      ['S-7  Slow 7', ['Ann', 'RM 80', '109 d since activity, SLA 14']],
    ]);
    expect(stalled?.note).toBe(RULES.find(({ code }) => code === 'stalled')?.remedy.en);
  });

  it('leaves the findings out at --top 0', () => {
    expect(kinds(reportOf(undefined, undefined, 'en', 0), 'findings')).toEqual([]);
  });

  it('shows stages, owners, ages and months with bars along their rows', () => {
    const tables = kinds(reportOf(), 'table').filter(({ bars }) => bars);
    expect(tables.map(({ bars }) => bars?.plot)).toEqual(['funnel', 'concentration', 'ageing', 'months']);
    for (const { bars, rows, columns } of tables) {
      expect(bars?.values).toHaveLength(rows.length);
      expect(columns[bars?.text ?? -1]).toBeDefined();
      for (const row of rows) expect(row).toHaveLength(columns.length);
    }
  });

  it('gathers the owners beyond the eighth', () => {
    const rows = Array.from({ length: 11 }, (_, k): DealRow => ({ ...ROWS[1], id: `O-${k}`, owner: `Owner ${k}` }));
    const owners = kinds(reportOf(facts(rows)), 'table').find(({ bars }) => bars?.plot === 'concentration');
    expect(owners?.rows).toHaveLength(9);
    expect(owners?.rows[8]).toEqual(['3 others', '3', 'RM 300k', '27 %']);
  });

  it('tells the flow of the week, what changed since the export before, and the trend up to now', () => {
    const past = {
      at: parseIsoMoment('2026-03-13'),
      open: 2,
      openValue: 50_000_000,
      stage: [],
      owner: [],
      amount: new Float64Array(),
      created: new Float64Array(),
      closing: new Float64Array(),
      won: new Float64Array(),
      closedAt: new Float64Array(),
    };
    const report = reportOf(facts(ROWS, { history: history(ROWS.length, { flows: [FLOW], past: [past] }) }));
    const texts = kinds(report, 'text').map(({ text }) => text);
    expect(texts).toContain(
      'Since the export of 13 Mar 2026: 1 new, 2 moved, 3 won (RM 5,000), 4 lost, 7 slipped, 5 vanished.'.replace('RM 5,000', 'RM 5.00k'),
    );
    expect(kinds(report, 'trend')[0].series[0].points).toEqual([
      ['13 Mar 2026', 500_000, 'RM 500k'],
      ['20 Mar 2026', 1_000_000, 'RM 1.00M'],
    ]);
    const week = kinds(report, 'table').find(({ columns }) => columns[0].label === 'Week');
    expect(week?.rows[0].slice(0, 2)).toEqual(['this week', '1']);
  });

  it('names its sources, the older ones together, and every problem', () => {
    const sources = [
      source(400),
      ...[1, 2, 3].map((day) => source(100, { file: `old-${day}.csv`, rejected: 1, snapshot: parseIsoMoment(`2026-01-0${day}`) })),
    ];
    const problem = {
      code: 'ragged',
      level: 'warning',
      message: { en: 'Ragged.', de: 'Ausgefranst.' },
      remedy: { en: 'Mend it.', de: 'Flick es.' },
    } as const;
    const report = reportOf(facts(ROWS, { sources, problems: [problem] }));
    expect(kinds(report, 'list')[0].items).toEqual([
      '_INBOX/zoho/Deals.csv: 400 rows, 0 rejected, zoho-module, dated 20 Mar 2026 (by its name)',
      '3 more exports back to 1 Jan 2026: 300 rows, 3 rejected',
    ]);
    expect(kinds(report, 'problems')[0].items).toContain(problem);
  });

  it('says when it is of the date of an old export', () => {
    const scan = scanPipeline(facts(ROWS), policy(), { ...MOMENT, basis: 'export' });
    expect(pipelineReport(scan, { language: 'en', entityName: 'Acme', top: 3, commands: [] }).subtitle).toContain('the date of the export');
  });

  it.each(LANGUAGES)('is whole in %s: no place left open, no word of the other language, 80 columns', (language) => {
    const report = reportOf(undefined, undefined, language);
    const text = renderTerminal(report, { width: 80, colour: 0, unicode: true });
    for (const drawn of [text, renderMarkdown(report, {}), renderHtml(report).replace(/<style>[\s\S]*<\/style>/, '')]) {
      expect(drawn).not.toMatch(/\{\w+\}|undefined|NaN|Infinity|\[object/);
      expect(drawn).toContain('PD-1');
    }
    expect(text.split('\n').filter((line) => textWidth(line) > 80)).toEqual([]);
    expect(/Key numbers|What is wrong|Start here/.test(text)).toBe(language === 'en');
  });
});

describe('the scan as JSON', () => {
  const json = (given: PipelineFacts, language: Language = 'en') =>
    JSON.parse([...pipelineJson([entityJson(scanPipeline(given, policy({}, TARGETS), MOMENT), language)])].join(''));

  it('has the members that other programs rely on', () => {
    const document = json(facts(ROWS));
    expect(document).toMatchObject({ schema: 'bizos.scan/1', scan: 'pipeline', entity: 'acme', asOf: '2026-03-20', currency: 'MYR' });
    expect(document.source[0]).toMatchObject({ file: '_INBOX/zoho/Deals.csv', rows: ROWS.length, rejected: 0 });
    const rate = document.metrics.find(({ id }: { id: string }) => id === 'win_rate');
    expect(rate).toMatchObject({ label: 'Win rate', unit: 'ratio', n: 12, target: { op: '>=', value: 0.4 }, status: 'missed' });
    expect(rate.value).toBeCloseTo(1 / 3);
    const stalled = document.findings.find(({ rule }: { rule: string }) => rule === 'stalled');
    expect(stalled).toMatchObject({
      severity: 'critical',
      subject: { kind: 'deal', id: 'PD-1', name: 'Harbour roof' },
      evidence: { days_in_stage: 109, sla_days: 14, since: '2025-12-01', basis: 'last_activity', amount: 90_000_000 },
    });
    expect(stalled.id).toMatch(/^[0-9a-f]{16}$/);
    expect(stalled.summary).toContain('109 days in Negotiation');
    expect(json(facts(ROWS), 'de').findings[0].summary).not.toBe(document.findings[0].summary);
  });

  it('has money in whole minor units, also where it is an average', () => {
    for (const { unit, value, currency } of json(facts(ROWS)).metrics) {
      if (!unit.startsWith('money') || value === null) continue;
      expect(Number.isInteger(value)).toBe(true);
      expect(currency).toBe('MYR');
    }
  });

  it('is valid whatever stands in a name', () => {
    const names = ['\u0000\u001b[31m', '"\\\n\u2028', 'lone \ud800', '</script>', '\u202e'];
    const document = json(facts(names.map((name, k) => ({ ...ROWS[0], id: `N-${k}`, name, owner: name }))));
    const deals = document.findings
      .filter(({ rule }: { rule: string }) => rule === 'stalled')
      .map(({ subject }: { subject: { name: string } }) => subject.name);
    expect(deals).toEqual(names);
  });

  it('puts several companies under entities, each whole', () => {
    const scan = scanPipeline(facts(ROWS), policy(), MOMENT);
    const document = JSON.parse([...pipelineJson([entityJson(scan, 'en'), entityJson(scan, 'de')])].join(''));
    expect(Object.keys(document)).toEqual(['schema', 'scan', 'entities']);
    expect(document.entities.map(({ entity, language }: { entity: string; language: string }) => [entity, language])).toEqual([
      ['acme', 'en'],
      ['acme', 'de'],
    ]);
    expect(document.entities[0].findings).toHaveLength([...scan.findings()].length);
  });

  it('comes in pieces, one a finding', () => {
    const scan = scanPipeline(facts(ROWS), policy(), MOMENT);
    expect([...entityJson(scan, 'en')].length).toBeGreaterThanOrEqual([...scan.findings()].length);
  });
});
