import { fieldsIn, knownFields } from './entry-fields.ts';
import { type LogEntry, type LogOutline, scanLog } from './log-scan.ts';
import type { LogSides } from './merge-logs.ts';
import type { Renames } from './renaming.ts';

/** Text of an entry, without what parts it from the next. */
export function coreOf({ text }: LogOutline, entry: LogEntry): string {
  return text.slice(entry.start, entry.coreEnd);
}

/** Its date, as written. */
export function dateOf({ text }: LogOutline, entry: LogEntry): string {
  return (
    knownFields(fieldsIn(text, entry.bodyStart, entry.coreEnd))
      .get('date')
      ?.value.trim() ?? ''
  );
}

/** Whether entries of two logs are one: title and day are the same. A commit that was squashed or picked brings one to both sides. */
export function isAlike(one: LogOutline, entry: LogEntry, other: LogOutline, there: LogEntry): boolean {
  return entry.name === there.name && dateOf(one, entry) === dateOf(other, there);
}

/** What an entry of a side is, in words that every clone has for it. */
export function wordsFor(sides: LogSides, id: string, side: 'ours' | 'theirs'): string {
  const outline = scanLog(sides[side]);
  const entry = outline.entries.find((one) => one.id === id);
  return entry ? `${id} ${entry.name} ${dateOf(outline, entry)}` : id;
}

const NOTE = /^(?:[ \t]*\r?\n)*\*\*(?:Renumbered|Umnummeriert):\*\* \S+ (\S+) .*?(\d{4}-\d{2}-\d{2})[ \t]*\r?$/m;

/** Which number an entry had before a merge gave it another, and the day of that: the line right behind its heading says so. */
export function noteOf({ text }: LogOutline, entry: LogEntry): { readonly was: string; readonly day: string } | undefined {
  const body = text.slice(entry.bodyStart, entry.coreEnd);
  const note = NOTE.exec(body);
  return note && body.slice(0, note.index).trim() === '' ? { was: note[1], day: note[2] } : undefined;
}

/**
 * Numbers by which a side still names entries that the other side has under another one since an earlier merge or a replay, where their
 * old number is another entry's: what the side did to them is meant for the new number.
 */
export function followedIn(sides: LogSides): Readonly<Record<'ours' | 'theirs', Renames>> {
  const base = scanLog(sides.base);
  const outlines = { ours: scanLog(sides.ours), theirs: scanLog(sides.theirs) };
  const renames = { ours: new Map<string, string>(), theirs: new Map<string, string>() };
  for (const [side, other] of [
    ['ours', 'theirs'],
    ['theirs', 'ours'],
  ] as const) {
    const there = outlines[other];
    for (const entry of there.entries) {
      const was = noteOf(there, entry)?.was;
      const before = base.entries.find(({ id }) => id === was);
      if (was === undefined || !before || base.entries.some(({ id }) => id === entry.id)) continue;
      const isIt = (outline: LogOutline, one: LogEntry | undefined): boolean => one !== undefined && isAlike(outline, one, base, before);
      const named = (outline: LogOutline): LogEntry | undefined => outline.entries.find(({ id }) => id === was);
      if (isIt(there, entry) && !isIt(there, named(there)) && isIt(outlines[side], named(outlines[side]))) renames[side].set(was, entry.id);
    }
  }
  return renames;
}

/**
 * Ids by which the sides name one entry differently, known by its title and its day: a provisional one that a side has given its number
 * meanwhile (the base may not have it, where the commit that brought it was squashed or picked), or one that two merges have renumbered.
 */
export function settledIn(sides: LogSides): Readonly<Record<keyof LogSides, Renames>> {
  const outlines = { base: scanLog(sides.base), ours: scanLog(sides.ours), theirs: scanLog(sides.theirs) };
  const has = ({ entries }: LogOutline, id: string): boolean => entries.some((one) => one.id === id);
  const renames = { base: new Map<string, string>(), ours: new Map<string, string>(), theirs: new Map<string, string>() };
  const { base, ours, theirs } = outlines;
  const became = (from: LogOutline, entry: LogEntry, side: LogOutline): LogEntry | undefined =>
    has(side, entry.id)
      ? undefined
      : side.entries.find((one) => !has(base, one.id) && !has(from, one.id) && isAlike(side, one, from, entry));
  for (const entry of base.entries.filter(isProvisional)) {
    const [mine, other] = [became(base, entry, ours)?.id, became(base, entry, theirs)?.id];
    const final = mine ?? other;
    if (final === undefined) continue;
    renames.base.set(entry.id, final);
    if (mine === undefined) renames.ours.set(entry.id, final);
    else if (other !== undefined && other !== mine) renames.theirs.set(other, mine);
    if (other === undefined) renames.theirs.set(entry.id, final);
  }
  for (const entry of ours.entries) {
    const there = has(base, entry.id) ? undefined : became(ours, entry, theirs);
    if (!there || renames.theirs.has(there.id)) continue;
    const [was, before] = [noteOf(ours, entry)?.was, noteOf(theirs, there)?.was];
    if (isProvisional(entry) === isProvisional(there) && (was === undefined || was !== before)) continue;
    if (isEarlier(entry.id, there.id)) renames.theirs.set(there.id, entry.id);
    else renames.ours.set(entry.id, there.id);
  }
  return renames;
}

function isProvisional({ id }: LogEntry): boolean {
  return id.includes('~');
}

/** Of two ids the one that stays: a number before a provisional id, the lower before the higher. */
function isEarlier(one: string, other: string): boolean {
  const [a, b] = [one, other].map((id) => id.slice(id.lastIndexOf('-') + 1));
  return a.includes('~') === b.includes('~') && a.length !== b.length ? a.length < b.length : a < b;
}
