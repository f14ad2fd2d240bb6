import { join } from 'node:path';
import { readBytes } from '../../tree/read-bytes.ts';
import { writeWhole } from '../../tree/write.ts';

/** Old id → new id. */
export type Renames = ReadonlyMap<string, string>;

/** An id as a word of its own: `K-BIZ-007` in `K-BIZ-0071` or `XK-BIZ-007` is none. */
function mentionOf(id: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}~-])${id}(?![\\p{L}\\p{N}-])`, 'gu');
}

/**
 * A text with ids renamed, all at once: a new id that is another's old one is not renamed again. A line that says which number an entry had
 * goes on to say so.
 */
export function renamed(text: string, renames: Renames): string {
  if (renames.size === 0) return text;
  const any = new RegExp([...renames.keys()].map((id) => mentionOf(id).source).join('|'), 'gu');
  return text.replace(any, (id, at: number) => (!id.includes('~') && isNote(text, at) ? id : (renames.get(id) ?? id)));
}

function isNote(text: string, at: number): boolean {
  const line = text.lastIndexOf('\n', at - 1) + 1;
  return text.startsWith('**Renumbered:**', line) || text.startsWith('**Umnummeriert:**', line);
}

/** Renames ids in a document, every other byte kept. Gives whether it was changed. Throws BizosError as `writeWhole` does. */
export function renameIn(root: string, path: string, renames: Renames): boolean {
  const expected = readBytes(join(root, path));
  const before = Buffer.from(expected);
  const text = before.toString('utf8');
  // Ids are ASCII, so bytes that are no text stay as they are as Latin-1.
  const after = Buffer.from(text).equals(before)
    ? Buffer.from(renamed(text, renames))
    : Buffer.from(renamedBytes(before.toString('latin1'), renames), 'latin1');
  if (after.equals(before)) return false;
  writeWhole(join(root, path), after, { root, expected });
  return true;
}

/** The same over bytes as Latin-1: a byte of a longer character counts as a letter. */
function renamedBytes(text: string, renames: Renames): string {
  const any = new RegExp(
    [...renames.keys()].map((id) => `(?<![0-9A-Za-z\\u0080-\\u00ff~-])${id}(?![0-9A-Za-z\\u0080-\\u00ff-])`).join('|'),
    'g',
  );
  return text.replace(any, (id) => renames.get(id) ?? id);
}
