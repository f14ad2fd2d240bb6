import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { git, gitText } from '../../git/run.ts';
import { readBytes } from '../../tree/read-bytes.ts';
import { doubledListed } from './listed-ids.ts';
import { scanLog } from './log-scan.ts';
import type { EntryPlace } from './merge-archives.ts';
import { LOOKED_AT } from './merge-blame.ts';
import { Versions } from './merge-moves.ts';
import { doubledIn } from './merge-notes.ts';
import type { MergeState } from './merge-state.ts';
import type { OpenedTree } from './opened-tree.ts';

/** A number that several entries of one log have. */
export interface Doubled {
  readonly id: string;
  /** Where they stand, from the top. */
  readonly places: readonly EntryPlace[];
  /** They are items of a list or rows of a table. */
  readonly listed?: true;
}

/** Numbers that several entries of one log have still: no merge explains them, or it can't be told whose is whose. */
export function doubledAfter(root: string, logs: readonly string[]): readonly Doubled[] {
  return logs.flatMap((file) => {
    const text = textOf(root, file);
    const { entries } = scanLog(text);
    return doubledIn(text).map((id) => ({
      id,
      places: entries.filter((entry) => entry.id === id).map(({ line }) => ({ file, line })),
    }));
  });
}

/** The same of lessons that are kept in lists and tables. */
export function listedTwice({ root, routes }: Pick<OpenedTree, 'root' | 'routes'>): readonly Doubled[] {
  const kept = new Map(routes.map(({ file, prefix }) => [`${file} ${prefix}`, { file, prefix }] as const));
  return [...kept.values()].flatMap(({ file, prefix }) => {
    const text = textOf(root, file);
    return doubledListed(text, prefix).map((places) => ({
      id: places[0].id,
      places: places.map(({ line }) => ({ file, line })),
      listed: true as const,
    }));
  });
}

/**
 * The merges below HEAD that each brought two entries with one number into a log, the oldest first: git may have merged it without a
 * conflict, and others have committed since. Their two sides are the branches that had the number; where more than two had it, no merge of
 * two explains it.
 */
export async function mergesThatDoubled(root: string, logs: readonly string[]): Promise<readonly MergeState[]> {
  const doubled = doubledAfter(root, logs);
  if (doubled.length === 0) return [];
  const prefix = await gitText(['rev-parse', '--show-prefix'], { cwd: root });
  const said = await git(['rev-list', '--merges', '--parents', `--max-count=${LOOKED_AT}`, 'HEAD'], { cwd: root });
  const merges = said.stdout.toString('utf8').split('\n').filter(Boolean);
  const versions = new Versions(root);
  const found = new Map<string, { age: number; state: MergeState }>();
  for (const { id, places } of doubled) {
    const merge = await mergeThatBrought(merges, id, (commits) => versions.of(places[0].file, commits));
    if (!merge) continue;
    const { age, ours, theirs } = merge;
    const base = (await git(['merge-base', ours, theirs], { cwd: root })).stdout.toString('utf8').trim();
    found.set(`${ours} ${theirs}`, { age, state: { running: false, replayed: false, ours, theirs, base, prefix } });
  }
  return [...found.values()].sort((a, b) => b.age - a.age).map(({ state }) => state);
}

/** Of merges with their parents, the newest first, the one since which a log has a number twice; undefined where no two branches say why. */
async function mergeThatBrought(
  merges: readonly string[],
  id: string,
  log: (commits: readonly string[]) => Promise<ReadonlyMap<string, Buffer>>,
): Promise<{ age: number; ours: string; theirs: string } | undefined> {
  for (const [age, line] of merges.entries()) {
    const commits = line.split(' ');
    const versions = await log(commits);
    const [now, ...before] = commits.map((commit) => scanLog(versions.get(commit)?.toString('utf8') ?? '').withId(id).length);
    if (now < 2 || before.some((count) => count > 1)) continue;
    const [ours, theirs, ...more] = commits.slice(1).filter((_, k) => before[k] === 1);
    return ours === undefined || theirs === undefined || more.length > 0 ? undefined : { age, ours, theirs };
  }
  return undefined;
}

function textOf(root: string, file: string): string {
  const path = join(root, file);
  return existsSync(path) ? Buffer.from(readBytes(path)).toString('utf8') : '';
}
