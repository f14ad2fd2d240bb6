import { git } from '../../git/run.ts';
import { rangeOf, versionsOf } from './merge-blame.ts';

/** How git is asked what was moved; it answers by paths from the top of the repository. */
const MOVED = ['-M', '--diff-filter=R', '--name-status', '-z', '--no-ext-diff', '--no-textconv'];

/**
 * The names that a document of the tree had before it was moved, the last first; none where it never was, or further back than is looked.
 * `tips`: commits that may have moved it, besides HEAD and the folder.
 */
async function earlierNames(root: string, path: string, tips: readonly string[] = []): Promise<readonly string[]> {
  const below = await belowPrefix(root);
  const [uncommitted] = below(await git(['diff', ...MOVED, 'HEAD', '--', '*.md'], { cwd: root })).flatMap(([from, to]) =>
    to === path ? [from] : [],
  );
  const range = await rangeOf(root);
  const names = new Set<string>(uncommitted === undefined ? [] : [uncommitted]);
  for (const name of [path, ...names]) {
    const words = ['log', '--follow', '--format=', ...MOVED, 'HEAD', ...tips, ...range, '--', name];
    for (const [from] of below(await git(words, { cwd: root }))) names.add(from);
  }
  names.delete(path);
  return [...names];
}

/** What commits have of documents of the tree, also by the names that those had before. `tips`: commits that may have moved them, besides HEAD and the folder. */
export class Versions {
  private readonly names = new Map<string, Promise<readonly string[]>>();

  constructor(
    readonly root: string,
    private readonly tips: readonly string[] = [],
  ) {}

  /** A document in commits, by commit, as bytes; commits that lack it are left out. */
  async of(path: string, commits: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const found = new Map(await versionsOf(this.root, path, commits));
    if (commits.every((commit) => found.has(commit))) return found;
    // Git looks through the history for them: most documents never were moved, and are there.
    const names = this.names.get(path) ?? earlierNames(this.root, path, this.tips);
    this.names.set(path, names);
    for (const name of await names) {
      const lacking = commits.filter((commit) => !found.has(commit));
      for (const [commit, bytes] of await versionsOf(this.root, name, lacking)) found.set(commit, bytes);
    }
    return found;
  }
}

/** What documents of a commit are called in the folder, so far as they were moved since. */
export async function movedSince(root: string, commit: string): Promise<ReadonlyMap<string, string>> {
  const below = await belowPrefix(root);
  return new Map(below(await git(['diff', ...MOVED, commit, '--', '*.md'], { cwd: root })));
}

type Answer = Awaited<ReturnType<typeof git>>;

/** Reads what was moved, from and to, within the tree. */
async function belowPrefix(root: string): Promise<(answer: Answer) => readonly (readonly [from: string, to: string])[]> {
  const prefix = (await git(['rev-parse', '--show-prefix'], { cwd: root })).stdout.toString('utf8').trim();
  return ({ code, stdout }) =>
    [...(code === 0 ? stdout.toString('utf8') : '').matchAll(/R\d+\0([^\0]+)\0([^\0]+)\0/g)].flatMap(([, from, to]) =>
      from.startsWith(prefix) && to.startsWith(prefix) ? [[from.slice(prefix.length), to.slice(prefix.length)] as const] : [],
    );
}
