import type { Problem } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';
import type { Actor, Change, Verdict, ZonePolicy } from '../../core/zone.ts';
import { changeOf, type RawChange } from '../changes/raw-diff.ts';
import { needsFacets } from '../decide/ready-policy.ts';
import { decide } from '../decide.ts';
import type { Holding } from '../sessions/holders.ts';

/** A verdict and the commit it is of; undefined for what is not committed. */
export interface Judged {
  readonly verdict: Verdict;
  readonly commit?: string;
  /** Session that the change was made in. */
  readonly session?: string;
  readonly agent?: string;
  /** Sessions that hold the path at this moment; undefined: not known here (a range of the past). */
  readonly holders?: readonly Holding[];
}

/** Something that is wrong with a commit or with the range as a whole, not with one path. */
export interface RangeFault {
  readonly code: string;
  readonly commit?: string;
  readonly message: Text;
  readonly remedy: Text;
}

/** What a check found. */
export interface CheckResult {
  readonly refused: readonly Judged[];
  readonly faults: readonly RangeFault[];
  readonly commits: number;
  readonly changes: number;
  /** How it is known who made a commit. */
  readonly identity: 'trailer' | 'signature' | 'given';
  /** Where the tree stands in the repository, with `/` behind it, or nothing: CI's formats name files from the top. */
  readonly prefix: string;
  readonly problems: readonly Problem[];
}

/** Tells the parts of a file that a change touches, from its blobs. */
export type PartsReader = (path: string, before: Buffer | undefined, after: Buffer | undefined, actor: Actor) => Change['facets'];

/** Ids of the blobs that a decision about these rows needs to see. */
export function blobsNeeded(policy: ZonePolicy, rows: readonly RawChange[], prefix: string): readonly string[] {
  const ids: string[] = [];
  for (const { path, oldMode, oldId, newMode, newId } of rows) {
    if (!path.startsWith(prefix) || !needsFacets(policy, path.slice(prefix.length))) continue;
    // A submodule's id is a commit of another repository.
    if (oldMode !== SUBMODULE) ids.push(oldId);
    if (newMode !== SUBMODULE) ids.push(newId);
  }
  return ids;
}

const SUBMODULE = '160000';

/** Verdicts on the rows of one diff. */
export function judgeRows(
  policy: ZonePolicy,
  actor: Actor,
  rows: readonly RawChange[],
  prefix: string,
  blobs: ReadonlyMap<string, Buffer>,
  parts: PartsReader | undefined,
): readonly Verdict[] {
  const changes = rows.map((row): Change => {
    const change = changeOf(row, prefix);
    if (!parts || change.tree !== undefined || !needsFacets(policy, change.path)) return change;
    const large = [row.oldId, row.newId].some((id) => !/^0+$/.test(id) && !blobs.has(id));
    return large ? change : { ...change, facets: parts(change.path, blobs.get(row.oldId), blobs.get(row.newId), actor) };
  });
  return decide(policy, actor, changes);
}
