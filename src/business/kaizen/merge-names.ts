import { scanLog } from './log-scan.ts';
import { coreOf, provisionalOf } from './merge-entries.ts';
import type { Identity } from './merge-identities.ts';
import type { LogSides } from './merge-logs.ts';
import { type Renames, renamed } from './renaming.ts';

/** What the ids of each state became. */
export type SideMaps = Readonly<Record<keyof LogSides, Renames>>;

/** The ids of each state that are called otherwise in the merged log, but for those that have no number yet. */
export function renamesOf(identities: readonly Identity[]): SideMaps {
  const of = (side: keyof LogSides): Renames =>
    new Map(
      identities.flatMap(({ entries, id }) =>
        id !== undefined && entries[side] && entries[side].id !== id ? [[entries[side].id, id] as const] : [],
      ),
    );
  return { base: of('base'), ours: of('ours'), theirs: of('theirs') };
}

/**
 * What names entries by the provisional ids that a merge gave them while they stood on one branch alone (a picked commit named them): they are
 * here now.
 */
export function arrivedOf(sides: LogSides, identities: readonly Identity[]): Renames {
  const arrived = new Map<string, string>();
  if (!Object.values(sides).some((text) => text.includes('-~'))) return arrived;
  for (const side of ['ours', 'theirs'] as const) {
    const outline = scanLog(sides[side]);
    for (const { entries, id } of identities) {
      const entry = entries[side];
      if (!entry || id === undefined) continue;
      const provisional = provisionalOf(outline, entry);
      if (provisional !== id) arrived.set(provisional, id);
    }
  }
  for (const { entries } of identities)
    for (const side of ['base', 'ours', 'theirs'] as const) if (entries[side]) arrived.delete(entries[side].id);
  return arrived;
}

/**
 * A side's text with its ids renamed. An entry that stands there as it did before means what was meant then; one that the other side has to
 * the letter too means what both mean.
 */
export function sideRenamed(sides: LogSides, side: keyof LogSides, identities: readonly Identity[], renames: SideMaps): string {
  const own = renames[side];
  if (own.size === 0 && renames.base.size === 0) return sides[side];
  const outlines = { base: scanLog(sides.base), ours: scanLog(sides.ours), theirs: scanLog(sides.theirs) };
  const of = new Map(identities.flatMap((one) => (one.entries[side] ? [[one.entries[side].id, one] as const] : [])));
  const other = side === 'ours' ? 'theirs' : 'ours';
  const shared = new Map([...own].filter(([from, to]) => renames[other].get(from) === to));
  let text = '';
  let at = 0;
  for (const entry of outlines[side].entries) {
    const identity = of.get(entry.id);
    if (entry.start < at || !identity) continue;
    const core = coreOf(outlines[side], entry);
    const { [other]: there, base: before } = identity.entries;
    const meant =
      side !== 'base' && before && coreOf(outlines.base, before) === core
        ? renames.base
        : side !== 'base' && there && coreOf(outlines[other], there) === core
          ? shared
          : own;
    const to = identity.id ?? entry.id;
    text += renamed(sides[side].slice(at, entry.start), own) + renamed(core, to === entry.id ? meant : new Map([...meant, [entry.id, to]]));
    at = entry.coreEnd;
  }
  return text + renamed(sides[side].slice(at), own);
}
