import { type LogEntry, type LogOutline, scanLog } from './log-scan.ts';
import { coreOf, dateOf, hasItsWords, hypothesisOf, isAlike, noteOf, provisionalOf } from './merge-entries.ts';
import type { LogSides } from './merge-logs.ts';

type Side = keyof LogSides;

type Outlines = Readonly<Record<Side, LogOutline>>;

/** One entry as the three states of a log have it. */
export interface Identity {
  /** Where it stands on each side. */
  readonly entries: Readonly<Partial<Record<Side, LogEntry>>>;
  /** Its id in the merged log; undefined where another entry has that number, and this one has to get a new one. */
  readonly id: string | undefined;
}

/**
 * Which entries of the three states are one, and what they are called in the merged log. A number alone does not say so: a merge before, a
 * replay or a remote may have given one side's entry another, and both sides may have given one number to two entries. Undefined where a
 * side has a number twice. `replayed`: a commit is, on ours; of two new entries with one number theirs gets another, whatever day it is of.
 */
export function identitiesOf(sides: LogSides, replayed = false): readonly Identity[] | undefined {
  const known = told[replayed ? 'replayed' : 'merged'];
  if (!known.has(sides)) known.set(sides, identitiesIn(sides, replayed));
  return known.get(sides);
}

/** One merge asks several times, and a large log takes seconds. */
const told = {
  merged: new WeakMap<LogSides, readonly Identity[] | undefined>(),
  replayed: new WeakMap<LogSides, readonly Identity[] | undefined>(),
};

function identitiesIn(sides: LogSides, replayed: boolean): readonly Identity[] | undefined {
  const outlines = { base: scanLog(sides.base), ours: scanLog(sides.ours), theirs: scanLog(sides.theirs) };
  for (const { entries } of Object.values(outlines)) if (new Set(entries.map(({ id }) => id)).size < entries.length) return undefined;
  return named(matched(outlines, replayed), outlines, replayed).map((one) => ({ ...one, id: one.id ?? absentId(one, outlines) }));
}

/**
 * A provisional id for an entry whose number another has, and that one side took out or never had while the other left it as it was: it will
 * not stand in the merged log, so it takes no number, and what names it must not come to name the other. Undefined for what will stand there.
 */
function absentId({ entries: { base, ours, theirs } }: Identity, outlines: Outlines): string | undefined {
  if (!base || (ours && theirs)) return undefined;
  const [outline, entry] = ours ? [outlines.ours, ours] : [outlines.theirs, theirs];
  if (!entry || entry.part !== base.part || coreOf(outline, entry) !== coreOf(outlines.base, base)) return undefined;
  return provisionalOf(outline, entry);
}

type Entries = Partial<Record<Side, LogEntry>>;

/**
 * What is surely one entry first: of the base and a side, then of the two sides. Only then what may be: who bears a number that another has
 * given up is not that one, where it is the same as an entry of the other side.
 */
function matched(outlines: Outlines, replayed: boolean): Entries[] {
  const { base, ours, theirs } = outlines;
  const [mine, others] = [heirs(base, ours), heirs(base, theirs)];
  const pairs = paired(ours, mine.free, theirs, others.free);
  // A commit that is replayed may not have begun from what ours is: then a number says nothing.
  const [likely, alsoLikely] = [likelyHeirs(base, ours, mine, !replayed), likelyHeirs(base, theirs, others, true)];
  const found = base.entries.map((entry): Entries => {
    const [here, there] = [mine.found.get(entry) ?? likely.get(entry), others.found.get(entry) ?? alsoLikely.get(entry)];
    const [partner, partnerOfTheirs] = [here && pairs.get(here), there && pairs.get(there)];
    return {
      base: entry,
      ours: partner === undefined || partner === there ? here : undefined,
      theirs: partnerOfTheirs === undefined || partnerOfTheirs === here ? there : undefined,
    };
  });
  const known = new Set(found.flatMap((entries) => [entries.ours, entries.theirs]));
  for (const entry of ours.entries) if (!known.has(entry)) found.push({ ours: entry, theirs: pairs.get(entry) });
  const taken = new Set(pairs.values());
  for (const entry of theirs.entries) if (!known.has(entry) && !taken.has(entry)) found.push({ theirs: entry });
  return found;
}

