import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from '../../tree/read-bytes.ts';
import { writeWhole } from '../../tree/write.ts';
import { fieldsIn, knownFields } from './entry-fields.ts';
import { type LogEntry, type LogOutline, scanLog } from './log-scan.ts';
import { mayName } from './mentions.ts';
import { addedBeside, changedIn, rangeOf, UNCOMMITTED, writersOf } from './merge-blame.ts';
import { coreOf, isAlike } from './merge-entries.ts';
import { withLinks } from './merge-links.ts';
import { MARKS } from './merge-marks.ts';
import { entryAt, type Noted, notedIn, Past } from './merge-past.ts';
import { isStagedAnew, stage } from './merge-staging.ts';
import { meaningsIn, standingIn } from './merge-standing.ts';
import type { OpenedTree } from './opened-tree.ts';
import { renamed } from './renaming.ts';

/** A document, and the notes of other documents whose old numbers it names. */
interface Document {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  /** Where it is a log. */
  readonly log?: LogOutline;
  readonly notes: readonly Noted[];
  /** Who wrote the lines that name one. */
  readonly writers: ReadonlyMap<number, string>;
}

interface Change {
  readonly path: string;
  readonly expected: Uint8Array;
  readonly after: string;
}

/**
 * Gives documents and logs the new numbers of entries that earlier merges renumbered, or a commit that was squashed, replayed or popped. An
 * old number is now another entry's: which of the two a line means, the commit says that wrote it. Gives the documents that were changed.
 */
export async function followEarlier(tree: Pick<OpenedTree, 'root' | 'routes'>, logs: readonly string[]): Promise<readonly string[]> {
  const { root } = tree;
  const all = logs.flatMap((file) => notedIn(tree, file)).filter(isTaken);
  if (all.length === 0) return [];
  const past = new Past(root, await rangeOf(root), all);
  // Whose a line is in an archive that is not committed yet can't be told.
  const isKnown = async (note: Noted): Promise<boolean> => note.at === note.file || (await past.writerOf(note, false)) !== UNCOMMITTED;
  const known = await Promise.all(all.map(isKnown));
  const notes = all.filter((_, k) => known[k]);
  const changes: Change[] = [];
  for (const path of await changedIn(root, past.range)) changes.push(...(await followedIn(past, path, notes, logs)));
  // All at once: what is written already would look like somebody's own words to the next.
  for (const { path, expected, after } of changes) {
    const isNew = await isStagedAnew(root, path);
    writeWhole(join(root, path), Buffer.from(after), { root, expected });
    // Else the commit of a squash would hold it as it was.
    if (isNew) await stage(root, path);
  }
  return changes.map(({ path }) => path);
}

/** No entry that is this one has the old number still. */
function isTaken({ outline, entry, was }: Noted): boolean {
  return !outline.withId(was).some((one) => isAlike(outline, one, outline, entry));
}

const names = (line: string, id: string): boolean => renamed(line, new Map([[id, '']])) !== line;

async function followedIn(past: Past, path: string, notes: readonly Noted[], logs: readonly string[]): Promise<readonly Change[]> {
  const { root } = past;
  if (!existsSync(join(root, path))) return [];
  const expected = readBytes(join(root, path));
  const text = Buffer.from(expected).toString('utf8');
  // A log says itself which of its numbers were given anew, and all that it says of them.
  const about = notes.filter((note) => note.file !== path && note.at !== path && mayName(text, note.was));
  if (about.length === 0 || MARKS.test(text) || !Buffer.from(text).equals(expected)) return [];
  const lines = text.split('\n');
  const places = lines.flatMap((line, k) => (about.some(({ was }) => names(line, was)) ? [k] : []));
  if (places.length === 0) return [];
  const writers = await writersOf(root, path, places, past.range);
  for (const file of new Set(about.map((note) => note.file)))
    await past.ask(
      file,
      places.flatMap((k) => writers.get(k) ?? []),
    );
  const document = { path, text, lines, log: logs.includes(path) ? scanLog(text) : undefined, notes: about, writers };
  let after = await linesFollowed(past, document, places);
  if (document.log) after = await linksFollowed(past, document, after, logs);
  return after === text ? [] : [{ path, expected, after }];
}

async function linesFollowed(past: Past, document: Document, places: readonly number[]): Promise<string> {
  const { lines, notes, writers } = document;
  const after = [...lines];
  for (const k of places) {
    const by = writers.get(k);
    if (by === undefined) continue;
    const renames = new Map<string, string>();
    for (const was of new Set(notes.map((note) => note.was))) {
      const note = names(lines[k], was) ? await meant(past, document, k, by, was) : undefined;
      if (note) renames.set(was, note.entry.id);
    }
    after[k] = renamed(lines[k], renames);
  }
  return after.join('\n');
}

