import { parseDuration } from '../../core/duration.ts';
import { SEVERITIES, type Severity } from '../../core/finding.ts';
import type { Place, Problem } from '../../core/problem.ts';
import type { Stage, StageCategory } from '../../core/stage.ts';
import { stageKey } from '../../core/stage.ts';
import { DEAL_FIELDS, type DealField } from '../../sources/crm/deals.ts';
import type { ParsedDocument } from '../../tree/document.ts';
import type { KindReading, MetricRow } from '../../tree/kinds.ts';
import { readMetricTables } from '../../tree/metric-tables.ts';
import { findTables, labelKey, rowProblem } from '../../tree/tables.ts';
import { readNumber } from '../../tree/values.ts';

/** What one `CRM_STRUCTURE.md` says; settings stay words until the currency they count in is known. */
export interface CrmStructure {
  readonly file: string;
  readonly stages: readonly Stage[];
  readonly stageNames: readonly (readonly [string, string])[];
  readonly columns: Partial<Record<DealField, string>>;
  readonly requiredFields: readonly { readonly from: string | null; readonly fields: readonly string[] }[];
  readonly settings: readonly { readonly name: string; readonly value: string; readonly place: Place }[];
  readonly rules: readonly { readonly rule: string; readonly severity: Severity; readonly place: Place }[];
  readonly riskWeights: Readonly<Record<string, number>>;
  readonly metrics: readonly MetricRow[];
}

const STAGES = {
  stage: ['stage', 'stufe', 'phase'],
  definition: ['definition', 'bedeutung'],
  exit: ['exit criteria', 'exit-kriterien', 'ausgang', 'exit-kriterium'],
  sla: ['sla', 'frist'],
  category: ['category', 'kategorie', 'art'],
  probability: ['probability', 'wahrscheinlichkeit'],
};
const NAMES = { crm: ['crm stage', 'crm-stufe', 'stage im crm'], stage: ['stage', 'stufe'] };
const FIELDS = { field: ['field', 'feld'], column: ['column', 'spalte'] };
const SETTINGS = { name: ['setting', 'einstellung'], value: ['value', 'wert'] };
const RULES = { rule: ['rule', 'regel'], severity: ['severity', 'schwere'] };
const RISK = { factor: ['risk factor', 'risikofaktor', 'factor'], weight: ['weight', 'gewicht'] };

/** Reads a `CRM_STRUCTURE.md`, and any document that has its tables. Rows that can't be read are problems with line and example. */
export function read(document: ParsedDocument): KindReading<CrmStructure> {
  const problems: Problem[] = [...document.problems];
  const columns: Partial<Record<DealField, string>> = {};
  for (const { cells, place } of rowsOf(document, FIELDS, ['field', 'column'])) {
    const field = labelKey(cells.field).replace(/[ -]/g, '_') as DealField;
    if (cells.column === '') continue;
    if (DEAL_FIELDS.includes(field)) columns[field] = cells.column;
    else
      problems.push(
        rowProblem(
          'field-unknown',
          place,
          `"${cells.field}" is no field of a deal.`,
          `„${cells.field}“ ist kein Feld eines Deals.`,
          `"| amount | Deal value |"; fields: ${DEAL_FIELDS.join(' ')}`,
        ),
      );
  }
  const riskWeights: Record<string, number> = {};
  for (const { cells, place } of rowsOf(document, RISK, ['factor', 'weight'])) {
    const weight = readNumber(cells.weight);
    if (weight >= 0) riskWeights[labelKey(cells.factor).replace(/[ -]/g, '_')] = weight;
    else
      problems.push(
        rowProblem(
          'weight-unreadable',
          place,
          `"${cells.weight}" is no weight.`,
          `„${cells.weight}“ ist kein Gewicht.`,
          '"| inactivity | 20 |"',
        ),
      );
  }
  const metrics = readMetricTables(document, () => undefined);
  return {
    value: {
      file: document.path,
      stages: readStages(document, problems),
      stageNames: rowsOf(document, NAMES, ['crm', 'stage']).map(({ cells }) => [cells.crm, cells.stage] as const),
      columns,
      requiredFields: readRequired(document),
      settings: rowsOf(document, SETTINGS, ['name', 'value']).map(({ cells, place }) => ({ name: cells.name, value: cells.value, place })),
      rules: readRules(document, problems),
      riskWeights,
      metrics: metrics.rows,
    },
    problems: [...problems, ...metrics.problems],
    metrics: metrics.rows,
  };
}

