import type { WallMs } from '../../core/moment.ts';
import { type Experiment, LoggedExperiment, layerNamed } from './experiment.ts';
import { FieldTable, sweptLabels } from './label-sweep.ts';
import { readLog } from './log-file.ts';
import type { LogEntry, LogOutline } from './log-scan.ts';
import type { OpenedTree } from './opened-tree.ts';
import { isOverdue } from './overdue.ts';

/** An experiment with the log that it stands in. */
export interface Listed extends Experiment {
  readonly file: string;
  /** Running, and past its end. */
  readonly overdue: boolean;
}

/** An entry of a log as an experiment, with what the day makes of it. */
export function listed(outline: LogOutline, entry: LogEntry, file: string, now: WallMs): Listed {
  return new ListedExperiment(new FieldTable(outline, Int32Array.of(entry.place)), 0, { file, now });
}

/** All entries of a log as experiments. */
function allListed(outline: LogOutline, file: string, now: WallMs): Listed[] {
  const table = sweptLabels(outline);
  const where = { file, now };
  const all: Listed[] = [];
  for (let k = 0; k < table.heads.length; k++) all.push(new ListedExperiment(table, k, where));
  return all;
}

class ListedExperiment extends LoggedExperiment implements Listed {
  constructor(
    table: FieldTable,
    k: number,
    private readonly where: { readonly file: string; readonly now: WallMs },
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

/** The experiments of all logs that routes lead to, in the order of routes and logs. */
export function gathered(tree: OpenedTree, log?: string): Listed[] {
  const files = new Set(
    tree.routes.filter(({ kind, scope }) => kind === 'kaizen' && (log === undefined || scope === log)).map(({ file }) => file),
  );
  return [...files].flatMap((file) => {
    const { outline } = readLog(tree.root, file);
    return outline.entries.length === 0 ? [] : allListed(outline, file, tree.now);
  });
}

/** The experiments that were looked for. Words are compared without case; a company is found anywhere in the field. */
export function wantedOf(all: readonly Listed[], { status, layer, entity, overdue }: Wanted): readonly Listed[] {
  const states = status === undefined ? undefined : statesNamed(status);
  const layerWanted = layer === undefined ? undefined : (layerNamed(layer) ?? layer.toLowerCase());
  const entityWanted = entity?.toLowerCase();
  return all.filter(
    (one) =>
      (states === undefined || states.includes(one.state)) &&
      (layerWanted === undefined || (layerNamed(one.layer ?? '') ?? one.layer?.toLowerCase()) === layerWanted) &&
      (entityWanted === undefined || (one.entity ?? '').toLowerCase().includes(entityWanted)) &&
      (!overdue || one.overdue),
  );
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
