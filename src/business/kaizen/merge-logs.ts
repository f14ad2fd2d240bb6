import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Language } from '../../core/text.ts';
import { git } from '../../git/run.ts';
import { fieldsIn } from './entry-fields.ts';
import { knownFields } from './experiment.ts';
import { eolOf, languageOf } from './log-edit.ts';
import { type LogEntry, type LogOutline, scanLog } from './log-scan.ts';
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
  const [base, ours, theirs] = [scanLog(sides.base), scanLog(sides.ours), scanLog(sides.theirs)];
  const renumbered: Renumbered[] = [];
  const texts = { ours: sides.ours, theirs: sides.theirs };
  for (const mine of ours.entries) {
    const other = theirs.entries.find(({ id }) => id === mine.id);
    if (!other || base.entries.some(({ id }) => id === mine.id) || coreOf(ours, mine) === coreOf(theirs, other)) continue;
    const side = dateOf(ours, mine) > dateOf(theirs, other) ? 'ours' : 'theirs';
    const to = await next(mine.id.replace(/-[^-]+$/, ''));
    renumbered.push({ from: mine.id, to, side });
    texts[side] = withNote(renamed(texts[side], new Map([[mine.id, to]])), to, mine.id, today);
  }
  const merged = await mergeTexts({ base: sides.base, ...texts });
  return { ...merged, renumbered };
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
  const line = `${words[languageOf(outline) ?? 'en']}${eol}`;
  // A list of fields goes on line by line; below a blank line it would be a paragraph of its own.
  const first = text.slice(entry.bodyStart).match(/^(?:[ \t]*\r?\n)*/)?.[0].length ?? 0;
  const at = entry.bodyStart + first;
  return `${text.slice(0, at)}${line}${text.slice(at)}`;
}

/** Stands for an entry while the text around the entries is merged: a line of its own that nobody writes. */
function tokenOf(id: string): string {
  return `\u0001entry ${id}\u0001`;
}

async function mergeTexts(sides: LogSides): Promise<{ text: string; conflicts: boolean }> {
  const parts = { base: takenApart(sides.base), ours: takenApart(sides.ours), theirs: takenApart(sides.theirs) };
  const frame = await threeWay({
    base: parts.base.frame,
    ours: withNewerDate(parts.ours.frame, parts.theirs.frame),
    theirs: withNewerDate(parts.theirs.frame, parts.ours.frame),
  });
  const { text: joined, conflicts: left } = bothSides(frame.text);
  let conflicts = left;
  const seen = new Set<string>();
  const lines: string[] = [];
  for (const line of joined.split('\n')) {
    const id = /^\u0001entry (.+)\u0001\r?$/.exec(line)?.[1];
    if (id === undefined) lines.push(line);
    else if (!seen.has(id)) {
      seen.add(id);
      const entry = await mergedEntry(id, parts);
      conflicts ||= entry.conflicts;
      if (entry.text !== undefined) lines.push(entry.text);
    }
  }
  return { text: lines.join('\n'), conflicts };
}

interface Apart {
  readonly frame: string;
  readonly entries: ReadonlyMap<string, string>;
}

/** The text with each entry as one line, and the entries' own texts (without the line end behind them). */
function takenApart(text: string): Apart {
  const entries = new Map<string, string>();
  let frame = '';
  let at = 0;
  for (const entry of scanLog(text).entries) {
    if (entry.start < at) continue;
    entries.set(entry.id, text.slice(entry.start, entry.coreEnd));
    frame += `${text.slice(at, entry.start)}${tokenOf(entry.id)}`;
    at = entry.coreEnd;
  }
  return { frame: frame + text.slice(at), entries };
}

const UPDATED = /^(\s*\*{0,2}(?:last updated|zuletzt geändert|stand)\s*:\*{0,2}\s*)(\d{4}-\d{2}-\d{2})/im;

/** Both sides have touched the day of the last change: the later one counts, and is no conflict. */
function withNewerDate(text: string, other: string): string {
  const [own, theirs] = [UPDATED.exec(text), UPDATED.exec(other)];
  return own && theirs && theirs[2] > own[2] ? text.replace(UPDATED, `$1${theirs[2]}`) : text;
}

const HUNK = /^<{7}[^\n]*\n([\s\S]*?)^={7}\r?\n([\s\S]*?)^>{7}[^\n]*\n?/gm;

/** Conflicts that are only about which entries come first keep both sides; the others stay as git marks them. */
function bothSides(text: string): { text: string; conflicts: boolean } {
  let conflicts = false;
  const joined = text.replace(HUNK, (whole, ours: string, theirs: string) => {
    const onlyEntries = [...ours.split('\n'), ...theirs.split('\n')].every((line) =>
      /^\s*(?:\u0001entry .+\u0001|-{3,}|\((?:none yet|noch keine)\))?\s*$/i.test(line),
    );
    if (!onlyEntries) {
      conflicts = true;
      return whole;
    }
    const mine = new Set(ours.split('\n'));
    const more = theirs.split('\n').filter((line) => line.includes('\u0001') && !mine.has(line));
    const kept = ours.replace(/^\s*\((?:none yet|noch keine)\)\s*$/gim, '').replace(/\n*$/, '\n');
    return more.length === 0 ? kept : `${kept.trim() === '' ? '' : `${kept}\n`}${more.join('\n\n')}\n`;
  });
  return { text: joined, conflicts };
}

async function mergedEntry(id: string, parts: Readonly<Record<keyof LogSides, Apart>>): Promise<{ text?: string; conflicts: boolean }> {
  const [base, ours, theirs] = [parts.base.entries.get(id), parts.ours.entries.get(id), parts.theirs.entries.get(id)];
  if (ours === theirs || theirs === undefined || theirs === base) return { text: ours ?? theirs, conflicts: false };
  if (ours === undefined || ours === base) return { text: theirs, conflicts: false };
  const merged = await threeWay({ base: base ?? '', ours, theirs });
  return { text: merged.text.replace(/\n$/, ''), conflicts: merged.conflicts };
}

/** git's own three-way merge of texts. */
async function threeWay({ base, ours, theirs }: LogSides): Promise<{ text: string; conflicts: boolean }> {
  if (ours === theirs || theirs === base) return { text: ours, conflicts: false };
  if (ours === base) return { text: theirs, conflicts: false };
  const folder = mkdtempSync(join(tmpdir(), 'bizos-merge-'));
  try {
    for (const [name, text] of Object.entries({ base, ours, theirs }))
      writeFileSync(join(folder, name), text.endsWith('\n') ? text : `${text}\n`);
    const done = await git(['merge-file', '-p', '-L', 'ours', '-L', 'base', '-L', 'theirs', 'ours', 'base', 'theirs'], { cwd: folder });
    return { text: done.stdout.toString('utf8'), conflicts: done.code > 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads a file that git gave to a merge driver; empty where it is none. */
export function sideText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
