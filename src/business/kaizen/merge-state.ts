import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';
import { findRepository } from '../../git/repository.ts';
import { git, gitBytes, gitText } from '../../git/run.ts';
import { type LogSides, textOf } from './merge-logs.ts';
import { prefixOf, Versions } from './merge-moves.ts';
import { replayBelow } from './merge-replays.ts';

/** Name of our merge driver in git's settings, as the field's `index.ts` declares it. */
const DRIVER = 'bizos-kaizen';

/** Of several beginnings git makes one, and marks in it what is in conflict already there, with longer marks. */
const BASE_MARKS = /^<{7,} /m;

/** A merge of two commits: the one that is going on, or the one that made the last commit; or commits that were replayed on others. */
export interface MergeState {
  /** Not yet committed; of a squash, too. */
  readonly running: boolean;
  /** No merge: ours is what the commits of theirs were replayed on. */
  readonly replayed: boolean;
  readonly ours: string;
  readonly theirs: string;
  /** Where both began; empty where they have nothing in common. */
  readonly base: string;
  /** From the top of the repository to the tree: empty, or ending with a slash. */
  readonly prefix: string;
}

/** What replays commits, and how git says that it is at it. */
const REPLAYS: readonly (readonly [name: string, words: string])[] = [
  ['rebase-merge', 'git rebase'],
  ['rebase-apply', 'git rebase'],
  ['CHERRY_PICK_HEAD', 'git cherry-pick'],
  ['REVERT_HEAD', 'git revert'],
];

/**
 * The merge that is to be looked at, or the commits that were replayed last; undefined where there are none. Throws BizosError: exit 4 without a repository, exit 3 while
 * commits are replayed one by one (the commits that would be looked at are others' then) or more than two are merged.
 */
export async function mergeState(root: string): Promise<MergeState | undefined> {
  const repository = await findRepository(root);
  if (!repository)
    throw new BizosError(4, {
      en: 'This is no git repository: there is nothing to merge.',
      de: 'Das ist kein git-Repository: Es gibt nichts zusammenzuführen.',
    });
  const at = REPLAYS.find(([name]) => existsSync(join(repository.gitDir, name)))?.[1];
  if (at !== undefined) throw new BizosError(3, whileReplaying(at), insteadOf(at));
  const heads = headsIn(repository.gitDir);
  const running = heads.length > 0;
  const [ours, theirs, ...more] = running
    ? ['HEAD', ...heads]
    : (await gitText(['rev-list', '--parents', '--max-count=1', 'HEAD'], { cwd: root })).split(' ').slice(1);
  if (more.length > 0 && running)
    throw new BizosError(
      3,
      { en: 'More than two branches are merged at once.', de: 'Mehr als zwei Branches werden zugleich zusammengeführt.' },
      { en: 'Merge them one after the other: git merge --abort', de: 'Führe sie nacheinander zusammen: git merge --abort' },
    );
  const prefix = await prefixOf(root);
  if (ours === undefined || theirs === undefined || more.length > 0) {
    const replay = await replayBelow(root);
    return replay && { running: false, replayed: true, ...replay, prefix };
  }
  const base = (await git(['merge-base', ours, theirs], { cwd: root })).stdout.toString('utf8').trim();
  return { running, replayed: false, ours, theirs, base, prefix };
}

/** What a merge that is going on brings in, also one that will be squashed into one commit. */
function headsIn(gitDir: string): readonly string[] {
  const [head, squashed] = [join(gitDir, 'MERGE_HEAD'), join(gitDir, 'SQUASH_MSG')];
  if (existsSync(head)) return readFileSync(head, 'utf8').trim().split('\n');
  if (!existsSync(squashed)) return [];
  return /^commit ([0-9a-f]{40,64})$/m.exec(readFileSync(squashed, 'utf8'))?.slice(1) ?? [];
}

function whileReplaying(command: string): Text {
  return {
    en: `${command} is going on: it replays commits one by one, and there are no two branches to merge.`,
    de: `${command} läuft: Es spielt Commits einzeln nach, und es gibt keine zwei Branches zusammenzuführen.`,
  };
}

function insteadOf(command: string): Text {
  const merge = command === 'git rebase' ? { en: ' and git merge', de: ' und git merge' } : { en: '', de: '' };
  return {
    en: `Solve the marks by hand (a number that is taken: give your entry another), then git add and ${command} --continue. Or: ${command} --abort${merge.en}`,
    de: `Löse die Marken von Hand (eine vergebene Nummer: gib deinem Eintrag eine andere), dann git add und ${command} --continue. Oder: ${command} --abort${merge.de}`,
  };
}

/** A document in a commit, as text; empty where it is not there. Throws BizosError (exit 4) where it is no text. */
async function textAt(root: string, commit: string, path: string): Promise<string> {
  if (commit === '') return '';
  const answer = await git(['cat-file', 'blob', `${commit}:${path}`], { cwd: root });
  return answer.code === 0 ? textOf(answer.stdout) : '';
}

/**
 * A document as both sides and their beginning have it, by whatever name they do. What git itself took for them in a conflict (renamed,
 * several beginnings) counts. Throws BizosError (exit 4) where one is no text.
 */
export async function sidesOf(root: string, { running, base, ours, theirs }: MergeState, file: string): Promise<LogSides> {
  const stages = new Map<string, string>();
  if (running) {
    const listed = (await gitBytes(['ls-files', '-z', '--unmerged', '--', `:(literal)${file}`], { cwd: root })).toString('utf8');
    for (const [, id, stage] of listed.matchAll(/\d+ ([0-9a-f]+) ([123])\t[^\0]*\0/g)) stages.set(stage, id);
  }
  const staged = async (stage: string): Promise<string> => {
    const id = stages.get(stage);
    return id === undefined ? '' : textOf(await gitBytes(['cat-file', 'blob', id], { cwd: root }));
  };
  const commits = [base, ours, theirs].filter((commit) => commit !== '');
  const versions = await new Versions(root, [theirs], base).of(file, commits);
  const committed = (commit: string): string => textOf(versions.get(commit) ?? new Uint8Array());
  // One side alone is what is left where both have moved it to places of their own.
  if (stages.has('2') && stages.has('3')) {
    const begun = await staged('1');
    return { base: BASE_MARKS.test(begun) ? committed(base) : begun, ours: await staged('2'), theirs: await staged('3') };
  }
  return { base: committed(base), ours: committed(ours), theirs: committed(theirs) };
}

/** What git makes of the two sides without a driver of ours, by document; undefined where it can't say. */
export async function mergedByGit(root: string, { ours, theirs, prefix }: MergeState): Promise<(file: string) => Promise<string>> {
  const plain = 'git merge-file -q --marker-size=%L -L ours -L base -L theirs %A %O %B || exit 1';
  // The user's own settings count: with them git made what stands in the documents.
  const words = [
    '-c',
    `merge.${DRIVER}.driver=${plain}`,
    'merge-tree',
    '--write-tree',
    '--no-messages',
    '--allow-unrelated-histories',
    ours,
    theirs,
  ];
  const answer = await git(words, { cwd: root, asUser: true });
  const tree = /^[0-9a-f]{40,}/.exec(answer.stdout.toString('utf8'))?.[0] ?? '';
  return (file) => textAt(root, tree, prefix + file);
}
