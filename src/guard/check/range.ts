import type { Session } from '../../core/session.ts';
import type { Actor, ZonePolicy } from '../../core/zone.ts';
import { refuseOthers } from '../../git/repository.ts';
import { git, gitBytes } from '../../git/run.ts';
import { readBlobs } from '../changes/blobs.ts';
import { diffOf, mergeCommitRows, RAW } from '../changes/diffs.ts';
import { type RawChange, readRawDiff } from '../changes/raw-diff.ts';
import { policyForSession } from '../decide/session-policy.ts';
import { readPolicy } from '../policy/read.ts';
import { commitSource } from '../policy/source.ts';
import { collisionsAt } from './collisions.ts';
import { type CheckedCommit, readCommits, withSignatures } from './commits.ts';
import { FAULTS } from './faults.ts';
import { InOrder } from './in-order.ts';
import { blobsNeeded, type CheckResult, type Judged, judgeRows, type RangeFault } from './judged.ts';
import { noBase, noCommit } from './refusals.ts';
import { seenWhole } from './seen-whole.ts';
import { SessionRegistry } from './session-registry.ts';

/** A range to check: from a base that is trusted to a head that is not. */
export interface RangeCall {
  readonly root: string;
  /** Commit-ish. */
  readonly base: string;
  readonly head: string;
  /** The head may have left the base's line earlier (`A...B`, a pull request): its own commits count, judged by the base's policy. */
  readonly fork?: boolean;
}

const ZERO = /^0+$/;

/**
 * Checks every commit of a range and the range from end to end, with the policy of its base: a branch can't widen its own zone. A commit
 * that names a session is its agent's, and the session must be in the registry at that commit; one that names none is a person's. Merges
 * are judged against the merge that git itself makes. Throws BizosError (exit 4) where not everything can be seen: a shallow or partial
 * clone, a missing commit.
 */
export async function checkRange({ root, base, head, fork }: RangeCall): Promise<CheckResult> {
  const prefix = await seenWhole(root);
  if (ZERO.test(head)) return nothing('trailer');
  const [from, to] = await Promise.all([commitOf(root, base), commitOf(root, head)]);
  // Git looks through history while the policy is read.
  const [{ value: policy, problems }, { unsigned, rows, faults }, common] = await Promise.all([
    readPolicy(commitSource(root, from, prefix)),
    historyOf(root, from, to),
    forkPoint(root, from, to),
  ]);
  if (common === undefined || (common !== from && !fork)) faults.push(FAULTS.notDescendant());
  const linear = faults.length === 0 && unsigned.every(({ parents }) => parents.length <= 1);
  const [commits, registry, whole, collisions] = await Promise.all([
    withSignatures(root, unsigned, policy.agents),
    SessionRegistry.read({ root, prefix, base: from, commits: unsigned, rows }),
    linear ? diffOf(root, common ?? from, to) : [],
    collisionsAt(root, to, createdByAgents(unsigned, rows, prefix)),
  ]);
  const judged = await judgeCommits({ root, prefix, policy, commits, rows, registry, faults });
  // From end to end: a path that differs must have been changed by a commit that was looked at. Merges bring in what others judged.
  const touched = new Set([...rows.values()].flat().map(({ path }) => path));
  faults.push(...whole.filter(({ path }) => !touched.has(path)).map(({ path }) => FAULTS.unexplained(path)), ...collisions);
  const signed = policy.agents.some(({ keys }) => keys.length > 0);
  return {
    refused: judged,
    faults,
    commits: commits.length,
    changes: [...rows.values()].reduce((n, list) => n + list.length, 0),
    identity: signed ? 'signature' : 'trailer',
    prefix,
    problems,
  };
}

function nothing(identity: CheckResult['identity']): CheckResult {
  return { refused: [], faults: [], commits: 0, changes: 0, identity, prefix: '', problems: [] };
}

/** Where the head left the base's line: the base itself where it descends from it; undefined where they have nothing in common. */
async function forkPoint(root: string, from: string, to: string): Promise<string | undefined> {
  const answer = await git(['merge-base', '--all', from, to], { cwd: root });
  const common = answer.stdout.toString('utf8').split('\n').filter(Boolean);
  return common.includes(from) ? from : common[0];
}

/** Paths that commits with a session make, and the first commit that does. */
function createdByAgents(
  commits: readonly CheckedCommit[],
  rows: ReadonlyMap<string, readonly RawChange[]>,
  prefix: string,
): ReadonlyMap<string, string> {
  const created = new Map<string, string>();
  for (const { id, sessions } of commits) {
    if (sessions.length === 0) continue;
    for (const { path, status } of rows.get(id) ?? [])
      if (status === 'A' && path.startsWith(prefix) && !created.has(path)) created.set(path, id);
  }
  return created;
}

/** Commits, what each changed, and what is wrong with their shape. */
async function historyOf(
  root: string,
  from: string,
  to: string,
): Promise<Pick<Judging, 'rows' | 'faults'> & { unsigned: readonly CheckedCommit[] }> {
  const unsigned = await readCommits(root, [`${from}..${to}`]);
  const faults: RangeFault[] = [];
  return { unsigned, rows: await rowsOf(root, unsigned, faults), faults };
}

