import { describe, expect, it } from 'vitest';
import { defaultStructure, loadDefaultPolicy } from '../../../src/business/pipeline/default-policy.ts';
import { METRIC_NAMES, metricIdOf } from '../../../src/business/pipeline/metric-names.ts';
import { layPolicies, stageBookOf } from '../../../src/business/pipeline/policy-layers.ts';
import type { CrmStructure } from '../../../src/business/pipeline/policy-reader.ts';
import { SETTINGS } from '../../../src/business/pipeline/settings-reader.ts';
import { DAY_MS, HOUR_MS } from '../../../src/core/moment.ts';
import { readMetricTables } from '../../../src/tree/metric-tables.ts';
import { codesOf, document, readAs, readFixture } from '../../tree/fixture.ts';

const PATH = 'bizos/02_Ferries/CRM_STRUCTURE.md';
const read = (text: string) => readAs<CrmStructure>(PATH, text);
const lay = async (text: string, currency = 'MYR') => {
  const reading = await read(text);
  const laid = layPolicies([await defaultStructure(), reading.value], [], currency);
  return { value: laid.value, problems: [...reading.problems, ...laid.problems] };
};
const stages = (...rows: string[]) =>
  `| Stage | Definition | Exit Criteria | SLA | Category | Probability |\n|---|---|---|---|---|---|\n${rows.join('\n')}\n`;
const settings = (...rows: string[]) => `| Setting | Value |\n|---|---|\n${rows.join('\n')}\n`;

describe('the shipped policy', () => {
  it('has every setting, every rule and every factor, and stages for the names of the usual CRMs', async () => {
    const policy = await loadDefaultPolicy('MYR');
    expect(Object.keys(policy.settings).sort()).toEqual(SETTINGS.map(({ key }) => key).sort());
    expect(Object.keys(policy.rules).sort()).toEqual(
      [
        'stalled',
        'approaching-sla',
        'no-next-step',
        'overdue-closing',
        'closing-pushed',
        'owner-overload',
        'owner-concentration',
        'amount-missing',
        'moved-backwards',
        'silent',
        'early-warning',
      ].sort(),
    );
    expect(Object.keys(policy.riskWeights).sort()).toEqual(
      [
        'time_in_stage',
        'inactivity',
        'overdue_closing',
        'closing_pushes',
        'no_next_step',
        'amount_missing',
        'owner_load',
        'moved_backwards',
      ].sort(),
    );
    const book = stageBookOf(policy);
    const category = (name: string) => book.find(name)?.category;
    expect(['Payment Done', 'Closed Won', 'Won'].map(category)).toEqual(['won', 'won', 'won']);
    expect(['Closed-NoOpp', 'Closed Lost', 'Closed-Lost to Competition', 'Lost'].map(category)).toEqual(['lost', 'lost', 'lost', 'lost']);
    for (const name of [
      'Qualification',
      'Needs Analysis',
      'Id. Decision Makers',
      'Proposal/Price Quote',
      'Negotiation/Review',
      'Appointment Scheduled',
      'Contract Sent',
      'Prospecting',
      'Engaging',
      'Initial Offer',
      'Prospect',
    ]) {
      expect(category(name), name).toBe('open');
    }
  });

  it('counts money in the company’s currency', async () => {
    expect((await loadDefaultPolicy('MYR')).settings.largeDealFrom).toBe(10_000_000);
    expect((await loadDefaultPolicy('JPY')).settings.largeDealFrom).toBe(100_000);
  });
});

