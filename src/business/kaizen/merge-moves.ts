import { git, gitText } from '../../git/run.ts';
import { rangeOf, versionsOf } from './merge-blame.ts';

/** How git is asked what was moved, also where a few words stayed at the old place; it answers by paths from the top of the repository. */
const MOVED = ['-M', '-B', '--diff-filter=RC', '--name-status', '-z', '--no-ext-diff', '--no-textconv', '--no-relative'];

/** From the top of the repository to the tree: empty, or ending with a slash. */
export async function prefixOf(root: string): Promise<string> {
  return gitText(['rev-parse', '--show-prefix'], { cwd: root });
}

/** What git says was moved, from and to. */
async function moves(root: string, words: readonly string[]): Promise<readonly (readonly [from: string, to: string])[]> {
  const { code, stdout } = await git(words, { cwd: root });
  const said = code === 0 ? stdout.toString('utf8') : '';
  return [...said.matchAll(/(?:^|\0)[RC]\d+\0([^\0]+)\0([^\0]+)(?=\0)/g)].map(([, from, to]) => [from, to] as const);
}

/** Documents anywhere in the repository: the folder of the tree may have been moved itself. */
const DOCUMENTS = ['--', ':(top,glob)**/*.md'];

/**
 * The names that a document of the tree had before it was moved, from the top of the repository, the last first; none where it never was, or
 * further back than is looked. `tips`: commits that may have moved it, besides HEAD and the folder.
 */
async function earlierNames(root: string, path: string, tips: readonly string[]): Promise<readonly string[]> {
  const now = (await prefixOf(root)) + path;
  const names = new Set([now]);
  for (const [from, to] of await moves(root, ['diff', ...MOVED, 'HEAD', ...DOCUMENTS])) if (to === now) names.add(from);
  const range = await rangeOf(root);
  // What is added meanwhile is gone through, too.
  for (const name of names) {
    for (const commit of await addedBy(root, name, ['HEAD', ...tips, ...range]))
      for (const [from, to] of await moves(root, ['diff', ...MOVED, `${commit}^`, commit, ...DOCUMENTS])) if (to === name) names.add(from);
  }
  names.delete(now);
  return [...names];
}

/** The commits that a document came with, the last first; of a merge where its first parent lacks it. */
async function addedBy(root: string, name: string, range: readonly string[]): Promise<readonly string[]> {
  const words = ['log', '--no-renames', '--diff-merges=first-parent', '--diff-filter=A', '--name-only', '--format=%H', ...range];
  const { code, stdout } = await git([...words, '--', `:(top,literal)${name}`], { cwd: root });
  return code === 0 ? (stdout.toString('utf8').match(/^[0-9a-f]{40,64}$/gm) ?? []) : [];
}

/** What commits have of documents of the tree, also by the names that those had before, or have on the other side of a merge. */
export class Versions {
  private readonly names = new Map<string, Promise<readonly string[]>>();

  /** `tips`: commits that may have moved them, besides HEAD and the folder; `base`: where those and HEAD began. */
  constructor(
    readonly root: string,
    private readonly tips: readonly string[] = [],
    private readonly base = '',
  ) {}

  /** A document in commits, by commit, as bytes; commits that lack it are left out. */
  async of(path: string, commits: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const { root, tips, base } = this;
    const found = new Map(await versionsOf(root, `./${path}`, commits));
    const lacking = (): string[] => commits.filter((commit) => !found.has(commit));
    if (lacking().length === 0) return found;
    // Git looks through the history for them: most documents never were moved, and are there.
    const names = this.names.get(path) ?? earlierNames(root, path, tips);
    this.names.set(path, names);
    const look = async (name: string, some: readonly string[]): Promise<void> => {
      for (const [commit, bytes] of await versionsOf(root, name, some)) found.set(commit, bytes);
    };
    const earlier = new Set(await names);
    for (const name of earlier) await look(name, lacking());
    const now = (await prefixOf(root)) + path;
    for (const commit of base === '' ? [] : lacking()) {
      const there = (await moves(root, ['diff', ...MOVED, base, commit, ...DOCUMENTS])).find(
        ([from]) => from === now || earlier.has(from),
      )?.[1];
      if (there !== undefined) await look(there, [commit]);
    }
    return found;
  }
}

/** What documents of a commit are called in the folder, from the top of the repository, so far as they were moved since. */
export async function movedSince(root: string, commit: string): Promise<ReadonlyMap<string, string>> {
  return new Map(await moves(root, ['diff', ...MOVED, commit, ...DOCUMENTS]));
}
