import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../core/problem.ts';

/** A document's file as the file system describes it. */
export interface WalkedFile {
  /** From the root, `/` between parts. */
  readonly path: string;
  readonly mtimeMs: number;
  readonly size: number;
  readonly ino: number;
}

/** Folders whose Markdown is the tree; everything else beside them is left alone. */
const FOLDERS = ['bizos', 'cto-brain', '_SESSIONS'];

/**
 * Lists the tree's documents (`*.md`) in a fixed order, with what a change would alter. Symbolic links are not followed (a
 * problem says so); a folder that can't be read is a problem and the rest is listed.
 */
export function walkTree(root: string): { files: WalkedFile[]; problems: Problem[] } {
  const files: WalkedFile[] = [];
  const problems: Problem[] = [];
  for (const folder of FOLDERS) walkFolder(root, folder, files, problems);
  return { files, problems };
}

function walkFolder(root: string, folder: string, files: WalkedFile[], problems: Problem[]): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') problems.push(unreadable(folder));
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== '.git' && entry.name !== 'node_modules') walkFolder(root, path, files, problems);
    } else if (entry.isSymbolicLink()) {
      problems.push(link(path));
    } else if (entry.isFile() && entry.name.endsWith('.md')) {
      const stat = statSync(join(root, path), { throwIfNoEntry: false });
      if (stat) files.push({ path, mtimeMs: stat.mtimeMs, size: stat.size, ino: stat.ino });
    }
  }
}

function unreadable(file: string): Problem {
  return {
    code: 'folder-unreadable',
    level: 'warning',
    message: { en: 'This folder can not be read; what is in it is not seen.', de: 'Dieser Ordner ist nicht lesbar; sein Inhalt wird nicht gesehen.' },
    place: { file },
    remedy: { en: 'Give yourself permission to read it.', de: 'Gib dir die Berechtigung, ihn zu lesen.' },
  };
}

function link(file: string): Problem {
  return {
    code: 'symlink',
    level: 'warning',
    message: { en: 'A symbolic link in the tree is not followed: it may lead out of it.', de: 'Ein symbolischer Link im Baum wird nicht verfolgt: Er kann hinausführen.' },
    place: { file },
    remedy: { en: 'Put the document itself here.', de: 'Lege das Dokument selbst hierher.' },
  };
}
