import { fieldsIn, knownFields } from './entry-fields.ts';
import { languageOf, languageOfEntry, splicedText, withFields } from './log-edit.ts';
import { type LogEntry, type LogOutline, scanLog } from './log-scan.ts';
import { isAlike } from './merge-entries.ts';
import type { SideRenames } from './merge-lines.ts';
import type { LogSides } from './merge-logs.ts';
import { idBefore, type Renames, renamed } from './renaming.ts';
import { idsNamed } from './said-before.ts';

/** Fields that name entries which came of this one: each branch adds its own. */
const LINKS = ['ledTo', 'followedBy'] as const;

type Links = Readonly<Record<(typeof LINKS)[number], readonly string[]>>;

function linksOf({ text }: LogOutline, entry: LogEntry | undefined): Links {
  const fields = entry && knownFields(fieldsIn(text, entry.bodyStart, entry.coreEnd));
  const linksIn = (name: (typeof LINKS)[number]): readonly string[] => itemsOf(fields?.get(name)?.value ?? '');
  return { ledTo: linksIn('ledTo'), followedBy: linksIn('followedBy') };
}

/** What a field names, one by one and as it is written: ids, or links and words of a person between commas. */
function itemsOf(value: string): readonly string[] {
  const items = value
    .split(/,\s*/)
    .flatMap((item) => (idsIn(item).join(' ') === item.trim().replace(/\s+/g, ' ') ? idsIn(item) : [item.trim()]));
  return items.filter(Boolean);
}

const ID = /^[A-Z]+(?:-[A-Z0-9]+)*-(?:\d+|~[0-9a-f]+)$/;

function idsIn(item: string): string[] {
  return idsNamed(item).filter((word) => ID.test(word));
}

/** Whether items name one entry, or say the same. */
function isOne(one: string, other: string): boolean {
  const [a, b] = [one, other].map((item) => idsIn(item).join());
  return a === '' || b === '' ? one === other : a === b;
}

const has = (items: readonly string[], item: string): boolean => items.some((one) => isOne(one, item));

/** The three states of an entry, all with the links of both sides where either has added some: other lines beside them are merged then. */
export function withLinksOfBoth(sides: LogSides): LogSides {
  const texts = [sides.base, sides.ours, sides.theirs];
  const outlines = texts.map((text) => scanLog(text));
  const [was, mine, other] = outlines.map((outline) => linksOf(outline, outline.entries.at(0)));
  const all: Partial<Record<(typeof LINKS)[number], string>> = {};
  for (const name of LINKS) {
    const added = [mine, other].map((side) => side[name].filter((item) => !has(was[name], item)));
    if (added.every((items) => items.length === 0)) continue;
    const kept = mine[name].filter((item) => !has(was[name], item) || has(other[name], item));
    all[name] = [...kept, ...added[1].filter((item) => !has(kept, item))].join(', ');
  }
  if (Object.keys(all).length === 0) return sides;
  const [base, ours, theirs] = texts.map((text, k) => {
    const [entry] = outlines[k].entries;
    if (!entry) return text;
    return text.slice(0, entry.start) + withFields(text, entry, all, languageOfEntry(text, entry) ?? 'en') + text.slice(entry.coreEnd);
  });
  return { base, ours, theirs };
}

/**
 * A merged log in which an entry names what came of it on both branches by the numbers that it has now, where the line that does is of neither
 * side, or both wrote the same number for their own. `renames`: what each side's ids became.
 */
export function withRenumberedLinks(text: string, sides: LogSides, renames: SideRenames): string {
  if (renames.ours.size + renames.theirs.size === 0) return text;
  const outlines = { base: scanLog(sides.base), ours: scanLog(sides.ours), theirs: scanLog(sides.theirs) };
  const merged = scanLog(text);
  const [befores, heres, theres] = [outlines.base, outlines.ours, outlines.theirs].map(
    ({ entries }) => new Map(entries.map((one) => [one.id, one])),
  );
  const splices = merged.entries.flatMap((entry) => {
    const [here, there] = [heres.get(idBefore(renames.ours, entry.id)), theres.get(idBefore(renames.theirs, entry.id))];
    const before = befores.get(here?.id ?? entry.id);
    // New entries of both sides that only have one number are not one.
    if (!here || !there || !(before || isAlike(outlines.ours, here, outlines.theirs, there))) return [];
    const [was, mine, other] = [linksOf(outlines.base, before), linksOf(outlines.ours, here), linksOf(outlines.theirs, there)];
    const stand = linksOf(merged, entry);
    const changed: Partial<Record<(typeof LINKS)[number], string>> = {};
    for (const name of LINKS) {
      const items = linksAsMerged({ stand: stand[name], was: was[name], ours: mine[name], theirs: other[name] }, renames);
      const each = items.filter((item, k) => items.findIndex((one) => isOne(one, item)) === k);
      if (each.join() !== stand[name].join()) changed[name] = each.join(', ');
    }
    if (Object.keys(changed).length === 0) return [];
    const language = languageOfEntry(text, entry) ?? languageOf(merged) ?? 'en';
    return [{ start: entry.start, end: entry.coreEnd, text: withFields(text, entry, changed, language) }];
  });
  return splicedText(text, splices);
}

interface LinkStates extends Readonly<Record<'was' | 'ours' | 'theirs', readonly string[]>> {
  /** As the merged log has them: as the sides wrote them, or by the new numbers already. */
  readonly stand: readonly string[];
}

/** The items of a field by the new numbers. */
function linksAsMerged({ stand, was, ours, theirs }: LinkStates, renames: SideRenames): readonly string[] {
  const [mine, other] = [ours, theirs].map((side) => side.filter((item) => !has(was, item)));
  const written = [...mine, ...other];
  const goal = [...mine.map((item) => renamed(item, renames.ours)), ...other.map((item) => renamed(item, renames.theirs))];
  if (goal.every((item) => has(stand, item)) && stand.every((item) => has(goal, item) || !has(written, item))) return stand;
  // Where a person has taken one out since, a number that is also a new one may be that.
  const isWhole = written.every((item) => has(stand, item));
  const anew = (item: string, map: Renames): string =>
    !isWhole && idsIn(item).some((id) => [...map.values()].includes(id)) ? item : renamed(item, map);
  return stand.flatMap((item) => {
    const [ofOurs, ofTheirs] = [has(mine, item), has(other, item)];
    return ofOurs || ofTheirs ? [...(ofOurs ? [anew(item, renames.ours)] : []), ...(ofTheirs ? [anew(item, renames.theirs)] : [])] : [item];
  });
}
