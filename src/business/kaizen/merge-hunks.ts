import { eolOf } from './log-edit.ts';

/** A conflict as `git merge-file --diff3` marks it: ours, the base, theirs. */
const HUNK = /^<{7}[^\n]*\n([\s\S]*?)^\|{7}[^\n]*\n([\s\S]*?)^={7}\r?\n([\s\S]*?)^>{7}[^\n]*\n?/gm;
const ITEM = /^[-*+] \S/;

/**
 * Conflicts of `--diff3` that are only about items of a list: what either side added stays, what either took out goes; also where both began
 * the list, each for itself. Others keep git's marks.
 */
export function joinedItems(text: string): { text: string; conflicts: boolean } {
  let conflicts = false;
  const joined = text.replace(HUNK, (whole, ours: string, base: string, theirs: string) => {
    const [mine, was, other] = [ours, base, theirs].map(linesOf);
    const [begin, end] = was.every(isBlank) ? alikeAround(mine, other) : [0, 0];
    const items = unionOfItems(
      mine.slice(begin, mine.length - end),
      was.filter((line) => !isBlank(line)),
      other.slice(begin, other.length - end),
    );
    if (items) return [...mine.slice(0, begin), ...items, ...mine.slice(mine.length - end)].join('');
    conflicts = true;
    return whole.replace(/^\|{7}[\s\S]*?(?=^={7}\r?$)/m, '');
  });
  return { text: joined, conflicts };
}

const linesOf = (text: string): string[] => text.split(/(?<=\n)/);

/** A line in which nothing stands. */
export const isBlank = (line: string): boolean => line.trim() === '';

/** How often each line that is asked for stands in a text. */
export function timesIn(text: string, isAsked: (line: string) => boolean): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const line of text.split(/\r?\n/)) if (isAsked(line)) times.set(line, (times.get(line) ?? 0) + 1);
  return times;
}

/** A merged text without the items of lists that both sides have, each in another place, and git took for two. */
export function itemsOnce(text: string, sides: readonly string[]): string {
  const isItem = (line: string): boolean => ITEM.test(line);
  const there = sides.map((side) => timesIn(side, isItem));
  const seen = new Map<string, number>();
  return linesOf(text)
    .filter((whole) => {
      const line = whole.replace(/\r?\n$/, '');
      if (!isItem(line)) return true;
      const times = (seen.get(line) ?? 0) + 1;
      seen.set(line, times);
      return times <= Math.max(1, ...there.map((side) => side.get(line) ?? 0));
    })
    .join('');
}

/**
 * Conflicts of `--diff3` where both sides have begun alike, and one has lines more that are new: that one's. Undefined where there are others.
 */
export function joinedAdditions(text: string): string | undefined {
  let conflicts = false;
  const joined = text.replace(HUNK, (whole, ours: string, base: string, theirs: string) => {
    const [mine, was, other] = [ours, base, theirs].map(linesOf);
    const [begin, end] = alikeAround(mine, other);
    const [longer, shorter] = mine.length > other.length ? [mine, other] : [other, mine];
    const more = longer.slice(begin, longer.length - end);
    // What stood there before the other side may have taken out.
    if (begin + end === shorter.length && !more.some((line) => !isBlank(line) && was.includes(line))) return longer.join('');
    conflicts = true;
    return whole;
  });
  return conflicts ? undefined : joined;
}

/** How many lines two sides begin with alike, and end with. */
function alikeAround(mine: readonly string[], other: readonly string[]): readonly [begin: number, end: number] {
  const most = Math.min(mine.length, other.length);
  let begin = 0;
  while (begin < most && mine[begin] === other[begin]) begin++;
  let end = 0;
  while (end < most - begin && mine[mine.length - 1 - end] === other[other.length - 1 - end]) end++;
  return [begin, end];
}

/** Undefined where a side has more than items. */
function unionOfItems(ours: readonly string[], was: readonly string[], theirs: readonly string[]): readonly string[] | undefined {
  const [mine, other] = [ours, theirs].map((side) => side.filter((line) => !isBlank(line)));
  const marked = (line: string): boolean => line.startsWith('\u0001');
  if (![...mine, ...was, ...other].every((line) => ITEM.test(line) || marked(line))) return undefined;
  const here = [
    ...mine.filter((line) => !was.includes(line) || other.includes(line)),
    ...other.filter((line) => !was.includes(line) && !mine.includes(line)),
  ];
  const items = here.filter((line) => !marked(line));
  const endsBlank = ours.some(isBlank) && ours.length > 1 && isBlank(ours[ours.length - 1]);
  return [...(items.length > 0 ? items : here), ...(endsBlank ? [eolOf(ours.join(''))] : [])];
}
