import type { WallMs } from '../../core/moment.ts';
import { type Experiment, LoggedExperiment, layerNamed } from './experiment.ts';
import { FieldTable } from './label-sweep.ts';
import { readLog } from './log-file.ts';
import type { LogEntry, LogOutline } from './log-scan.ts';
import type { OpenedTree } from './opened-tree.ts';
import { isOverdue } from './overdue.ts';

/** An experiment with the log that it stands in. */
export interface Listed extends Experiment, Pick<LoggedExperiment, 'given' | 'allQuoted'> {
  readonly file: string;
  /** Running, and past its end. */
  readonly overdue: boolean;
}

/** An entry of a log as an experiment, with what the day makes of it. */
export function listed(outline: LogOutline, entry: LogEntry, file: string, now: WallMs): Listed {
  return new ListedExperiment(new FieldTable(outline, Int32Array.of(entry.place)), 0, { file, now });
}

/** What the experiments of a log share. */
interface Where {
  readonly file: string;
  readonly now: WallMs;
}

class ListedExperiment extends LoggedExperiment implements Listed {
  constructor(
    table: FieldTable,
    k: number,
    private readonly where: Where,
  ) {
    super(table, k);
  }

  get file(): string {
    return this.where.file;
  }

  get overdue(): boolean {
    return isOverdue(this, this.where.now);
  }
}

/** What to look for; each left out means all. */
export interface Wanted {
  readonly status?: string;
  readonly layer?: string;
  readonly entity?: string;
  readonly overdue?: boolean;
  /** Scope of a route: `bizos`, `cto`. */
  readonly log?: string;
}

/** Experiments in the order of routes and logs. Each is made when its turn comes: a large log has ten thousand, of which few are kept. */
class Gathered implements Iterable<Listed> {
  constructor(private readonly logs: readonly { readonly table: FieldTable; readonly where: Where }[]) {}

  *[Symbol.iterator](): Iterator<Listed> {
    for (const { table, where } of this.logs) for (let k = 0; k < table.heads.length; k++) yield new ListedExperiment(table, k, where);
  }
}

/** The experiments of all logs that routes lead to. */
export function gathered(tree: OpenedTree, log?: string): Iterable<Listed> {
  const files = new Set(
    tree.routes.filter(({ kind, scope }) => kind === 'kaizen' && (log === undefined || scope === log)).map(({ file }) => file),
  );
  // Without those that have none: what went through a large log would be compiled once more for them, while others wait for the processor.
  const logs = [...files].map((file) => readLog(tree.root, file)).filter(({ outline }) => outline.entryHeads.length > 0);
  return new Gathered(
    logs.map(({ file, outline }) => ({ table: new FieldTable(outline, outline.entryHeads), where: { file, now: tree.now } })),
  );
}

/** The experiments that were looked for. Words are compared without case; a company is found anywhere in the field. */
export function wantedOf(all: Iterable<Listed>, { status, layer, entity, overdue }: Wanted): readonly Listed[] {
  const states = status === undefined ? undefined : statesNamed(status);
  const layerWanted = layer === undefined ? undefined : (layerNamed(layer) ?? layer.toLowerCase());
  const entityWanted = entity?.toLowerCase();
  const wanted: Listed[] = [];
  for (const one of all)
    if (
      (states === undefined || states.includes(one.state)) &&
      (layerWanted === undefined || (layerNamed(one.layer ?? '') ?? one.layer?.toLowerCase()) === layerWanted) &&
      (entityWanted === undefined || (one.entity ?? '').toLowerCase().includes(entityWanted)) &&
      (!overdue || one.overdue)
    )
      wanted.push(one);
  return wanted;
}

const STATES: readonly (readonly [RegExp, readonly Experiment['state'][]])[] = [
  [/^(?:proposed|vorgeschlagen)$/, ['proposed']],
  [/^(?:active|running|aktiv|laufend)$/, ['active']],
  [/^(?:completed|abgeschlossen|done|fertig)$/, ['completed', 'adopted', 'iterated']],
  [/^(?:to-?decide|undecided|zu entscheiden|unentschieden)$/, ['completed']],
  [/^(?:adopted|adopt|übernommen)$/, ['adopted']],
  [/^(?:iterated|iterate|weiterentwickelt)$/, ['iterated']],
  [/^(?:dropped|drop|verworfen)$/, ['dropped']],
  [/^(?:open|offen)$/, ['proposed', 'active', 'completed']],
];

/** States that a word of `--status` means; none where it means nothing. */
export function statesNamed(word: string): readonly Experiment['state'][] {
  return STATES.find(([pattern]) => pattern.test(word.trim().toLowerCase()))?.[1] ?? [];
}
