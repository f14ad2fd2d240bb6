import { editDistance } from '../../core/edit-distance.ts';

/** Words over this are not compared letter by letter: nobody mistypes a page. */
const LENGTH_MAX = 80;

/** At most `many` of the words that are like the one that was typed, the nearest first. */
export function nearest(typed: string, words: Iterable<string>, many: number): string[] {
  const wanted = typed.toLowerCase().slice(0, LENGTH_MAX);
  const scored: [number, string][] = [];
  for (const word of new Set(words)) {
    const key = word.toLowerCase().slice(0, LENGTH_MAX);
    const inside = wanted.length >= 3 && (key.includes(wanted) || (key.length >= 3 && wanted.includes(key)));
    const steps = inside ? 1 : editDistance(wanted, key);
    if (inside || steps <= Math.max(1, Math.floor(Math.max(wanted.length, key.length) / 3))) scored.push([steps, word]);
  }
  return scored
    .sort(([a, x], [b, y]) => a - b || (x < y ? -1 : 1))
    .slice(0, many)
    .map(([, word]) => word);
}
