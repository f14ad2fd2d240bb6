import type { Problem } from '../../core/problem.ts';
import type { ParsedDocument } from '../../tree/document.ts';
import type { KindReading, MetricRow } from '../../tree/kinds.ts';
import { readMetricTables } from '../../tree/metric-tables.ts';
import { findTables, labelKey, rowProblem } from '../../tree/tables.ts';
import { readCurrent } from '../../tree/values.ts';
import { COLUMN } from '../../tree/vocabulary.ts';

/** A layer of the score that says how well a lead fits. */
export interface ScoringLayer {
  readonly name: string;
  /** Share of the whole score, 0 to 1. */
  readonly weight: number;
  readonly why?: string;
  readonly checks?: string;
  readonly source?: string;
  readonly line: number;
}

/** What an agent may do with a field of the CRM. `only`: the remark in parentheses (`Write (outreach)`). */
export interface FieldPermission {
  readonly field: string;
  readonly agent: string;
  readonly access: 'read' | 'write' | 'none';
  readonly only?: string;
  readonly line: number;
}

/** What a description of the sales process says in tables, wherever they stand in it. */
export interface SalesProcess {
  readonly layers: readonly ScoringLayer[];
  /** Decisions needed before the score is trusted ("Minimum 50 decisions"). */
  readonly decisionsMin?: number;
  readonly permissions: readonly FieldPermission[];
  readonly agents: readonly { readonly name: string; readonly workflow: string; readonly handoff: string; readonly line: number }[];
  readonly rows: readonly MetricRow[];
}

const WEIGHTS = { layer: COLUMN.layer, weight: COLUMN.weight, why: COLUMN.why };
const CHECKS = { layer: COLUMN.layer, checks: COLUMN.checks, source: COLUMN.source };
const AGENTS = { agent: COLUMN.agent, workflow: COLUMN.workflow, handoff: COLUMN.handoff };

/** Reads the tables `Layer | Weight`, `CRM Field | agent …`, `Agent | Workflow | Human Handoff` and those of metrics. */
export function read(document: ParsedDocument): KindReading<SalesProcess> {
  const { rows, problems: metricProblems } = readMetricTables(document, (titles) => titles[titles.length - 1] || undefined);
  const problems: Problem[] = [...metricProblems];
  const layers = readLayers(document, problems);
  const permissions = readPermissions(document, problems);
  const agents = findTables(document, AGENTS, ['agent', 'workflow']).flatMap(({ rows: lines }) =>
    lines.map(({ cells, place }) => ({ name: cells.agent, workflow: cells.workflow, handoff: cells.handoff, line: place.line ?? 1 })),
  );
  const least = /(?:minimum|mindestens)\s+(?:of\s+)?(\d{1,6})\s+(?:[\p{L}-]+\s+)?(?:decisions|entscheidungen)/iu.exec(document.text);
  return { value: { layers, decisionsMin: least ? Number(least[1]) : undefined, permissions, agents, rows }, problems, metrics: rows };
}

function readLayers(document: ParsedDocument, problems: Problem[]): ScoringLayer[] {
  const checks = new Map(
    findTables(document, CHECKS, ['layer', 'checks']).flatMap(({ rows }) =>
      rows.map(({ cells }) => [labelKey(cells.layer), cells] as const),
    ),
  );
  const layers: ScoringLayer[] = [];
  for (const table of findTables(document, WEIGHTS, ['layer', 'weight'])) {
    for (const { cells, place } of table.rows) {
      if (cells.layer === '') continue;
      const [weight] = readCurrent(cells.weight);
      if (weight?.unit !== 'ratio' || weight.value === null || weight.value < 0 || weight.value > 1) {
        problems.push(
          rowProblem(
            'weight-unreadable',
            place,
            `"${cells.weight}" is no share of the score.`,
            `„${cells.weight}“ ist kein Anteil an der Bewertung.`,
            '"| Behavioral | 25% |"',
            '„| Verhalten | 25% |“',
          ),
        );
        continue;
      }
      const more = checks.get(labelKey(cells.layer));
      layers.push({
        name: cells.layer,
        weight: weight.value,
        why: cells.why || undefined,
        checks: more?.checks || undefined,
        source: more?.source || undefined,
        line: place.line ?? table.line,
      });
    }
  }
  const sum = layers.reduce((all, { weight }) => all + weight, 0);
  if (layers.length > 0 && Math.abs(sum - 1) > 1e-9) {
    const percent = Number((sum * 100).toFixed(4));
    problems.push(
      rowProblem(
        'weights-sum',
        { file: document.path, line: layers[0].line },
        `The weights of the layers make ${percent} %, not 100 %.`,
        `Die Gewichte der Ebenen ergeben ${percent} %, nicht 100 %.`,
        'Write shares that make 100%.',
        'Schreibe Anteile, die 100% ergeben.',
      ),
    );
  }
  return layers;
}

/** Tables whose first column is the CRM's field and whose others are agents. */
function readPermissions(document: ParsedDocument, problems: Problem[]): FieldPermission[] {
  const permissions: FieldPermission[] = [];
  for (const table of document.sections.flatMap(({ tables }) => tables)) {
    if (!(COLUMN.crmField as readonly string[]).includes(labelKey(table.header[0] ?? ''))) continue;
    for (const { cells, line } of table.rows) {
      table.header.slice(1).forEach((agent, k) => {
        const cell = cells[k + 1];
        const m = /^(read|write|none|lesen|schreiben|keine?r?|[-–—]|)\s*(?:\((.*)\))?$/i.exec(cell);
        if (!m) {
          problems.push(
            rowProblem(
              'permission-unreadable',
              { file: document.path, line },
              `"${cell}" does not say what ${agent} may do with "${cells[0]}".`,
              `„${cell}“ sagt nicht, was ${agent} mit „${cells[0]}“ darf.`,
              '"Read", "Write", "Write (outreach)" or "-"',
              '„Lesen“, „Schreiben“, „Schreiben (Anbahnung)“ oder „-“',
            ),
          );
          return;
        }
        const access = /^(?:write|schreiben)$/i.test(m[1]) ? 'write' : /^(?:read|lesen)$/i.test(m[1]) ? 'read' : 'none';
        permissions.push({ field: cells[0], agent, access, only: m[2], line });
      });
    }
  }
  return permissions;
}
