// The arithmetic of the pipeline scan on synthetic deals in memory, each part timed on its first call in a fresh process and
// shown against one plain pass over the same arrays. `--short` takes fewer deals.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { median } from './measure-process.mjs';

const DAY = 86_400_000;
const AS_OF = Date.UTC(2026, 1, 10, 9);

/** Deals as an export of a busy company would hold them; the same for the same count. */
function makeFacts(count, { StageBook }) {
  let seed = 12345;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 4294967296;
  };
  const sla = (days) => ({ ms: days * DAY, text: `${days} days` });
  const stages = [
    { name: 'New Lead', category: 'open', order: 0, sla: { ms: DAY, text: '24h' }, probability: 0.05 },
    { name: 'Contacted', category: 'open', order: 1, sla: sla(3), probability: 0.1 },
    { name: 'Offer Sent', category: 'open', order: 2, sla: sla(7), probability: 0.5 },
    { name: 'Negotiation', category: 'open', order: 3, sla: sla(14), probability: 0.7 },
    { name: 'Closed Won', category: 'won', order: 4, sla: null, probability: 1 },
    { name: 'Closed Lost', category: 'lost', order: 5, sla: null, probability: 0 },
  ];
  const column = () => new Float64Array(count);
  const deals = {
    count,
    currency: 'MYR',
    fields: new Set(['id', 'owner', 'stage', 'amount', 'created', 'closing', 'closed', 'last_activity', 'modified', 'next_step', 'source']),
    row: Uint32Array.from({ length: count }, (_, i) => i + 2),
    stage: { words: ['', ...stages.map(({ name }) => name)], at: new Uint32Array(count) },
    owner: { words: Array.from({ length: 40 }, (_, k) => (k ? `Owner ${k}` : '')), at: new Uint32Array(count) },
    source: { words: ['', 'Web', 'Referral', 'Cold call'], at: new Uint32Array(count) },
    reason: { words: [''], at: new Uint32Array(count) },
    amount: column(),
    probability: column().fill(Number.NaN),
    created: column(),
    closing: column(),
    closed: column().fill(Number.NaN),
    lastActivity: column(),
    modified: column(),
    hasNextStep: new Uint8Array(count),
    hasAccount: new Uint8Array(count).fill(1),
    idHash: new Uint32Array(2 * count),
    id: (i) => `D${i}`,
    name: (i) => `D${i}`,
    account: () => '',
    nextStep: () => '',
  };
  for (let i = 0; i < count; i++) {
    const owner = 1 + Math.floor(random() ** 2 * 39);
    const cycle = Math.floor(-70 * Math.log(1 - random()));
    const created = AS_OF - Math.floor(random() * 1000 * DAY);
    const over = created + cycle * DAY <= AS_OF;
    deals.created[i] = created;
    deals.owner.at[i] = owner;
    deals.source.at[i] = Math.floor(random() * 4);
    deals.amount[i] = random() < 0.05 ? Number.NaN : Math.floor(random() ** 3 * 5e7);
    deals.stage.at[i] = over ? (random() < 0.2 + owner / 100 ? 5 : 6) : 1 + Math.floor(random() * 4);
    deals.closing[i] = created + cycle * DAY;
    if (over) deals.closed[i] = created + cycle * DAY;
    deals.lastActivity[i] = random() < 0.1 ? Number.NaN : Math.min(AS_OF, created + random() * cycle * DAY);
    deals.modified[i] = Math.min(AS_OF, created + cycle * DAY);
    deals.hasNextStep[i] = random() < 0.6 ? 1 : 0;
    deals.idHash[2 * i] = (random() * 4294967296) | 1;
    deals.idHash[2 * i + 1] = random() * 4294967296;
  }
  const history = {
    snapshots: [AS_OF],
    stageEntered: column().fill(Number.NaN),
    closingPushes: new Uint16Array(count),
    steps: [],
    flows: [],
    past: [],
  };
  return { entity: '-', sources: [], deals, history, stages: new StageBook(stages), problems: [] };
}