describe('a structure in the German form without tables of our own', async () => {
  const reading = await readFixture<CrmStructure>('CRM_STRUCTURE.de.md', PATH);

  it('has stages with SLAs, and their category by name', () => {
    expect(codesOf(reading)).toEqual([]);
    expect(reading.value.stages.map(({ name, category, sla, place }) => [name, category, sla?.ms ?? null, place?.line])).toEqual([
      ['Anfrage', 'open', 24 * HOUR_MS, 15],
      ['Termin', 'open', null, 16],
      ['Angebot', 'open', 7 * DAY_MS, 17],
      ['Gewonnen', 'won', 3 * DAY_MS, 18],
      ['Verloren', 'lost', null, 19],
      ['Nurturing', 'parked', 90 * DAY_MS, 20],
    ]);
  });

  it('has required fields by stage, and rules of data quality', () => {
    expect(reading.value.requiredFields).toMatchObject([
      { from: null, fields: ['Name', 'Owner'] },
      { from: 'angebot', fields: ['Offer Amount', 'Quelle'] },
      { from: 'gewonnen', fields: ['Closed Date'] },
    ]);
    expect(reading.value.qualityRules?.map(({ rule, details }) => [rule, details])).toEqual([
      ['Kein Deal ohne nächsten Schritt', ['mit Datum', 'mit Namen']],
      ['Absagen begründen', []],
    ]);
  });

  it('the shipped settings fill in; targets come from its KPIs', async () => {
    const { value, problems } = layPolicies([await defaultStructure(), reading.value], [], 'EUR');
    expect(problems).toEqual([]);
    expect(value.settings.windowDays).toBe(365);
    expect(value.targets.pipeline_hygiene).toMatchObject({ op: '>=', value: 0.92 });
    expect(value.targets.forecast_error).toMatchObject({ op: '±', value: 0.15 });
    // Names of the CRM that mean a stage which is gone lead nowhere, without a word.
    expect(value.stageNames.map(([, stage]) => stage)).not.toContain('Offer Sent');
  });
});

describe('tables that can’t be read are problems with their line', () => {
  it.each([
    ['an SLA', stages('| A | | | soon | | |'), 'sla-unreadable:3'],
    ['a category', stages('| A | | | 7 days | maybe | |'), 'category-unreadable:3'],
    ['a probability', stages('| A | | | 7 days | open | 170% |'), 'probability-unreadable:3'],
    ['a stage twice', stages('| A | | | 7 days | | |', '| a | | | 8 days | | |'), 'stage-twice:4'],
    ['a severity', '| Rule | Severity |\n|---|---|\n| stalled | very |\n', 'severity-unknown:3'],
    ['a weight', '| Risk Factor | Weight |\n|---|---|\n| inactivity | heavy |\n', 'weight-unreadable:3'],
    ['a field', '| Field | Column |\n|---|---|\n| colour | Farbe |\n', 'field-unknown:3'],
    ['a stage name without a stage', '| CRM Stage | Stage |\n|---|---|\n| X | |\n', 'stage-name-empty:3'],
    ['a stage name with two', '| CRM Stage | Stage |\n|---|---|\n| X | A |\n| x | B |\n', 'stage-name-twice:4'],
    ['a setting with two values', settings('| Window | 5 days |', '| window | 6 days |'), 'setting-twice:4'],
    ['a stage table without its SLA', '# T\n\n| Stage | Definition |\n|---|---|\n| A | x |\n', 'table-column-missing:3'],
    ['a settings table without values', '| Setting | Meaning |\n|---|---|\n| Window | x |\n', 'table-column-missing:1'],
    ['a table whose dashes don’t fit', '| Setting | Value |\n|---|---|---|\n| Window | 5 days |\n', 'table-broken:1'],
  ])('%s', async (_, text, code) => {
    const reading = await read(text);
    expect(codesOf(reading)).toEqual([code]);
    for (const { message, remedy } of reading.problems)
      expect([message.en, message.de, remedy.en, remedy.de].every((sentence) => sentence.length > 10)).toBe(true);
  });

  it('the rest of the table counts all the same', async () => {
    const { value } = await read(stages('| A | | | soon | | |', '| B | | | 7 Tage | gewonnen | 0.9 |', '| | | | 1h | | |'));
    expect(
      value.stages.map(({ name, category, order, sla, probability }) => [name, category, order, sla?.ms ?? null, probability]),
    ).toEqual([
      ['A', 'open', 0, null, undefined],
      ['B', 'won', 1, 7 * DAY_MS, 0.9],
    ]);
  });

  it('columns with an underscore in their name are fields', async () => {
    expect((await read('| Feld | Spalte |\n|---|---|\n| last_activity | Zuletzt |\n| next step | Was nun |\n')).value.columns).toEqual({
      last_activity: 'Zuletzt',
      next_step: 'Was nun',
    });
  });
});

