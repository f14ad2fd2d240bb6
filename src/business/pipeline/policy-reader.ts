import { SEVERITIES, type Severity } from '../../core/finding.ts';
import type { Place, Problem } from '../../core/problem.ts';
import { type Stage, stageKey } from '../../core/stage.ts';
import { DEAL_FIELDS, type DealField } from '../../sources/crm/deals.ts';
import type { ParsedDocument } from '../../tree/document.ts';
import type { KindReading, MetricRow } from '../../tree/kinds.ts';
import { readMetricTables } from '../../tree/metric-tables.ts';
import { findTables, headingKey, incompleteProblem, incompleteTables, labelKey, type NamedRow, rowProblem } from '../../tree/tables.ts';
import { readNumber } from '../../tree/values.ts';
import { COLUMN, HEADING } from '../../tree/vocabulary.ts';
import { FACTORS } from './risk/factors.ts';
import { RULES as SCAN_RULES } from './rules/index.ts';
import { settingProblem } from './settings-reader.ts';
import { readStages, STAGE_COLUMNS } from './stage-reader.ts';

/** What one `CRM_STRUCTURE.md` says; settings stay words until the currency they count in is known. */
export interface CrmStructure {
  readonly file: string;
  readonly stages: readonly Stage[];
  /** The CRM's name, the stage it means, and the line that says so. */
  readonly stageNames: readonly (readonly [string, string, number?])[];
  readonly columns: Partial<Record<DealField, string>>;
  /** `line`: that of the heading. */
  readonly requiredFields: readonly { readonly from: string | null; readonly fields: readonly string[]; readonly line: number }[];
  readonly settings: readonly { readonly name: string; readonly value: string; readonly place: Place }[];
  /** `off` takes a rule away that a document below has. */
  readonly rules: readonly { readonly rule: string; readonly severity: Severity | 'off'; readonly place: Place }[];
  readonly riskWeights: Readonly<Record<string, number>>;
  readonly metrics: readonly MetricRow[];
  /** What the data must be like, in words. */
  readonly qualityRules?: readonly { readonly rule: string; readonly details: readonly string[]; readonly line: number }[];
}

const NAMES = { crm: COLUMN.crmStage, stage: COLUMN.stage };
const FIELDS = { field: COLUMN.field, column: COLUMN.column };
const SETTINGS = { name: COLUMN.setting, value: COLUMN.value };
const RULES = { rule: COLUMN.rule, severity: COLUMN.severity };
const RISK = { factor: COLUMN.riskFactor, weight: COLUMN.weight };

const RULE_NAMES = SCAN_RULES.map(({ code }) => code);
const FACTOR_NAMES = FACTORS.map(({ name }) => name);

/** Reads a `CRM_STRUCTURE.md`, and any document that has its tables. Rows that can't be read are problems with line and example. */
export function read(document: ParsedDocument): KindReading<CrmStructure> {
  const problems: Problem[] = [...document.problems];
  const metrics = readMetricTables(document, () => undefined);
  const value: CrmStructure = {
    file: document.path,
    stages: readStages(document, problems),
    stageNames: readStageNames(document, problems),
    columns: readColumns(document, problems),
    requiredFields: readRequired(document),
    settings: readSettings(document, problems),
    rules: readRules(document, problems),
    riskWeights: readWeights(document, problems),
    metrics: metrics.rows,
    qualityRules: readQualityRules(document),
  };
  const incomplete = [
    ...incompleteTables(document, STAGE_COLUMNS, ['stage', 'definition'], ['sla']),
    ...incompleteTables(document, STAGE_COLUMNS, ['stage', 'category'], ['sla']),
    ...incompleteTables(document, NAMES, ['crm'], ['stage']),
    ...incompleteTables(document, SETTINGS, ['name'], ['value']),
    ...incompleteTables(document, RULES, ['rule'], ['severity']),
    ...incompleteTables(document, { factor: COLUMN.riskFactor.slice(0, 2), weight: COLUMN.weight }, ['factor'], ['weight']),
  ];
  const lines = new Set<number>();
  for (const table of incomplete) {
    if (!lines.has(table.line)) problems.push(incompleteProblem(document.path, table));
    lines.add(table.line);
  }
  return { value, problems: [...problems, ...metrics.problems], metrics: metrics.rows };
}

function rowsOf<K extends string>(
  document: ParsedDocument,
  names: Readonly<Record<K, readonly string[]>>,
  needed: readonly NoInfer<K>[],
): NamedRow<K>[] {
  return findTables(document, names, needed).flatMap(({ rows }) => [...rows]);
}

function readStageNames(document: ParsedDocument, problems: Problem[]): [string, string, number?][] {
  const seen = new Map<string, string>();
  const names: [string, string, number?][] = [];
  for (const { cells, place } of rowsOf(document, NAMES, ['crm', 'stage'])) {
    if (cells.crm === '' && cells.stage === '') continue;
    if (cells.crm === '' || cells.stage === '') {
      problems.push(
        rowProblem(
          'stage-name-empty',
          place,
          'A name of the CRM, or the stage it means, is missing.',
          'Es fehlt ein Name aus dem CRM oder die Stufe, die er meint.',
          '"| Payment Done | Closed Won |"',
        ),
      );
      continue;
    }
    const other = seen.get(stageKey(cells.crm));
    if (other !== undefined && stageKey(other) !== stageKey(cells.stage))
      problems.push(
        rowProblem(
          'stage-name-twice',
          place,
          `"${cells.crm}" is said to be "${other}" and "${cells.stage}"; the later row counts.`,
          `„${cells.crm}“ soll „${other}“ und „${cells.stage}“ sein; die spätere Zeile zählt.`,
          'Keep one row a name.',
          'Lass eine Zeile je Name.',
        ),
      );
    seen.set(stageKey(cells.crm), cells.stage);
    names.push([cells.crm, cells.stage, place.line]);
  }
  return names;
}

