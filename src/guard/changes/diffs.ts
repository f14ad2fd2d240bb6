import { git, gitBytes } from '../../git/run.ts';
import { type RawChange, readRawDiff } from './raw-diff.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * How git is asked for differences: every path, both ends of a rename, submodules too whatever `diff.ignoreSubmodules` or a `.gitmodules`
 * in the checkout says.
 */
export const RAW = ['-r', '-z', '--raw', '--no-renames', '--ignore-submodules=none'] as const;

/** Id of the tree without any file: what the first commit is compared with. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** What differs between two trees or commits. */
export async function diffOf(root: string, from: string, to: string, env?: Env): Promise<readonly RawChange[]> {
  return readRawDiff(await gitBytes(['diff-tree', ...RAW, from, to], { cwd: root, env }));
}

/** The merge that git itself would make of two commits. */
export interface Remerge {
  /** Tree of it; a path in conflict stands in it with its marks, so a resolution differs. */
  readonly tree: string;
  /** Paths in conflict, from the top of the repository. */
  readonly conflicts: readonly string[];
}

/** Settings that would give another merge in another clone. */
const SETTINGS = ['merge.renames=true', 'merge.directoryRenames=conflict', 'merge.conflictStyle=merge', 'merge.renormalize=false'].flatMap(
  (setting) => ['-c', setting],
);

/**
 * The clone's own merge drivers, each set to git's plain merge of lines: another clone has none of them, what they say would stand between
 * git's answers, and a check runs no program that a configuration names.
 */
async function withoutDrivers(root: string, env?: Env): Promise<readonly string[]> {
  const { stdout } = await git(['config', '-z', '--name-only', '--get-regexp', '^merge\\..*\\.driver$'], { cwd: root, env });
  const names = stdout.toString('utf8').split('\0').filter(Boolean);
  return names.flatMap((name) => ['-c', `${name}=git merge-file -q --marker-size=%L %A %O %B || exit 1`]);
}

/** Merges two commits without touching anything; undefined where git can't (histories that have nothing in common). */
async function remerge(root: string, ours: string, theirs: string, env?: Env): Promise<Remerge | undefined> {
  const words = [
    ...SETTINGS,
    ...(await withoutDrivers(root, env)),
    'merge-tree',
    '--write-tree',
    '-z',
    '--name-only',
    '--no-messages',
    ours,
    theirs,
  ];
  const { code, stdout } = await git(words, { cwd: root, env });
  const [tree, ...conflicts] = stdout.toString('utf8').split('\0');
  return code <= 1 && /^[0-9a-f]{40,64}$/.test(tree) ? { tree, conflicts: conflicts.filter(Boolean) } : undefined;
}

/**
 * What a merge holds beyond the one that git would make: what was added, dropped or set back by hand (`git log` and the first parent's
 * diff miss such), and every path in conflict, since somebody chose there. Undefined where git can't make the merge. `against`: the
 * result's difference from a tree or commit.
 */
export async function mergeRows(
  root: string,
  [ours, theirs]: readonly string[],
  against: (treeish: string) => Promise<readonly RawChange[]>,
  env?: Env,
): Promise<readonly RawChange[] | undefined> {
  const merged = await remerge(root, ours, theirs, env);
  if (!merged) return undefined;
  const rows = await against(merged.tree);
  const chosen = new Set(merged.conflicts);
  for (const { path } of rows) chosen.delete(path);
  if (chosen.size === 0) return rows;
  const added = new Map<string, RawChange>();
  for (const parent of [theirs, ours]) for (const row of await against(parent)) if (chosen.has(row.path)) added.set(row.path, row);
  return [...rows, ...added.values()];
}

/** The same of a commit with two parents. */
export function mergeCommitRows(root: string, id: string, parents: readonly string[], env?: Env): ReturnType<typeof mergeRows> {
  return mergeRows(root, parents, (treeish) => diffOf(root, treeish, id, env), env);
}
