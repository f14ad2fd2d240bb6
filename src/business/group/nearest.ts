/** Words over this are not compared letter by letter: nobody mistypes a page. */
const LENGTH_MAX = 80;

/** Steps of one letter (put in, left out, changed, two swapped) from one word to the other: optimal string alignment. */
export function editDistance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2] + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}

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
