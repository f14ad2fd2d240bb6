import { createHash } from 'node:crypto';
import { isoDay } from './duration-words.ts';
import { fieldsIn, isGiven, knownFields } from './entry-fields.ts';
import { type LogEntry, type LogOutline, scanLog } from './log-scan.ts';
import type { LogSides } from './merge-logs.ts';

/** Text of an entry, without what parts it from the next. */
export function coreOf({ text }: LogOutline, entry: LogEntry): string {
  return text.slice(entry.start, entry.coreEnd);
}

/** Its day as `2026-12-18`, however a person wrote it; what is none, as it is written. */
export function dateOf({ text }: LogOutline, entry: LogEntry): string {
  const written =
    knownFields(fieldsIn(text, entry.bodyStart, entry.coreEnd))
      .get('date')
      ?.value.trim() ?? '';
  return isoDay(written);
}

/** Title or hypothesis are the same: a person may have mended the other, and the day. */
export function hasItsWords(one: LogOutline, entry: LogEntry, other: LogOutline, there: LogEntry): boolean {
  const hypothesis = hypothesisOf(one, entry);
  return entry.name === there.name || (hypothesis !== undefined && hypothesis === hypothesisOf(other, there));
}

/** Its hypothesis in one line; undefined where none is given yet. */
export function hypothesisOf({ text }: LogOutline, entry: LogEntry): string | undefined {
  const value = knownFields(fieldsIn(text, entry.bodyStart, entry.coreEnd)).get('hypothesis')?.value;
  return value === undefined || !isGiven(value) ? undefined : value.replace(/\s+/g, ' ');
}

/** Whether entries of two logs are one: title and day are the same. A commit that was squashed or picked brings one to both sides. */
export function isAlike(one: LogOutline, entry: LogEntry, other: LogOutline, there: LogEntry): boolean {
  return entry.name === there.name && dateOf(one, entry) === dateOf(other, there);
}

/** What an entry of a side is, in words that every clone has for it. */
export function wordsFor(sides: LogSides, id: string, side: 'ours' | 'theirs'): string {
  const outline = scanLog(sides[side]);
  const entry = outline.entries.find((one) => one.id === id);
  return entry ? wordsOf(outline, entry) : id;
}

/** The same of an entry of a log. */
function wordsOf(outline: LogOutline, entry: LogEntry): string {
  return `${entry.id} ${entry.name} ${dateOf(outline, entry)}`;
}

/** The provisional id of an entry of a log, the same in every clone. */
export function provisionalOf(outline: LogOutline, entry: LogEntry): string {
  return provisionalFor(entry.id.replace(/-[^-]+$/, ''), wordsOf(outline, entry), []);
}

/** A provisional id by the words for an entry: four hex digits of what it is, and more where these texts have those. */
export function provisionalFor(prefix: string, words: string, texts: readonly string[]): string {
  const digest = createHash('sha256').update(words).digest('hex');
  for (let length = DIGITS; ; length += 2) {
    const id = `${prefix}-~${digest.slice(0, length)}`;
    if (length === digest.length || !texts.some((text) => text.includes(id))) return id;
  }
}

const DIGITS = 4;

const NOTE = /^(?:[ \t]*\r?\n)*\*\*(?:Renumbered|Umnummeriert):\*\* \S+ (\S+) .*?(\d{4}-\d{2}-\d{2})[ \t]*\r?$/m;

/** Which number an entry had before a merge gave it another, and the day of that: the line right behind its heading says so. */
export function noteOf({ text }: LogOutline, entry: LogEntry): { readonly was: string; readonly day: string } | undefined {
  const body = text.slice(entry.bodyStart, entry.coreEnd);
  const note = NOTE.exec(body);
  return note && body.slice(0, note.index).trim() === '' ? { was: note[1], day: note[2] } : undefined;
}

const NOTE_LINE = /^\*\*(?:Renumbered|Umnummeriert):\*\* /;

/**
 * An entry without the lines behind its heading that say which numbers it had, and those lines: they stand beside what a person changes in
 * the heading, and are no conflict with it.
 */
export function withoutNotes(core: string): { readonly text: string; readonly notes: readonly string[] } {
  const lines = core.split('\n');
  let end = 1;
  while (end < lines.length && (lines[end].trim() === '' || NOTE_LINE.test(lines[end]))) end++;
  const notes = lines.slice(1, end).filter((line) => NOTE_LINE.test(line));
  return { text: lines.filter((line, k) => !(k > 0 && k < end && NOTE_LINE.test(line))).join('\n'), notes };
}

/** An entry with such lines; where its heading stands between marks, behind these. */
export function withNotes(core: string, notes: readonly string[]): string {
  const lines = core.split('\n');
  const marks = lines[0].startsWith('<<<<<<<') ? lines.findIndex((line) => line.startsWith('>>>>>>>')) : 0;
  let at = marks + 1;
  while (at < lines.length && lines[at].trim() === '') at++;
  return [...lines.slice(0, at), ...notes, ...lines.slice(at)].join('\n');
}
