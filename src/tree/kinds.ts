import type { Target } from '../core/metric.ts';
import type { Problem } from '../core/problem.ts';
import type { Text } from '../core/text.ts';
import type { ParsedDocument } from './document.ts';

/**
 * A kind of document: which files it is, and how they are read. The reader is loaded only when a file has changed; its
 * value goes through JSON into the index, so it must be plain data.
 */
export interface DocumentKind<T = unknown> {
  /** Kebab-case: `entity`, `crm-structure`, `agent-goals`. */
  readonly name: string;
  readonly summary: Text;
  /** Path patterns from the tree's root, `/` between parts; `*` is any run within a part, `**` any number of parts. */
  readonly paths: readonly string[];
  /** Raise it whenever `read` gives something else for the same file: older readings in the index are then made anew. */
  readonly version: number;
  readonly load: () => Promise<{ read(document: ParsedDocument): KindReading<T> }>;
}

export interface KindReading<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
  /** Rows of metric tables, for the index's table of metrics. */
  readonly metrics?: readonly MetricRow[];
}

/** One row of a `Metric | Current | Target | Measurement` table, as written and as understood. */
export interface MetricRow {
  readonly name: string;
  /** Agent or level that the table belongs to, where there is one. */
  readonly scope?: string;
  /** Where the table has such a column: `TTL`, `PTL`, or the objective that the metric serves. */
  readonly level?: string;
  readonly current: readonly Reading[];
  readonly target: readonly TargetPart[];
  readonly currentText: string;
  readonly targetText: string;
  readonly measurement?: string;
  readonly line: number;
}

/** A part of a `Current` cell: `37.8% small` is 0.378, ratio, label `small`. `null`: written as not known (TBD, Unknown). */
export interface Reading {
  readonly value: number | null;
  readonly unit: 'ratio' | 'money' | 'number' | 'days' | 'hours';
  readonly currency?: string;
  readonly label?: string;
}

/** A part of a `Target` cell with its label (own, or taken over from the `Current` cell's parts in order). */
export interface TargetPart {
  readonly target: Target | null;
  readonly unit: Reading['unit'];
  readonly currency?: string;
  readonly label?: string;
}
