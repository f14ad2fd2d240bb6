import { closeSync, fsyncSync, linkSync, lstatSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BizosError } from '../../../core/problem.ts';
import type { PlannedFile } from './plan.ts';

/** What became of a planned file: made now, or it was there and was left alone. */
export type MadeState = 'made' | 'was there';

/** Makes one file with its folders, whole or not at all; a file that is there stays as it is. Refuses to go through a symbolic link. */
export async function makeFile(root: string, file: PlannedFile): Promise<MadeState> {
  const path = join(root, file.path);
  if (lstatSync(path, { throwIfNoEntry: false })) return 'was there';
  makeFolder(root, dirname(file.path));
  return writeWhole(path, file.text, (temporary) => {
    try {
      // A link is made only where there is nothing: two that run at once don't overwrite each other.
      linkSync(temporary, path);
      return 'made';
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'was there';
      throw error;
    }
  });
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
export async function addLines(root: string, name: string, lines: readonly string[]): Promise<void> {
  const path = join(root, name);
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const joint = text === '' || text.endsWith('\n') ? '' : end;
  await writeWhole(path, text + joint + lines.map((line) => line + end).join(''), (temporary) => renameSync(temporary, path));
}

function writeWhole<T>(path: string, text: string, settle: (temporary: string) => T): T {
  const temporary = join(dirname(path), `.${path.slice(dirname(path).length + 1)}.${process.pid}.tmp`);
  try {
    const file = openSync(temporary, 'wx', 0o644);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return settle(temporary);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function inTheWay(path: string, en: string, de: string): BizosError {
  return new BizosError(2, { en: `${path} is ${en}; a folder is needed there.`, de: `${path} ist ${de}; dort ist ein Ordner nötig.` }, { en: 'Move it away, or choose another folder.', de: 'Räume es weg, oder wähle einen anderen Ordner.' });
}
