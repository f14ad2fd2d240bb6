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
  const asked = ['rev-parse', '--is-bare-repository', '--is-shallow-repository', '--git-dir', '--git-common-dir'];
  const answer = await git(asked, { ...call, cwd: folder });
  refuseOthers(folder, answer);
  if (answer.code !== 0) return undefined;
  const [bare, shallow, gitDir, commonDir] = answer.stdout.toString('utf8').split('\n');
  const top = bare === 'true' ? folder : (await git(['rev-parse', '--show-toplevel'], { ...call, cwd: folder })).stdout.toString('utf8');
  return {
    top: resolve(top.replace(/\n$/, '')),
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
