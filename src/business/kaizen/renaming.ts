import { join } from 'node:path';
import { readBytes } from '../../tree/read-bytes.ts';
import { writeWhole } from '../../tree/write.ts';
import { replacedMentions } from './mentions.ts';

/** Old id → new id. */
export type Renames = ReadonlyMap<string, string>;

/**
 * A text with ids renamed, all at once: a new id that is another's old one is not renamed again. A line that says which number an entry had
 * goes on to say so; names of files and web pages stay what they are.
 */
export function renamed(text: string, renames: Renames): string {
  return replaced(text, renames, false);
}

function replaced(text: string, renames: Renames, bytes: boolean): string {
  const to = (id: string, at: number): string => (!id.includes('~') && isNote(text, at) ? id : (renames.get(id) ?? id));
  return replacedMentions(text, [...renames.keys()], to, { bytes });
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
    : Buffer.from(replaced(before.toString('latin1'), renames, true), 'latin1');
  if (after.equals(before)) return false;
  writeWhole(join(root, path), after, { root, expected });
  return true;
}
