import { randomBytes } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { gitFolderOf } from '../../git/folder.ts';
import { git, gitText } from '../../git/run.ts';
import type { NumberBook } from './log-lock.ts';
import { type LogOutline, scanLog } from './log-scan.ts';

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

/** The commits that all local and remote-tracking branches end with; none without git. */
export async function branchTips(root: string): Promise<readonly string[]> {
  const at = gitFolderOf(root);
  if (!at) return [];
  const tips = await git(['for-each-ref', '--format=%(objectname)', 'refs/heads', 'refs/remotes'], { cwd: at.top });
  return tips.code === 0 ? [...new Set(tips.stdout.toString('utf8').split('\n').filter(Boolean))].sort() : [];
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

/** The highest number that entries of a log have; 0: none. */
export function highestIn(text: string, prefix: string): number {
  if (!text.includes(`[${prefix}-`)) return 0;
  return highestOf(scanLog(text), prefix);
}

function highestOf(outline: LogOutline, prefix: string): number {
  const { text, entryHeads, idEnds } = outline;
  const opening = `${prefix}-`;
  let highest = 0;
  let digits = 1;
  // From the end, where the highest mostly stands: a number with fewer digits than it has is looked at no closer.
  for (let n = entryHeads.length - 1; n >= 0; n--) {
    const end = idEnds[entryHeads[n]] - 1;
    const code = text.charCodeAt(end - digits);
    if (end > 0 && (code < ZERO || code > NINE)) continue;
    const id = outline.idAt(entryHeads[n]) ?? '';
    const number = id.startsWith(opening) ? Number(id.slice(opening.length)) : Number.NaN;
    if (!(number > highest && Number.isSafeInteger(number))) continue;
    highest = number;
    digits = String(number).length;
  }
  return highest;
}

/** The highest number that begins an item of a list or a cell of a table; 0: none. */
function highestListed(text: string, prefix: string): number {
  if (!text.includes(`${prefix}-`)) return 0;
  const listed = new RegExp(`(?:^[ \\t]*(?:[-*+]|\\d+[.)])[ \\t]+|\\|[ \\t]*)[*_\`[]*${prefix}-(\\d{1,9})(?!\\d)`, 'gm');
  return Math.max(0, ...Array.from(text.matchAll(listed), (m) => Number(m[1])));
}

const [ZERO, NINE] = [48, 57];

/** Folders beside a log in which entries are kept that stand in it no more. */
const ARCHIVES = ['_archive', 'archive'];

/** The documents in which entries of a log are kept that stand in it no more. */
export function archivesBeside(log: string): readonly string[] {
  return ARCHIVES.flatMap((name) => markdownIn(join(dirname(log), name)));
}

function highestInArchives(log: string, prefix: string): number {
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

/** Logs and their archives at the tips of all branches; what was looked at once is noted by the ids of its blobs and folders. */
async function highestInBranches({ root, file, prefix }: IdWish, commits: readonly string[], book: NumberBook): Promise<number> {
  const at = gitFolderOf(root);
  if (!at) return 0;
  const call = { cwd: at.top };
  if (commits.length === 0) return 0;
  const path = posix.join(at.inside, file);
  const name = `tips with archives ${prefix} ${path}`;
  const [known, of] = book.noted(name)?.split(' ') ?? [];
  if (of === commits.join()) return Number(known);
  const archives = ARCHIVES.map((folder) => posix.join(posix.dirname(path), folder));
  const asked = commits.flatMap((commit) => [path, ...archives].map((one) => `${commit}:${one}\n`)).join('');
  const found = (await gitText(['cat-file', '--batch-check=%(objecttype) %(objectname)', '--buffer'], { ...call, input: asked })).split(
    '\n',
  );
  const idsOf = (type: string): readonly string[] => [
    ...new Set(found.flatMap((line) => (line.startsWith(`${type} `) ? [line.slice(type.length + 1)] : []))),
  ];
  let highest = await highestInFolders(idsOf('tree'), prefix, call, book);
  for (const blob of idsOf('blob')) highest = Math.max(highest, await highestInBlob(blob, prefix, call, book));
  book.note(name, `${highest} ${commits.join()}`);
  return highest;
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
function highestInWorktrees({ root, file, prefix }: IdWish): number {
  const at = gitFolderOf(root);
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
    const log = join(top, at.inside, file);
    highest = Math.max(highest, highestIn(textOf(log), prefix), highestInArchives(log, prefix));
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
