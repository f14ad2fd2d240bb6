import { resolve } from 'node:path';
import { BizosError } from '../core/problem.ts';
import { type GitAnswer, type GitCall, git } from './run.ts';

/** Where a checkout and its shared parts stand. */
export interface Repository {
  /** Top folder of the checkout (absolute). */
  readonly top: string;
  /** `.git` of this checkout: its index and HEAD. */
  readonly gitDir: string;
  /** `.git` that all worktrees of one clone share: refs, objects, hooks, and what BizOS keeps there (`bizos/`). */
  readonly commonDir: string;
  readonly bare: boolean;
  readonly shallow: boolean;
}

/** The repository around a folder; undefined where there is none. Throws BizosError (exit 4) where git is missing or refuses to read it. */
export async function findRepository(folder: string, call: Omit<GitCall, 'cwd'> = {}): Promise<Repository | undefined> {
  const asked = ['rev-parse', '--is-bare-repository', '--is-shallow-repository', '--git-dir', '--git-common-dir', '--show-toplevel'];
  const answer = await git(asked, { ...call, cwd: folder });
  refuseOthers(folder, answer);
  // A bare repository has no top folder: git says so last, after it answered the rest.
  const [bare, shallow, gitDir, commonDir, ...top] = answer.stdout.toString('utf8').replace(/\n$/, '').split('\n');
  if (commonDir === undefined) return undefined;
  return {
    top: resolve(folder, ...(bare === 'true' || answer.code !== 0 ? [] : [top.join('\n')])),
    gitDir: resolve(folder, gitDir),
    commonDir: resolve(folder, commonDir),
    bare: bare === 'true',
    shallow: shallow === 'true',
  };
}

/** Throws BizosError (exit 4) where git refuses to read a repository because somebody else owns it: that is not the same as none. */
export function refuseOthers(folder: string, { stderr }: Pick<GitAnswer, 'stderr'>): void {
  if (!stderr.includes('dubious ownership')) return;
  throw new BizosError(
    4,
    {
      en: 'Another user owns this repository, so git does not read it.',
      de: 'Dieses Repository gehört einem anderen Benutzer, also liest git es nicht.',
    },
    {
      en: `If you trust it: git config --global --add safe.directory ${folder}`,
      de: `Wenn du ihm vertraust: git config --global --add safe.directory ${folder}`,
    },
  );
}

/** Names of the remotes, in git's order. */
export async function remotesOf(call: GitCall): Promise<readonly string[]> {
  const answer = await git(['remote'], call);
  return answer.code === 0 ? answer.stdout.toString('utf8').split('\n').filter(Boolean) : [];
}
