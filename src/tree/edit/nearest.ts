import { labelKey } from '../tables.ts';

/** Names longer than this are compared by their beginning. */
const LENGTH_MAX = 60;

/** The names most like the wanted one, nearest first, five at most: those that hold it, then by edits between them. */
export function nearest(wanted: string, names: readonly string[]): string[] {
  const key = labelKey(wanted).slice(0, LENGTH_MAX);
  return [...new Set(names.filter((name) => name !== ''))]
    .slice(0, 500)
    .map((name) => {
      const other = labelKey(name).slice(0, LENGTH_MAX);
      return { name, far: key !== '' && other.includes(key) ? 0 : distance(key, other) };
    })
    .sort((a, b) => a.far - b.far)
    .slice(0, 5)
    .map(({ name }) => name);
}

/** Levenshtein distance: insertions, deletions and replacements of characters. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let k = 1; k <= b.length; k++) next[k] = Math.min(row[k] + 1, next[k - 1] + 1, row[k - 1] + (a[i - 1] === b[k - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}
