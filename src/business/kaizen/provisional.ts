import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import { gitFolderOf } from '../../git/folder.ts';
import { git } from '../../git/run.ts';
import { walkTree } from '../../tree/walk.ts';
import { readLogBytes } from './log-file.ts';
import { scanLog } from './log-scan.ts';
import { mentionsIn } from './mentions.ts';
import type { OpenedTree } from './opened-tree.ts';

/** An id that waits for its number. */
export interface Provisional {
  readonly id: string;
  /** Where its entry stands, from the root. */
  readonly file: string;
  /** `K-BIZ`. */
  readonly prefix: string;
}

/** A document that names provisional ids. */
export interface Naming {
  readonly path: string;
  /** Each once; those of its own entries, too. */
  readonly ids: readonly string[];
  /** Those that are ids of its entries. */
  readonly entries: readonly string[];
}

const PROVISIONAL = /-~[0-9A-Za-z]+$/;
const TILDE = 0x7e;

/** Under which name the book notes the number of a provisional id. */
export function finalNote(id: string): string {
  return `final ${id}`;
}

/** `K-BIZ` of `K-BIZ-~7f3a`. */
export function prefixOfProvisional(id: string): string {
  return id.replace(PROVISIONAL, '');
}

/** The provisional ids that a text names, each once. */
export function provisionalMentions(text: string): readonly string[] {
  return text.includes('-~') ? mentionsIn(text, 'provisional') : [];
}

/** Provisional ids that logs hold. Reads the logs only, since every `learn` asks. */
export function provisionalIds({ root, routes }: Pick<OpenedTree, 'root' | 'routes'>): readonly Provisional[] {
  return [...new Set(routes.map(({ file }) => file))].flatMap((file) => {
    const bytes = logBytes(root, file);
    return mayName(bytes) ? entryIds(bytes.toString('utf8')).map((id) => ({ id, file, prefix: prefixOfProvisional(id) })) : [];
  });
}

/**
 * All documents that name provisional ids: of the tree, archives too, as the file system lists them, and what else git has below its root.
 * A heading with an id in one of those is an example or a copy: it names the id, and is no entry that waits for a number.
 */
export async function documentsWithProvisional(root: string): Promise<readonly Naming[]> {
  const own = walkTree(root).files.map(({ path }) => path);
  const known = new Set(own);
  const beside = (await besideTree(root)).filter((path) => !known.has(path));
  return [...own.flatMap((path) => namingIn(root, path, true)), ...beside.flatMap((path) => namingIn(root, path, false))];
}

function namingIn(root: string, path: string, isOfTree: boolean): readonly Naming[] {
  const bytes = readFileSync(join(root, path));
  if (!mayName(bytes)) return [];
  const text = bytes.toString('utf8');
  const ids = provisionalMentions(text);
  return ids.length > 0 ? [{ path, ids, entries: isOfTree ? entryIds(text) : [] }] : [];
}

/** The repository's own words may count for none of this. */
const SEARCH = ['-c', 'grep.fullName=false', 'grep', '-l', '-z', '-F', '--untracked', '--no-recurse-submodules', '--no-color'];

/** Documents that git has, or would take, in which there may be one: a merge and a person name ids in any of them. */
async function besideTree(root: string): Promise<readonly string[]> {
  if (!gitFolderOf(root)) return [];
  const said = await git([...SEARCH, '-e', '-~', '--', '*.md', ':(exclude,glob)**/node_modules/**'], { cwd: root });
  // A name that is no UTF-8 can't be opened under what is left of it; what git only knows of may be gone.
  return said.stdout
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '' && lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile());
}

/** Most documents hold none, and are not even made text of. A byte is found ten times as quick as two. */
function mayName(bytes: Buffer): boolean {
  return bytes.includes(TILDE) && bytes.includes('-~');
}

function entryIds(text: string): readonly string[] {
  return scanLog(text).entries.flatMap(({ id }) => (PROVISIONAL.test(id) ? [id] : []));
}

/** A log that can't be read holds none; who wants to write it is told why. */
export function logBytes(root: string, file: string): Buffer {
  try {
    return readLogBytes(root, file) ?? Buffer.alloc(0);
  } catch (error) {
    if (error instanceof BizosError) return Buffer.alloc(0);
    throw error;
  }
}
