import type { Problem } from '../core/problem.ts';
import type { ParsedDocument } from './document.ts';
import type { MetricRow } from './kinds.ts';
import { findTables } from './tables.ts';
import { readCurrent, readTarget } from './values.ts';

/** Column names of metric tables in every form that the group's documents have. */
const COLUMNS = {
  metric: ['metric', 'kpi', 'metrik', 'kennzahl', 'objective'],
  level: ['level', 'ebene'],
  current: ['current', 'aktuell', 'ist', 'wert'],
  target: ['target', 'ziel', 'target guard-band', 'soll', 'threshold', 'benchmark'],
  measurement: ['measurement', 'definition', 'messung', 'scope', 'verification'],
} as const;

/** Metric rows of every such table in a document; `scopeOf` names whose they are from the headings above. */
export function readMetricTables(document: ParsedDocument, scopeOf: (titles: readonly string[]) => string | undefined): { rows: MetricRow[]; problems: Problem[] } {
  const rows: MetricRow[] = [];
  const problems: Problem[] = [];
  for (const table of findTables(document, COLUMNS, ['metric', 'target'])) {
    for (const { cells, place } of table.rows) {
      if (cells.metric.trim() === '') continue;
      const current = readCurrent(cells.current);
      rows.push({
        name: cells.metric,
        scope: scopeOf([...table.section.above, table.section.title]),
        current,
        target: readTarget(cells.target, current, place),
        currentText: cells.current,
        targetText: cells.target,
        measurement: cells.measurement || undefined,
        line: place.line ?? table.line,
      });
    }
  }
  return { rows, problems };
}
