import type { Place, Problem } from '../core/problem.ts';
import type { ParsedDocument } from './document.ts';
import type { MetricRow } from './kinds.ts';
import { findTables, rowProblem } from './tables.ts';
import { readCurrent, readTarget, splitParts, unreadParts } from './values.ts';
import { COLUMN } from './vocabulary.ts';

/** Column names of metric tables in every form that the group's documents have. */
const COLUMNS = {
  metric: COLUMN.metric,
  level: COLUMN.level,
  current: COLUMN.current,
  target: COLUMN.target,
  measurement: COLUMN.measurement,
};

/**
 * Metric rows of every table with a metric and a target column (`Metric | Current | Target | Measurement`, `Level | Metric | Scope |
 * Target`, `KPI | Definition | Ziel`, `Objective | Distribution KPI | Target Guard-Band`); `scopeOf` names whose they are from the
 * headings above, outermost first. A row that names several metrics with as many targets becomes several. A number that can't be read
 * is a problem with its line.
 */
export function readMetricTables(
  document: ParsedDocument,
  scopeOf: (titles: readonly string[]) => string | undefined,
): { rows: MetricRow[]; problems: Problem[] } {
  const rows: MetricRow[] = [];
  const problems: Problem[] = [];
  for (const table of findTables(document, COLUMNS, ['metric', 'target'])) {
    const scope = scopeOf([...table.section.above, table.section.title]);
    for (const { cells, place } of table.rows) {
      if (cells.metric === '') {
        if (cells.target !== '') problems.push(unnamed(place, cells.target));
        continue;
      }
      problems.push(...unread(place, cells.metric, cells.current, cells.target));
      const common = {
        scope,
        level: cells.level || undefined,
        measurement: cells.measurement || undefined,
        line: place.line ?? table.line,
      };
      for (const { name, target } of severalMetrics(cells.metric, cells.target, cells.current)) {
        const current = readCurrent(cells.current);
        rows.push({
          ...common,
          name,
          current,
          target: readTarget(target, current, place, name),
          currentText: cells.current,
          targetText: target,
        });
      }
    }
  }
  return { rows, problems };
}

/** `P90 lateness, P10 NPS` with `< 20 min, > 7` is two metrics. */
function severalMetrics(name: string, target: string, current: string): { name: string; target: string }[] {
  const names = name.split(/,\s+/);
  const targets = splitParts(target);
  if (current !== '' || names.length < 2 || names.length !== targets.length) return [{ name, target }];
  return names.map((one, i) => ({ name: one.trim(), target: targets[i] }));
}

function unread(place: Place, name: string, current: string, target: string): Problem[] {
  const problems: Problem[] = [];
  for (const part of unreadParts(target)) {
    problems.push(
      rowProblem(
        'target-unreadable',
        place,
        `The target "${part}" of "${name}" can't be read.`,
        `Das Ziel „${part}“ von „${name}“ ist nicht lesbar.`,
        '"≥ 95%", "< 30 days", "± 20%", "Reduce 20%" or "TBD"',
        '„≥ 95%“, „< 30 Tage“, „± 20%“, „20% senken“ oder „TBD“',
      ),
    );
  }
  for (const part of unreadParts(current)) {
    problems.push({
      ...rowProblem(
        'current-unreadable',
        place,
        `The current value "${part}" of "${name}" can't be read as a number.`,
        `Der aktuelle Wert „${part}“ von „${name}“ ist nicht als Zahl lesbar.`,
        '"37.8%", "RM 20.5M", "3 of 9" or "TBD"',
        '„37,8%“, „RM 20.5M“, „3 von 9“ oder „TBD“',
      ),
      level: 'warning',
    });
  }
  return problems;
}

function unnamed(place: Place, target: string): Problem {
  return rowProblem(
    'metric-unnamed',
    place,
    `A target (${target}) stands in a row without a metric.`,
    `Ein Ziel (${target}) steht in einer Zeile ohne Metrik.`,
    '"| Win rate | TBD | ≥ 45% | … |"',
  );
}
