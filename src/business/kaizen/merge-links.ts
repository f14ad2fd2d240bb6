import { fieldsIn, type KnownField, knownFields } from './entry-fields.ts';
import { languageOf, languageOfEntry, splicedText, withFields } from './log-edit.ts';
import type { LogEntry, LogOutline } from './log-scan.ts';
import { mentionsIn } from './mentions.ts';
import { coreOf } from './merge-entries.ts';
import type { LogSides } from './merge-logs.ts';
import type { SideMaps } from './merge-names.ts';
import type { StandingLog } from './merge-standing.ts';
import { renamed } from './renaming.ts';

/** Fields that name entries which came of this one: each branch adds its own. */
export const ONWARD = ['ledTo', 'followedBy'] as const;

/** Fields that name what this one came of. */
const BACK = ['from', 'follows'] as const;

const LINKS = [...ONWARD, ...BACK];

type Link = (typeof LINKS)[number];

/** What a field of an entry names, one by one and as it is written: ids, or links and words of a person between commas. */
export function itemsIn({ text }: LogOutline, entry: LogEntry | undefined, name: KnownField): readonly string[] {
  const value = entry && knownFields(fieldsIn(text, entry.bodyStart, entry.coreEnd)).get(name)?.value;
  return (value ?? '')
    .split(/,\s*/)
    .flatMap((item) => (mentionsIn(item).join(' ') === item.trim().replace(/\s+/g, ' ') ? mentionsIn(item) : [item.trim()]))
    .filter(Boolean);
}

/** Whether items name one entry, or say the same. */
function isOne(one: string, other: string): boolean {
  const [a, b] = [one, other].map((item) => mentionsIn(item).join());
  return a === '' || b === '' ? one === other : a === b;
}

/** Whether one of the items names what another does. */
export const has = (items: readonly string[], item: string): boolean => items.some((one) => isOne(one, item));

/** An item as a state has it, and by the number that its entry has now. */
interface Item {
  readonly raw: string;
  readonly now: string;
}

type States = Readonly<Record<keyof LogSides, readonly Item[]>>;

/**
 * A merged log in which each entry names what both branches meant, by the numbers that it has now. What a state names is known from that
 * state alone, so it is no matter how the lines were merged. What a person wrote or took out since stays so. `maps`: what the ids of each
 * state became, of all logs.
 */
export function withLinks({ outline, sides, standing }: StandingLog, maps: SideMaps): string {
  const { text } = outline;
  if (maps.ours.size + maps.theirs.size === 0) return text;
  // In a large log few entries name one: the others' fields are not read.
  const names = (side: 'ours' | 'theirs', one: LogEntry | undefined): boolean => {
    const core = one && coreOf(sides[side], one);
    return core !== undefined && [...maps[side].keys()].some((id) => core.includes(id));
  };
  const splices = standing.flatMap(({ entry, of }) => {
    if (!names('ours', of.ours) && !names('theirs', of.theirs)) return [];
    const changed: Partial<Record<Link, string>> = {};
    for (const name of LINKS) {
      const items = (side: keyof LogSides): readonly Item[] =>
        itemsIn(sides[side], of[side], name).map((raw) => ({ raw, now: renamed(raw, maps[side]) }));
      const states = { base: items('base'), ours: items('ours'), theirs: items('theirs') };
      if (states.ours.length + states.theirs.length === 0) continue;
      const stand = itemsIn(outline, entry, name);
      const meant = itemsMeant(
        stand,
        states,
        BACK.some((one) => one === name),
      );
      if (meant.length > 0 && (stand.length !== meant.length || !meant.every((item) => has(stand, item)))) changed[name] = meant.join(', ');
    }
    if (Object.keys(changed).length === 0) return [];
    const language = languageOfEntry(text, entry) ?? languageOf(outline) ?? 'en';
    return [{ start: entry.start, end: entry.coreEnd, text: withFields(text, entry, changed, language) }];
  });
  return splicedText(
    text,
    splices.sort((a, b) => a.start - b.start),
  );
}

/** `stand`: the items as the merged log has them. `single`: the field is not added to, one side's counts. */
function itemsMeant(stand: readonly string[], { base, ours, theirs }: States, single: boolean): readonly string[] {
  const all = [...ours, ...theirs, ...base];
  const named = (items: readonly Item[], { now }: Item): boolean => items.some((one) => isOne(one.now, now));
  const stands = ({ raw, now }: Item): boolean => has(stand, raw) || has(stand, now);
  const isSame = (one: readonly Item[], other: readonly Item[]): boolean =>
    one.length === other.length && one.every((item) => named(other, item));
  const ofBoth = (): readonly Item[] => [
    ...ours.filter((item) => !named(base, item) || named(theirs, item)),
    ...theirs.filter((item) => !named(base, item) && !named(ours, item)),
  ];
  const ofOne = (): readonly Item[] | undefined => {
    if (isSame(ours, base) || isSame(ours, theirs)) return theirs;
    return isSame(theirs, base) ? ours : undefined;
  };
  const meant = single ? ofOne() : ofBoth();
  const others = stand.filter((item) => !all.some(({ raw, now }) => isOne(raw, item) || isOne(now, item)));
  if (meant?.every((item) => all.some((one) => isOne(one.now, item.now) && stands(one))) && !(single && others.length > 0))
    return once([...meant.map(({ now }) => now), ...others]);
  // Somebody has taken one out since: the others are still called what they are called.
  const anew = stand.map((item) => {
    const now = all.filter(({ raw }) => isOne(raw, item)).map((one) => one.now);
    const isTold =
      now.length > 0 && now.every((one) => isOne(one, now[0])) && !all.some((one) => one.now !== one.raw && isOne(one.now, item));
    return isTold ? now[0] : item;
  });
  return once(anew);
}

function once(items: readonly string[]): readonly string[] {
  return items.filter((item, k) => items.findIndex((one) => isOne(one, item)) === k);
}
