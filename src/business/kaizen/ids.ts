import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { branchTips, highestInArchives, highestInBranches, highestInWorktrees } from './ids-elsewhere.ts';
import { highestListed, highestOf } from './ids-in-text.ts';
import type { NumberBook } from './log-lock.ts';
import type { LogOutline } from './log-scan.ts';

/** What an id is for. */
export interface IdWish {
  /** Root of the tree. */
  readonly root: string;
  /** The log that the entry goes to, from the root. */
  readonly file: string;
  /** `K-BIZ`. */
  readonly prefix: string;
  /** The log as it is now. */
  readonly outline: LogOutline;
}

/**
 * The highest number of a prefix that is known on this machine: in the log, its archives, all branches, worktrees, and the book. Numbers
 * that are only named in somebody's text don't count; but some keep their lessons in a table or a list instead of below headings. `tips`: the
 * branches, where they were asked for already; what this clone itself has given since, the book knows.
 */
export async function highestKnown(wish: IdWish, book: NumberBook, tips = branchTips(wish.root)): Promise<number> {
  const { prefix, outline } = wish;
  return Math.max(
    book.highest(prefix),
    highestOf(outline, prefix) || highestListed(outline.text, prefix),
    highestInArchives(join(wish.root, wish.file), prefix),
    await highestInBranches(wish, await tips, book),
    highestInWorktrees(wish),
  );
}

/** An id that is nobody's yet: four hex digits and more, as none in the log has. */
export function provisionalId({ prefix, outline }: IdWish): string {
  for (let bytes = 2; ; bytes++) {
    const id = `${prefix}-~${randomBytes(bytes).toString('hex')}`;
    if (!outline.text.includes(id)) return id;
  }
}

/** `K-BIZ` and 7 → `K-BIZ-007`: three digits at least. */
export function idOf(prefix: string, number: number): string {
  return `${prefix}-${String(number).padStart(3, '0')}`;
}
