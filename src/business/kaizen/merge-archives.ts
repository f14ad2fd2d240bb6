import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { storeBlob } from '../../git/refs.ts';
import { readBytes } from '../../tree/read-bytes.ts';
import { writeWhole } from '../../tree/write.ts';
import { type LogEntry, type LogOutline, scanLog } from './log-scan.ts';
import { dateOf, isAlike } from './merge-entries.ts';
import { identitiesOf } from './merge-identities.ts';
import { renamedInLog } from './merge-lines.ts';
import { withLinks } from './merge-links.ts';
import type { LogSides } from './merge-logs.ts';
import { MARKS } from './merge-marks.ts';
import { withNumber } from './merge-notes.ts';
import { numbersFor } from './merge-numbers.ts';
import { archivesOf } from './merge-past.ts';
import { isStaged, stage } from './merge-staging.ts';
import { meaningsIn, standingIn } from './merge-standing.ts';
import { type MergeState, mergeState, sidesOf } from './merge-state.ts';
import { documentsOf, type Merging, renameIn } from './merging.ts';
import type { OpenedTree } from './opened-tree.ts';

/** Where an entry stands. */
export interface EntryPlace {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** An entry of a log whose number is that of a different entry in an archive of the log. */
export interface ArchiveClash {
  readonly id: string;
  readonly log: EntryPlace;
  readonly archive: EntryPlace;
}

/** One of two documents that have one number for different entries, as it is read. */
interface Found {
  readonly file: string;
  readonly outline: LogOutline;
  readonly entry: LogEntry;
}

interface Clash {
  readonly log: Found;
  readonly archive: Found;
}

/** A number that an entry gets, and the side of the merge that brought it. */
interface Wanted {
  readonly found: Found;
  readonly side: 'ours' | 'theirs';
  readonly to: string;
}

/**
 * One side has put an entry into the archive, the other gave its number to a different one: no log has both, so that merging logs alone does
 * not see it. As of two in one log, the later one gets another number, and what its side says of it goes with it. Gives those that no merge
 * explains: a person decides. What was done is added to `done`. Throws BizosError (exit 3) as `writeWhole` does.
 */
export async function settleArchives(tree: OpenedTree, done: Merging): Promise<readonly ArchiveClash[]> {
  const logs = [...new Set(tree.routes.map(({ file }) => file))].filter((file) => existsSync(join(tree.root, file)));
  const met = clashesIn(tree.root, logs);
  if (met.length === 0) return [];
  const at = await mergeState(tree.root);
  if (at) {
    const wanted: Wanted[] = [];
    for (const clash of met) wanted.push(...(await wantedFor(tree.root, at, clash, done)));
    if (wanted.length > 0) await renumber(tree, at, logs, wanted, done);
  }
  return clashesIn(tree.root, logs).map(({ log, archive }) => ({ id: log.entry.id, log: placeOf(log), archive: placeOf(archive) }));
}

function placeOf({ file, entry: { line } }: Found): EntryPlace {
  return { file, line };
}

function outlineOf(root: string, file: string): LogOutline {
  return scanLog(Buffer.from(readBytes(join(root, file))).toString('utf8'));
}

function clashesIn(root: string, logs: readonly string[]): readonly Clash[] {
  return logs.flatMap((file) => {
    const archives = archivesOf(root, file);
    const log = archives.length === 0 ? undefined : outlineOf(root, file);
    if (!log) return [];
    return archives.flatMap((path) => {
      const outline = outlineOf(root, path);
      return outline.entries.flatMap((entry) =>
        log
          .withId(entry.id)
          .filter((own) => !isAlike(log, own, outline, entry))
          .map((own) => ({ log: { file, outline: log, entry: own }, archive: { file: path, outline, entry } })),
      );
    });
  });
}

/** Which of the two gets a number, and which: one that both sides had given. None where a side has both, or neither is new. */
async function wantedFor(root: string, at: MergeState, { log, archive }: Clash, done: Merging): Promise<readonly Wanted[]> {
  if ([log, archive].some(({ outline }) => MARKS.test(outline.text))) return [];
  const [own, kept] = [await sidesOf(root, at, log.file), await sidesOf(root, at, archive.file)];
  // Where an entry stands is no matter to whose it is.
  const whole = (side: keyof LogSides): string => `${own[side]}\n\n${kept[side]}`;
  const sides: LogSides = { base: whole('base'), ours: whole('ours'), theirs: whole('theirs') };
  const { id } = log.entry;
  const one = identitiesOf(sides, at.replayed)?.find(({ id: given, entries }) => given === undefined && newOf(entries)?.id === id);
  const entry = one && newOf(one.entries);
  if (!one || !entry) return [];
  const side = one.entries.theirs ? 'theirs' : 'ours';
  const there = scanLog(sides[side]);
  const found = [log, archive].find((other) => isAlike(other.outline, other.entry, there, entry));
  if (!found) return [];
  const next = numbersFor(root, log.file, [...Object.values(sides), log.outline.text, archive.outline.text], done.numbers);
  const words = `${id} ${entry.name} ${dateOf(there, entry)}`;
  return [{ found, side, to: await next(id.replace(/-[^-]+$/, ''), id, words) }];
}

function newOf({ theirs, ours }: Partial<Record<keyof LogSides, LogEntry>>): LogEntry | undefined {
  return theirs ?? ours;
}

/** The entries first, each with the line that says so: what names them is found by it, should this be cut off. */
async function renumber(
  tree: OpenedTree,
  at: MergeState,
  logs: readonly string[],
  wanted: readonly Wanted[],
  done: Merging,
): Promise<void> {
  const { root } = tree;
  const sides = new Map<string, LogSides>();
  for (const file of logs) sides.set(file, await sidesOf(root, at, file));
  const meant = meaningsIn([...sides].map(([file, states]) => standingIn(outlineOf(root, file).text, states)));
  const renames = { base: meant.base, ours: new Map(meant.ours), theirs: new Map(meant.theirs) };
  for (const { found, side, to } of wanted) renames[side].set(found.entry.id, to);
  for (const file of new Set(wanted.map(({ found }) => found.file))) {
    const here = wanted.filter(({ found }) => found.file === file);
    const renumbered = here.map(({ found, side, to }) => ({ from: found.entry.id, to, side }));
    const before = await change(root, at, file, (text) => here.reduce((now, one) => numbered(now, one, tree.today), text));
    const log = done.logs.find((one) => one.file === file);
    if (log) log.renumbered = [...log.renumbered, ...renumbered];
    else done.logs.push({ file, renumbered, conflicts: false, before: await storeBlob(before, { cwd: root }) });
  }
  for (const [file, states] of sides) {
    const follow = async (text: string): Promise<string> =>
      withLinks(standingIn(await renamedInLog(standingIn(text, states), renames), states), renames);
    if ((await change(root, at, file, follow)) !== outlineOf(root, file).text) done.documents.push(file);
  }
  for (const path of await documentsOf(root, at, renames, new Set(logs))) await renameIn(root, at, path, renames, done);
  const told = new Set(done.logs.map(({ file }) => file));
  const documents = [...new Set(done.documents)].filter((path) => !told.has(path)).sort();
  done.documents.splice(0, done.documents.length, ...documents);
}

/** A document in which the entry has its number: others of it may have got theirs before. */
function numbered(text: string, { found: { outline, entry }, to }: Wanted, today: string): string {
  const now = scanLog(text);
  const [own] = now.withId(entry.id).filter((one) => isAlike(now, one, outline, entry));
  return own ? withNumber(text, own, to, today) : text;
}

/** Changes a document, and what is staged with it in a merge that is going on. Gives it as it was. */
async function change(root: string, at: MergeState, file: string, how: (text: string) => string | Promise<string>): Promise<string> {
  const expected = readBytes(join(root, file));
  const text = Buffer.from(expected).toString('utf8');
  const after = await how(text);
  // What is no text is not written anew.
  if (after === text || !Buffer.from(text).equals(expected)) return text;
  const clean = at.running && (await isStaged(root, file));
  writeWhole(join(root, file), Buffer.from(after), { root, expected });
  if (clean) await stage(root, file);
  return text;
}
