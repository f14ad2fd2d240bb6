import type { Finding } from '../core/finding.ts';
import type { Metric } from '../core/metric.ts';
import type { Problem } from '../core/problem.ts';
import type { Language, Text } from '../core/text.ts';
import type { Entity } from '../tree/kinds/entity.ts';
import type { Context } from './operation.ts';
import type { RecordBook } from './records.ts';
import type { Workspace } from './workspace.ts';

/** A scan that a field of the business brings; the agents of `AGENT_GOALS.md` name it in their `Schedule`. Loaded when it runs. */
export interface ScanEntry {
  /** `pipeline`; what the schedule says (`Pipeline scan`, `Won and lost`) is found by `names`. */
  readonly name: string;
  /** Other words for it in tables, lower-case, en and de. */
  readonly names: readonly string[];
  readonly summary: Text;
  /** How what it measures stands in tables that people and agents keep; none: it measures nothing. Loaded when a table is read or written. */
  readonly measures?: () => Promise<Measures>;
  /** Ids of all metrics that it may bring; none: it brings none. Loaded when a person names one. */
  readonly metrics?: () => Promise<readonly string[]>;
  readonly load: () => Promise<{ run(context: Context, workspace: Workspace, asked: AskedScan): Promise<ScanOutcome> }>;
}

/** A field's own words for its metrics, so that the loop can bring them into documents and knows of no field. All of it is pure. */
export interface Measures {
  /** Id of the metric that a table's row means; with `part`, of the one that a labelled part of its cell means (`37.8% small`). */
  metricOf(name: string, part?: string): string | undefined;
  /** A metric's number with its unit: `37.8 %`, `RM 20.5M`, `66 days`. */
  words(metric: Metric, value: number, language: Language): string;
  /** Where an agent writes back what was measured of a company, and which metrics, in order; the agent's zone must have the file. */
  readonly record?: { file(entity: Entity): string; readonly metrics: readonly string[] };
}

export interface AskedScan {
  readonly entity: Entity;
  /** Moment that the scan looks from, milliseconds; undefined: what is usual for its data. */
  readonly asOf?: number;
  /**
   * It looks at what was known by the end of that day, as of the newest of it: sources of later days don't count. An instant, milliseconds;
   * undefined: all are known.
   */
  readonly knownAt?: number;
  /** How far back it looks, where it does: 7 days for a weekly summary. Milliseconds. */
  readonly windowMs?: number;
}

/** What a scan found, for the loop. Nothing in it is about deals only. */
export interface ScanOutcome {
  /** The moment that it looked from: an instant, milliseconds. */
  readonly asOf: number;
  /** False where there was nothing to look at (no export): what was found before stands, silence is no good news. */
  readonly looked?: false;
  readonly metrics: readonly Metric[];
  readonly findings: readonly ScanFinding[];
  readonly problems: readonly Problem[];
  /** The records that findings are about, over time, where the field can tell: what became of them after an action. */
  readonly records?: RecordBook;
  /** Files that it stands on, with their hashes. */
  readonly sources: readonly { readonly file: string; readonly sha256: string }[];
}

/** A finding with what the loop groups and words by. */
export interface ScanFinding extends Finding {
  /** Who it concerns, where it concerns somebody: an owner's name as the source has it. */
  readonly owner?: string;
  /** What the subject is worth, for sorting: minor units. */
  readonly worth?: number;
  /** Where in its process the subject stands (a deal's stage): part of what an action pattern is made of. */
  readonly stage?: string;
  /** Other subjects that silence or are silenced with it (an owner's id for his deals). */
  readonly group?: string;
}
