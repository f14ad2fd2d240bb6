import { companiesNamed } from './company-names.ts';
import { type Experiment, layerNamed } from './experiment.ts';
import { entityNamed, isEverywhere, layerGiven, logGiven, noCompany, saysEverywhere } from './given-words.ts';
import { keptExperiments } from './kept-log.ts';
import { FieldTable } from './label-sweep.ts';
import { type Listed, ListedExperiment } from './listed.ts';
import { readLog, readLogBytes } from './log-file.ts';
import type { OpenedTree } from './opened-tree.ts';
import { remembered } from './remembered.ts';
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

/**
 * The experiments of all logs that routes lead to, or of one, in the order of routes and logs. What one says is looked for when it is asked.
 * Throws BizosError (exit 2) where there is no log of that name.
 */
export function gathered(tree: OpenedTree, log?: string): readonly Listed[] {
  const wanted = log === undefined ? undefined : logGiven(log, tree.routes);
  const files = new Set(
    tree.routes.filter(({ kind, scope }) => kind === 'kaizen' && (wanted === undefined || scope === wanted)).map(({ file }) => file),
  );
  return [...files].flatMap((file) => kept(tree, file) ?? read(tree, file));
}

/** The experiments of a large log, which the index remembers. */
function kept({ root, index, now }: OpenedTree, file: string): readonly Listed[] | undefined {
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

/**
 * The experiments that were looked for. Words are compared without case; what is no company of the tree is found anywhere in the field. Throws BizosError (exit 2)
 * where a word names no layer, log or company that there is: "none" would be taken for an answer.
 */
export function wantedOf(tree: OpenedTree, { status, layer, entity, overdue, log }: Wanted): readonly Listed[] {
  const states = status === undefined ? undefined : statesNamed(status);
  const ofLayer = layer === undefined ? undefined : layerAsked(layer);
  const ofCompany = entity === undefined ? undefined : companyAsked(entity, tree);
  const all = gathered(tree, log);
  const wanted: Listed[] = [];
  for (const one of all)
    if (
      (states === undefined || states.includes(one.state)) &&
      (ofLayer === undefined || ofLayer(one.layer ?? '')) &&
      (ofCompany === undefined || ofCompany(one.entity ?? '')) &&
      (!overdue || one.overdue)
    )
      wanted.push(one);
  if (wanted.length === 0 && entity !== undefined && ofCompany !== undefined) mustBeThere(entity, ofCompany, tree);
  return wanted;
}

/** Whether a field says the layer that a word names; worked out once for each of the few that a log has. */
function layerAsked(word: string): (field: string) => boolean {
  const wanted = layerGiven(word);
  return remembered((field: string) => layerNamed(field) === wanted);
}

/** Whether a field says the company that a word names: as `companiesNamed` finds it where it is one of the tree, else by the words themselves. */
function companyAsked(word: string, { entities }: OpenedTree): (field: string) => boolean {
  const found = entityNamed(word, entities);
  if (found) return remembered((field: string) => companiesNamed(field, entities).includes(found));
  if (isEverywhere(word)) return remembered(saysEverywhere);
  const said = word.trim().toLowerCase();
  if (said === '') throw noCompany(word, entities);
  return remembered((field: string) => field.toLowerCase().includes(said));
}

/** Throws BizosError (exit 2) where a word is no company of the tree, and no experiment of any log names it. */
function mustBeThere(word: string, names: (field: string) => boolean, tree: OpenedTree): void {
  if (entityNamed(word, tree.entities) || isEverywhere(word) || gathered(tree).some(({ entity }) => names(entity ?? ''))) return;
  throw noCompany(word, tree.entities);
}

const STATES: readonly (readonly [RegExp, readonly Experiment['state'][]])[] = [
  [/^(?:proposed|vorgeschlagen)$/, ['proposed']],
  [/^(?:active|running|aktiv|laufend)$/, ['active']],
  [/^(?:completed|abgeschlossen|done|fertig)$/, ['completed', 'adopted', 'iterated']],
  [/^(?:to[\s-]?decide|undecided|zu[\s-]?entscheiden|unentschieden)$/, ['completed']],
  [/^(?:adopted|adopt|übernommen)$/, ['adopted']],
  [/^(?:iterated|iterate|weiterentwickelt)$/, ['iterated']],
  [/^(?:dropped|drop|verworfen)$/, ['dropped']],
  [/^(?:open|offen)$/, ['proposed', 'active', 'completed']],
];

/** States that a word of `--status` means; none where it means nothing. */
export function statesNamed(word: string): readonly Experiment['state'][] {
  return STATES.find(([pattern]) => pattern.test(word.trim().toLowerCase()))?.[1] ?? [];
}
