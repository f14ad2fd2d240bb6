import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultStructure } from '../../../src/business/pipeline/default-policy.ts';
import { layPolicies, stageBookOf } from '../../../src/business/pipeline/policy-layers.ts';
import { entityJson } from '../../../src/business/pipeline/reports/json.ts';
import { RULES } from '../../../src/business/pipeline/rules/index.ts';
import { scanPipeline } from '../../../src/business/pipeline/scans/pipeline.ts';
import { parseIsoMoment } from '../../../src/core/moment.ts';
import { DEAL_FIELDS } from '../../../src/sources/crm/deals.ts';
import type { PastSnapshot } from '../../../src/sources/crm/history.ts';
import { type DealRow, facts, history, MOMENT } from './build-deals.ts';
import { metricReference, ruleReference, settingReference } from './reference.ts';

const PAGE = join(import.meta.dirname, '..', '..', '..', 'docs', 'pipeline.md');

/** Facts on which every metric has something to say: steps, and a past export whose 30 days are over. */
function tellingFacts() {
  const rows: DealRow[] = [
    { id: 'A', owner: 'Ann', stage: 'Negotiation', amount: 100, created: '2026-01-01', closing: '2026-04-01' },
    { id: 'B', owner: 'Bob', stage: 'Closed Won', amount: 100, created: '2026-01-01', closed: '2026-01-20' },
  ];
  const step = { deal: 'A', from: 'Offer Sent', to: 'Negotiation', at: parseIsoMoment('2026-02-01'), basis: 'history' as const };
  const at = parseIsoMoment('2026-01-10');
  const created = Float64Array.of(parseIsoMoment('2026-01-01'));
  const past: PastSnapshot = {
    at,
    open: 1,
    openValue: 100,
    stage: ['Negotiation'],
    owner: ['Bob'],
    amount: Float64Array.of(100),
    created,
    closing: Float64Array.of(parseIsoMoment('2026-01-20')),
    won: Float64Array.of(1),
    closedAt: Float64Array.of(parseIsoMoment('2026-01-20')),
  };
  return facts(rows, { history: history(2, { snapshots: [at, MOMENT.asOf], steps: [step], past: [past] }) });
}

async function shippedScan() {
  const shipped = layPolicies([await defaultStructure()], [], 'MYR').value;
  const policy = { ...shipped, settings: { ...shipped.settings, quotaPerMonth: 1000 } };
  return scanPipeline({ ...tellingFacts(), stages: stageBookOf(policy) }, policy, MOMENT);
}

const filled = (page: string, name: string, content: string): string =>
  page.replace(
    new RegExp(`(<!-- ${name}:[^>]*-->\n)[\\s\\S]*(<!-- /${name} -->)`),
    (_, open: string, close: string) => `${open}\n${content}\n\n${close}`,
  );

describe('docs/pipeline.md', () => {
  it('says of metrics, rules and settings what they say of themselves (renew it with: npx vitest run test/business/pipeline/reference.test.ts -u)', async () => {
    const page = readFileSync(PAGE, 'utf8');
    const { metrics } = await shippedScan();
    const parts = [
      ['settings', settingReference()],
      ['metrics', metricReference(metrics)],
      ['rules', ruleReference()],
    ];
    await expect(parts.reduce((text, [name, content]) => filled(text, name, content), page)).toMatchFileSnapshot(PAGE);
  });

  it('names every field of a deal, every rule, every metric and every member of the JSON', async () => {
    const page = readFileSync(PAGE, 'utf8');
    const scan = await shippedScan();
    for (const name of [
      ...DEAL_FIELDS,
      ...RULES.map(({ code }) => code),
      ...scan.metrics.map(({ id }) => id),
      ...Object.keys(JSON.parse(`{${[...entityJson(scan, 'en')].join('')}}`)),
    ])
      expect(page).toContain(`\`${name}\``);
  });

  it('has rules for everything that the shipped policy switches on, and the other way round', async () => {
    const { rules } = layPolicies([await defaultStructure()], [], 'MYR').value;
    expect(Object.keys(rules).sort()).toEqual(RULES.map(({ code }) => code).sort());
  });
});
