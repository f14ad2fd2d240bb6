import type { ParsedDocument } from '../../tree/document.ts';
import type { KindReading, MetricRow } from '../../tree/kinds.ts';
import { readMetricTables } from '../../tree/metric-tables.ts';
import { type Budget, readBudgets } from './budget-reader.ts';

/** What operations are measured by. */
export interface Operations {
  readonly rows: readonly MetricRow[];
  readonly budgets: readonly Budget[];
}

/** Reads the tables `KPI | Definition | Target` and `Service | Monthly Limit | …` of a document. Templates in code fences are none. */
export function read(document: ParsedDocument): KindReading<Operations> {
  const { rows, problems } = readMetricTables(document, (titles) => titles[titles.length - 1]);
  const { budgets, problems: budgetProblems } = readBudgets(document);
  return { value: { rows, budgets }, problems: [...problems, ...budgetProblems], metrics: rows };
}
