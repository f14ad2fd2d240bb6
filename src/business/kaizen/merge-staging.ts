import { git, gitText } from '../../git/run.ts';
import { withEol } from './line-ends.ts';
import type { MergeState } from './merge-state.ts';

/**
 * What stands in the folder and what git has of it are compared, and put there, as the user's own git does it: with his settings it turns line
 * ends, or runs filters.
 */
const own = (root: string): { cwd: string; asUser: true } => ({ cwd: root, asUser: true });

/** The document stands in the index as it stands in the folder. */
export async function isStaged(root: string, path: string): Promise<boolean> {
  return isSame(root, path);
}

/** The index holds something new for the next commit, and it stands in the folder as it stands there. */
export async function isStagedAnew(root: string, path: string): Promise<boolean> {
  return (await isSame(root, path)) && !(await isSame(root, path, '--cached'));
}

async function isSame(root: string, path: string, ...words: string[]): Promise<boolean> {
  return (await git(['diff', '--quiet', '--no-ext-diff', ...words, '--', `:(literal)${path}`], own(root))).code === 0;
}

/** Puts a document into the index as it stands in the folder. */
export async function stage(root: string, path: string): Promise<void> {
  await gitText(['add', '--', `:(literal)${path}`], own(root));
}

/**
 * A log that was built from what git has of it, with the line ends that git gives it in the folder (core.autocrlf, .gitattributes). `stood`: as
 * it stood there.
 */
export async function asInFolder(
  root: string,
  { ours, theirs, prefix }: MergeState,
  path: string,
  built: string,
  stood: string,
): Promise<string> {
  if (!stood.includes('\r\n') || built.includes('\r')) return built;
  for (const side of [ours, theirs]) {
    const answer = await git(['cat-file', '--filters', `${side}:${prefix}${path}`], own(root));
    if (answer.code === 0) return answer.stdout.includes('\r\n') ? withEol(built, '\r\n') : built;
  }
  return built;
}
