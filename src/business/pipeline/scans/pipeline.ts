import { type Finding, findingId, type Severity, severityRank } from '../../../core/finding.ts';
import type { Problem } from '../../../core/problem.ts';
import type { PipelineFacts, ScanMoment } from '../facts.ts';
import { forecastOf } from '../forecast/index.ts';
import { measure } from '../metrics/index.ts';
import type { PipelinePolicy } from '../policy.ts';
import { prepare } from '../prepared.ts';
import type { PipelineScan } from '../result.ts';
import { riskOf } from '../risk/index.ts';
import { RULES } from '../rules/index.ts';
import { cannotCheck, type DealRule, type GroupRule, type Rule, type RuleFacts } from '../rules/rule.ts';

/**
 * The pipeline scan: facts, policy and a moment in, metrics and findings out. The same inputs give the same bytes. Findings
 * are made as they are asked for: a million deals may have as many.
 */
export function scanPipeline(facts: PipelineFacts, policy: PipelinePolicy, moment: ScanMoment): PipelineScan {
  const prepared = prepare(facts, policy, moment);
  const { metrics, stages, owners } = measure(prepared);
  const { forecast, metrics: forecastMetrics } = forecastOf(prepared);
  const risk = riskOf(prepared);
  const look: RuleFacts = { prepared, risk };
  const problems: Problem[] = [...facts.problems];
  const active = activeRules(facts, policy, problems);
  const group = active.flatMap(({ rule, severity }) => (rule.about === 'group' ? groupFindings(rule, look, severity, facts.entity) : []));
  const dealRules = active.filter((entry): entry is { rule: DealRule; severity: Severity } => entry.rule.about === 'deal');
  noteUnknownStages(prepared, problems);
  return {
    entity: facts.entity,
    moment,
    currency: facts.deals.currency,
    sources: facts.sources,
    metrics: [...metrics, ...forecastMetrics],
    stages,
    owners,
    forecast,
    risk: risk.model,
    counts: countFindings(group, dealRules, look),
    worst: (n, rule) =>
      worstFindings(
        n,
        rule === undefined ? dealRules : dealRules.filter((entry) => entry.rule.code === rule),
        rule === undefined ? group : group.filter((finding) => finding.rule === rule),
        look,
        facts.entity,
      ),
    findings: () => allFindings(group, dealRules, look, facts.entity),
    problems,
  };
}

function activeRules(facts: PipelineFacts, policy: PipelinePolicy, problems: Problem[]): { rule: Rule; severity: Severity }[] {
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
    const missing = (rule.needs ?? []).filter((field) => !facts.deals.fields.has(field));
    if (missing.length > 0 && facts.deals.count > 0) {
      // A closing date may also come from the column of the day of closing.
      if (!(missing.length === 1 && missing[0] === 'closing' && facts.deals.fields.has('closed'))) {
        problems.push(cannotCheck(rule, missing, facts.sources[0]?.file));
        return [];
      }
    }
    return [{ rule, severity: row.severity }];
  });
}

function groupFindings(rule: GroupRule, look: RuleFacts, severity: Severity, entity: string): Finding[] {
  return rule
    .find(look, severity)
    .map((draft) => ({ id: findingId('pipeline', entity, rule.code, draft.subject.id), rule: rule.code, ...draft }));
}

function dealFinding(rule: DealRule, look: RuleFacts, i: number, severity: Severity, entity: string): Finding {
  const { deals } = look.prepared.facts;
  const id = deals.id(i);
  const amount = deals.amount[i];
  const evidence = {
    ...rule.evidence(look, i),
    owner: deals.owner.words[deals.owner.at[i]] || null,
    amount: amount > 0 || amount < 0 ? amount : null,
    row: deals.row[i],
  };
  return {
    id: findingId('pipeline', entity, rule.code, id),
    rule: rule.code,
    severity,
    subject: { kind: 'deal', id, name: deals.name(i) },
    summary: rule.summary(evidence),
    evidence,
  };
}

function* allFindings(
  group: readonly Finding[],
  rules: readonly { rule: DealRule; severity: Severity }[],
  look: RuleFacts,
  entity: string,
): Iterable<Finding> {
  yield* group;
  for (const i of look.prepared.open) {
    for (const { rule, severity } of rules) {
      const found = rule.applies(look, i, severity);
      if (found !== undefined) yield dealFinding(rule, look, i, found, entity);
    }
  }
}

