import { BizosError } from '../../core/problem.ts';
import type { Session } from '../../core/session.ts';
import type { Actor, ZonePolicy } from '../../core/zone.ts';
import { findRepository } from '../../git/repository.ts';
import { git, gitBytes, gitText } from '../../git/run.ts';
import { readBlobs } from '../changes/blobs.ts';
import { type RawChange, readRawDiff } from '../changes/raw-diff.ts';
import { policyForSession } from '../decide/session-policy.ts';
import { readPolicy } from '../policy/read.ts';
import { commitSource } from '../policy/source.ts';
import { type CheckedCommit, readCommits } from './commits.ts';
import { FAULTS } from './faults.ts';
import { blobsNeeded, type CheckResult, type Judged, judgeRows, type RangeFault } from './judged.ts';
import { SessionRegistry } from './session-registry.ts';

/** A range to check: from a base that is trusted to a head that is not. */
export interface RangeCall {
  readonly root: string;
  /** Commit-ish. */
  readonly base: string;
  readonly head: string;
}

const ZERO = /^0+$/;

/**
 * Checks every commit of a range and the range from end to end, with the policy of its base: a branch can't widen its own zone. A commit
 * that names a session is its agent's, and the session must be in the registry at that commit; one that names none is a person's. Merges
 * are judged against the merge that git itself makes. Throws BizosError (exit 4) where not everything can be seen: a shallow or partial
 * clone, a missing commit.
 */
export async function checkRange({ root, base, head }: RangeCall): Promise<CheckResult> {
  const repository = await findRepository(root);
  if (!repository) throw noRepository();
  if (repository.shallow) throw shallow();
  const call = { cwd: root };
  if (ZERO.test(head)) return nothing('trailer');
  const [from, to] = [await commitOf(root, base), await commitOf(root, head)];
  const prefix = await gitText(['rev-parse', '--show-prefix'], call);
  const { value: policy, problems } = await readPolicy(commitSource(root, from, prefix));
  const commits = await readCommits(root, [`${from}..${to}`], policy.agents);
  const faults: RangeFault[] = [];
  if ((await git(['merge-base', '--is-ancestor', from, to], call)).code !== 0) faults.push(FAULTS.notDescendant());
  const rows = await rowsOf(root, commits, faults);
  const registry = await SessionRegistry.read(root, prefix, commits);
  const judged = await judgeCommits({ root, prefix, policy, commits, rows, registry, faults });
  const touched = new Set([...rows.values()].flat().map(({ path }) => path));
  if (faults.length === 0) faults.push(...(await unexplained(root, from, to, touched, commits)));
  const signed = policy.agents.some(({ keys }) => keys.length > 0);
  return {
    refused: judged,
    faults,
    commits: commits.length,
    changes: [...rows.values()].reduce((n, list) => n + list.length, 0),
    identity: signed ? 'signature' : 'trailer',
    problems,
  };
}

function nothing(identity: CheckResult['identity']): CheckResult {
  return { refused: [], faults: [], commits: 0, changes: 0, identity, problems: [] };
}

/** The rows of each commit: against its parent, or, of a merge, against git's own merge of its parents. */
async function rowsOf(root: string, commits: readonly CheckedCommit[], faults: RangeFault[]): Promise<Map<string, readonly RawChange[]>> {
  const rows = new Map<string, readonly RawChange[]>();
  const plain = commits.filter(({ parents }) => parents.length <= 1);
  const input = `${plain.map(({ id }) => id).join('\n')}\n`;
  const out =
    plain.length > 0
      ? await gitBytes(['diff-tree', '--stdin', '-r', '-z', '--raw', '--no-renames', '--root'], { cwd: root, input })
      : Buffer.alloc(0);
  const read = readRawDiff(out);
  for (const { id, parents } of plain) {
    rows.set(id, read.get(id) ?? []);
    if (parents.length === 0) faults.push(FAULTS.secondRoot(id));
  }
  for (const { id, parents } of commits.filter((commit) => commit.parents.length > 1)) {
    if (parents.length > 2) {
      faults.push(FAULTS.octopus(id));
      rows.set(id, await diffOf(root, parents[0], id));
      continue;
    }
    const merged = await git(['merge-tree', '--write-tree', parents[0], parents[1]], { cwd: root });
    const tree = merged.stdout.toString('utf8').split('\n', 1)[0];
    if (merged.code > 1 || !/^[0-9a-f]{40,64}$/.test(tree)) {
      faults.push(FAULTS.unrelated(id));
      rows.set(id, await diffOf(root, parents[0], id));
    } else rows.set(id, await diffOf(root, tree, id));
  }
  return rows;
}

