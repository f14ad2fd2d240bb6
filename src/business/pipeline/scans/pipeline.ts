import type { Problem } from '../../../core/problem.ts';
import type { StageCategory } from '../../../core/stage.ts';
import { counted, type Text } from '../../../core/text.ts';
import { type PipelineFacts, placeOfDeal, type ScanMoment } from '../facts.ts';
import { forecastOf } from '../forecast/index.ts';
import { measure } from '../metrics/index.ts';
import type { PipelinePolicy } from '../policy.ts';
import { type Prepared, prepare } from '../prepared.ts';
import type { PipelineScan } from '../result.ts';
import { riskOf } from '../risk/index.ts';
import { RULES } from '../rules/index.ts';
import { cannotCheck } from '../rules/rule.ts';
import { agesOf } from './ages.ts';
import { type ActiveRule, Findings } from './findings.ts';

/**
 * The pipeline scan: facts, policy and a moment in, metrics and findings out. The same inputs give the same bytes. Findings
 * are made as they are asked for: a million deals may have as many.
 */
export function scanPipeline(facts: PipelineFacts, policy: PipelinePolicy, moment: ScanMoment): PipelineScan {
  const prepared = prepare(facts, policy, moment);
  const { metrics, stages, owners } = measure(prepared);
  const { forecast, metrics: forecastMetrics } = forecastOf(prepared);
  const risk = riskOf(prepared);
  const problems: Problem[] = [...facts.problems];
  const found = new Findings({ prepared, risk }, activeRules(prepared, problems), facts.entity);
  noteUnknownStages(prepared, problems);
  noteWithoutClock(prepared, problems);
  return {
    entity: facts.entity,
    moment,
    currency: facts.deals.currency,
    sources: facts.sources,
    metrics: [...metrics, ...forecastMetrics],
    stages,
    owners,
    ages: agesOf(prepared),
    forecast,
    risk: risk.model,
    counts: found.counts,
    attention: found.attention,
    worstByRule: (n) => found.worstByRule(n),
    worstDeals: (n) => found.worstDeals(n),
    findings: () => found.all(),
    problems,
  };
}

/** The rules that the policy switches on and these facts can answer; what can't be is told in `problems`. */
function activeRules(prepared: Prepared, problems: Problem[]): ActiveRule[] {
  const { policy } = prepared;
  const known = new Set(RULES.map(({ code }) => code));
  for (const [code, { place }] of Object.entries(policy.rules)) {
    if (known.has(code)) continue;
    problems.push({
      code: 'rule-unknown',
      level: 'warning',
      message: { en: `There is no rule "${code}".`, de: `Es gibt keine Regel „${code}“.` },
      place,
      remedy: { en: `Rules: ${[...known].join(', ')}.`, de: `Regeln: ${[...known].join(', ')}.` },
    });
  }
  return RULES.flatMap((rule) => {
    const row = policy.rules[rule.code];
    if (!row) return [];
    const problem = cannotCheck(rule, prepared);
    if (problem) problems.push(problem);
    return problem ? [] : [{ rule, severity: row.severity }];
  });
}

function noteUnknownStages(prepared: Prepared, problems: Problem[]): void {
  const { deals, stages } = prepared.facts;
  const counts = new Uint32Array(deals.stage.words.length);
  for (let i = 0; i < deals.count; i++) counts[deals.stage.at[i]]++;
  const unknown = deals.stage.words
    .map((name, k) => ({ name, n: counts[k], category: prepared.stageOfWord[k]?.category }))
    .filter(({ name, n }) => n > 0 && name !== '' && !stages.knows(name))
    .sort((a, b) => b.n - a.n);
  if (unknown.length === 0) return;
  const list = (language: 'en' | 'de'): string =>
    unknown
      .slice(0, 8)
      .map(({ name, n, category }) => `"${name}" (${n}${category ? `, ${CLOSED_BY_NAME[category]?.[language]}` : ''})`)
      .join(', ');
  const own = stages.stages.map(({ name }) => name).join(', ');
  const { name, category } = unknown[0];
  problems.push({
    code: 'stage-unknown',
    level: 'warning',
    message: {
      en: `The policy does not know these stages; their deals count as open, without SLA, unless the name itself says that they are closed: ${list('en')}.`,
      de: `Die Richtlinie kennt diese Stufen nicht; ihre Deals zählen als offen, ohne SLA, wenn nicht schon der Name sagt, dass sie abgeschlossen sind: ${list('de')}.`,
    },
    place: placeOfDeal(prepared.facts, deals.stage.at.indexOf(deals.stage.words.indexOf(name))),
    count: unknown.length,
    remedy: {
      en: `Add "| ${name} | STAGE |" to the table "CRM Stage | Stage" of CRM_STRUCTURE.md, where STAGE is one of ${own}; or pass --stage '${name}=${category ?? 'open'}'.`,
      de: `Ergänze „| ${name} | STUFE |“ in der Tabelle „CRM Stage | Stage“ von CRM_STRUCTURE.md; STUFE ist eine von ${own}; oder gib --stage '${name}=${category ?? 'open'}' an.`,
    },
  });
}

const CLOSED_BY_NAME: Partial<Record<StageCategory, Text>> = {
  won: { en: 'read as won', de: 'als gewonnen gelesen' },
  lost: { en: 'read as lost', de: 'als verloren gelesen' },
};

/** Open deals in a stage with an SLA that no clock of the policy has a time for: neither stalled nor fine, and so told. */
function noteWithoutClock(prepared: Prepared, problems: Problem[]): void {
  const { open, since, stageOfWord, facts } = prepared;
  let count = 0;
  let row = 0;
  for (const i of open) {
    if (!Number.isNaN(since[i]) || !stageOfWord[facts.deals.stage.at[i]]?.sla) continue;
    if (count === 0) row = facts.deals.row[i];
    count++;
  }
  if (count === 0 || count === open.length) return;
  const deals = counted(count, 'open deal has', 'open deals have', 'offener Deal hat', 'offene Deals haben');
  problems.push({
    code: 'sla-clock-missing',
    level: 'note',
    message: {
      en: `${deals.en} no date to hold against the SLA; the first is named here.`,
      de: `${deals.de} kein Datum, das sich an der SLA messen lässt; der erste ist hier genannt.`,
    },
    place: { file: facts.sources[0]?.file, row },
    count,
    remedy: {
      en: 'Fill in the dates in the CRM, or add a clock to the setting "SLA clocks".',
      de: 'Trag die Daten im CRM nach, oder ergänze eine Uhr in der Einstellung „SLA clocks“.',
    },
  });
}
