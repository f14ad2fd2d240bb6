import type { Actor, ZonePolicy } from '../../core/zone.ts';
import { gitText } from '../../git/run.ts';
import { readBlobs } from '../changes/blobs.ts';
import { diffOf, EMPTY_TREE, mergeCommitRows } from '../changes/diffs.ts';
import type { RawChange } from '../changes/raw-diff.ts';
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
    const merged = parents.length === 2 ? await mergeCommitRows(root, id, parents, env) : undefined;
    rows.set(id, merged ?? (await diffOf(root, parents[0] ?? EMPTY_TREE, id, env)));
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
