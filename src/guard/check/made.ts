import type { Actor, ZonePolicy } from '../../core/zone.ts';
import { git, gitBytes, gitText } from '../../git/run.ts';
import { readBlobs } from '../changes/blobs.ts';
import { type RawChange, readRawDiff } from '../changes/raw-diff.ts';
import { blobsNeeded, type Judged, judgeRows } from './judged.ts';

/** Judges commits that are being made as one actor's, whatever they say of themselves: merges against git's own merge. */
export async function judgeMade(
  root: string,
  policy: ZonePolicy,
  actor: Actor,
  ids: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Judged[]> {
  const call = { cwd: root, env };
  const prefix = await gitText(['rev-parse', '--show-prefix'], call);
  const rows = new Map<string, readonly RawChange[]>();
  for (const id of ids) {
    const parents = (await gitText(['rev-list', '--parents', '--max-count=1', id], call)).split(' ').slice(1);
    const merged = parents.length === 2 ? await git(['merge-tree', '--write-tree', parents[0], parents[1]], call) : undefined;
    const against = merged && merged.code <= 1 ? merged.stdout.toString('utf8').split('\n', 1)[0] : parents[0];
    const words =
      against === undefined
        ? ['diff-tree', '--root', '--no-commit-id', '-r', '-z', '--raw', '--no-renames', id]
        : ['diff-tree', '-r', '-z', '--raw', '--no-renames', against, id];
    rows.set(id, readRawDiff(await gitBytes(words, call)).get('') ?? []);
  }
  const needed = new Set([...rows.values()].flatMap((list) => blobsNeeded(policy, list, prefix)));
  const blobs = await readBlobs(root, needed);
  const parts = needed.size > 0 ? (await import('../facets/facets-of.ts')).facetsOf : undefined;
  const who = actor.kind === 'agent' ? { agent: actor.agent, session: actor.session } : {};
  return [...rows].flatMap(([commit, list]) =>
    judgeRows(policy, actor, list, prefix, blobs, parts)
      .filter(({ allowed }) => !allowed)
      .map((verdict) => ({ verdict, commit, ...who })),
  );
}
