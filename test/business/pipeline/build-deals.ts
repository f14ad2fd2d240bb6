import type { PipelineFacts, ScanMoment } from '../../../src/business/pipeline/facts.ts';
import type { PipelinePolicy, PipelineSettings } from '../../../src/business/pipeline/policy.ts';
import { parseIsoMoment } from '../../../src/core/moment.ts';
import { type Stage, StageBook, type StageCategory } from '../../../src/core/stage.ts';
import { DEAL_FIELDS, type DealField, type DealTable, type SourceSummary, type WordColumn } from '../../../src/sources/crm/deals.ts';
import type { DealHistory } from '../../../src/sources/crm/history.ts';

/** A deal as tests write it: dates as `YYYY-MM-DD[THH:MM]`, amounts in minor units. What is left out is not given. */
export interface DealRow {
  readonly id?: string;
  readonly name?: string;
  readonly account?: string;
  readonly owner?: string;
  readonly stage?: string;
  readonly amount?: number;
  readonly probability?: number;
  readonly created?: string;
  readonly closing?: string;
  readonly closed?: string;
  readonly lastActivity?: string;
  readonly modified?: string;
  readonly nextStep?: string;
  readonly source?: string;
  readonly reason?: string;
  readonly email?: string;
  readonly ownerId?: string;
}

/** The table that an export with these deals would give. `without` names columns that the export lacks. */
export function dealTable(rows: readonly DealRow[], without: readonly DealField[] = [], currency = 'MYR'): DealTable {
  const numbers = (value: (row: DealRow) => number): Float64Array => Float64Array.from(rows, value);
  const moments = (key: 'created' | 'closing' | 'closed' | 'lastActivity' | 'modified'): Float64Array =>
    numbers((row) => (row[key] === undefined ? Number.NaN : parseIsoMoment(row[key])));
  const words = (key: 'stage' | 'owner' | 'source' | 'reason'): WordColumn => {
    const list = [...new Set(['', ...rows.map((row) => row[key] ?? '')])];
    return { words: list, at: Uint32Array.from(rows, (row) => list.indexOf(row[key] ?? '')) };
  };
  return {
    count: rows.length,
    currency,
    fields: new Set(DEAL_FIELDS.filter((field) => !without.includes(field))),
    row: Uint32Array.from(rows, (_, i) => i + 2),
    stage: words('stage'),
    owner: words('owner'),
    source: words('source'),
    reason: words('reason'),
    amount: numbers((row) => row.amount ?? Number.NaN),
    probability: numbers((row) => row.probability ?? Number.NaN),
    created: moments('created'),
    closing: moments('closing'),
    closed: moments('closed'),
    lastActivity: moments('lastActivity'),
    modified: moments('modified'),
    hasNextStep: Uint8Array.from(rows, (row) => (row.nextStep ? 1 : 0)),
    hasAccount: Uint8Array.from(rows, (row) => (row.account ? 1 : 0)),
    idHash: Uint32Array.from(rows.flatMap((_, i) => [i, i])),
    id: (i) => rows[i].id ?? `D-${i + 1}`,
    name: (i) => rows[i].name ?? rows[i].id ?? `D-${i + 1}`,
    account: (i) => rows[i].account ?? '',
    nextStep: (i) => rows[i].nextStep ?? '',
    email: (i) => rows[i].email ?? '',
    ownerId: (i) => rows[i].ownerId ?? '',
  };
}

/** History along `n` deals of which nothing is known, with what a test adds. */
export function history(n: number, known: Partial<DealHistory> = {}): DealHistory {
  return {
    snapshots: [],
    stageEntered: new Float64Array(n).fill(Number.NaN),
    closingPushes: new Uint16Array(n),
    steps: [],
    flows: [],
    past: [],
    ...known,
  };
}

function stage(order: number, name: string, category: StageCategory, sla: string | null, probability: number): Stage {
  const [, count, unit] = /^(\d+) ?(h|days)$/.exec(sla ?? '') ?? [];
  const ms = Number(count) * (unit === 'h' ? 3_600_000 : 86_400_000);
  return { name, category, order, sla: sla === null ? null : { ms, text: sla }, probability };
}

