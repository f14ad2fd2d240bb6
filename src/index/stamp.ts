import type { WalkedFile } from '../tree/walk.ts';

/** All that a change of a file alters, as one text. No path has `//` in it, so no two lists of files come out as the same text. */
export function stampOf({ path, mtimeMs, size, ino }: WalkedFile): string {
  return `${path}//${mtimeMs} ${size} ${ino}`;
}