/** Entries of both sides that are one and no entry of the base, each by the other. */
function paired(ours: LogOutline, mine: ReadonlySet<LogEntry>, theirs: LogOutline, others: ReadonlySet<LogEntry>): Map<LogEntry, LogEntry> {
  const pairs = new Map<LogEntry, LogEntry>();
  const news = [...others].map((entry) => ({ entry, was: noteOf(theirs, entry)?.was }));
  const left = new Set(news);
  const byId = new Map(news.map((one) => [one.entry.id, one]));
  const open: { entry: LogEntry; was: string | undefined }[] = [];
  const pair = (entry: LogEntry, one: (typeof news)[number]): void => {
    pairs.set(entry, one.entry).set(one.entry, entry);
    left.delete(one);
  };
  for (const entry of mine) {
    const same = byId.get(entry.id);
    if (same && isOne(ours, entry, theirs, same.entry)) pair(entry, same);
    else open.push({ entry, was: noteOf(ours, entry)?.was });
  }
  for (const { entry, was } of open) {
    // A number that was given since, or that two merges gave: else two people may have said the same, each with a number of its own.
    const linked = [...left].find(
      (one) =>
        (isProvisional(entry) !== isProvisional(one.entry) ||
          was === one.entry.id ||
          one.was === entry.id ||
          (was !== undefined && was === one.was)) &&
        isOne(ours, entry, theirs, one.entry),
    );
    if (linked) pair(entry, linked);
  }
  return pairs;
}

/** What became of entries of the base on a side, and the entries of the side that are none of those. */
interface Heirs {
  readonly found: ReadonlyMap<LogEntry, LogEntry>;
  readonly free: ReadonlySet<LogEntry>;
}

/** Under their number, or under another, with title and day or hypothesis as they were. */
function heirs(base: LogOutline, side: LogOutline): Heirs {
  const found = new Map<LogEntry, LogEntry>();
  const byId = new Map(side.entries.map((entry) => [entry.id, entry]));
  const free = new Set(side.entries);
  const take = (before: LogEntry, entry: LogEntry): void => {
    found.set(before, entry);
    free.delete(entry);
  };
  for (const before of base.entries) {
    const same = byId.get(before.id);
    if (same && isOne(base, before, side, same)) take(before, same);
  }
  for (const before of base.entries) {
    if (found.has(before)) continue;
    const [other] = [...free]
      .filter((entry) => isOne(base, before, side, entry))
      .map((entry) => ({ entry, share: share(base, before, side, entry) }))
      .sort((a, b) => b.share - a.share);
    if (other) take(before, other.entry);
  }
  return { found, free };
}

/**
 * What may have become of the others: the entry that says it had their number, or the one that has it where it is of the same `line` and has
 * their title or hypothesis still, by how much of them is still there. A number alone says nothing: what became of an entry that was taken
 * out since would come to stand in the one that was given its number.
 */
function likelyHeirs(base: LogOutline, side: LogOutline, { found, free: left }: Heirs, line: boolean): ReadonlyMap<LogEntry, LogEntry> {
  const likely = new Map<LogEntry, LogEntry>();
  const free = new Set(left);
  const notes = new Map([...free].map((entry) => [entry, noteOf(side, entry)?.was]));
  const byId = new Map(side.entries.map((entry) => [entry.id, entry]));
  for (const before of base.entries) {
    if (found.has(before)) continue;
    const same = byId.get(before.id);
    const [other] = [...free]
      .filter((entry) => entry !== same && notes.get(entry) === before.id)
      .map((entry) => ({ entry, share: share(base, before, side, entry) }))
      .sort((a, b) => b.share - a.share);
    const own = line && same && free.has(same) && hasItsWords(base, before, side, same) ? same : undefined;
    // Who mends a title does not make another entry of it; a number that was another's does not make this one of that.
    const heir = other && other.share > (own ? share(base, before, side, own) : SHARE_MIN) ? other.entry : own;
    if (!heir) continue;
    likely.set(before, heir);
    free.delete(heir);
  }
  return likely;
}

/** Of the lines of an entry that bears its number no more, so many at least are still there. */
const SHARE_MIN = 0.5;

/** How many of the lines of an entry another one has, of one. */
function share(one: LogOutline, entry: LogEntry, other: LogOutline, there: LogEntry): number {
  const [lines, others] = [linesOf(one, entry), linesOf(other, there)];
  return lines.size === 0 ? 0 : [...lines].filter((line) => others.has(line)).length / lines.size;
}