/** The rows of each commit: against its parent, or, of a merge, against git's own merge of its parents. */
async function rowsOf(root: string, commits: readonly CheckedCommit[], faults: RangeFault[]): Promise<Map<string, readonly RawChange[]>> {
  const rows = new Map<string, readonly RawChange[]>();
  const plain = commits.filter(({ parents }) => parents.length <= 1);
  const input = `${plain.map(({ id }) => id).join('\n')}\n`;
  const out = plain.length > 0 ? await gitBytes(['diff-tree', '--stdin', ...RAW, '--root'], { cwd: root, input }) : Buffer.alloc(0);
  const read = readRawDiff(out);
  for (const { id, parents } of plain) {
    rows.set(id, read.get(id) ?? []);
    if (parents.length === 0) faults.push(FAULTS.secondRoot(id));
  }
  for (const { id, parents } of commits.filter((commit) => commit.parents.length > 1)) {
    const merged = parents.length === 2 ? await mergeCommitRows(root, id, parents) : undefined;
    if (!merged) faults.push(parents.length > 2 ? FAULTS.octopus(id) : FAULTS.unrelated(id));
    rows.set(id, merged ?? (await diffOf(root, parents[0], id)));
  }
  return rows;
}

interface Judging {
  readonly root: string;
  readonly prefix: string;
  readonly policy: ZonePolicy;
  readonly commits: readonly CheckedCommit[];
  readonly rows: ReadonlyMap<string, readonly RawChange[]>;
  readonly registry: SessionRegistry;
  readonly faults: RangeFault[];
}

async function judgeCommits({ root, prefix, policy, commits, rows, registry, faults }: Judging): Promise<Judged[]> {
  const needed = new Set(commits.flatMap(({ id }) => blobsNeeded(policy, rows.get(id) ?? [], prefix)));
  const blobs = await readBlobs(root, needed);
  const parts = needed.size > 0 ? (await import('../facets/facets-of.ts')).facetsOf : undefined;
  // One policy a session, so that its patterns are cut up once.
  const policies = new Map<string, ZonePolicy>();
  const settled = new Map<string, InOrder>();
  const judged: Judged[] = [];
  for (const commit of commits) {
    const who = actorOf(commit, policy, registry, faults);
    if (!who) continue;
    const { actor, session } = who;
    let own = policy;
    if (actor.kind === 'agent' && session) {
      own = policies.get(session.id) ?? policyForSession(policy, actor.agent, session.entity);
      policies.set(session.id, own);
    }
    const changes = rows.get(commit.id) ?? [];
    const inOrder = settled.get(session?.id ?? '') ?? new InOrder();
    settled.set(session?.id ?? '', inOrder);
    if (inOrder.knows(changes)) continue;
    const refused = judgeRows(own, actor, changes, prefix, blobs, parts).filter(({ allowed }) => !allowed);
    if (refused.length === 0) inOrder.add(changes.filter((row) => blobsNeeded(policy, [row], prefix).length === 0));
    for (const verdict of refused)
      judged.push({
        verdict,
        commit: commit.id,
        ...(session ? { session: session.id } : {}),
        ...(actor.kind === 'agent' ? { agent: actor.agent } : {}),
      });
  }
  return judged;
}

/** Whose commit it is; undefined, with a fault, where it claims what can't be. */
function actorOf(
  commit: CheckedCommit,
  policy: ZonePolicy,
  registry: SessionRegistry,
  faults: RangeFault[],
): { readonly actor: Actor; readonly session?: Session } | undefined {
  const [id, ...more] = commit.sessions;
  if (more.length > 0) {
    faults.push(FAULTS.sessionSeveral(commit.id));
    return undefined;
  }
  if (id === undefined) {
    if (commit.signer === undefined) return { actor: { kind: 'person' } };
    faults.push(FAULTS.trailerMissing(commit.id, commit.signer));
    return undefined;
  }
  const found = registry.at(commit, id);
  if (found.kind !== 'active') {
    faults.push(
      {
        over: FAULTS.sessionOver,
        changed: FAULTS.sessionChanged,
        fenced: FAULTS.sessionFenced,
        unknown: FAULTS.sessionUnknown,
      }[found.kind](commit.id, id),
    );
    return undefined;
  }
  const { session } = found;
  const keys = policy.agents.find(({ agent }) => agent === session.agent)?.keys ?? [];
  if (keys.length > 0 && commit.signer !== session.agent) {
    faults.push(
      commit.signer === undefined
        ? FAULTS.signatureMissing(commit.id, session.agent)
        : FAULTS.signatureOther(commit.id, commit.signer, session.agent),
    );
    return undefined;
  }
  if (keys.length === 0 && commit.signer !== undefined && commit.signer !== session.agent) {
    faults.push(FAULTS.signatureOther(commit.id, commit.signer, session.agent));
    return undefined;
  }
  return { actor: { kind: 'agent', agent: session.agent, session: session.id }, session };
}

async function commitOf(root: string, name: string): Promise<string> {
  if (ZERO.test(name)) throw noBase();
  const answer = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], { cwd: root });
  if (answer.code === 0) return answer.stdout.toString('utf8').trim();
  refuseOthers(root, answer);
  throw noCommit(name);
}