async function diffOf(root: string, from: string, to: string): Promise<readonly RawChange[]> {
  return readRawDiff(await gitBytes(['diff-tree', '-r', '-z', '--raw', '--no-renames', from, to], { cwd: root })).get('') ?? [];
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
    for (const verdict of judgeRows(own, actor, rows.get(commit.id) ?? [], prefix, blobs, parts)) {
      if (!verdict.allowed)
        judged.push({
          verdict,
          commit: commit.id,
          ...(session ? { session: session.id } : {}),
          ...(actor.kind === 'agent' ? { agent: actor.agent } : {}),
        });
    }
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
      found.kind === 'over'
        ? FAULTS.sessionOver(commit.id, id)
        : found.kind === 'changed'
          ? FAULTS.sessionChanged(commit.id, id)
          : FAULTS.sessionUnknown(commit.id, id),
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

/** From end to end: a path that differs must have been changed by a commit that was looked at. Merges bring in what others judged. */
async function unexplained(
  root: string,
  from: string,
  to: string,
  touched: ReadonlySet<string>,
  commits: readonly CheckedCommit[],
): Promise<RangeFault[]> {
  if (commits.some(({ parents }) => parents.length > 1)) return [];
  const whole = await diffOf(root, from, to);
  return whole.filter(({ path }) => !touched.has(path)).map(({ path }) => FAULTS.unexplained(path));
}

async function commitOf(root: string, name: string): Promise<string> {
  if (ZERO.test(name)) throw noBase();
  const answer = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], { cwd: root });
  if (answer.code === 0) return answer.stdout.toString('utf8').trim();
  throw new BizosError(
    4,
    { en: `There is no commit "${name}" here.`, de: `Es gibt hier keinen Commit „${name}“.` },
    {
      en: 'Fetch it with its whole history: git fetch --unshallow, or fetch-depth: 0 in CI.',
      de: 'Hole ihn mit ganzer Geschichte: git fetch --unshallow, oder fetch-depth: 0 in CI.',
    },
  );
}

function noBase(): BizosError {
  return new BizosError(
    2,
    {
      en: 'The range has no beginning: a new branch has no old commit.',
      de: 'Der Bereich hat keinen Anfang: Ein neuer Branch hat keinen alten Commit.',
    },
    {
      en: 'Name the branch that it goes into: --range origin/main..HEAD',
      de: 'Nenne den Branch, in den er soll: --range origin/main..HEAD',
    },
  );
}

function shallow(): BizosError {
  return new BizosError(
    4,
    {
      en: 'This is a shallow clone: commits can’t be compared with parents that are not there.',
      de: 'Das ist ein flacher Klon: Commits lassen sich nicht mit fehlenden Vorgängern vergleichen.',
    },
    {
      en: 'Fetch the whole history: git fetch --unshallow, or fetch-depth: 0 in CI.',
      de: 'Hole die ganze Geschichte: git fetch --unshallow, oder fetch-depth: 0 in CI.',
    },
  );
}

function noRepository(): BizosError {
  return new BizosError(
    4,
    { en: 'This is no git repository.', de: 'Das ist kein git-Repository.' },
    { en: 'Make one with: git init', de: 'Lege eines an mit: git init' },
  );
}
