import type { Guarantee, Session } from '../../core/session.ts';
import type { Language } from '../../core/text.ts';
import type { ZonePolicy } from '../../core/zone.ts';
import { gitFolderOf } from '../../git/folder.ts';
import { git } from '../../git/run.ts';
import { forgetSession } from '../claude/host-session.ts';
import { claimsMeet } from '../leases/claim.ts';
import type { LeasePlace } from '../leases/contact.ts';
import { deposeLease, releaseLease } from '../leases/free.ts';
import { localGuarantee, lockPlace, newNonce } from '../leases/lock.ts';
import { fallenLease, localLease, lookAtLeases } from '../leases/look.ts';
import { hostProcess } from '../leases/machine.ts';
import { renewLease } from '../leases/renew.ts';
import type { Conflict } from '../leases/table.ts';
import { keepLease, type Taken, takeLease } from '../leases/take.ts';
import { claimsOf } from './claims.ts';
import { type ChangedFiles, changedBy, commitBeginning, commitRecords } from './commit-records.ts';
import { newSessionId } from './record.ts';
import { heldRefusal, lostLease, noZones, stillAlive, unknownAgent, unknownSession, unreachable } from './refusals.ts';
import { activeSessions, archiveRecord, endedSessions, findSession, writeRecord } from './registry.ts';
import { type SigningGap, signingGap } from './signing.ts';
import { sessionsNow } from './state.ts';

/** How a session is begun. */
export interface StartCall {
  readonly agent: string;
  /** Folder name of the company; undefined: all in the agent's scope. */
  readonly entity?: string;
  readonly goal: string;
  readonly leaseMs: number;
  /** How long to wait for what others hold; 0: not at all. */
  readonly waitMs: number;
  readonly offline: boolean;
  readonly language: Language;
  /**
   * The process that the session belongs to: looked for from this one upwards; `this`: the one that calls, which ends with it; undefined: only time
   * tells whether it lives.
   */
  readonly pid?: number | 'this';
  /** Says that it waits, at each look: for whom, and how long it has. */
  waiting?(conflicts: readonly Conflict[], waitedMs: number): void;
}

/** A session that has begun. */
export interface Started {
  readonly session: Session;
  readonly taken: Extract<Taken, { kind: 'granted' }>;
  readonly path: string;
  /** The commit of its record; undefined: it goes with the session's first commit. */
  readonly commit?: string;
  /** Its commits would not be signed as the policy asks. */
  readonly unsigned?: SigningGap;
}

/** Waits between two looks at what others hold. */
const LOOK_MS = 2000;

/**
 * Begins a session: takes its leases, then writes its record. Throws BizosError: exit 2 for an unknown agent, 3 when another session
 * holds what it needs or its agent may write nothing there, 4 when the remote can't be asked and `offline` is not said.
 */
export async function startSession(place: LeasePlace, policy: ZonePolicy, call: StartCall): Promise<Started> {
  const zones = policy.agents.find(({ agent }) => agent === call.agent);
  if (!zones) throw unknownAgent(call.agent, policy);
  const wanted = claimsOf(zones, policy, call.entity);
  if (wanted.needed.length === 0) throw noZones(call.agent, call.entity);
  const started = new Date(place.now()).toISOString();
  const id = newSessionId(call.agent, started, newNonce());
  const base = await headOf(place.root);
  const process = holderOf(place, call.pid);
  const holder = {
    host: place.machine.host,
    machine: place.machine.id,
    namespace: place.machine.namespace,
    boot: place.machine.boot,
    worktree: place.root,
    ...(process ? { process: { pid: process.pid, born: process.born } } : {}),
  };
  const asked = { session: id, agent: call.agent, entity: call.entity, goal: call.goal, base, leaseMs: call.leaseMs, holder, ...wanted };
  const self = place.machine.look(globalThis.process.pid);
  const more = { ...(self ? { starter: { pid: self.pid, born: self.born } } : {}), highest: () => highestToken(place.root) };
  const taken = await takeWaiting(place, { ...asked, ...more }, call);
  const { lease } = taken;
  const session: Session = {
    id,
    agent: call.agent,
    ...(call.entity === undefined ? {} : { entity: call.entity }),
    goal: call.goal,
    host: holder.host,
    started,
    leaseMs: call.leaseMs,
    token: lease.token,
    ...(base === undefined ? {} : { base }),
    notes: [],
  };
  try {
    const path = writeRecord(place.root, session, call.language);
    keepLease(place, lease);
    const commit = await commitBeginning(place.root, session, path);
    const unsigned = await signingGap(place.root, call.agent, zones.keys, commit);
    return { session, taken, path, ...(commit === undefined ? {} : { commit }), ...(unsigned ? { unsigned } : {}) };
  } catch (error) {
    // A lease without a record would hold its zones with nobody to end it.
    await releaseLease(place, id);
    throw error;
  }
}

