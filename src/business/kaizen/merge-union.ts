import { fieldsIn, knownFields } from './entry-fields.ts';
import { languageOf, languageOfEntry, splicedText, withFields } from './log-edit.ts';
import { type LogEntry, type LogOutline, scanLog } from './log-scan.ts';
import { isAlike } from './merge-entries.ts';
import type { SideRenames } from './merge-lines.ts';
import type { LogSides } from './merge-logs.ts';
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

/** An entry on both sides, each with the links of both where both have added some; as they are where not. */
export function withLinksOfBoth(base: string, ours: string, theirs: string): { readonly ours: string; readonly theirs: string } {
  const outlines = [base, ours, theirs].map((text) => scanLog(text));
  const entries = outlines.map((outline) => outline.entries.at(0));
  const [was, mine, other] = outlines.map((outline, k) => linksOf(outline, entries[k]));
  const [, here, there] = entries;
  if (!here || !there) return { ours, theirs };
  const both: Partial<Record<(typeof LINKS)[number], string>> = {};
  for (const name of LINKS) {
    const added = [mine, other].map((side) => side[name].filter((item) => !has(was[name], item)));
    if (added.some((items) => items.length === 0) || mine[name].join() === other[name].join()) continue;
    const kept = mine[name].filter((item) => !has(was[name], item) || has(other[name], item));
    both[name] = [...kept, ...added[1].filter((item) => !has(kept, item))].join(', ');
  }
  if (Object.keys(both).length === 0) return { ours, theirs };
  const put = (text: string, entry: LogEntry): string =>
    text.slice(0, entry.start) + withFields(text, entry, both, languageOfEntry(text, entry) ?? 'en') + text.slice(entry.coreEnd);
  return { ours: put(ours, here), theirs: put(theirs, there) };
}

/**
 * A merged log in which an entry names what came of it on both branches, where both wrote the same number for their own and one of the two
 * got another: the one line says only the one.
 */
export function withRenumberedLinks(text: string, sides: LogSides, renames: SideRenames): string {
  if (renames.ours.size + renames.theirs.size === 0) return text;
  const outlines = { base: scanLog(sides.base), ours: scanLog(sides.ours), theirs: scanLog(sides.theirs) };
  const { base, ours, theirs } = outlines;
  const merged = scanLog(text);
  const splices = merged.entries.flatMap((entry) => {
    const [before, here, there] = [base, ours, theirs].map((outline) => outline.withId(entry.id).at(0));
    // New entries of both sides that only have one number are not one.
    if (!here || !there || !(before || isAlike(ours, here, theirs, there))) return [];
    const [was, mine, other] = [linksOf(base, before), linksOf(ours, here), linksOf(theirs, there)];
    const stand = linksOf(merged, entry);
    const lacking: Partial<Record<(typeof LINKS)[number], string>> = {};
    for (const name of LINKS) {
      const both = mine[name].filter((item) => has(other[name], item) && !has(was[name], item) && has(stand[name], item)).flatMap(idsIn);
      const others = both.flatMap((id) => [renames.ours.get(id), renames.theirs.get(id)].filter((to) => to !== undefined));
      const added = others.filter((to) => !has(stand[name], to));
      if (added.length > 0) lacking[name] = [...stand[name], ...added].join(', ');
    }
    if (Object.keys(lacking).length === 0) return [];
    const language = languageOfEntry(text, entry) ?? languageOf(merged) ?? 'en';
    return [{ start: entry.start, end: entry.coreEnd, text: withFields(text, entry, lacking, language) }];
  });
  return splicedText(text, splices);
}
