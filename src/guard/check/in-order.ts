import type { RawChange } from '../changes/raw-diff.ts';
import { nameKey } from '../decide/names.ts';

/**
 * Changes that one session was allowed in a range. A decision about a file as a whole depends on nothing but the change and its twins (names
 * that differ only in case), so the same change again is in order wherever all names of its commit differ: a long range names the
 * same files over and over.
 */
export class InOrder {
  private readonly keys = new Map<string, string>();

  /** Whether each of these was in order by itself, and no two of them are one file on a disk that ignores case. */
  knows(rows: readonly RawChange[]): boolean {
    const names = new Set<string>();
    for (const row of rows) {
      const key = this.keys.get(wordsOf(row));
      if (key === undefined || names.has(key)) return false;
      names.add(key);
    }
    return true;
  }

  /** Rows of a commit in which nothing was refused; none whose parts decided. */
  add(rows: readonly RawChange[]): void {
    for (const row of rows) this.keys.set(wordsOf(row), nameKey(row.path));
  }
}

/** All of a row that a decision about the file as a whole looks at. */
function wordsOf({ status, oldMode, newMode, path }: RawChange): string {
  return `${status} ${oldMode} ${newMode} ${path}`;
}