const STAGES: readonly Stage[] = [
  stage(0, 'New Lead', 'open', '24h', 0.05),
  stage(1, 'Qualified', 'open', null, 0.2),
  stage(2, 'Offer Sent', 'open', '7 days', 0.5),
  stage(3, 'Negotiation', 'open', '14 days', 0.7),
  stage(4, 'Closed Won', 'won', null, 1),
  stage(5, 'Closed Lost', 'lost', null, 0),
  stage(6, 'Nurturing', 'parked', '90 days', 0.05),
];

export const SETTINGS: PipelineSettings = {
  windowDays: 365,
  largeDealFrom: 10_000_000,
  slaClocks: ['stage_entered', 'last_activity', 'modified', 'created'],
  slaResets: [],
  plannedActivityProtects: false,
  weekendsCount: true,
  holidays: [],
  approachingShare: 0.8,
  stalledEscalation: 3,
  closingPushes: 3,
  silentDays: 30,
  ownerOpenDealsMax: 40,
  ownerShareMax: 0.35,
  earlyWarningScore: 70,
  earlyWarningOdds: 2,
  stageTimeRisk: { from: 0.5, full: 2 },
  ownerLoadRisk: { from: 0.5, full: 1.5 },
  overdueRiskDays: 30,
  riskFitMinimum: 200,
  sampleMinimum: 10,
  averageWeight: 10,
  amountMissingMax: 0.5,
  amountMissingFitMax: 0.1,
  forecastFitMinimum: 100,
  forecastMonths: 3,
  forecastCheckDays: 30,
  forecastChecks: 12,
  commitFrom: 0.7,
  bestCaseFrom: 0.3,
  quotaPerMonth: null,
  exportStaleDays: 7,
  exportShrinkMax: 0.3,
  dateOrder: null,
  decimal: null,
};

/** Every rule that the tests' policy switches on. */
export const SEVERITIES_OF_RULES = {
  stalled: 'high',
  'approaching-sla': 'low',
  'no-next-step': 'medium',
  'overdue-closing': 'medium',
  'closing-pushed': 'medium',
  'owner-overload': 'medium',
  'owner-concentration': 'high',
  'amount-missing': 'low',
  'moved-backwards': 'medium',
  silent: 'medium',
  'early-warning': 'high',
} as const;

/** A policy of the tests' own stages with every rule on; `settings` and `rest` overrule it. */
export function policy(settings: Partial<PipelineSettings> = {}, rest: Partial<PipelinePolicy> = {}): PipelinePolicy {
  return {
    stages: STAGES,
    stageNames: [],
    columns: {},
    requiredFields: [],
    settings: { ...SETTINGS, ...settings },
    rules: Object.fromEntries(Object.entries(SEVERITIES_OF_RULES).map(([rule, severity]) => [rule, { severity }])),
    riskWeights: {
      time_in_stage: 30,
      inactivity: 20,
      overdue_closing: 15,
      closing_pushes: 10,
      no_next_step: 10,
      amount_missing: 5,
      owner_load: 5,
      moved_backwards: 5,
    },
    targets: {},
    ...rest,
  };
}

/** A source as a reader would describe it. */
export function source(rows: number, rest: Partial<SourceSummary> = {}): SourceSummary {
  return {
    file: '_INBOX/zoho/Deals.csv',
    sha256: 'ab'.repeat(32),
    bytes: 100 * rows,
    rows,
    rejected: 0,
    duplicates: 0,
    profile: 'zoho-module',
    format: 'csv',
    snapshot: parseIsoMoment('2026-03-20'),
    snapshotBasis: 'name',
    ...rest,
  };
}

/** Facts of these deals; `rest` overrules any part. */
export function facts(
  rows: readonly DealRow[],
  rest: Partial<PipelineFacts> & { readonly without?: readonly DealField[] } = {},
): PipelineFacts {
  const { without, ...given } = rest;
  return {
    entity: 'acme',
    sources: [source(rows.length)],
    deals: dealTable(rows, without),
    history: history(rows.length),
    stages: new StageBook(STAGES),
    problems: [],
    ...given,
  };
}

/** The moment of the tests' scans: Friday, 20 March 2026, 23:59. */
export const MOMENT: ScanMoment = { asOf: parseIsoMoment('2026-03-20T23:59'), basis: 'given' };
