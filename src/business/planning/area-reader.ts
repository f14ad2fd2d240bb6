import type { Target } from '../../core/metric.ts';
import type { Problem } from '../../core/problem.ts';
import type { ParsedDocument } from '../../tree/document.ts';
import type { KindReading, MetricRow, Reading } from '../../tree/kinds.ts';
import { readMetricTables } from '../../tree/metric-tables.ts';
import { findTables } from '../../tree/tables.ts';
import { readTarget } from '../../tree/values.ts';
import { COLUMN } from '../../tree/vocabulary.ts';

/** A tail that is red: `Any P90 customer lateness > 30 min`. The target is the line that is crossed, not what is wanted. */
export interface TailRule {
  readonly metric: string;
  readonly crossed: Target;
  readonly unit: Reading['unit'];
  readonly currency?: string;
  readonly line: number;
}

/** What the description of a planning area's agent says. */
export interface PlanningArea {
  readonly steps: readonly {
    readonly name: string;
    readonly does: readonly string[];
    readonly inputs: string;
    readonly action: string;
    readonly line: number;
  }[];
  readonly weekly: readonly {
    readonly name: string;
    readonly produces: readonly string[];
    readonly drives: string;
    readonly line: number;
  }[];
  readonly tails: readonly TailRule[];
  readonly games: readonly {
    readonly name: string;
    readonly signal: string;
    readonly experience: string;
    readonly impact: string;
    readonly line: number;
  }[];
  readonly rows: readonly MetricRow[];
}

const STEPS = { step: COLUMN.step, does: COLUMN.does, inputs: COLUMN.inputs, action: COLUMN.action };
const WEEKLY = { cycle: COLUMN.cycle, produces: COLUMN.produces, drives: COLUMN.drives };
const GAMES = { game: COLUMN.gameLayer, signal: COLUMN.signal, experience: COLUMN.experience, impact: COLUMN.impact };

/** Reads the tables of the hourly steps, the weekly phases, the games and the guard bands; tails are read from the steps' bullets. */
export function read(document: ParsedDocument): KindReading<PlanningArea> {
  const { rows, problems } = readMetricTables(document, (titles) => titles[titles.length - 1]);
  const steps = findTables(document, STEPS, ['step', 'does']).flatMap(({ rows: lines }) =>
    lines.map(({ cells, place }) => ({
      name: cells.step,
      does: bullets(cells.does),
      inputs: cells.inputs,
      action: cells.action,
      line: place.line ?? 1,
    })),
  );
  const weekly = findTables(document, WEEKLY, ['cycle', 'produces']).flatMap(({ rows: lines }) =>
    lines.map(({ cells, place }) => ({
      name: cells.cycle,
      produces: bullets(cells.produces),
      drives: cells.drives,
      line: place.line ?? 1,
    })),
  );
  const games = findTables(document, GAMES, ['game']).flatMap(({ rows: lines }) =>
    lines.map(({ cells, place }) => ({
      name: cells.game,
      signal: cells.signal,
      experience: cells.experience,
      impact: cells.impact,
      line: place.line ?? 1,
    })),
  );
  const all: Problem[] = [...problems];
  return {
    value: { steps, weekly, tails: steps.flatMap(({ does, line }) => tailsOf(does, line)), games, rows },
    problems: all,
    metrics: rows,
  };
}

/** A cell whose lines begin with dots is a list; the words before the first dot lead it in. */
function bullets(cell: string): string[] {
  return cell
    .replace(/\s+/g, ' ')
    .split(/ ?[•·] /)
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

function tailsOf(does: readonly string[], line: number): TailRule[] {
  return does.flatMap((text) => {
    const m = /^(?:any|each|jede[rs]?)\s+(\S.{0,200}?)\s*((?:[<>≤≥]=?).{1,100})$/i.exec(text);
    if (!m) return [];
    const [part] = readTarget(m[2], [], undefined, m[1]);
    return part?.target ? [{ metric: m[1], crossed: part.target, unit: part.unit, currency: part.currency, line }] : [];
  });
}
