import { git, gitBytes } from '../../git/run.ts';

/** The commit of what is not committed yet. */
export const UNCOMMITTED = '';

/** So many commits of a branch are looked at. */
export const LOOKED_AT = 200;

/** As many with the commits that its merges brought, or of other branches. */
export const BROUGHT = 5000;

/** More lines of a document than these are not asked for one by one. */
const LINES = 500;

/** A heading is short. */
const COPIED = ['-M5', '-C5', '-C5'];

/** How far back is looked: words that say so to git. */
export async function rangeOf(root: string): Promise<readonly string[]> {
  const said = (await git(['rev-list', '--first-parent', `--max-count=${LOOKED_AT + 1}`, 'HEAD'], { cwd: root })).stdout.toString('utf8');
  const below = said.trim().split('\n')[LOOKED_AT];
  return below === undefined ? [] : [`^${below}`];
}

/** Documents that commits of a range have changed, or the tree since, by their paths in it. */
export async function changedIn(root: string, range: readonly string[]): Promise<readonly string[]> {
  const names = async (...words: string[]): Promise<readonly string[]> =>
    (await git([...words, '--relative', '--name-only', '-z', '--no-renames', '--', '*.md'], { cwd: root })).stdout
      .toString('utf8')
      .split('\0');
  const committed = await names('log', '--format=', '--diff-merges=first-parent', `--max-count=${BROUGHT}`, 'HEAD', ...range);
  return [...new Set([...committed, ...(await names('diff', 'HEAD'))])].filter(Boolean).sort();
}

/**
 * The commits that wrote lines of a document of the tree, by the lines' index; a line that is older than the range has none.
 * `moved`: who moved a line in it did not write it; `between`: nor did who moved it there from another document.
 */
export async function writersOf(
  root: string,
  path: string,
  lines: readonly number[],
  range: readonly string[],
  moved?: 'within' | 'between',
): Promise<ReadonlyMap<number, string>> {
  const places = lines.length > LINES ? [] : lines.flatMap((k) => ['-L', `${k + 1},${k + 1}`]);
  const words = [
    '-c',
    'blame.ignoreRevsFile=',
    'blame',
    '--porcelain',
    // Who turned the line ends wrote nothing.
    '-w',
    '--no-textconv',
    ...(moved === 'within' ? ['-M'] : moved === 'between' ? COPIED : []),
    ...places,
    ...range,
    '--',
    path,
  ];
  const answer = await git(words, { cwd: root });
  // What HEAD does not have.
  if (answer.code !== 0) return new Map(lines.map((k) => [k, UNCOMMITTED]));
  const found = new Map<number, string>();
  const before = new Set<string>();
  let commit = '';
  for (const line of answer.stdout.toString('utf8').split('\n')) {
    const head = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(line);
    if (head) {
      commit = head[1];
      found.set(Number(head[2]) - 1, /^0+$/.test(commit) ? UNCOMMITTED : commit);
    } else if (line === 'boundary' && range.length > 0) before.add(commit);
  }
  return new Map([...found].filter(([, by]) => !before.has(by)));
}

/** The parents of a commit. */
export async function parentsOf(root: string, commit: string): Promise<readonly string[]> {
  const said = await git(['rev-list', '--parents', '--max-count=1', commit], { cwd: root });
  return said.stdout.toString('utf8').trim().split(' ').slice(1);
}

/** A document in commits, by commit, as bytes: from the top of the repository, or `./…` from the tree. Commits that lack it are left out. */
export async function versionsOf(root: string, path: string, commits: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  const found = new Map<string, Buffer>();
  if (commits.length === 0) return found;
  const input = commits.map((commit) => `${commit}:${path}\n`).join('');
  const said = await gitBytes(['cat-file', '--batch'], { cwd: root, input });
  // The same text is one buffer: it is taken apart once.
  const known = new Map<string, Buffer>();
  let at = 0;
  for (const commit of commits) {
    const end = said.indexOf(10, at);
    const head = /^([0-9a-f]+) blob (\d+)$/.exec(said.subarray(at, end).toString('utf8'));
    at = end + 1;
    if (!head) continue;
    const size = Number(head[2]);
    const blob = known.get(head[1]) ?? said.subarray(at, at + size);
    known.set(head[1], blob);
    found.set(commit, blob);
    at += size + 1;
  }
  return found;
}

/** The lines that a commit, or the tree since HEAD, has added to documents other than these. */
export async function addedBeside(root: string, files: readonly string[], commit: string): Promise<readonly string[]> {
  const between = commit === UNCOMMITTED ? ['HEAD'] : [`${commit}^`, commit];
  const words = [
    'diff',
    '-U0',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--relative',
    ...between,
    '--',
    '*.md',
    ...files.map((file) => `:(exclude,literal)${file}`),
  ];
  const said = (await git(words, { cwd: root })).stdout.toString('utf8');
  return said.split('\n').filter((line) => /^\+(?!\+\+ )/.test(line));
}