function readColumns(document: ParsedDocument, problems: Problem[]): Partial<Record<DealField, string>> {
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
  return columns;
}

function readSettings(document: ParsedDocument, problems: Problem[]): { name: string; value: string; place: Place }[] {
  const settings: { name: string; value: string; place: Place }[] = [];
  for (const { cells, place } of rowsOf(document, SETTINGS, ['name', 'value'])) {
    if (cells.name === '') continue;
    const other = settings.find(({ name }) => labelKey(name) === labelKey(cells.name));
    if (other && other.value !== cells.value)
      problems.push(
        rowProblem(
          'setting-twice',
          place,
          `"${cells.name}" also stands in line ${other.place.line}; the later row counts.`,
          `„${cells.name}“ steht auch in Zeile ${other.place.line}; die spätere Zeile zählt.`,
          'Keep one row a setting.',
          'Lass eine Zeile je Einstellung.',
        ),
      );
    const problem = settingProblem(cells.name, cells.value, place);
    if (problem) problems.push(problem);
    settings.push({ name: cells.name, value: cells.value, place });
  }
  return settings;
}

function readRules(document: ParsedDocument, problems: Problem[]): { rule: string; severity: Severity | 'off'; place: Place }[] {
  const rules: { rule: string; severity: Severity | 'off'; place: Place }[] = [];
  for (const { cells, place } of rowsOf(document, RULES, ['rule', 'severity'])) {
    if (cells.rule === '') continue;
    const severity = labelKey(cells.severity) as Severity;
    const rule = labelKey(cells.rule).replace(/^deal-/, '');
    if (!RULE_NAMES.includes(rule)) {
      problems.push(unknownName('rule-unknown', place, ['rule', 'keine Regel'], rule, RULE_NAMES));
      continue;
    }
    if (SEVERITIES.includes(severity)) rules.push({ rule, severity, place });
    else if (/^(?:off|aus|none|keine?r?)$/.test(severity)) rules.push({ rule, severity: 'off', place });
    else
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

function readWeights(document: ParsedDocument, problems: Problem[]): Record<string, number> {
  const weights: Record<string, number> = {};
  for (const { cells, place } of rowsOf(document, RISK, ['factor', 'weight'])) {
    if (cells.factor === '') continue;
    const weight = readNumber(cells.weight);
    const factor = labelKey(cells.factor).replace(/[ -]/g, '_');
    if (!FACTOR_NAMES.includes(factor))
      problems.push(unknownName('risk-factor-unknown', place, ['risk factor', 'keinen Risikofaktor'], factor, FACTOR_NAMES));
    else if (weight >= 0 && weight <= 100) weights[factor] = weight;
    else
      problems.push(
        rowProblem(
          'weight-unreadable',
          place,
          `"${cells.weight}" is no weight from 0 to 100.`,
          `„${cells.weight}“ ist kein Gewicht von 0 bis 100.`,
          '"| inactivity | 20 |"',
        ),
      );
  }
  return weights;
}

function unknownName(code: string, place: Place, [en, de]: readonly [string, string], name: string, known: readonly string[]): Problem {
  const all = known.join(', ');
  return rowProblem(
    code,
    place,
    `There is no ${en} "${name}".`,
    `Es gibt ${de} „${name}“.`,
    `Take one of: ${all}.`,
    `Nimm eines von: ${all}.`,
  );
}

/** `All Stages` / `Alle Stufen`, `From "Contacted" onwards` / `Ab „Kontaktiert“`: list items below such headings. */
function readRequired(document: ParsedDocument): CrmStructure['requiredFields'] {
  const found: { from: string | null; fields: string[]; line: number }[] = [];
  for (const section of document.sections) {
    const title = section.title.trim();
    const from = /^(?:from|ab)\s+["“”„'»«]?(.+?)["“”'«»]?(?:\s+(?:onwards?|aufwärts))?$/i.exec(title)?.[1];
    const every = /^(?:all stages|alle (?:stufen|stages|phasen))$/i.test(title);
    if ((!from && !every) || section.items.length === 0) continue;
    found.push({
      from: every ? null : stageKey(from as string),
      fields: section.items.filter(({ depth }) => depth === 0).map(({ text }) => text.replace(/\s?\([^()]{0,300}\)$/, '')),
      line: section.line,
    });
  }
  return found;
}

function readQualityRules(document: ParsedDocument): CrmStructure['qualityRules'] {
  const section = document.sections.find(({ title }) => (HEADING.qualityRules as readonly string[]).includes(headingKey(title)));
  const rules: { rule: string; details: string[]; line: number }[] = [];
  for (const { text, depth, line } of section?.items ?? []) {
    if (depth === 0) rules.push({ rule: text, details: [], line });
    else rules[rules.length - 1]?.details.push(text);
  }
  return rules;
}
