import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { storeBlob } from '../../git/refs.ts';
import { git } from '../../git/run.ts';
import { readBytes } from '../../tree/read-bytes.ts';
import { writeWhole } from '../../tree/write.ts';
import { mayName } from './mentions.ts';
import { mergesThatDoubled } from './merge-doubled.ts';
import { wordsFor } from './merge-entries.ts';
import { followEarlier } from './merge-history.ts';
import { renamedInLog, renamedLines, type SideRenames } from './merge-lines.ts';
import { withLinks } from './merge-links.ts';
import { collisionsOf, mergeLogs, type Renumbered } from './merge-logs.ts';
import { type Look, looksAt, renamesOf } from './merge-looks.ts';
import { movedSince } from './merge-moves.ts';
import { laterOfTwo, withNumber } from './merge-notes.ts';
import { numbersFor } from './merge-numbers.ts';
import { asInFolder, isStaged, stage } from './merge-staging.ts';
import { meaningsIn, type StandingLog, standingIn } from './merge-standing.ts';
import { type MergeState, mergeState, sidesOf } from './merge-state.ts';
import type { OpenedTree } from './opened-tree.ts';
import { documentsWithProvisional } from './provisional.ts';
import { type Settled, settleProvisional } from './settling.ts';
import type { NumberAnswers } from './shared-numbers.ts';

/** What was done to the logs and the documents beside them. */
export interface Merging {
  readonly logs: {
    file: string;
    renumbered: readonly Renumbered[];
    conflicts: boolean;
    /** Object of git that holds the document as it was: a person may have begun to settle it. */
    before: string;
  }[];
  readonly documents: string[];
  /** A merge is going on. */
  readonly running: boolean;
  /** How the remote answered where numbers were asked for. */
  readonly numbers: NumberAnswers;
}

/**
 * Settles the logs of a merge. Nothing is written before everything that refuses has been asked: whatever stands in a log that neither side
 * brought is kept, or the merge is refused (exit 3). Other documents follow the new numbers.
 */
export async function mergeHere(tree: OpenedTree): Promise<Merging> {
  const { root } = tree;
  const files = [...new Set(tree.routes.map(({ file }) => file))].filter((file) => existsSync(join(root, file)));
  const states = await statesFor(root, files);
  const looked: (readonly Look[])[] = [];
  for (const at of states) looked.push(await looksAt(root, at, files));
  const done: Merging = { logs: [], documents: [], running: states.some(({ running }) => running), numbers: {} };
  // While a merge is going on, what it does not say itself waits for its commit.
  if (!done.running) done.documents.push(...(await followEarlier(tree, files)));
  for (const [k, at] of states.entries()) {
    // What was written since is looked at anew.
    const looks = k === 0 && done.documents.length === 0 ? looked[k] : await looksAt(root, at, files);
    const renames = await settle(tree, at, looks, done);
    if (renames.ours.size + renames.theirs.size > 0)
      for (const path of await documentsOf(root, at, renames, new Set(files))) await renameIn(root, at, path, renames, done);
  }
  // What the branches said of entries that have their numbers only now.
  if (!done.running && done.logs.some(({ renumbered }) => renumbered.length > 0))
    done.documents.push(...(await followEarlier(tree, files)));
  const documents = new Set(done.documents);
  for (const { file } of done.logs) documents.delete(file);
  return { ...done, documents: [...documents].sort() };
}

/** The merge that is going on; else those that brought a number twice, which may lie further back, and the last. */
async function statesFor(root: string, files: readonly string[]): Promise<readonly MergeState[]> {
  const at = await mergeState(root);
  if (at?.running) return [at];
  const doubled = await mergesThatDoubled(root, files);
  const isNew = at && !doubled.some(({ ours, theirs }) => ours === at.ours && theirs === at.theirs);
  return isNew ? [...doubled, at] : doubled;
}

/** Settles the logs as one merge left them. Gives what the ids of its sides are now. */
async function settle({ root, today }: OpenedTree, at: MergeState, looks: readonly Look[], done: Merging): Promise<SideRenames> {
  for (const look of looks) await takeNumbers(root, look, done);
  const { texts, renames } = await settledTexts(looks, today);
  for (const look of looks) await write(root, at, look, texts.get(look.file), done);
  return renames;
}

/**
 * Puts their numbers in the place of provisional ids that documents only name: a branch that began before an id got its number brings it as it
 * was. In a merge that is going on, what was staged is staged again.
 */
export async function settleMentions(tree: OpenedTree, { running }: Pick<Merging, 'running'>): Promise<Settled> {
  const { root } = tree;
  const named = running ? await documentsWithProvisional(root) : [];
  const staged = new Set<string>();
  for (const { path } of named) if (await isStaged(root, path)) staged.add(path);
  const settled = await settleProvisional(tree, { mentionsOnly: true, patient: true });
  for (const path of settled.documents) if (staged.has(path)) await stage(root, path);
  return settled;
}

/** New numbers for the entries that have none yet. */
async function takeNumbers(root: string, look: Look, done: Merging): Promise<void> {
  const { file, sides, text } = look;
  const next = numbersFor(root, file, [sides.base, sides.ours, sides.theirs, text], done.numbers);
  for (const { id, side } of collisionsOf(look.sides)) {
    if (look.way === 'placed' ? !look.doubled.includes(id) : look.given.has(id)) continue;
    look.renumbered.push({ from: id, to: await next(id.replace(/-[^-]+$/, ''), id, wordsFor(sides, id, side)), side });
  }
}

