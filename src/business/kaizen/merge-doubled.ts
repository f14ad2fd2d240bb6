import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../../git/run.ts';
import { readBytes } from '../../tree/read-bytes.ts';
import { doubledListed } from './listed-ids.ts';
import { type LogEntry, type LogOutline, scanLog } from './log-scan.ts';
import type { EntryPlace } from './merge-archives.ts';
import { LOOKED_AT } from './merge-blame.ts';
import { isAlike } from './merge-entries.ts';
import { prefixOf, Versions } from './merge-moves.ts';
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
 * The merges below HEAD that each brought two entries with one number together in a log, the oldest first: git may have merged it without a
 * conflict, and others have committed since. Their two sides are the branches that had one of the entries each; where more than two had
 * one, no merge of two explains it.
 */
export async function mergesThatDoubled(root: string, logs: readonly string[]): Promise<readonly MergeState[]> {
  const doubled = doubledAfter(root, logs);
  if (doubled.length === 0) return [];
  const prefix = await prefixOf(root);
  const said = await git(['rev-list', '--merges', '--parents', `--max-count=${LOOKED_AT}`, 'HEAD'], { cwd: root });
  const merges = said.stdout.toString('utf8').split('\n').filter(Boolean);
  const versions = new Versions(root);
  const found = new Map<string, { age: number; state: MergeState }>();
  for (const file of new Set(doubled.map(({ places: [{ file }] }) => file))) {
    const now = scanLog(textOf(root, file));
    const ids = doubled.flatMap(({ id, places }) => (places[0].file === file ? [id] : []));
    for (const [age, line] of merges.entries()) {
      const commits = line.split(' ');
      const texts = await versions.of(file, commits);
      for (const parents of ids.map((id) => broughtBy(commits, id, now, texts))) {
        if (!parents) continue;
        const [ours, theirs] = parents;
        const base = (await git(['merge-base', ours, theirs], { cwd: root })).stdout.toString('utf8').trim();
        found.set(`${ours} ${theirs}`, { age, state: { running: false, replayed: false, ours, theirs, base, prefix } });
      }
    }
  }
  return [...found.values()].sort((a, b) => b.age - a.age).map(({ state }) => state);
}

/** The two parents that each had some of the entries which stand in a log under one number, where a merge brought those together. */
function broughtBy(
  [merge, ...parents]: readonly string[],
  id: string,
  now: LogOutline,
  texts: ReadonlyMap<string, Buffer>,
): readonly [ours: string, theirs: string] | undefined {
  const standing = now.withId(id);
  const has = (commit: string): readonly LogEntry[] => {
    const text = texts.get(commit)?.toString('utf8') ?? '';
    // To take a large log apart for each of many merges would take minutes.
    if (!text.includes(`[${id}]`)) return [];
    const there = scanLog(text);
    const entries = there.withId(id);
    return standing.filter((one) => entries.some((entry) => isAlike(there, entry, now, one)));
  };
  const after = has(merge);
  if (after.length < 2) return undefined;
  const before = parents.map(has);
  if (before.some((entries) => after.every((entry) => entries.includes(entry)))) return undefined;
  const [ours, theirs, ...more] = parents.filter((_, k) => before[k].length > 0);
  return ours === undefined || theirs === undefined || more.length > 0 ? undefined : [ours, theirs];
}

function textOf(root: string, file: string): string {
  const path = join(root, file);
  return existsSync(path) ? Buffer.from(readBytes(path)).toString('utf8') : '';
}
