import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import { storeBlob } from '../../git/refs.ts';
import { git } from '../../git/run.ts';
import { readBytes } from '../../tree/read-bytes.ts';
import { writeWhole } from '../../tree/write.ts';
import { conflictMarksIn } from './conflict-marks.ts';
import { mergeThatDoubled } from './merge-doubled.ts';
import { wordsFor } from './merge-entries.ts';
import { followEarlier } from './merge-history.ts';
import { renamedInLog, renamedLines, type SideRenames } from './merge-lines.ts';
import { withLinks } from './merge-links.ts';
import { collisionsOf, knownRenames, type LogSides, mergeLogs, type Renumbered, textOf } from './merge-logs.ts';
import { lineOfNone, MARKS, sameMerge } from './merge-marks.ts';
import { doubledIn, type Given, givenIn, laterOfTwo, withNumber } from './merge-notes.ts';
import { numbersFor } from './merge-numbers.ts';
import { asInFolder, isStaged, stage } from './merge-staging.ts';
import { meaningsIn, type StandingLog, standingIn } from './merge-standing.ts';
import { type MergeState, mergedByGit, mergeState, sidesOf } from './merge-state.ts';
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

/** A log as it is found, and what has to be done to it. */
interface Look {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly sides: LogSides;
  readonly given: ReadonlyMap<string, Given>;
  /** `built`: from both sides, since the text holds nothing else. `placed`: in the text as it is. */
  readonly way: 'built' | 'placed';
  readonly renumbered: Renumbered[];
  /** Numbers that two entries of the text have. */
  readonly doubled: readonly string[];
}

/**
 * Settles the logs of a merge. Nothing is written before everything that refuses has been asked: whatever stands in a log that neither side
 * brought is kept, or the merge is refused (exit 3). Other documents follow the new numbers.
 */
export async function mergeHere(tree: OpenedTree): Promise<Merging> {
  const files = [...new Set(tree.routes.map(({ file }) => file))].filter((file) => existsSync(join(tree.root, file)));
  const at = await stateFor(tree.root, files);
  let looks = await looksAt(tree.root, at, files);
  const done: Merging = { logs: [], documents: [], running: at?.running === true, numbers: {} };
  // While a merge is going on, what it does not say itself waits for its commit.
  if (!done.running) done.documents.push(...(await followEarlier(tree, files)));
  if (at === undefined) return done;
  if (done.documents.length > 0) looks = await looksAt(tree.root, at, files);
  for (const look of looks) await takeNumbers(tree.root, look, done);
  const { texts, renames } = await settledTexts(looks, tree.today);
  for (const look of looks) await write(tree.root, at, look, texts.get(look.file), done);
  if (renames.ours.size + renames.theirs.size > 0)
    for (const path of await documentsOf(tree.root, at, renames, new Set(files))) await renameIn(tree.root, at, path, renames, done);
  return { ...done, documents: [...new Set(done.documents)].sort() };
}

/** The merge that is going on; else the one that brought a number twice, which may lie further back; else the last. */
async function stateFor(root: string, files: readonly string[]): Promise<MergeState | undefined> {
  const at = await mergeState(root);
  return at?.running ? at : ((await mergeThatDoubled(root, files)) ?? at);
}

