import type { Place } from './problem.ts';
import type { Text } from './text.ts';

/** What a metric is measured in. `money` values are minor units of `currency`; `ratio` 0.63 is shown as 63 %. */
export type Unit = 'count' | 'ratio' | 'days' | 'hours' | 'money' | 'money/day' | 'score' | 'index' | 'number';

/** How a value is held against its target. `±`: within the share around zero; `reduce`/`increase`: against a baseline. */
export type TargetOp = '>=' | '<=' | '>' | '<' | '=' | '±' | 'reduce' | 'increase';

/** A target as people wrote it in a table, and as a number that can be compared. Money targets are minor units. */
export interface Target {
  readonly op: TargetOp;
  readonly value: number;
  readonly text: string;
  readonly place?: Place;
  /** For `reduce` / `increase`: the value that the change is counted from, where one is written down. */
  readonly baseline?: number;
}

/**
 * `met`/`missed` against the target; `none` without one; `too_few` when the sample is below what the metric needs;
 * `refused` when the data can't carry it (the reason stands in `reason`).
 */
export type MetricStatus = 'met' | 'missed' | 'none' | 'too_few' | 'refused';

/** A named number with what it takes to trust it. `value` is null exactly when status is `too_few` or `refused`. */
export interface Metric {
  readonly id: string;
  readonly label: Text;
  readonly value: number | null;
  readonly unit: Unit;
  readonly currency?: string;
  /** Sample size: the rows that the number stands on. */
  readonly n: number;
  readonly target?: Target;
  readonly status: MetricStatus;
  /** Why there is no number, or what the number is based on where that is not the usual. */
  readonly reason?: Text;
  /** What exactly was computed, with the window and the boundaries used. */
  readonly definition: Text;
  /** 95 % interval where one is known. */
  readonly interval?: readonly [number, number];
  /** Break-down for people and programs: by stage, by owner, by month. */
  readonly parts?: readonly MetricPart[];
}

export interface MetricPart {
  readonly key: string;
  readonly label: string;
  readonly value: number | null;
  readonly n: number;
}

/** Compares a value with a target. Undefined baseline for reduce/increase gives `none`: there is nothing to compare with. */
export function statusOf(value: number, target: Target | undefined): MetricStatus {
  if (!target) return 'none';
  const { op, value: goal, baseline } = target;
  switch (op) {
    case '>=':
      return value >= goal ? 'met' : 'missed';
    case '<=':
      return value <= goal ? 'met' : 'missed';
    case '>':
      return value > goal ? 'met' : 'missed';
    case '<':
      return value < goal ? 'met' : 'missed';
    case '=':
      return value === goal ? 'met' : 'missed';
    case '±':
      return Math.abs(value) <= goal ? 'met' : 'missed';
    case 'reduce':
      return baseline === undefined ? 'none' : value <= baseline * (1 - goal) ? 'met' : 'missed';
    case 'increase':
      return baseline === undefined ? 'none' : value >= baseline * (1 + goal) ? 'met' : 'missed';
  }
}
