import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { git, gitText } from '../../git/run.ts';
import { readBytes } from '../../tree/read-bytes.ts';
import { doubledListed } from './listed-ids.ts';
import { scanLog } from './log-scan.ts';
import type { EntryPlace } from './merge-archives.ts';
import { LOOKED_AT } from './merge-blame.ts';
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
 * The merge below HEAD that brought two entries with one number into a log: git may have merged it without a conflict, and others have
 * committed since. Undefined where none did, or more than two of the merged branches have the number. Its two sides are those that have it.
 */
export async function mergeThatDoubled(root: string, logs: readonly string[]): Promise<MergeState | undefined> {
  const [first] = doubledAfter(root, logs);
  if (first === undefined) return undefined;
  const { id, places } = first;
  const prefix = await gitText(['rev-parse', '--show-prefix'], { cwd: root });
  const at = async (commit: string): Promise<number> => {
    const answer = await git(['cat-file', 'blob', `${commit}:${prefix}${places[0].file}`], { cwd: root });
    return answer.code === 0 ? scanLog(answer.stdout.toString('utf8')).withId(id).length : 0;
  };
  const listed = await git(['rev-list', '--merges', '--parents', `--max-count=${LOOKED_AT}`, 'HEAD'], { cwd: root });
  for (const line of listed.stdout.toString('utf8').split('\n').filter(Boolean)) {
    const [merge, ...parents] = line.split(' ');
    if ((await at(merge)) < 2) continue;
    const counts = await Promise.all(parents.map(at));
    if (counts.some((count) => count > 1)) continue;
    const [ours, theirs, ...more] = parents.filter((_, k) => counts[k] === 1);
    if (ours === undefined || theirs === undefined || more.length > 0) return undefined;
    const base = (await git(['merge-base', ours, theirs], { cwd: root })).stdout.toString('utf8').trim();
    return { running: false, replayed: false, ours, theirs, base, prefix };
  }
  return undefined;
}

function textOf(root: string, file: string): string {
  const path = join(root, file);
  return existsSync(path) ? Buffer.from(readBytes(path)).toString('utf8') : '';
}