/** What has to be done to the logs. Throws BizosError (exit 3) where that would lose something. */
async function looksAt(root: string, at: MergeState | undefined, files: readonly string[]): Promise<readonly Look[]> {
  if (at === undefined) return [];
  const looks: Look[] = [];
  for (const file of files) {
    const look = await lookAt(root, at, file);
    if (look) looks.push(look);
  }
  await mustBeOfBoth(root, at, looks);
  return looks;
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

async function lookAt(root: string, at: MergeState, file: string): Promise<Look | undefined> {
  const bytes = readBytes(join(root, file));
  const sides = await sidesOf(root, at, file);
  const text = textOf(bytes);
  // Also marks that are not whole any more: a person has begun to decide.
  const marked = conflictMarksIn(text) !== undefined || (MARKS.test(text) && !MARKS.test(sides.ours) && !MARKS.test(sides.theirs));
  // What both sides say alike may mean two entries, as a link to a number that both gave.
  if (sides.ours === sides.theirs && sides.ours === sides.base && !marked) return undefined;
  // Marks that are there after a replay are of something else.
  if (marked && at.replayed) return undefined;
  const given = givenIn(text, sides);
  const look = { file, bytes, text, sides, given, renumbered: [] as Renumbered[], doubled: marked ? [] : doubledIn(text) };
  for (const { id, side } of collisionsOf(sides)) {
    const known = given.get(id);
    if (known) look.renumbered.push({ from: id, to: known.to, side: known.side ?? side });
  }
  if (look.doubled.length > 0) {
    for (const id of look.doubled) if (!laterOfTwo(text, id, sides)) throw untold(file, id);
    return { ...look, way: 'placed' };
  }
  if (!marked) return { ...look, way: 'placed' };
  return { ...look, way: 'built' };
}

/**
 * Throws BizosError (exit 3) where a log with conflict marks is neither what git made of the sides nor what an earlier call or the driver
 * did: what else stands there would be lost.
 */
async function mustBeOfBoth(root: string, at: MergeState, looks: readonly Look[]): Promise<void> {
  const renames = renamesOf(looks);
  const built = looks.filter(({ way }) => way === 'built');
  const byGit = built.length > 0 ? await mergedByGit(root, at) : undefined;
  for (const { file, text, sides, given, renumbered } of built) {
    const candidates = [(await byGit?.(file)) ?? ''];
    if (renumbered.length === collisionsOf(sides).length)
      for (const beside of [undefined, renames]) {
        const next = async (_: string, id: string): Promise<string> => given.get(id)?.to ?? id;
        candidates.push((await mergeLogs(sides, next, [...given.values()][0]?.day ?? '', { beside })).text);
      }
    if (!candidates.some((one) => sameMerge(text, one)))
      throw changedSince(file, lineOfNone(text, [...candidates, sides.ours, sides.theirs]));
  }
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

function renamesOf(looks: readonly Look[]): SideRenames {
  const of = (side: 'ours' | 'theirs'): Map<string, string> =>
    new Map(
      looks.flatMap(({ renumbered, sides }) => [
        ...knownRenames(sides)[side],
        ...renumbered.filter((one) => one.side === side).map(({ from, to }) => [from, to] as const),
      ]),
    );
  return { ours: of('ours'), theirs: of('theirs') };
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
  if (after !== text) {
    const before = await storeBlob(text, { cwd: root });
    writeWhole(join(root, file), Buffer.from(after), { root, expected: look.bytes });
    if (look.way === 'built' || look.doubled.length > 0) done.logs.push({ file, renumbered: look.renumbered, conflicts, before });
    else done.documents.push(file);
  } else done.logs.push({ file, renumbered: [], conflicts, before: await storeBlob(text, { cwd: root }) });
  if (at.running && !conflicts && (clean || look.way === 'built')) await stage(root, file);
}

/** Other documents that a side with new numbers has changed. */
export async function documentsOf(
  root: string,
  at: MergeState,
  renames: SideRenames,
  logs: ReadonlySet<string>,
): Promise<readonly string[]> {
  const paths = new Set<string>();
  for (const side of ['ours', 'theirs'] as const) {
    if (renames[side].size === 0 || at.base === '') continue;
    const out = await git(['diff', '-z', '--name-only', '--no-renames', at.base, at[side], '--', '*.md'], { cwd: root });
    for (const name of out.stdout.toString('utf8').split('\0').filter(Boolean))
      if (name.startsWith(at.prefix)) paths.add(name.slice(at.prefix.length));
  }
  return [...paths].filter((path) => !logs.has(path) && existsSync(join(root, path)));
}

/** Gives a document the new numbers in what their side says of them, and stages it again where it was. Throws as `writeWhole` does. */
export async function renameIn(root: string, at: MergeState, path: string, renames: SideRenames, done: Merging): Promise<void> {
  const expected = readBytes(join(root, path));
  const text = Buffer.from(expected).toString('utf8');
  // What is no text names no entry.
  if (!Buffer.from(text).equals(expected)) return;
  const after = await renamedLines(text, await sidesOf(root, at, path), renames);
  if (after === text) return;
  const clean = at.running && (await isStaged(root, path));
  writeWhole(join(root, path), Buffer.from(after), { root, expected });
  // Else the commit would hold it as it was.
  if (clean) await stage(root, path);
  done.documents.push(path);
}

function untold(file: string, id: string): BizosError {
  return new BizosError(
    3,
    {
      en: `${id} stands in ${file} more than once, and it can't be told which is whose.`,
      de: `${id} steht in ${file} mehr als einmal, und es ist nicht zu erkennen, welcher Eintrag von wem ist.`,
    },
    {
      en: 'Give one of them the next free number by hand, also where it is linked; take out one that is there twice.',
      de: 'Gib einem davon von Hand die nächste freie Nummer, auch dort, wo er verlinkt ist; nimm heraus, was doppelt dasteht.',
    },
  );
}

function changedSince(file: string, line: number | undefined): BizosError {
  const at = line === undefined ? file : `${file}:${line}`;
  return new BizosError(
    3,
    {
      en: `${at}: the log was changed after the conflict; merged anew, that would be lost. Nothing was written.`,
      de: `${at}: Das Log wurde nach dem Konflikt geändert; neu zusammengeführt ginge das verloren. Nichts wurde geschrieben.`,
    },
    {
      en: `Decide between the marks that are left by hand. Or keep what was written elsewhere, then: git checkout --merge -- ${file}; bizos kaizen merge`,
      de: `Entscheide von Hand zwischen den Marken, die noch dastehen. Oder lege Geschriebenes beiseite, dann: git checkout --merge -- ${file}; bizos kaizen merge`,
    },
  );
}