describe('layers', () => {
  it('a stage table replaces the one below, other tables row by row', async () => {
    const { value, problems } = await lay(
      `${stages('| Asked | | | 2 days | open | |', '| Sold | | | N/A | won | |')}\n| CRM Stage | Stage |\n|---|---|\n| Qualification | Asked |\n\n${settings('| Window | all |', '| Wochenenden zählen | nein |')}\n| Rule | Severity |\n|---|---|\n| deal-stalled | critical |\n| silent | off |\n\n| Risk Factor | Weight |\n|---|---|\n| inactivity | 55 |\n`,
    );
    expect(problems).toEqual([]);
    expect(value.stages.map(({ name }) => name)).toEqual(['Asked', 'Sold']);
    expect(stageBookOf(value).find('qualification')?.name).toBe('Asked');
    expect([value.settings.windowDays, value.settings.weekendsCount, value.settings.silentDays]).toEqual([null, false, 30]);
    expect([value.rules.stalled.severity, value.rules.silent, value.rules['early-warning'].severity]).toEqual([
      'critical',
      undefined,
      'high',
    ]);
    expect([value.riskWeights.inactivity, value.riskWeights.time_in_stage]).toEqual([55, 30]);
  });

  it.each([
    ['a rule', '| Rule | Severity |\n|---|---|\n| stallled | high |\n', 'rule-unknown:3'],
    ['a setting', settings('| Windw | 5 days |'), 'setting-unknown:3'],
    ['the value of a setting', settings('| Window | long |'), 'setting-unreadable:3'],
    ['a range that ends before it begins', settings('| Time in stage at risk | 200% to 50% |'), 'setting-unreadable:3'],
    ['a weight of nothing', settings('| Average weighs | 0 |'), 'setting-unreadable:3'],
    ['a part of a day', settings('| Forecast checked over | 12 h |'), 'setting-unreadable:3'],
    ['money in another currency', settings('| Large deal from | €5,000 |'), 'setting-unreadable:3'],
    ['a risk factor', '| Risk Factor | Weight |\n|---|---|\n| mood | 20 |\n', 'risk-factor-unknown:3'],
    ['a stage behind a name', '| CRM Stage | Stage |\n|---|---|\n| X | Nowhere |\n', 'stage-name-unknown:3'],
    ['a stage from which fields are asked for', '### From "Nowhere" onwards\n\n- Amount\n', 'required-stage-unknown:1'],
    ['a target in another currency', '| Metric | Target |\n|---|---|\n| Open value | ≥ €5M |\n', 'target-unit:3'],
    ['a target in another unit', '| Metric | Target |\n|---|---|\n| Win rate | ≥ 45 |\n', 'target-unit:3'],
  ])('%s that is not known is a problem, and the layer below counts', async (_, text, code) => {
    const { value, problems } = await lay(text);
    expect(codesOf({ problems })).toEqual([code]);
    expect(value.settings.windowDays).toBe(365);
  });

  it('settings in every spelling', async () => {
    const { value, problems } = await lay(
      settings(
        '| Großer Deal ab | RM 250k |',
        '| SLA-Uhren | letzte Aktivität; angelegt |',
        '| SLA reset by | Aktivität |',
        '| Feiertage | 2026-01-01, 2026-05-01 |',
        '| Approaching from | 0.75 |',
        '| Quote pro Monat | 1,2 Mio. |',
        '| Datumsreihenfolge | Tag/Monat |',
        '| Decimal sign | Komma |',
        '| Still nach | 2 Wochen |',
        '| Zeit in der Stufe als Risiko | 25 % bis 100 % |',
        '| Owner load at risk | 10% – 20% |',
        '| Durchschnitt wiegt | 2,5 |',
        '| Prognose geprüft über | 6 Wochen |',
      ),
    );
    expect(problems).toEqual([]);
    expect(value.settings).toMatchObject({
      largeDealFrom: 25_000_000,
      slaClocks: ['last_activity', 'created'],
      slaResets: ['activity'],
      holidays: ['2026-01-01', '2026-05-01'],
      approachingShare: 0.75,
      quotaPerMonth: 120_000_000,
      dateOrder: 'dmy',
      decimal: ',',
      silentDays: 14,
      stageTimeRisk: { from: 0.25, full: 1 },
      ownerLoadRisk: { from: 0.1, full: 0.2 },
      averageWeight: 2.5,
      forecastCheckDays: 42,
    });
  });
});

