import type { ParsedDocument } from '../document.ts';
import type { KindReading, MetricRow } from '../kinds.ts';
import { readMetricTables } from '../metric-tables.ts';

/** Reads a document of targets (`TTL_KPIS.md`, role files): its metric tables. */
export function read(document: ParsedDocument): KindReading<{ rows: readonly MetricRow[] }> {
  const { rows, problems } = readMetricTables(document, (titles) => titles[titles.length - 1]);
  return { value: { rows }, problems, metrics: rows };
}
