import { type LogEntry, scanLog } from './log-scan.ts';
import { coreOf, dateOf, noteOf } from './merge-entries.ts';
import { collisionsOf, type LogSides, withNote } from './merge-logs.ts';
import { renamed } from './renaming.ts';

/** A new number that an entry has got already, when, and which side's it is, where that can be told. */
export interface Given {
  readonly to: string;
  readonly day: string;
  readonly side: 'ours' | 'theirs' | undefined;
}

/** The new numbers that this merge has given before, by the old: entries say so themselves, and neither side has them. */
export function givenIn(text: string, sides: LogSides): ReadonlyMap<string, Given> {
  const known = new Set([sides.base, sides.ours, sides.theirs].flatMap((side) => scanLog(side).entries.map(({ id }) => id)));
  const outline = scanLog(text);
  const given = new Map<string, Given>();
  for (const entry of outline.entries) {
    const note = known.has(entry.id) ? undefined : noteOf(outline, entry);
    if (!note) continue;
    const [ours, theirs] = [sides.ours, sides.theirs].map((side) => scanLog(side).entries.find(({ id }) => id === note.was)?.name);
    const side = ours === theirs ? undefined : entry.name === ours ? 'ours' : entry.name === theirs ? 'theirs' : undefined;
    given.set(note.was, { to: entry.id, day: note.day, side });
  }
  return given;
}

/** Numbers that more than one entry of a log has. */
export function doubledIn(text: string): readonly string[] {
  const ids = scanLog(text).entries.map(({ id }) => id);
  return [...new Set(ids.filter((id, k) => ids.indexOf(id) < k))];
}

/** The entry of two with one number that is to get another: the later side's. Undefined where it can't be told which is whose. */
export function laterOfTwo(text: string, id: string, sides: LogSides): LogEntry | undefined {
  const outline = scanLog(text);
  const side = collisionsOf(sides).find((one) => one.id === id)?.side;
  const all = outline.entries.filter((one) => one.id === id);
  if (side === undefined || all.length < 2) return undefined;
  const isOf = (entry: LogEntry, name: 'ours' | 'theirs'): number => {
    const there = scanLog(sides[name]);
    const one = there.entries.find((other) => other.id === id);
    if (!one) return 0;
    if (coreOf(there, one) === coreOf(outline, entry)) return 3;
    return one.name !== entry.name ? 0 : dateOf(there, one) === dateOf(outline, entry) ? 2 : 1;
  };
  // A third may have come with another merge.
  const both = all.length === 2 ? all : all.filter((one) => isOf(one, 'ours') + isOf(one, 'theirs') > 0);
  if (both.length !== 2) return undefined;
  const fits = (ours: LogEntry, theirs: LogEntry): number => Math.min(isOf(ours, 'ours'), isOf(theirs, 'theirs'));
  const [as, otherwise] = [fits(both[0], both[1]), fits(both[1], both[0])];
  if (as === otherwise) return undefined;
  return as > otherwise === (side === 'ours') ? both[0] : both[1];
}

/** A log in which one entry has another number, also where it names itself, and says so; every other byte is kept. */
export function withNumber(text: string, entry: LogEntry, to: string, today: string): string {
  const core = renamed(text.slice(entry.start, entry.coreEnd), new Map([[entry.id, to]]));
  return withNote(text.slice(0, entry.start) + core + text.slice(entry.coreEnd), to, entry.id, today);
}