describe('targets', () => {
  const rows = (text: string) => readMetricTables(document('bizos/AGENT_GOALS.md', text), () => undefined).rows;

  it('of an agent’s table, by size of deal, direction and baseline', async () => {
    const agent = rows(
      '| Metric | Current | Target |\n|---|---|---|\n| Win rate (overall) | 37% small, 20% large | 45% / 30% |\n| Deal velocity (avg days to close) | 40 days | Reduce 20% |\n| Follow-up compliance | Unknown | 95% within SLA |\n| Pipeline concentration risk | 70% in 2 owners | <50% in top 2 |\n| Open value | RM 20.5M | ≥ RM 18M |\n',
    );
    const { value, problems } = layPolicies([await defaultStructure()], [agent], 'MYR');
    expect(problems).toEqual([]);
    const said = Object.fromEntries(Object.entries(value.targets).map(([id, { op, value: goal, baseline }]) => [id, [op, goal, baseline]]));
    expect(said).toMatchObject({
      win_rate: ['>=', 0.45, undefined],
      win_rate_small: ['>=', 0.45, undefined],
      win_rate_large: ['>=', 0.3, undefined],
      velocity_mean_days: ['reduce', 0.2, 40],
      follow_up_compliance: ['>=', 0.95, undefined],
      top2_owner_share: ['<', 0.5, undefined],
      open_value: ['>=', 1_800_000_000, undefined],
    });
    expect(value.targets.win_rate.place).toEqual({ file: 'bizos/AGENT_GOALS.md', line: 3 });
  });

  it('later sources overrule earlier ones; TBD overrules nothing', async () => {
    const group = rows('| Metric | Target |\n|---|---|\n| Win rate | 50% |\n| Deal velocity | 2 weeks |\n');
    const own = rows('| Kennzahl | Ziel |\n|---|---|\n| Abschlussquote | 55 % |\n| Durchlaufzeit | TBD |\n');
    const { value } = layPolicies([await defaultStructure()], [group, own], 'MYR');
    expect([value.targets.win_rate.value, value.targets.velocity_mean_days]).toEqual([
      0.55,
      expect.objectContaining({ op: '<=', value: 14 }),
    ]);
  });

  it('every metric of the scan has names, and no name means two', () => {
    for (const id of [
      'open_deals',
      'open_value',
      'win_rate',
      'win_rate_small',
      'win_rate_large',
      'velocity_mean_days',
      'velocity_median_days',
      'velocity_p90_days',
      'velocity_km_median_days',
      'top2_owner_share',
      'owner_hhi',
      'follow_up_compliance',
      'forecast_weighted',
      'forecast_commit',
      'forecast_best_case',
    ]) {
      expect(METRIC_NAMES[id]?.length, id).toBeGreaterThan(0);
      expect(metricIdOf(id)).toBe(id);
    }
    const names = Object.values(METRIC_NAMES).flat();
    expect(new Set(names).size).toBe(names.length);
    expect([metricIdOf('**Win Rate** (all teams)'), metricIdOf('Win rate (small)'), metricIdOf('Weather')]).toEqual([
      'win_rate',
      'win_rate_small',
      undefined,
    ]);
  });
});
