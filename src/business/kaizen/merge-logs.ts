import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import { git } from '../../git/run.ts';
import { fieldsIn, knownFields } from './entry-fields.ts';
import { eolOf, languageOf, languageOfEntry } from './log-edit.ts';
import { type LogEntry, type LogOutline, scanLog } from './log-scan.ts';
import { type Apart, filledFrame, joinedItems, placesOf, takenApart } from './merge-frames.ts';
import { renamed } from './renaming.ts';

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

/**
 * Merges two states of a log entry by entry: what one side added, changed or moved stays, whatever the lines around it did. Two new entries
 * with one number: the later one (by its date; of the same day theirs) gets the number that `next` gives, what its own side says of it
 * goes with it, and a line in it says so. What both changed differently keeps git's conflict marks.
 */
export async function mergeLogs(sides: LogSides, next: (prefix: string) => Promise<string>, today: string): Promise<MergedLog> {
  const known = settledAlike(sides);
  const [base, ours, theirs] = [scanLog(known.base), scanLog(known.ours), scanLog(known.theirs)];
  const renumbered: Renumbered[] = [];
  const texts = { ours: known.ours, theirs: known.theirs };
  for (const mine of ours.entries) {
    const other = theirs.entries.find(({ id }) => id === mine.id);
    if (!other || base.entries.some(({ id }) => id === mine.id) || coreOf(ours, mine) === coreOf(theirs, other)) continue;
    const side = dateOf(ours, mine) > dateOf(theirs, other) ? 'ours' : 'theirs';
    const to = await next(mine.id.replace(/-[^-]+$/, ''));
    renumbered.push({ from: mine.id, to, side });
    texts[side] = withNote(renamed(texts[side], new Map([[mine.id, to]])), to, mine.id, today);
  }
  const merged = await mergeTexts({ base: known.base, ...texts });
  return { ...merged, renumbered };
}

/**
 * A provisional id of the base that a side has given its number meanwhile: the other texts name it so too, else one experiment would stand
 * there twice. It is known by its title and its day.
 */
function settledAlike(sides: LogSides): LogSides {
  const outlines = { base: scanLog(sides.base), ours: scanLog(sides.ours), theirs: scanLog(sides.theirs) };
  const has = ({ entries }: LogOutline, id: string): boolean => entries.some((one) => one.id === id);
  const renames = { base: new Map<string, string>(), ours: new Map<string, string>(), theirs: new Map<string, string>() };
  for (const entry of outlines.base.entries.filter(({ id }) => id.includes('~'))) {
    const became = (side: LogOutline): string | undefined =>
      has(side, entry.id)
        ? undefined
        : side.entries.find(
            (one) => !has(outlines.base, one.id) && one.name === entry.name && dateOf(side, one) === dateOf(outlines.base, entry),
          )?.id;
    const [mine, other] = [became(outlines.ours), became(outlines.theirs)];
    const final = mine ?? other;
    if (final === undefined) continue;
    renames.base.set(entry.id, final);
    if (mine === undefined) renames.ours.set(entry.id, final);
    else if (other !== undefined && other !== mine) renames.theirs.set(other, mine);
    if (other === undefined) renames.theirs.set(entry.id, final);
  }
  return {
    base: renamed(sides.base, renames.base),
    ours: renamed(sides.ours, renames.ours),
    theirs: renamed(sides.theirs, renames.theirs),
  };
}

function coreOf({ text }: LogOutline, entry: LogEntry): string {
  return text.slice(entry.start, entry.coreEnd);
}

function dateOf({ text }: LogOutline, entry: LogEntry): string {
  return (
    knownFields(fieldsIn(text, entry.bodyStart, entry.coreEnd))
      .get('date')
      ?.value.trim() ?? ''
  );
}

/** The line that says it, behind the heading of the entry. */
function withNote(text: string, id: string, was: string, today: string): string {
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
  const parts = { base: takenApart(sides.base), ours: takenApart(sides.ours), theirs: takenApart(sides.theirs) };
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

async function mergedEntry(id: string, parts: Readonly<Record<keyof LogSides, Apart>>): Promise<{ text: string; conflicts: boolean }> {
  const [base, ours, theirs] = [parts.base, parts.ours, parts.theirs].map(({ entries }) => entries.get(id));
  if (ours === undefined || theirs === undefined) return { text: ours ?? theirs ?? '', conflicts: false };
  const merged = await threeWay({ base: base ?? '', ours, theirs });
  return { ...merged, text: merged.text.replace(/\r?\n$/, '') };
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
  const bytes = readFileSync(path);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BizosError(4, { en: 'A side of the merge is no UTF-8 text.', de: 'Eine Seite des Merges ist kein UTF-8-Text.' });
  }
}
