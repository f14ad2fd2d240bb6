import type { Checked } from '../../core/problem.ts';
import type { Session } from '../../core/session.ts';
import type { Actor, ZonePolicy } from '../../core/zone.ts';
import { refuseOthers } from '../../git/repository.ts';
import { git } from '../../git/run.ts';
import { readBlobs } from '../changes/blobs.ts';
import { diffOf } from '../changes/diffs.ts';
import { needsFacets } from '../decide/ready-policy.ts';
import { policyForSession } from '../decide/session-policy.ts';
import { collisionsAt } from './collisions.ts';
import { FAULTS } from './faults.ts';
import { type CheckedCommit, type History, readHistory } from './history.ts';
import { InOrder } from './in-order.ts';
import { blobsNeeded, type CheckResult, type Judged, judgeRows, type RangeFault } from './judged.ts';
import { noBase, noCommit } from './refusals.ts';
import { seenWhole } from './seen-whole.ts';
import { SessionRegistry } from './session-registry.ts';
import { withSignatures } from './signatures.ts';

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
  const [from, to] = await commitsNamed(root, base, head);
  // Git looks through history while the policy is read.
  const [history, whole, { value: policy, problems }] = await Promise.all([
    readHistory(root, `${from}..${to}`),
    diffOf(root, from, to),
    policyAt(root, from, prefix),
  ]);
  const { paths } = history;
  const faults = [...history.faults];
  // A commit of the range whose parent is the base is what makes the head its descendant.
  const descends = from === to || history.commits.some(({ parents }) => parents.includes(from));
  const common = descends ? from : await forkPoint(root, from, to);
  if (common === undefined || (common !== from && !fork)) faults.push(FAULTS.notDescendant());
  const linear = faults.length === 0 && history.commits.every(({ parents }) => parents.length <= 1);
  const [commits, registry, own, collisions] = await Promise.all([
    withSignatures(root, history.commits, policy.agents),
    SessionRegistry.read({ root, prefix, base: from, history, whole }),
    common === undefined || common === from ? whole : diffOf(root, common, to),
    collisionsAt(root, to, createdByAgents(history, prefix)),
  ]);
  const refused = await judgeCommits({ root, prefix, policy, commits, history, registry, faults });
  // From end to end: a path that differs must have been changed by a commit that was looked at. Merges bring in what others judged.
  if (linear) for (const { path } of own) if (!paths.has(path)) faults.push(FAULTS.unexplained(path));
  faults.push(...collisions);
  const signed = policy.agents.some(({ keys }) => keys.length > 0);
  return {
    refused,
    faults,
    commits: commits.length,
    changes: history.changes,
    identity: signed ? 'signature' : 'trailer',
    prefix,
    problems,
  };
}

function nothing(identity: CheckResult['identity']): CheckResult {
  return { refused: [], faults: [], commits: 0, changes: 0, identity, prefix: '', problems: [] };
}

/** Where the head left the base's line, which it doesn't descend from; undefined where they have nothing in common. */
async function forkPoint(root: string, from: string, to: string): Promise<string | undefined> {
  const answer = await git(['merge-base', '--all', from, to], { cwd: root });
  return answer.stdout.toString('utf8').split('\n').find(Boolean);
}

/** Paths that commits with a session make, and the first commit that does. */
function createdByAgents({ commits, rows }: History, prefix: string): ReadonlyMap<string, string> {
  const created = new Map<string, string>();
  for (const { id, sessions } of commits) {
    if (sessions.length === 0) continue;
    for (const { path, status } of rows.get(id) ?? [])
      if (status === 'A' && path.startsWith(prefix) && !created.has(path)) created.set(path, id);
  }
  return created;
}

/** The policy as a commit has it. Its reader is loaded here, while git is at work. */
async function policyAt(root: string, commit: string, prefix: string): Promise<Checked<ZonePolicy>> {
  const [{ readPolicy }, { commitSource }] = await Promise.all([import('../policy/read.ts'), import('../policy/source.ts')]);
  return readPolicy(commitSource(root, commit, prefix));
}

interface Judging {
  readonly root: string;
  readonly prefix: string;
  readonly policy: ZonePolicy;
  /** With who signed them. */
  readonly commits: readonly CheckedCommit[];
  readonly history: History;
  readonly registry: SessionRegistry;
  readonly faults: RangeFault[];
}

async function judgeCommits({ root, prefix, policy, commits, history, registry, faults }: Judging): Promise<Judged[]> {
  const { rows, paths } = history;
  const inParts = new Set([...paths].filter((path) => path.startsWith(prefix) && needsFacets(policy, path.slice(prefix.length))));
  const needed = new Set<string>();
  if (inParts.size > 0)
    for (const list of rows.values())
      for (const id of blobsNeeded(
        policy,
        list.filter(({ path }) => inParts.has(path)),
        prefix,
      ))
        needed.add(id);
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
    if (refused.length === 0) inOrder.add(changes.filter(({ path }) => !inParts.has(path)));
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

/** The commits that a range's ends name. Throws BizosError (exit 2 or 4) for what names none. */
async function commitsNamed(root: string, ...names: readonly [string, string]): Promise<readonly string[]> {
  if (ZERO.test(names[0])) throw noBase();
  const odd = names.find((name) => name.includes('\n'));
  if (odd !== undefined) throw noCommit(odd);
  const input = names.map((name) => `${name}^{commit}\n`).join('');
  const answer = await git(['cat-file', '--batch-check'], { cwd: root, input });
  refuseOthers(root, answer);
  const lines = answer.stdout.toString('utf8').split('\n');
  return names.map((name, i) => {
    const found = /^([0-9a-f]{40,64}) commit \d+$/.exec(lines[i] ?? '');
    if (!found) throw noCommit(name);
    return found[1];
  });
}