function holderOf({ machine }: LeasePlace, pid: StartCall['pid']): ReturnType<typeof hostProcess> {
  if (pid === undefined) return undefined;
  return pid === 'this' ? machine.look(globalThis.process.pid) : hostProcess(machine, pid);
}

/** Highest token of any record: a clone whose lock was deleted goes on from there. */
function highestToken(root: string): number {
  return Math.max(0, ...[...activeSessions(root), ...endedSessions(root)].map(({ session }) => session.token));
}

async function takeWaiting(
  place: LeasePlace,
  asked: Parameters<typeof takeLease>[1],
  call: StartCall,
): Promise<Extract<Taken, { kind: 'granted' }>> {
  const until = place.machine.mono() + call.waitMs;
  for (;;) {
    const taken = await takeLease(place, asked, call.offline);
    if (taken.kind === 'granted') return taken;
    if (taken.kind === 'unreachable') throw unreachable(taken.why);
    const left = until - place.machine.mono();
    if (left <= 0) {
      const { states } = sessionsNow(place);
      throw heldRefusal(taken.conflicts, (session) => states.find((state) => state.session.id === session)?.until);
    }
    call.waiting?.(taken.conflicts, call.waitMs - left);
    await place.sleep(Math.min(LOOK_MS, left));
  }
}

async function headOf(root: string): Promise<string | undefined> {
  if (!gitFolderOf(root)) return undefined;
  const answer = await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { cwd: root });
  return answer.code === 0 ? answer.stdout.toString('utf8').trim() : undefined;
}

/** A session that has ended. */
export interface Ended {
  readonly session: Session;
  readonly path: string;
  readonly changed: readonly string[];
  readonly uncommitted: readonly string[];
  /** What became of its lease. */
  readonly lease: 'released' | 'lost' | 'unreachable';
  /** What the lease promised. */
  readonly guarantee: Guarantee;
}

/** Ends a session: writes what came of it into the archive, then gives its lease back. Throws BizosError (exit 2) where there is none. */
export async function endSession(
  place: LeasePlace,
  policy: ZonePolicy,
  id: string,
  outcome: string | undefined,
  language: Language,
): Promise<Ended> {
  const found = activeSessions(place.root).find(({ session }) => session.id === id);
  if (!found)
    throw unknownSession(
      id,
      activeSessions(place.root).map(({ session }) => session),
    );
  const { session } = found;
  await commitBeginning(place.root, session, found.path);
  const { committed, uncommitted } = await changedBy(place.root, id, session.base, inZoneOf(policy, session));
  const changed = [...new Set([...committed, ...uncommitted])].sort();
  const paths = await archiveRecord(place.root, session, { ended: new Date(place.now()).toISOString(), outcome, changed }, language);
  await commitRecords(place.root, id, paths, `session: ${session.agent} ends`);
  const guarantee = localLease(place, id)?.guarantee ?? localGuarantee(lockPlace(place.root));
  forgetSession(place.root, id);
  const lease = await releaseLease(place, id);
  return { session, path: paths.made, changed: committed, uncommitted, lease, guarantee };
}