function linesOf(outline: LogOutline, entry: LogEntry): ReadonlySet<string> {
  const lines = coreOf(outline, entry).split('\n').slice(1);
  return new Set(lines.map((line) => line.trim()).filter(Boolean));
}

/** Title and day are the same, or day and hypothesis: a title may have been mended. */
function isOne(one: LogOutline, entry: LogEntry, other: LogOutline, there: LogEntry): boolean {
  if (isAlike(one, entry, other, there)) return true;
  const [a, b] = [hypothesisOf(one, entry), hypothesisOf(other, there)];
  return a !== undefined && a === b && dateOf(one, entry) === dateOf(other, there);
}

function isProvisional({ id }: LogEntry): boolean {
  return id.includes('~');
}

/** Gives each entry its id: those that others know longest first, and of an entry with two the one that no other wants. */
function named(found: readonly Entries[], outlines: Outlines, replayed: boolean): Identity[] {
  const holders = new Map<string, number>();
  for (const { ours, theirs } of found)
    for (const id of new Set([ours?.id, theirs?.id])) if (id !== undefined) holders.set(id, (holders.get(id) ?? 0) + 1);
  const asked = found.flatMap((entries) => {
    const ids = wantedBy(entries, outlines, replayed);
    return ids.length === 0 ? [] : [{ entries, ids, alone: ids.find((id) => holders.get(id) === 1) }];
  });
  const rank = ({ entries: { base, ours, theirs }, ids, alone }: (typeof asked)[number]): number => {
    // What others know already stays.
    if (replayed && !ours) return 5;
    // It was taken out on one side, where another entry has its number: that one stays, also where this one comes back.
    if (base && !(ours && theirs) && ids.every((id) => (holders.get(id) ?? 0) > 1)) return 5;
    if (ids.length === 1 && base?.id === ids[0]) return 0;
    if (alone !== undefined) return 1;
    return base ? 2 : ours && theirs ? 3 : 4;
  };
  const sayOf = ({ ours, theirs }: Entries): { date: string; name: string } => {
    const [outline, entry] = ours ? [outlines.ours, ours] : [outlines.theirs, theirs as LogEntry];
    return { date: dateOf(outline, entry), name: entry.name };
  };
  const before = (one: Entries, other: Entries): number => {
    const [a, b] = [one, other].map(sayOf);
    const sided = Number(!one.ours) - Number(!other.ours);
    if (one.ours && other.ours && one.theirs && other.theirs) return a.name < b.name ? -1 : 1;
    return replayed ? sided : a.date < b.date ? -1 : a.date > b.date ? 1 : sided;
  };
  const taken = new Set<string>();
  const ids = new Map<Entries, string>();
  for (const one of asked.sort((a, b) => rank(a) - rank(b) || before(a.entries, b.entries))) {
    const id = (replayed ? undefined : one.alone) ?? one.ids.find((candidate) => !taken.has(candidate));
    if (id === undefined) continue;
    taken.add(id);
    ids.set(one.entries, id);
  }
  return found.map((entries) => ({ entries, id: ids.get(entries) }));
}

/** The ids that an entry has on the two sides, the better first: a number before a provisional id, the one it was given since, the lower. */
function wantedBy({ ours, theirs }: Entries, outlines: Outlines, replayed: boolean): string[] {
  if (!ours || !theirs || ours.id === theirs.id) return [ours ?? theirs].flatMap((entry) => (entry ? [entry.id] : []));
  const isOurs = (): boolean => {
    if (isProvisional(ours) !== isProvisional(theirs)) return !isProvisional(ours);
    const [mine, other] = [noteOf(outlines.ours, ours), noteOf(outlines.theirs, theirs)].map((note) => note !== undefined);
    // What others know already stays.
    if (replayed || mine === other) return replayed || isEarlier(ours.id, theirs.id);
    return mine;
  };
  return isOurs() ? [ours.id, theirs.id] : [theirs.id, ours.id];
}

/** Of two ids the lower one. */
function isEarlier(one: string, other: string): boolean {
  const [a, b] = [one, other].map((id) => id.slice(id.lastIndexOf('-') + 1));
  return a.length !== b.length ? a.length < b.length : a < b;
}
