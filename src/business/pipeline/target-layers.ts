import type { Target } from '../../core/metric.ts';
import { currencyExponent } from '../../core/money.ts';
import type { Problem } from '../../core/problem.ts';
import type { MetricRow, Reading, TargetPart } from '../../tree/kinds.ts';
import { rowProblem } from '../../tree/tables.ts';
import { metricIdOf } from './metric-names.ts';

/** What targets are taken from, the least particular first: agents' tables, the group's, the company's own. */
export type TargetSource = readonly MetricRow[];

type MetricUnit = 'ratio' | 'days' | 'money' | 'number';

/** What the pipeline's metrics are measured in; a target in another unit can't be compared. */
function unitOf(id: string): MetricUnit {
  if (/^velocity_/.test(id)) return 'days';
  if (/^(?:open_value|sales_velocity|forecast_(?:weighted|commit|best_case))$/.test(id)) return 'money';
  return /^(?:open_deals|coverage|owner_hhi)$/.test(id) ? 'number' : 'ratio';
}

/**
 * Targets by metric id; later sources overrule earlier ones. Of several parts the first counts for the metric as a whole, and those
 * labelled small and large for metrics of their own. A target in another currency or unit is a problem and left out.
 */
export function layTargets(sources: readonly TargetSource[], currency: string, problems: Problem[]): Record<string, Target> {
  const targets: Record<string, Target> = {};
  for (const row of sources.flat()) {
    const id = metricIdOf(row.name);
    if (!id) continue;
    for (const [i, part] of row.target.entries()) {
      const target = comparable(part, id, row, i, currency, problems);
      if (!target) continue;
      const sized = id === 'win_rate' ? sizeOf(part.label) : undefined;
      if (sized) targets[sized] = target;
      if (i === 0) targets[id] = target;
    }
  }
  return targets;
}

/** Which win rate a label means: of small deals, or of large ones. */
export function sizeOf(label: string | undefined): string | undefined {
  if (/\b(?:small|klein)/i.test(label ?? '')) return 'win_rate_small';
  return /\b(?:large|groß|gross|big)/i.test(label ?? '') ? 'win_rate_large' : undefined;
}

function comparable(part: TargetPart, id: string, row: MetricRow, i: number, currency: string, problems: Problem[]): Target | undefined {
  const { target } = part;
  if (!target) return undefined;
  const change = target.op === 'reduce' || target.op === 'increase' || target.op === '±';
  const baseline = target.op === 'reduce' || target.op === 'increase' ? baselineOf(row.current[i], id, currency) : undefined;
  if (change && part.unit === 'ratio') return baseline === undefined ? target : { ...target, baseline };
  const value = inUnit(target.value, part.unit, part.currency, unitOf(id), currency);
  if (value !== undefined && !change) return { ...target, value };
  const wanted = {
    ratio: '"≥ 45%"',
    days: '"≤ 30 days"',
    money: `"≥ ${currency === 'XXX' ? '' : `${currency} `}500,000"`,
    number: '"≥ 3"',
  }[unitOf(id)];
  problems.push(
    rowProblem(
      'target-unit',
      target.place ?? { line: row.line },
      `The target "${target.text}" of "${row.name}" can't be compared with what is measured.`,
      `Das Ziel „${target.text}“ von „${row.name}“ ist mit dem Gemessenen nicht vergleichbar.`,
      wanted,
    ),
  );
  return undefined;
}

/** What "reduce 20%" is counted from: the current cell, where it has a number. */
function baselineOf(reading: Reading | undefined, id: string, currency: string): number | undefined {
  if (!reading || reading.value === null) return undefined;
  return inUnit(reading.value, reading.unit, reading.currency, unitOf(id), currency);
}

/** A number in the metric's unit; plain numbers are taken to be in it (a share only up to 1). Undefined: it can't be. */
function inUnit(value: number, from: Reading['unit'], money: string | undefined, to: MetricUnit, currency: string): number | undefined {
  if (to === 'days') return from === 'days' || from === 'number' ? value : from === 'hours' ? value / 24 : undefined;
  if (to === 'ratio') return from === 'ratio' || (from === 'number' && value <= 1) ? value : undefined;
  if (to === 'number') return from === 'number' ? value : undefined;
  if (from === 'number') return Math.round(value * 10 ** currencyExponent(currency));
  return from === 'money' && (money === currency || currency === 'XXX') ? value : undefined;
}
