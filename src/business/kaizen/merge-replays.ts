import { git } from '../../git/run.ts';
import { BROUGHT, LOOKED_AT } from './merge-blame.ts';

/** Commits that were replayed on others: what they were replayed on, how they were before, and where both began. */
export interface Replay {
  readonly ours: string;
  readonly theirs: string;
  readonly base: string;
}

/**
 * The commits that a rebase or cherry-pick last replayed below HEAD; undefined where there are none. A replayed commit has author, day and
 * subject of the one that it was made of: of a rebase git remembers that as ORIG_HEAD, of a cherry-pick some branch has it.
 */
export async function replayBelow(root: string): Promise<Replay | undefined> {
  const call = { cwd: root };
  const listed = async (...words: string[]): Promise<readonly (readonly [id: string, parents: string, said: string])[]> => {
    const answer = await git(['log', '-z', '--format=%H%n%P%n%an%n%ae%n%at%n%s', ...words], call);
    const commits = answer.code === 0 ? answer.stdout.toString('utf8').split('\0').filter(Boolean) : [];
    return commits.map((commit) => {
      const [id, parents, ...said] = commit.split('\n');
      return [id, parents, said.join('\n')];
    });
  };
  const original = (await git(['rev-parse', '--verify', '--quiet', 'ORIG_HEAD^{commit}'], call)).stdout.toString('utf8').trim();
  const others = await listed(`--max-count=${BROUGHT}`, ...(original === '' ? [] : [original]), '--branches', '--remotes', '--not', 'HEAD');
  if (others.length === 0) return undefined;
  const before = new Map([...others].reverse().map(([id, , said]) => [said, id]));
  const here = await listed('--first-parent', `--max-count=${LOOKED_AT}`, 'HEAD');
  const first = here.findIndex(([, , said]) => before.has(said));
  // Above it is what was committed since.
  if (first < 0) return undefined;
  const theirs = before.get(here[first][2]) ?? '';
  // Two commits of one second may say the same: what both have was not replayed.
  const own = new Set((await git(['rev-list', '--first-parent', 'HEAD', `^${theirs}`], call)).stdout.toString('utf8').split('\n'));
  let last = first;
  while (last + 1 < here.length && own.has(here[last + 1][0]) && before.has(here[last + 1][2])) last++;
  const [ours, ...more] = here[last][1].split(' ').filter(Boolean);
  if (ours === undefined || more.length > 0) return undefined;
  const base = (await git(['merge-base', 'HEAD', theirs], call)).stdout.toString('utf8').trim();
  return base === '' ? undefined : { ours, theirs, base };
}
