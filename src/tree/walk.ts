import { type Dirent, lstatSync, readdirSync, statSync } from 'node:fs';
import type { Problem } from '../core/problem.ts';

/** A document's file as the file system describes it. */
export interface WalkedFile {
  /** From the root, `/` between parts. */
  readonly path: string;
  readonly mtimeMs: number;
  readonly size: number;
  readonly ino: number;
}

/** Folders whose Markdown is the tree; of the root itself only the files. */
const FOLDERS = ['bizos', 'cto-brain', '_SESSIONS'];

/** Never looked into, wherever they stand. */
const SKIPPED = new Set(['.git', 'node_modules', '.bizos', '_INBOX']);

/**
 * Lists the tree's documents (`*.md` below `bizos/`, `cto-brain/` and `_SESSIONS/`, and in the root itself) in a fixed order, with
 * what a change would alter. One stat a file, none a folder. Symbolic links are not followed, and what can't be read or is no
 * regular file is left out: a problem says so for each, and the rest is listed.
 */
export function walkTree(root: string): { files: WalkedFile[]; problems: Problem[] } {
  const walk: Walk = { base: root.endsWith('/') ? root : `${root}/`, files: [], problems: [] };
  for (const folder of FOLDERS) {
    const stat = lstatSync(walk.base + folder, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) walk.problems.push(link(folder));
    else if (stat?.isDirectory()) walkFolder(walk, `${folder}/`);
  }
  for (const entry of entriesOf(walk, '')) {
    if (entry.isFile() && entry.name.endsWith('.md')) keep(walk, entry.name);
  }
  return { files: walk.files, problems: walk.problems };
}

interface Walk {
  readonly base: string;
  readonly files: WalkedFile[];
  readonly problems: Problem[];
}

function walkFolder(walk: Walk, folder: string): void {
  for (const entry of entriesOf(walk, folder)) {
    const path = folder + entry.name;
    if (entry.isFile()) {
      if (path.endsWith('.md')) keep(walk, path);
    } else if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name)) walkFolder(walk, `${path}/`);
    } else if (entry.isSymbolicLink()) walk.problems.push(link(path));
    else if (path.endsWith('.md')) walk.problems.push(notRegular(path));
  }
}

function entriesOf(walk: Walk, folder: string): Dirent[] {
  try {
    const entries = readdirSync(walk.base + folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    // A folder that went away since its parent was listed is no fault.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') walk.problems.push(unreadable(folder.replace(/\/$/, '') || '.'));
    return [];
  }
}

function keep(walk: Walk, path: string): void {
  let stat: ReturnType<typeof statSync> | undefined;
  try {
    stat = statSync(walk.base + path, { throwIfNoEntry: false });
  } catch {
    walk.problems.push(unreadable(path));
    return;
  }
  if (stat) walk.files.push({ path, mtimeMs: stat.mtimeMs, size: stat.size, ino: stat.ino });
  // A name that is no valid UTF-8 comes with U+FFFD in it, and can't be opened under it.
  else if (path.includes('\ufffd')) walk.problems.push(unreadable(path));
}

function unreadable(file: string): Problem {
  return {
    code: 'folder-unreadable',
    level: 'warning',
    message: { en: 'This can not be read; what is in it is not seen.', de: 'Das ist nicht lesbar; sein Inhalt wird nicht gesehen.' },
    place: { file },
    remedy: {
      en: 'Give yourself permission to read it, and a name in UTF-8.',
      de: 'Gib dir die Berechtigung, es zu lesen, und einen Namen in UTF-8.',
    },
  };
}

function notRegular(file: string): Problem {
  return {
    code: 'not-a-file',
    level: 'warning',
    message: {
      en: 'This has the name of a document and is no regular file (a pipe, a socket or a device).',
      de: 'Das heißt wie ein Dokument und ist keine gewöhnliche Datei (Pipe, Socket oder Gerät).',
    },
    place: { file },
    remedy: { en: 'Take it out of the tree.', de: 'Nimm es aus dem Baum.' },
  };
}

function link(file: string): Problem {
  return {
    code: 'symlink',
    level: 'warning',
    message: {
      en: 'A symbolic link in the tree is not followed: it may lead out of it.',
      de: 'Ein symbolischer Link im Baum wird nicht verfolgt: Er kann hinausführen.',
    },
    place: { file },
    remedy: { en: 'Put the document itself here.', de: 'Lege das Dokument selbst hierher.' },
  };
}
