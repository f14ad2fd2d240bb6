import { type LogEntry, type LogOutline, scanLog } from './log-scan.ts';
import { dateOf, isAlike, noteOf } from './merge-entries.ts';
import { type Identity, identitiesOf } from './merge-identities.ts';
import type { LogSides } from './merge-logs.ts';
import type { SideMaps } from './merge-names.ts';

/** An entry as it stands in a merged log, and as the three states have it. */
export interface Standing {
  readonly entry: LogEntry;
  readonly of: Identity['entries'];
}

/** A merged log beside what it was merged of. */
export interface StandingLog {
  readonly outline: LogOutline;
  readonly sides: Readonly<Record<keyof LogSides, LogOutline>>;
  readonly standing: readonly Standing[];
}

/**
 * Finds the entries of the three states in a log that was merged, by git, the driver or a person: what their numbers are now is read there,
 * since a merge of several beginnings may have given others than would be given today. An entry that stands there no more is left out.
 */
export function standingIn(text: string, sides: LogSides, identities = identitiesOf(sides) ?? []): StandingLog {
  const outline = scanLog(text);
  const states = { base: scanLog(sides.base), ours: scanLog(sides.ours), theirs: scanLog(sides.theirs) };
  const byId = new Map(outline.entries.map((entry) => [entry.id, entry]));
  const bySaying = new Map<string, LogEntry[]>();
  const said = (log: LogOutline, entry: LogEntry): string => `${entry.name}\n${dateOf(log, entry)}`;
  for (const entry of outline.entries) bySaying.set(said(outline, entry), [...(bySaying.get(said(outline, entry)) ?? []), entry]);
  const found = new Map<Identity, LogEntry>();
  const free = new Set(outline.entries);
  const take = (one: Identity, entry: LogEntry | undefined): void => {
    if (entry === undefined || !free.has(entry)) return;
    found.set(one, entry);
    free.delete(entry);
  };
  const isAs = ({ entries }: Identity, entry: LogEntry): boolean =>
    (['ours', 'theirs'] as const).some((side) => entries[side] && isAlike(outline, entry, states[side], entries[side]));
  const here = identities.filter(({ entries }) => entries.ours || entries.theirs);
  for (const one of here) {
    const entry = one.id === undefined ? undefined : byId.get(one.id);
    if (entry && isAs(one, entry)) take(one, entry);
  }
  for (const one of here) {
    if (found.has(one)) continue;
    const alike = (['ours', 'theirs'] as const)
      .flatMap((side) => (one.entries[side] ? (bySaying.get(said(states[side], one.entries[side])) ?? []) : []))
      .filter((entry) => free.has(entry));
    // Two people may have said the same on one day.
    const its = [one.entries.ours?.id, one.entries.theirs?.id];
    take(one, alike.find((entry) => its.includes(noteOf(outline, entry)?.was) || its.includes(entry.id)) ?? alike.at(0));
  }
  // A person may have given it another title since.
  for (const one of here) if (!found.has(one) && one.id !== undefined) take(one, byId.get(one.id));
  return { outline, sides: states, standing: [...found].map(([one, entry]) => ({ entry, of: one.entries })) };
}

/** What the ids of each state are in the merged logs, but for those that are the same. */
export function meaningsIn(logs: readonly StandingLog[]): SideMaps {
  const of = (side: keyof LogSides): ReadonlyMap<string, string> =>
    new Map(
      logs.flatMap(({ standing }) =>
        standing.flatMap(({ entry, of: { [side]: was } }) => (was && was.id !== entry.id ? [[was.id, entry.id] as const] : [])),
      ),
    );
  return { base: of('base'), ours: of('ours'), theirs: of('theirs') };
}
