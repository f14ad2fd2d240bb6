import { type Experiment, layerNamed } from './experiment.ts';
import { keptExperiments } from './kept-log.ts';
import { FieldTable } from './label-sweep.ts';
import { type Listed, ListedExperiment } from './listed.ts';
import { readLog, readLogBytes } from './log-file.ts';
import type { OpenedTree } from './opened-tree.ts';
import { LARGE_LOG } from './remembered-chunks.ts';

/** What to look for; each left out means all. */
export interface Wanted {
  readonly status?: string;
  readonly layer?: string;
  readonly entity?: string;
  readonly overdue?: boolean;
  /** Scope of a route: `bizos`, `cto`. */
  readonly log?: string;
}

/** The experiments of all logs that routes lead to, in the order of routes and logs. What one says is looked for when it is asked. */
export function gathered(tree: OpenedTree, log?: string): readonly Listed[] {
  const files = new Set(
    tree.routes.filter(({ kind, scope }) => kind === 'kaizen' && (log === undefined || scope === log)).map(({ file }) => file),
  );
  return [...files].flatMap((file) => remembered(tree, file) ?? read(tree, file));
}

/** The experiments of a large log, which the index remembers. */
function remembered({ root, index, now }: OpenedTree, file: string): readonly Listed[] | undefined {
  const bytes = index && readLogBytes(root, file);
  return bytes && bytes.length >= LARGE_LOG ? keptExperiments(index, bytes, { file, now }) : undefined;
}

/** The experiments of a log as its text says them. */
function read({ root, now }: OpenedTree, file: string): readonly Listed[] {
  const { outline } = readLog(root, file);
  // None are not looked for: what went through a large log would be compiled once more for them, while others wait for the processor.
  if (outline.entryHeads.length === 0) return [];
  const table = new FieldTable(outline, outline.entryHeads);
  const where = { file, now };
  const all: Listed[] = [];
  for (let k = 0; k < table.heads.length; k++) all.push(new ListedExperiment(table, k, where));
  return all;
}

/** The experiments that were looked for. Words are compared without case; a company is found anywhere in the field. */
export function wantedOf(all: readonly Listed[], { status, layer, entity, overdue }: Wanted): readonly Listed[] {
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
