import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { type GitFolder, gitFolderOf } from '../../git/folder.ts';
import { git, gitText } from '../../git/run.ts';
import { highestIn } from './ids-in-text.ts';
import type { NumberBook } from './log-lock.ts';
import { DEFAULT_ROUTES } from './routes.ts';

/** Which log numbers are looked for: where it stands in this tree, from the root, and how its ids begin. */
interface Sought {
  readonly root: string;
  readonly file: string;
  readonly prefix: string;
}

/** The commits that all local and remote-tracking branches end with; none without git. */
export async function branchTips(root: string): Promise<readonly string[]> {
  const at = gitFolderOf(root);
  if (!at) return [];
  const tips = await git(['for-each-ref', '--format=%(objectname)', 'refs/heads', 'refs/remotes'], { cwd: at.top });
  return tips.code === 0 ? [...new Set(tips.stdout.toString('utf8').split('\n').filter(Boolean))].sort() : [];
}

/** Folders beside a log in which entries are kept that stand in it no more. */
const ARCHIVES = ['_archive', 'archive'];

/** The documents in which entries of a log are kept that stand in it no more. */
export function archivesBeside(log: string): readonly string[] {
  return ARCHIVES.flatMap((name) => markdownIn(join(dirname(log), name)));
}

/** The highest number of a prefix in the archives of a log (absolute path); 0: none. */
export function highestInArchives(log: string, prefix: string): number {
  return Math.max(0, ...archivesBeside(log).map((file) => highestIn(textOf(file), prefix)));
}

function markdownIn(folder: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  } catch {
    return [];
  }
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.md')).map((entry) => join(entry.parentPath, entry.name));
}

/** The document whose table "Learn Routes" says where a log stands: another branch may have it elsewhere. */
const ROUTES = 'bizos/STRUCTURE.md';

/** Where a text of that document says that entries of a prefix go: a look at the rows of its tables, for a branch is not taken apart. */
function routedTo(text: string, prefix: string): readonly string[] {
  const rows = text.split('\n').filter((line) => line.trimStart().startsWith('|') && line.includes(prefix));
  return rows.flatMap((row) => {
    const cells = row.split('|').map((cell) => cell.replaceAll('`', '').trim());
    const isIts = cells.some((cell) => cell.replace(/-X+$/, '') === prefix);
    return isIts ? cells.filter((cell) => /^(?:bizos|cto-brain)\/(?!.*\.\.).+\.md$/.test(cell)) : [];
  });
}

/** Where a log stands in this tree, and where it does where a tree says nothing else. */
function usualPlaces({ file, prefix }: Sought): readonly string[] {
  return [file, ...DEFAULT_ROUTES.flatMap((route) => (route.prefix === prefix ? [route.file] : []))];
}

/**
 * The highest number in logs and their archives at the tips of all branches, wherever a branch has them; what was looked at once is noted by the
 * ids of its blobs and folders.
 */
export async function highestInBranches(sought: Sought, commits: readonly string[], book: NumberBook): Promise<number> {
  const at = gitFolderOf(sought.root);
  if (!at || commits.length === 0) return 0;
  const { prefix } = sought;
  const name = `tips wherever ${prefix} ${posix.join(at.inside, sought.file)}`;
  const [known, of] = book.noted(name)?.split(' ') ?? [];
  if (of === commits.join()) return Number(known);
  const call = { cwd: at.top };
  const tables = await objectsAt(at, commits, [ROUTES]);
  const places = new Set(usualPlaces(sought));
  for (const blob of tables.blob) for (const place of await routesOf(blob, prefix, call, book)) places.add(place);
  const found = await objectsAt(
    at,
    commits,
    [...places].flatMap((file) => [file, ...ARCHIVES.map((folder) => posix.join(posix.dirname(file), folder))]),
  );
  let highest = await highestInFolders(found.tree, prefix, call, book);
  for (const blob of found.blob) highest = Math.max(highest, await highestInBlob(blob, prefix, call, book));
  book.note(name, `${highest} ${commits.join()}`);
  return highest;
}

