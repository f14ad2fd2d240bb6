import type { RawChange } from '../changes/raw-diff.ts';
import { nameKey } from '../decide/names.ts';

/**
 * Changes that one session was allowed in a range. A decision about a file as a whole depends on nothing but the change and its twins (names
 * that differ only in case), so the same change again is in order, unless a twin of it has come up too: a long range names the same files
 * over and over.
 */
export class InOrder {
  private readonly byPath = new Map<string, RawChange[]>();
  /** The one path that is known of those which are one file on a disk that ignores case. */
  private readonly byKey = new Map<string, string>();

  /** Whether each of these was in order by itself. No two paths that are known are twins. */
  knows(rows: readonly RawChange[]): boolean {
    return rows.every((row) => this.has(row));
  }

  /** Rows of a commit in which nothing was refused; none whose parts decided. */
  add(rows: readonly RawChange[]): void {
    for (const row of rows) {
      const key = nameKey(row.path);
      if ((this.byKey.get(key) ?? row.path) !== row.path || this.has(row)) continue;
      this.byKey.set(key, row.path);
      this.byPath.set(row.path, [...(this.byPath.get(row.path) ?? []), row]);
    }
  }

  private has(row: RawChange): boolean {
    for (const one of this.byPath.get(row.path) ?? []) if (saysSame(one, row)) return true;
    return false;
  }
}

/**
 * Whether two rows of one path are alike in all that a decision about the file as a whole looks at: what the file is afterwards, and whether
 * it was a submodule. Made or changed makes no difference.
 */
function saysSame(a: RawChange, b: RawChange): boolean {
  const wasSubmodule = ({ oldMode }: RawChange): boolean => oldMode === '160000';
  return a.newMode === b.newMode && a.unreadable === b.unreadable && wasSubmodule(a) === wasSubmodule(b);
}