interface Settling {
  readonly text: string;
  readonly conflicts: boolean;
}

/**
 * The logs as they are to be, and what each side's ids are in them. Numbers come first; where they stand it is read what the two sides'
 * entries are called, then what names them follows.
 */
async function settledTexts(
  looks: readonly Look[],
  today: string,
): Promise<{ texts: ReadonlyMap<string, Settling>; renames: SideRenames }> {
  const numbered = new Map<Look, StandingLog>();
  for (const look of looks.filter(({ way }) => way === 'placed')) numbered.set(look, standingIn(withNumbers(look, today), look.sides));
  const placed = meaningsIn([...numbered.values()]);
  const built = renamesOf(looks.filter(({ way }) => way === 'built'));
  const renames = { ours: new Map([...placed.ours, ...built.ours]), theirs: new Map([...placed.theirs, ...built.theirs]) };
  const texts = new Map<string, Settling>();
  for (const look of looks) {
    const log = numbered.get(look);
    texts.set(look.file, log ? { text: await renamedInLog(log, renames), conflicts: false } : await builtText(look, renames, today));
  }
  const whole = looks.filter(({ file }) => texts.get(file)?.conflicts === false);
  const logs = whole.map(({ file, sides }) => standingIn(texts.get(file)?.text ?? '', sides));
  const meant = meaningsIn(logs);
  // A log that a person has to decide in still has its numbers.
  const maps = {
    base: meant.base,
    ours: new Map([...renames.ours, ...meant.ours]),
    theirs: new Map([...renames.theirs, ...meant.theirs]),
  };
  for (const [k, { file }] of whole.entries()) texts.set(file, { text: withLinks(logs[k], maps), conflicts: false });
  return { texts, renames };
}

/** A log in which of two entries with one number the later has its new one. */
function withNumbers({ text, doubled, sides, renumbered }: Look, today: string): string {
  let after = text;
  for (const id of doubled) {
    const entry = laterOfTwo(after, id, sides);
    if (entry) after = withNumber(after, entry, renumbered.find(({ from }) => from === id)?.to ?? id, today);
  }
  return after;
}

async function builtText({ sides, given, renumbered }: Look, beside: SideRenames, today: string): Promise<Settling> {
  const next = async (_: string, id: string): Promise<string> => renumbered.find(({ from }) => from === id)?.to ?? id;
  return mergeLogs(sides, next, [...given.values()][0]?.day ?? today, { beside });
}

async function write(root: string, at: MergeState, look: Look, settled: Settling | undefined, done: Merging): Promise<void> {
  const { file, text } = look;
  if (!settled || (settled.text === text && !settled.conflicts)) return;
  const { conflicts } = settled;
  const after = look.way === 'built' ? await asInFolder(root, at, file, settled.text, text) : settled.text;
  const clean = at.running && (await isStaged(root, file));
  const before = await storeBlob(text, { cwd: root });
  const known = done.logs.find((log) => log.file === file);
  if (after === text) done.logs.push({ file, renumbered: [], conflicts, before });
  else {
    writeWhole(join(root, file), Buffer.from(after), { root, expected: look.bytes });
    // Another merge has been settled in it before.
    if (known) known.renumbered = [...known.renumbered, ...look.renumbered];
    else if (look.way === 'built' || look.doubled.length > 0) done.logs.push({ file, renumbered: look.renumbered, conflicts, before });
    else done.documents.push(file);
  }
  if (at.running && !conflicts && (clean || look.way === 'built')) await stage(root, file);
}

/** Other documents that a side with new numbers has changed, by their names in the folder. */
export async function documentsOf(
  root: string,
  at: MergeState,
  renames: SideRenames,
  logs: ReadonlySet<string>,
): Promise<readonly string[]> {
  const paths = new Set<string>();
  for (const side of ['ours', 'theirs'] as const) {
    if (renames[side].size === 0 || at.base === '') continue;
    const out = await git(['diff', '-z', '--name-only', '--no-renames', at.base, at[side], '--', ':(top,glob)**/*.md'], { cwd: root });
    const moved = await movedSince(root, at[side]);
    const names = out.stdout.toString('utf8').split('\0').filter(Boolean);
    // Where a few words stayed at the old place, it is there and elsewhere.
    for (const name of names.flatMap((one) => [one, moved.get(one) ?? one]))
      if (name.startsWith(at.prefix)) paths.add(name.slice(at.prefix.length));
  }
  return [...paths].filter((path) => !logs.has(path) && existsSync(join(root, path)));
}

/** Gives a document the new numbers in what their side says of them, and stages it again where it was. Throws as `writeWhole` does. */
export async function renameIn(root: string, at: MergeState, path: string, renames: SideRenames, done: Merging): Promise<void> {
  const expected = readBytes(join(root, path));
  const text = Buffer.from(expected).toString('utf8');
  // What is no text names no entry; nor do most documents, and git is asked for the sides of each of the others.
  const named = [...renames.ours.keys(), ...renames.theirs.keys()].some((id) => mayName(text, id));
  if (!named || !Buffer.from(text).equals(expected)) return;
  const after = await renamedLines(text, await sidesOf(root, at, path), renames);
  if (after === text) return;
  const clean = at.running && (await isStaged(root, path));
  writeWhole(join(root, path), Buffer.from(after), { root, expected });
  // Else the commit would hold it as it was.
  if (clean) await stage(root, path);
  done.documents.push(path);
}