function rowsOf<K extends string>(
  document: ParsedDocument,
  names: Readonly<Record<K, readonly string[]>>,
  needed: readonly NoInfer<K>[],
): { cells: Readonly<Record<K, string>>; place: Place }[] {
  return findTables(document, names, needed).flatMap(({ rows }) => [...rows]);
}

const CATEGORIES: Readonly<Record<string, StageCategory>> = {
  open: 'open',
  offen: 'open',
  parked: 'parked',
  geparkt: 'parked',
  won: 'won',
  gewonnen: 'won',
  lost: 'lost',
  verloren: 'lost',
};

/** What a stage is where its row does not say: by its name. */
function categoryByName(name: string): StageCategory {
  const key = labelKey(name);
  if (/\b(?:won|gewonnen)\b/.test(key)) return 'won';
  if (/\b(?:lost|verloren)\b/.test(key)) return 'lost';
  return /\b(?:nurturing|parked|on hold|geparkt)\b/.test(key) ? 'parked' : 'open';
}

function readStages(document: ParsedDocument, problems: Problem[]): Stage[] {
  const stages: Stage[] = [];
  for (const { cells, place } of rowsOf(document, STAGES, ['stage', 'sla'])) {
    if (cells.stage === '') continue;
    const sla = parseDuration(cells.sla);
    if (sla === undefined)
      problems.push(
        rowProblem(
          'sla-unreadable',
          place,
          `The SLA "${cells.sla}" of "${cells.stage}" can't be read.`,
          `Die SLA „${cells.sla}“ von „${cells.stage}“ ist nicht lesbar.`,
          '"24h", "7 days" or "N/A"',
          '„24h“, „7 Tage“ oder „N/A“',
        ),
      );
    const category = cells.category === '' ? categoryByName(cells.stage) : CATEGORIES[labelKey(cells.category)];
    if (!category)
      problems.push(
        rowProblem(
          'category-unreadable',
          place,
          `"${cells.category}" is no category of a stage.`,
          `„${cells.category}“ ist keine Kategorie einer Stufe.`,
          '"open", "parked", "won" or "lost"',
          '„open“, „parked“, „won“ oder „lost“',
        ),
      );
    const probability = cells.probability === '' ? undefined : readNumber(cells.probability.replace('%', '')) / 100;
    if (Number.isNaN(probability))
      problems.push(
        rowProblem(
          'probability-unreadable',
          place,
          `"${cells.probability}" is no probability.`,
          `„${cells.probability}“ ist keine Wahrscheinlichkeit.`,
          '"50%"',
        ),
      );
    stages.push({
      name: cells.stage,
      category: category ?? categoryByName(cells.stage),
      order: stages.length,
      sla: sla ?? null,
      probability: Number.isNaN(probability) ? undefined : probability,
      definition: cells.definition || undefined,
      exitCriteria: cells.exit || undefined,
      place,
    });
  }
  return stages;
}

function readRules(document: ParsedDocument, problems: Problem[]): { rule: string; severity: Severity; place: Place }[] {
  const rules: { rule: string; severity: Severity; place: Place }[] = [];
  for (const { cells, place } of rowsOf(document, RULES, ['rule', 'severity'])) {
    const severity = labelKey(cells.severity) as Severity;
    if (SEVERITIES.includes(severity)) rules.push({ rule: labelKey(cells.rule), severity, place });
    else if (!/^(?:off|aus|none)$/.test(severity))
      problems.push(
        rowProblem(
          'severity-unknown',
          place,
          `"${cells.severity}" is no severity.`,
          `„${cells.severity}“ ist keine Schwere.`,
          `"| stalled | high |": ${SEVERITIES.join(', ')}, off`,
        ),
      );
  }
  return rules;
}

/** `All Stages` / `Alle Stufen`, `From "Contacted" onwards` / `Ab „Kontaktiert“`: list items below such headings. */
function readRequired(document: ParsedDocument): CrmStructure['requiredFields'] {
  const found: { from: string | null; fields: string[] }[] = [];
  for (const section of document.sections) {
    const title = section.title.trim();
    const from = /^(?:from|ab)\s+["“„'»]?(.+?)["”“'«]?(?:\s+onwards?)?$/i.exec(title)?.[1];
    const every = /^(?:all stages|alle (?:stufen|stages|phasen))$/i.test(title);
    if ((!from && !every) || section.items.length === 0) continue;
    found.push({
      from: every ? null : stageKey(from as string),
      fields: section.items.filter(({ depth }) => depth === 0).map(({ text }) => text.replace(/\s*\(.*\)$/, '')),
    });
  }
  return found;
}