/** Whether a path is in the zones that a session works in, its company's and those beside, as far as the path alone says. */
function inZoneOf(policy: ZonePolicy, session: Session): (path: string) => boolean {
  const zones = policy.agents.find(({ agent }) => agent === session.agent);
  if (!zones) return () => false;
  const { needed, wished } = claimsOf(zones, policy, session.entity);
  const claims = [...needed, ...wished];
  return (path) => claims.some((claim) => claimsMeet({ pattern: path, rule: '' }, claim));
}

/** What an expired session left behind. */
export interface Remains extends ChangedFiles {
  readonly session: Session;
  readonly state: 'alive' | 'expired' | 'dead' | 'lost' | 'ended';
  readonly guarantee: Guarantee;
}

/** A session's log, its uncommitted paths and how it stands. Throws BizosError (exit 2) where there is none. */
export async function remainsOf(place: LeasePlace, policy: ZonePolicy, id: string): Promise<Remains> {
  const found = findSession(place.root, id);
  if (!found)
    throw unknownSession(
      id,
      activeSessions(place.root).map(({ session }) => session),
    );
  const { session } = found;
  const changed = await changedBy(place.root, id, session.base, inZoneOf(policy, session));
  const now = sessionsNow(place);
  const known = session.ended === undefined ? now.states.find((one) => one.session.id === id) : undefined;
  const state = session.ended === undefined ? (known?.state ?? 'lost') : 'ended';
  return { session, state, ...changed, guarantee: known?.guarantee ?? now.guarantee };
}

/**
 * Takes an expired or dead session's lease away, so that its zones are free, and writes down who did. Its uncommitted files stay where they
 * are, for whoever goes on. Throws BizosError (exit 3) for one that is alive, (exit 2) where there is none.
 */
export async function takeOver(place: LeasePlace, policy: ZonePolicy, id: string, by: string, language: Language): Promise<Ended> {
  const found = activeSessions(place.root).find(({ session }) => session.id === id);
  const known = lookAtLeases(place).leases.find(({ lease }) => lease.session === id);
  if (!found && !known)
    throw unknownSession(
      id,
      activeSessions(place.root).map(({ session }) => session),
    );
  const done = await deposeLease(place, id);
  if (done === 'alive') throw stillAlive(id, sessionsNow(place).states.find(({ session }) => session.id === id)?.until);
  if (done === 'unreachable') throw unreachable('take-over');
  forgetSession(place.root, id);
  const session: Session = found?.session ?? {
    id,
    agent: known?.lease.agent ?? '',
    goal: known?.lease.goal ?? '',
    host: known?.lease.holder.host ?? '',
    started: known?.lease.since ?? new Date(place.now()).toISOString(),
    leaseMs: known?.lease.leaseMs ?? 0,
    token: known?.lease.token ?? 0,
    notes: [],
  };
  await commitBeginning(place.root, session, found?.path ?? writeRecord(place.root, session, language));
  const { committed, uncommitted } = await changedBy(place.root, id, session.base, inZoneOf(policy, session));
  const ending = { ended: new Date(place.now()).toISOString(), changed: [...new Set([...committed, ...uncommitted])].sort(), takenBy: by };
  const paths = await archiveRecord(place.root, session, ending, language);
  await commitRecords(place.root, id, paths, `session: ${id} is taken over by ${by}`);
  return {
    session,
    path: paths.made,
    changed: committed,
    uncommitted,
    lease: 'released',
    guarantee: known?.guarantee ?? localGuarantee(lockPlace(place.root)),
  };
}

/**
 * Throws BizosError (exit 3) when a session no longer holds its lease; renews it otherwise. What an old holder writes is refused so.
 * `ask`: the remote is asked now, however lately it was, as before something is published.
 */
export async function assertHolder(place: LeasePlace, id: string, ask = false): Promise<void> {
  if (!localLease(place, id) || (await renewLease(place, id, ask)) === 'lost') throw lostLease(id, fallenLease(place, id)?.to);
}
