import type { Problem } from '../../core/problem.ts';
import type { ParsedDocument } from '../../tree/document.ts';
import type { KindReading, MetricRow } from '../../tree/kinds.ts';
import { readMetricTables } from '../../tree/metric-tables.ts';
import { findTables, labelKey, rowProblem } from '../../tree/tables.ts';
import { readNumber } from '../../tree/values.ts';
import { COLUMN } from '../../tree/vocabulary.ts';

/** How players are scored: areas with their points, and the bands that a share of them falls into. */
export interface PtlFramework {
  readonly areas: readonly { readonly name: string; readonly points: number; readonly counts?: string; readonly line: number }[];
  /** Sum of the areas' points. */
  readonly total: number;
  /** `from` is a share of the points, 0 to 1; the best band first. */
  readonly bands: readonly { readonly name: string; readonly from: number; readonly line: number }[];
  readonly rows: readonly MetricRow[];
}

const AREAS = { area: COLUMN.area, points: COLUMN.points, counts: COLUMN.counts };
const BANDS = { band: COLUMN.band, from: COLUMN.from };

/** Reads the tables `Area | Points` and `Band | From`. A row of totals is held against the sum of the others. */
export function read(document: ParsedDocument): KindReading<PtlFramework> {
  const { rows, problems: metricProblems } = readMetricTables(document, (titles) => titles[titles.length - 1]);
  const problems: Problem[] = [...metricProblems];
  const areas: { name: string; points: number; counts?: string; line: number }[] = [];
  for (const table of findTables(document, AREAS, ['area', 'points'])) {
    let sum = 0;
    for (const { cells, place } of table.rows) {
      if (cells.area === '') continue;
      const points = readNumber(cells.points.replace(/\s*(?:points?|punkte|pts?)\.?$/i, ''));
      if (!(points >= 0)) {
        problems.push(
          rowProblem(
            'points-unreadable',
            place,
            `"${cells.points}" is no number of points.`,
            `„${cells.points}“ ist keine Punktzahl.`,
            '"| Kaizen | 25 |"',
          ),
        );
      } else if (/^(?:total|sum|summe|gesamt)$/.test(labelKey(cells.area))) {
        if (points !== sum)
          problems.push(
            rowProblem(
              'points-total',
              place,
              `The areas have ${sum} points, the total says ${points}.`,
              `Die Bereiche haben ${sum} Punkte, die Summe sagt ${points}.`,
              `"| Total | ${sum} |"`,
            ),
          );
      } else {
        sum += points;
        areas.push({ name: cells.area, points, counts: cells.counts || undefined, line: place.line ?? table.line });
      }
    }
  }
  return {
    value: { areas, total: areas.reduce((sum, { points }) => sum + points, 0), bands: readBands(document, problems), rows },
    problems,
    metrics: rows,
  };
}

function readBands(document: ParsedDocument, problems: Problem[]): PtlFramework['bands'] {
  const bands: { name: string; from: number; line: number }[] = [];
  for (const table of findTables(document, BANDS, ['band', 'from'])) {
    for (const { cells, place } of table.rows) {
      const share = readNumber(cells.from.replace(/^[≥>=\s]+|\s*%$/g, '')) / 100;
      if (share >= 0 && share <= 1) bands.push({ name: cells.band, from: share, line: place.line ?? table.line });
      else
        problems.push(
          rowProblem(
            'band-unreadable',
            place,
            `"${cells.from}" is no share of the points.`,
            `„${cells.from}“ ist kein Anteil der Punkte.`,
            '"| Yellow | 75% |"',
            '„| Gelb | 75% |“',
          ),
        );
    }
  }
  return bands.sort((a, b) => b.from - a.from);
}