const POLICY = {
  stages: [],
  stageNames: [],
  columns: {},
  requiredFields: [],
  rules: {},
  riskWeights: { time_in_stage: 30, inactivity: 20, overdue_closing: 15, no_next_step: 10, amount_missing: 5, owner_load: 5 },
  targets: {},
  settings: {
    windowDays: 365,
    largeDealFrom: 10_000_000,
    slaClocks: ['stage_entered', 'last_activity', 'modified', 'created'],
    slaResets: [],
    plannedActivityProtects: false,
    weekendsCount: false,
    holidays: ['2026-01-01'],
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
  },
};

/** In the child: one cold run; prints milliseconds by part as JSON. */
async function runCold(bundle, count) {
  const { StageBook, prepare, measure, forecastOf, riskOf } = await import(pathToFileURL(bundle).href);
  const facts = makeFacts(count, { StageBook });
  const times = {};
  const timed = (name, work) => {
    const started = performance.now();
    const result = work();
    times[name] = performance.now() - started;
    return result;
  };
  const { amount, created, closed, stage } = facts.deals;
  const plain = () => {
    let sum = 0;
    for (let i = 0; i < count; i++)
      if (amount[i] > 0 && stage.at[i] !== 6) sum += amount[i] + Math.floor((closed[i] - created[i]) / DAY || 0);
    return sum;
  };
  plain();
  timed('plain pass', plain);
  const prepared = timed('prepare', () => prepare(facts, POLICY, { asOf: AS_OF, basis: 'given' }));
  timed('measure', () => measure(prepared));
  timed('forecast', () => forecastOf(prepared));
  const risk = timed('risk model', () => riskOf(prepared));
  timed('risk scores', () => prepared.open.reduce((sum, i) => sum + risk.score(i), 0));
  console.log(JSON.stringify({ times, model: risk.model.basis, auc: risk.model.auc }));
}

async function runAll() {
  const folder = mkdtempSync(join(tmpdir(), 'bizos-bench-'));
  try {
    const bundle = join(folder, 'measure.mjs');
    const from = (path) => JSON.stringify(fileURLToPath(new URL(`../src/${path}`, import.meta.url)));
    await build({
      stdin: {
        contents: [
          `export { StageBook } from ${from('core/stage.ts')};`,
          `export { prepare } from ${from('business/pipeline/prepared.ts')};`,
          `export { measure } from ${from('business/pipeline/metrics/index.ts')};`,
          `export { forecastOf } from ${from('business/pipeline/forecast/index.ts')};`,
          `export { riskOf } from ${from('business/pipeline/risk/index.ts')};`,
        ].join('\n'),
        resolveDir: fileURLToPath(new URL('..', import.meta.url)),
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile: bundle,
    });
    for (const count of process.argv.includes('--short') ? [10_000] : [10_000, 1_000_000]) {
      const runs = Array.from({ length: 5 }, () => {
        const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--cold', bundle, String(count)], { encoding: 'utf8' });
        if (child.status !== 0) throw new Error(child.stderr);
        return JSON.parse(child.stdout);
      });
      const names = Object.keys(runs[0].times);
      const of = (name) => median(runs.map(({ times }) => times[name]));
      const floor = of('plain pass');
      console.log(
        `${count} deals, risk ${runs[0].model} (AUC ${runs[0].auc?.toFixed(3) ?? '-'}): floor ${floor.toFixed(1)} ms, one plain pass`,
      );
      for (const name of names.slice(1))
        console.log(`  ${name.padEnd(14)} ${of(name).toFixed(1).padStart(7)} ms   ${(of(name) / floor).toFixed(1)} x`);
      const all = names.slice(1).reduce((sum, name) => sum + of(name), 0);
      console.log(
        `  ${'together'.padEnd(14)} ${all.toFixed(1).padStart(7)} ms   ${(all / floor).toFixed(1)} x   (goal at 1,000,000: 200 ms)`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === '--cold') await runCold(process.argv[3], Number(process.argv[4]));
else await runAll();