function countFindings(
  group: readonly Finding[],
  rules: readonly { rule: DealRule; severity: Severity }[],
  look: RuleFacts,
): PipelineScan['counts'] {
  const counts = new Map<string, { rule: string; severity: Severity; count: number }>();
  const count = (rule: string, severity: Severity): void => {
    const key = `${rule} ${severity}`;
    const entry = counts.get(key);
    if (entry) entry.count++;
    else counts.set(key, { rule, severity, count: 1 });
  };
  for (const finding of group) count(finding.rule, finding.severity);
  for (const { rule, severity } of rules) {
    for (const i of look.prepared.open) {
      const found = rule.applies(look, i, severity);
      if (found !== undefined) count(rule.code, found);
    }
  }
  const order = new Map(RULES.map(({ code }, k) => [code, k]));
  return [...counts.values()].sort(
    (a, b) => severityRank(b.severity) - severityRank(a.severity) || (order.get(a.rule) ?? 0) - (order.get(b.rule) ?? 0),
  );
}

/** The `n` worst by severity, then by the amount at stake, then by row; findings are made only for those that stay. */
function worstFindings(
  n: number,
  rules: readonly { rule: DealRule; severity: Severity }[],
  group: readonly Finding[],
  look: RuleFacts,
  entity: string,
): Finding[] {
  interface Candidate {
    readonly rank: number;
    readonly amount: number;
    readonly i: number;
    readonly make: () => Finding;
  }
  const { amount } = look.prepared.facts.deals;
  const before = (a: Candidate, b: Candidate): boolean =>
    a.rank > b.rank || (a.rank === b.rank && (a.amount > b.amount || (a.amount === b.amount && a.i < b.i)));
  const kept: Candidate[] = [];
  const offer = (candidate: Candidate): void => {
    if (kept.length === n && !before(candidate, kept[n - 1])) return;
    let at = kept.length;
    while (at > 0 && before(candidate, kept[at - 1])) at--;
    kept.splice(at, 0, candidate);
    if (kept.length > n) kept.pop();
  };
  if (n <= 0) return [];
  for (const [k, finding] of group.entries())
    offer({ rank: severityRank(finding.severity), amount: Number.POSITIVE_INFINITY, i: k, make: () => finding });
  for (const { rule, severity } of rules) {
    for (const i of look.prepared.open) {
      const found = rule.applies(look, i, severity);
      if (found === undefined) continue;
      const rank = severityRank(found);
      const size = amount[i] || 0;
      const last = kept[n - 1];
      if (last && (rank < last.rank || (rank === last.rank && size < last.amount))) continue;
      offer({ rank, amount: size, i, make: () => dealFinding(rule, look, i, found, entity) });
    }
  }
  return kept.map(({ make }) => make());
}

function noteUnknownStages(prepared: ReturnType<typeof prepare>, problems: Problem[]): void {
  const { deals } = prepared.facts;
  const counts = new Float64Array(deals.stage.words.length);
  for (let i = 0; i < deals.count; i++) counts[deals.stage.at[i]]++;
  const unknown = deals.stage.words
    .map((name, k) => ({ name, n: counts[k] }))
    .filter(({ name, n }, k) => n > 0 && name !== '' && prepared.stageOfWord[k] === undefined);
  if (unknown.length === 0) return;
  const list = unknown
    .sort((a, b) => b.n - a.n)
    .slice(0, 8)
    .map(({ name, n }) => `"${name}" (${n})`)
    .join(', ');
  problems.push({
    code: 'stage-unknown',
    level: 'warning',
    message: {
      en: `The policy does not know these stages; their deals count as open, without SLA: ${list}.`,
      de: `Die Richtlinie kennt diese Stufen nicht; ihre Deals zählen als offen, ohne SLA: ${list}.`,
    },
    place: { file: prepared.facts.sources[0]?.file },
    count: unknown.length,
    remedy: {
      en: `Add "| ${unknown[0].name} | Closed Won |" (or another stage) to the table "CRM Stage | Stage" of CRM_STRUCTURE.md, or pass --stage '${unknown[0].name}=open'.`,
      de: `Ergänze „| ${unknown[0].name} | Closed Won |“ (oder eine andere Stufe) in der Tabelle „CRM Stage | Stage“ von CRM_STRUCTURE.md, oder gib --stage '${unknown[0].name}=open' an.`,
    },
  });
}
