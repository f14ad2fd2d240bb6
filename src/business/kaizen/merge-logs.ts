import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import { git } from '../../git/run.ts';
import { fieldsIn, knownFields } from './entry-fields.ts';
import { eolOf, languageOf, languageOfEntry } from './log-edit.ts';
import { scanLog } from './log-scan.ts';
import { beginningOf } from './merge-beginnings.ts';
import { coreOf, dateOf, followedIn, isAlike, settledIn, wordsFor } from './merge-entries.ts';
import { type Apart, filledFrame, joinedItems, placesOf, sectionsOf, takenApart } from './merge-frames.ts';
import { withLinksOfBoth, withRenumberedLinks } from './merge-union.ts';
import { type Renames, renamed } from './renaming.ts';

/** The three states of a log: where both began, ours, theirs. */
export interface LogSides {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** An entry that got another number, since both sides had given it to different ones. */
export interface Renumbered {
  readonly from: string;
  readonly to: string;
  readonly side: 'ours' | 'theirs';
}

/** A merged log. */
export interface MergedLog {
  readonly text: string;
  readonly renumbered: readonly Renumbered[];
  /** Something could not be decided: the text holds git's conflict marks. */
  readonly conflicts: boolean;
}

/** Two different new entries with one number, and the side whose entry gets another. */
export interface Collision {
  readonly id: string;
  readonly side: 'ours' | 'theirs';
}

/** Gives a number with a prefix for an entry, by the id that it had and by what it is. */
export type NextNumber = (prefix: string, id: string, words: string) => Promise<string>;

/** How two logs are merged, where it is not the usual way. */
export interface MergeWishes {
  /** Entries of other logs that got another number: what a side says of them goes with it. */
  readonly beside?: Readonly<Record<'ours' | 'theirs', Renames>>;
  /** Commits are replayed on ours, which others know already: of two with one number theirs always gets another. */
  readonly replayed?: boolean;
}

/**
 * Merges two states of a log entry by entry: what one side added, changed or moved stays, whatever the lines around it did. Two new entries
 * with one number: the later one (by its date; of the same day theirs) gets the number that `next` gives, what its own side says of it
 * goes with it, and a line in it says so. What both changed differently keeps git's conflict marks.
 */
export async function mergeLogs(
  sides: LogSides,
  next: NextNumber,
  today: string,
  { beside, replayed = false }: MergeWishes = {},
): Promise<MergedLog> {
  const known = followed(settledAlike(sides));
  const renumbered: Renumbered[] = [];
  for (const { id, side } of collisionsIn(known, replayed))
    renumbered.push({ from: id, to: await next(id.replace(/-[^-]+$/, ''), id, wordsFor(known, id, side)), side });
  const texts = { ours: known.ours, theirs: known.theirs };
  const renames = { ours: new Map<string, string>(), theirs: new Map<string, string>() };
  for (const side of ['ours', 'theirs'] as const) {
    const own = renumbered.filter((one) => one.side === side);
    renames[side] = new Map([...(beside?.[side] ?? []), ...own.map(({ from, to }) => [from, to] as const)]);
    texts[side] = sideRenamed(known, side, renames[side]);
    for (const { from, to } of own) texts[side] = withNote(texts[side], to, from, today);
  }
  const merged = await mergeTexts({ base: known.base, ...texts });
  return { ...merged, text: merged.conflicts ? merged.text : withRenumberedLinks(merged.text, known, renames), renumbered };
}

/** The numbers that both sides gave to different new entries. */
export function collisionsOf(sides: LogSides): readonly Collision[] {
  return collisionsIn(followed(settledAlike(sides)), false);
}

function collisionsIn(sides: LogSides, replayed: boolean): readonly Collision[] {
  const [ours, theirs] = [scanLog(sides.ours), scanLog(sides.theirs)];
  const before = new Set(scanLog(sides.base).entries.map(({ id }) => id));
  const others = new Map([...theirs.entries].reverse().map((one) => [one.id, one]));
  return ours.entries.flatMap((mine) => {
    const other = others.get(mine.id);
    if (!other || before.has(mine.id) || isAlike(ours, mine, theirs, other)) return [];
    return [{ id: mine.id, side: !replayed && dateOf(ours, mine) > dateOf(theirs, other) ? ('ours' as const) : ('theirs' as const) }];
  });
}

/** The sides with the numbers that entries have got since, in an earlier merge. */
function followed(sides: LogSides): LogSides {
  const { ours, theirs } = followedIn(sides);
  return {
    base: renamed(sides.base, new Map([...ours, ...theirs])),
    ours: renamed(sides.ours, ours),
    theirs: renamed(sides.theirs, theirs),
  };
}

/** A side's text with ids renamed, but for entries that stand as they are in the other's too, or stood there before: they mean the old ones. */
function sideRenamed(sides: LogSides, side: 'ours' | 'theirs', renames: Renames): string {
  if (renames.size === 0) return sides[side];
  const coresOf = (text: string): [string, string][] => {
    const outline = scanLog(text);
    return outline.entries.map((entry) => [entry.id, coreOf(outline, entry)]);
  };
  const elsewhere = [new Map(coresOf(sides[side === 'ours' ? 'theirs' : 'ours'])), new Map(coresOf(sides.base))];
  const outline = scanLog(sides[side]);
  let text = '';
  let at = 0;
  for (const entry of outline.entries) {
    if (entry.start < at || !elsewhere.some((cores) => cores.get(entry.id) === coreOf(outline, entry))) continue;
    text += renamed(sides[side].slice(at, entry.start), renames) + coreOf(outline, entry);
    at = entry.coreEnd;
  }
  return text + renamed(sides[side].slice(at), renames);
}

/** The sides with one id for what is one entry, else it would stand there twice. */
function settledAlike(sides: LogSides): LogSides {
  const { base, ours, theirs } = settledIn(sides);
  return { base: renamed(sides.base, base), ours: renamed(sides.ours, ours), theirs: renamed(sides.theirs, theirs) };
}

/** A log with the line that says of an entry that it got another number, behind its heading. */
export function withNote(text: string, id: string, was: string, today: string): string {
  const outline = scanLog(text);
  const entry = outline.entries.find((one) => one.id === id);
  if (!entry) return text;
  const words: Readonly<Record<Language, string>> = {
    en: `**Renumbered:** was ${was} on a branch until ${today}`,
    de: `**Umnummeriert:** war ${was} auf einem Branch bis ${today}`,
  };
  const eol = eolOf(text);
  const line = `${words[languageOfEntry(text, entry) ?? languageOf(outline) ?? 'en']}${eol}`;
  // A list of fields goes on line by line; below a blank line it would be a paragraph of its own.
  const first = text.slice(entry.bodyStart).match(/^(?:[ \t]*\r?\n)*/)?.[0].length ?? 0;
  const at = entry.bodyStart + first;
  return `${text.slice(0, at)}${line}${text.slice(at)}`;
}

const UPDATED = /^(\s*\*{0,2}(?:last updated|zuletzt geändert|stand)\s*:\*{0,2}\s*)(\d{4}-\d{2}-\d{2})/im;

/** Both sides have touched the day of the last change: the later one counts, and is no conflict. */
function withNewerDate(text: string, other: string): string {
  const [own, theirs] = [UPDATED.exec(text), UPDATED.exec(other)];
  return own && theirs && theirs[2] > own[2] ? text.replace(UPDATED, `$1${theirs[2]}`) : text;
}

async function mergeTexts(sides: LogSides): Promise<{ text: string; conflicts: boolean }> {
  if (sides.ours === sides.theirs || sides.theirs === sides.base) return { text: sides.ours, conflicts: false };
  if (sides.ours === sides.base) return { text: sides.theirs, conflicts: false };
  const apart = { base: takenApart(sides.base), ours: takenApart(sides.ours), theirs: takenApart(sides.theirs) };
  const parts = { ...apart, base: await withBeginnings(apart, sides) };
  const places = placesOf(parts);
  // What one side took out and the other went on with is for a person to decide: git's own marks show both.
  if (!places) return threeWay(sides);
  const frame = await threeWay(
    {
      base: parts.base.frame,
      ours: withNewerDate(parts.ours.frame, parts.theirs.frame),
      theirs: withNewerDate(parts.theirs.frame, parts.ours.frame),
    },
    ['--diff3'],
  );
  const joined = joinedItems(frame.text);
  let { conflicts } = joined;
  const texts = new Map<string, string>();
  for (const id of places.keys()) {
    const entry = await mergedEntry(id, parts);
    texts.set(id, entry.text);
    conflicts ||= entry.conflicts;
  }
  const text = filledFrame(joined.text, parts, places, texts);
  const ids = scanLog(text).entries.map(({ id }) => id);
  const whole = new Set(ids).size === ids.length && [...places.keys()].every((id) => ids.includes(id));
  return whole ? { text, conflicts } : threeWay(sides);
}

/** The base with what both sides have as new, so far as it can have been before they parted: a commit was squashed or picked. */
async function withBeginnings({ base, ...apart }: Readonly<Record<keyof LogSides, Apart>>, sides: LogSides): Promise<Apart> {
  const [ours, theirs] = [scanLog(sides.ours), scanLog(sides.theirs)];
  const places = { ours: sectionsOf(apart.ours), theirs: sectionsOf(apart.theirs) };
  const entries = new Map(base.entries);
  const runs = new Map(base.runs);
  for (const mine of ours.entries) {
    const [other] = theirs.withId(mine.id);
    if (!other || entries.has(mine.id)) continue;
    const { text, section } = await beginningOf(ours, mine, theirs, other);
    const name = places[section].get(mine.id) ?? '';
    entries.set(mine.id, text);
    runs.set(name, { ids: [...(runs.get(name)?.ids ?? []), mine.id], gaps: runs.get(name)?.gaps ?? new Map() });
  }
  return { ...base, entries, runs };
}

async function mergedEntry(id: string, parts: Readonly<Record<keyof LogSides, Apart>>): Promise<{ text: string; conflicts: boolean }> {
  const [base, ours, theirs] = [parts.base, parts.ours, parts.theirs].map(({ entries }) => entries.get(id));
  if (ours === undefined || theirs === undefined) return { text: ours ?? theirs ?? '', conflicts: false };
  const apart = endsApart(base, ours, theirs);
  if (apart !== undefined) return { text: apart, conflicts: true };
  const merged = await threeWay({ base: base ?? '', ...withLinksOfBoth(base ?? '', ours, theirs) });
  return { ...merged, text: merged.text.replace(/\r?\n$/, '') };
}

/**
 * An entry that the sides brought to different ends, between git's marks as a whole: line by line, the status of one could come to stand
 * with the decision of the other. Undefined where they did not.
 */
function endsApart(base: string | undefined, ours: string, theirs: string): string | undefined {
  if (base === undefined) return undefined;
  const [was, mine, other] = [base, ours, theirs].map((text) => {
    const fields = knownFields(fieldsIn(text, text.indexOf('\n') + 1, text.length));
    return (['status', 'decision'] as const).map((name) => fields.get(name)?.value.trim());
  });
  if (!was.some((value, k) => mine[k] !== value && other[k] !== value && mine[k] !== other[k])) return undefined;
  const [left, right] = [ours, theirs].map((text) => /^([^\n]*\n)([\s\S]*)$/.exec(text));
  // With two headings the entry would stand there twice.
  if (!left || !right || left[1] !== right[1]) return undefined;
  const eol = eolOf(ours);
  return `${left[1]}<<<<<<< ours${eol}${left[2]}${eol}=======${eol}${right[2]}${eol}>>>>>>> theirs`;
}

/** git's own three-way merge of texts. */
async function threeWay({ base, ours, theirs }: LogSides, style: readonly string[] = []): Promise<{ text: string; conflicts: boolean }> {
  if (ours === theirs || theirs === base) return { text: ours, conflicts: false };
  if (ours === base) return { text: theirs, conflicts: false };
  const folder = mkdtempSync(join(tmpdir(), 'bizos-merge-'));
  try {
    for (const [name, text] of Object.entries({ base, ours, theirs }))
      writeFileSync(join(folder, name), text.endsWith('\n') ? text : `${text}\n`);
    const done = await git(['merge-file', '-p', ...style, '-L', 'ours', '-L', 'base', '-L', 'theirs', 'ours', 'base', 'theirs'], {
      cwd: folder,
    });
    return { text: done.stdout.toString('utf8'), conflicts: done.code > 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads a file that git gave to a merge driver. Throws BizosError (exit 4) where it is no UTF-8 text: git's own merge keeps its bytes. */
export function sideText(path: string): string {
  return textOf(readFileSync(path));
}

/** A side of a merge as text. Throws BizosError (exit 4) where it is none in UTF-8: to write it again would change its bytes. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BizosError(4, { en: 'A side of the merge is no UTF-8 text.', de: 'Eine Seite des Merges ist kein UTF-8-Text.' });
  }
}
