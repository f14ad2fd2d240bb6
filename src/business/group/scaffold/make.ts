import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BizosError } from '../../../core/problem.ts';
import { writeWhole } from '../../../tree/write.ts';
import type { PlannedFile } from './plan.ts';

/** What became of a planned file: made now, or it was there and was left alone. */
export type MadeState = 'made' | 'was there';

/** Makes one file with its folders, whole or not at all; a file that is there stays as it is. Refuses to go through a symbolic link. */
export function makeFile(root: string, file: PlannedFile): MadeState {
  const path = join(root, file.path);
  if (lstatSync(path, { throwIfNoEntry: false })) return 'was there';
  makeFolder(root, dirname(file.path));
  try {
    writeWhole(path, Buffer.from(file.text), { expected: null, root });
    return 'made';
  } catch (error) {
    // Somebody else made it in the meantime: then it was there.
    if (error instanceof BizosError && error.exit === 3 && lstatSync(path, { throwIfNoEntry: false })) return 'was there';
    throw error;
  }
}

/** Makes a folder below the root, part by part, and says whether it is new. */
export function makeFolder(root: string, folder: string): boolean {
  let made = false;
  let at = root;
  for (const part of folder.split('/').filter((name) => name !== '' && name !== '.')) {
    at = join(at, part);
    const stat = lstatSync(at, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) throw inTheWay(at, 'a symbolic link', 'ein symbolischer Link');
    if (stat && !stat.isDirectory()) throw inTheWay(at, 'a file', 'eine Datei');
    if (!stat) {
      mkdirSync(at);
      made = true;
    }
  }
  return made;
}

/** Adds lines at the end of a text file, in its own line ends; what is in it stays byte for byte. */
export function addLines(root: string, name: string, lines: readonly string[]): void {
  const path = join(root, name);
  const before = lstatSync(path, { throwIfNoEntry: false }) ? readFileSync(path) : undefined;
  const text = before?.toString('latin1') ?? '';
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const joint = text === '' || text.endsWith('\n') ? '' : end;
  const added = Buffer.from(joint + lines.map((line) => line + end).join(''));
  writeWhole(path, Buffer.concat([before ?? Buffer.alloc(0), added]), { expected: before ?? null, root });
}

function inTheWay(path: string, en: string, de: string): BizosError {
  return new BizosError(
    2,
    { en: `${path} is ${en}; a folder is needed there.`, de: `${path} ist ${de}; dort ist ein Ordner nötig.` },
    { en: 'Move it away, or choose another folder.', de: 'Räume es weg, oder wähle einen anderen Ordner.' },
  );
}