/** What commits have at paths of the tree, each once. */
async function objectsAt(
  { top, inside }: GitFolder,
  commits: readonly string[],
  paths: readonly string[],
): Promise<Readonly<Record<'tree' | 'blob', readonly string[]>>> {
  const input = commits.flatMap((commit) => paths.map((path) => `${commit}:${posix.join(inside, path)}\n`)).join('');
  const words = ['cat-file', '--batch-check=%(objecttype) %(objectname)', '--buffer'];
  const found = (await gitText(words, { cwd: top, input })).split('\n');
  const idsOf = (type: string): readonly string[] => [
    ...new Set(found.flatMap((line) => (line.startsWith(`${type} `) ? [line.slice(type.length + 1)] : []))),
  ];
  return { tree: idsOf('tree'), blob: idsOf('blob') };
}

async function routesOf(blob: string, prefix: string, call: { cwd: string }, book: NumberBook): Promise<readonly string[]> {
  const name = `routes ${prefix} ${blob}`;
  const known = book.noted(name);
  if (known !== undefined) return known.split('\n').filter(Boolean);
  const answer = await git(['cat-file', 'blob', blob], call);
  const places = answer.code === 0 ? routedTo(answer.stdout.toString('utf8'), prefix) : [];
  book.note(name, places.join('\n'));
  return places;
}

/** So many folders are read at once: more of them are a clone's first look at many branches, and would not all fit into memory. */
const FOLDERS_AT_ONCE = 16;

/** The documents of archives that git has as folders: those that were not looked at yet are read by one git. */
async function highestInFolders(folders: readonly string[], prefix: string, call: { cwd: string }, book: NumberBook): Promise<number> {
  const noted = (folder: string): string => `archive ${prefix} ${folder}`;
  const fresh = folders.filter((folder) => book.noted(noted(folder)) === undefined);
  for (let at = 0; at < fresh.length; at += FOLDERS_AT_ONCE) {
    const some = fresh.slice(at, at + FOLDERS_AT_ONCE);
    const shown = ['--no-color', '--no-line-number', '--no-column', '--full-name', '--text', '-z'];
    const answer = await git(['grep', ...shown, '-e', '', ...some, '--', '*.md'], call);
    // Exit 1: they hold no documents.
    if (answer.code > 1) continue;
    const highest = new Map(some.map((folder) => [folder, 0]));
    for (const [name, lines] of textsIn(answer.stdout.toString('utf8'))) {
      const folder = name.slice(0, name.indexOf(':'));
      highest.set(folder, Math.max(highest.get(folder) ?? 0, highestIn(lines.join('\n'), prefix)));
    }
    for (const folder of some) book.note(noted(folder), String(highest.get(folder)));
  }
  return Math.max(0, ...folders.map((folder) => Number(book.noted(noted(folder)) ?? 0)));
}

/** The texts in an answer of `git grep -z`: on each line the name of its document, a zero byte and the line. */
function textsIn(answer: string): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, string[]>();
  let name = '';
  for (const line of answer === '' ? [] : answer.split('\n')) {
    const end = line.indexOf('\0');
    if (end >= 0) name = line.slice(0, end);
    const lines = texts.get(name);
    if (lines) lines.push(line.slice(end + 1));
    else texts.set(name, [line.slice(end + 1)]);
  }
  return texts;
}

async function highestInBlob(blob: string, prefix: string, call: { cwd: string }, book: NumberBook): Promise<number> {
  const name = `blob ${prefix} ${blob}`;
  const known = book.noted(name);
  if (known !== undefined) return Number(known);
  const answer = await git(['cat-file', 'blob', blob], call);
  const highest = answer.code === 0 ? highestIn(answer.stdout.toString('utf8'), prefix) : 0;
  book.note(name, String(highest));
  return highest;
}

/** Logs and their archives as they lie in the other checkouts of this clone, committed or not. */
export function highestInWorktrees(sought: Sought): number {
  const at = gitFolderOf(sought.root);
  if (!at) return 0;
  const tops = basename(at.commonDir) === '.git' ? [dirname(at.commonDir)] : [];
  try {
    for (const name of readdirSync(join(at.commonDir, 'worktrees'))) {
      const pointer = textOf(join(at.commonDir, 'worktrees', name, 'gitdir')).trim();
      if (pointer !== '') tops.push(dirname(pointer));
    }
  } catch {
    // A clone without further worktrees has no such folder.
  }
  let highest = 0;
  for (const top of tops) {
    if (top === at.top) continue;
    const own = routedTo(textOf(join(top, at.inside, ROUTES)), sought.prefix);
    for (const file of new Set([...usualPlaces(sought), ...own])) {
      const log = join(top, at.inside, file);
      highest = Math.max(highest, highestIn(textOf(log), sought.prefix), highestInArchives(log, sought.prefix));
    }
  }
  return highest;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