/** The renumbered entry that a line means by a number; undefined where it means the one that has it now. */
async function meant(past: Past, document: Document, k: number, by: string, was: string): Promise<Noted | undefined> {
  for (const file of new Set(document.notes.map((note) => note.file))) {
    const notes = document.notes.filter((note) => note.was === was && note.file === file);
    if (notes.length === 0) continue;
    const there = await past.log(file, by);
    const named = there.withId(was).at(0);
    const it = named && notes.find(({ outline, entry }) => isAlike(there, named, outline, entry));
    if (it) return (await isOfBoth(past, it, document, k)) ? undefined : it;
    const brought = await broughtBy(past, by, notes, there);
    if (brought.length > 0) return ofThose(brought, document, k);
    const now = notes[0].outline;
    if (by === UNCOMMITTED || (named && now.withId(was).some((one) => isAlike(now, one, there, named)))) continue;
    // Its own log does not know the number yet, or by another title.
    for (const note of notes) if ((await isOfItsSide(past, note, by, there)) && !(await isOfBoth(past, note, document, k))) return note;
  }
  return undefined;
}

/** A line of its side that the other has, too: it may mean either. */
async function isOfBoth(past: Past, note: Noted, document: Document, k: number): Promise<boolean> {
  const origin = await past.origin(note);
  return origin !== undefined && (await past.standsIn(origin.other, document, k));
}

async function isOfItsSide(past: Past, note: Noted, by: string, there: LogOutline): Promise<boolean> {
  const origin = await past.origin(note);
  if (!origin) return false;
  const other = await past.log(note.file, origin.other);
  const [mine, others] = [there.withId(note.was).at(0), other.withId(note.was).at(0)];
  if (mine && others && isAlike(there, mine, other, others)) return false;
  return (await past.isBelow(by, origin.own)) && !(await past.isBelow(by, origin.other));
}

/**
 * The entries that a commit brought under their new numbers, while the old ones stay what they were: of a squash, a replay, a stash. Once
 * other documents that it changed name the new number, somebody has been at them: what they say by the old one they mean.
 */
async function broughtBy(past: Past, by: string, notes: readonly Noted[], there: LogOutline): Promise<readonly Noted[]> {
  const found: { note: Noted; entry: LogEntry }[] = [];
  for (const note of notes) {
    const entry = past.noted(note, there);
    // Who brought it wrote the line in it that says so.
    if (entry && ((await past.writerOf(note, false)) === by || (await past.writerOf(note, true)) === by)) found.push({ note, entry });
  }
  if (found.length === 0) return [];
  const [parent, ...more] = await past.parentsOf(by);
  if (parent === undefined || more.length > 0) return [];
  const [{ file, was }] = notes;
  const before = await past.log(file, parent);
  const [stood, stands] = [before.withId(was).at(0), there.withId(was).at(0)];
  if (!stood || !stands || !isAlike(before, stood, there, stands)) return [];
  const fresh = found.filter(({ entry }) => !before.entries.some((one) => isAlike(before, one, there, entry)));
  if (fresh.length === 0) return [];
  const added = await addedBeside(past.root, notes[0].documents, by);
  return fresh.filter(({ entry }) => !added.some((line) => names(line, entry.id))).map(({ note }) => note);
}

/** Which of the entries that one commit brought a line means: in a log, the one that names the entry of the line. */
function ofThose(notes: readonly Noted[], { lines, log }: Document, k: number): Noted | undefined {
  const around = log && entryAt(log, lines, k)?.id;
  if (around !== undefined) {
    const linked = notes.filter(({ outline, entry }) => names(coreOf(outline, entry), around));
    if (linked.length === 1) return linked[0];
    const [{ outline, was }] = notes;
    if (outline.withId(was).some((one) => names(coreOf(outline, one), around))) return undefined;
  }
  return notes.length === 1 ? notes[0] : undefined;
}

/** A log in which an entry names what came of it on both sides of a merge, where one line said the same number for two entries. */
async function linksFollowed(
  past: Past,
  { path, text, lines, notes, writers }: Document,
  followed: string,
  logs: readonly string[],
): Promise<string> {
  let after = followed;
  const seen = new Set<string>();
  for (const note of notes) {
    const origin = lacksLink(scanLog(text), note) ? await past.origin(note) : undefined;
    if (!origin || seen.has(origin.commit)) continue;
    seen.add(origin.commit);
    const standing = await Promise.all(
      logs.map(async (file) => standingIn(file === path ? after : past.now(file), await past.sidesOf(file, origin, file === path))),
    );
    const [had, linked] = [after.split('\n'), withLinks(standing[logs.indexOf(path)], meaningsIn(standing)).split('\n')];
    if (linked.length !== had.length) continue;
    for (const [k, line] of linked.entries()) {
      const by = writers.get(k);
      // Who changed the line since the merge meant what it says now.
      if (line !== had[k] && had[k] === lines[k] && by && (await past.isBelow(by, origin.commit))) had[k] = line;
    }
    after = had.join('\n');
  }
  return after;
}

function lacksLink({ text, entries }: LogOutline, { was, entry }: Noted): boolean {
  return entries.some((one) => {
    const fields = knownFields(fieldsIn(text, one.bodyStart, one.coreEnd));
    return (['ledTo', 'followedBy'] as const).some((name) => {
      const value = fields.get(name)?.value ?? '';
      return names(value, was) && !names(value, entry.id);
    });
  });
}
