import type { Guarantee, Session, SessionState } from '../../core/session.ts';
import type { ZonePolicy } from '../../core/zone.ts';
import type { LeasePlace } from '../leases/contact.ts';
import { releaseLease } from '../leases/free.ts';
import { localGuarantee, lockPlace } from '../leases/lock.ts';
import { type LeaseLook, lookAtLeases } from '../leases/look.ts';
import { ancestorsOf, hostProcess } from '../leases/machine.ts';
import type { Lease } from '../leases/table.ts';
import { activeSessions, endedSessions } from './registry.ts';

/** Sessions as they stand: those with a record, and those of other clones that only the remote's table knows. */
export interface SessionsNow {
  readonly states: readonly SessionState[];
  readonly leases: readonly LeaseLook[];
  /** The strongest promise that holds here. */
  readonly guarantee: Guarantee;
}

/**
 * Looks at all sessions that have not ended. The dead are swept on the way: their leases are free, their records stay until somebody
 * recovers them. `lost`: there is a record and no lease (it was taken over, or the lock was deleted).
 */
export function sessionsNow(place: LeasePlace): SessionsNow {
  const records = activeSessions(place.root);
  const { leases, fallen } = lookAtLeases(place);
  const unknown = leases.some(({ lease }) => !records.some(({ session }) => session.id === lease.session));
  const ended = new Set(unknown ? endedSessions(place.root).map(({ session }) => session.id) : []);
  const states = records.map(({ session }): SessionState => {
    const found = leases.find(({ lease }) => lease.session === session.id);
    if (found) return stateOf(session, found, place);
    const fell = fallen.find(({ lease }) => lease.session === session.id);
    const last = fell?.lease.renewed ?? session.started;
    return {
      session,
      state: fell ? 'dead' : 'lost',
      lastAlive: last,
      until: plus(last, session.leaseMs),
      guarantee: localGuarantee(lockPlace(place.root)),
    };
  });
  for (const look of leases) {
    if (records.some(({ session }) => session.id === look.lease.session) || ended.has(look.lease.session)) continue;
    states.push(stateOf(sessionOf(look.lease), look, place));
  }
  const local = localGuarantee(lockPlace(place.root));
  return { states, leases, guarantee: leases.some(({ guarantee }) => guarantee === 'across-clones') ? 'across-clones' : local };
}

function stateOf(session: Session, { lease, liveness, leftMs, guarantee }: LeaseLook, place: LeasePlace): SessionState {
  const until = new Date(place.now() + leftMs).toISOString();
  return { session, state: liveness, lastAlive: lease.renewed, until, guarantee };
}

/** A session of another clone, as its lease describes it. */
function sessionOf(lease: Lease): Session {
  const { session: id, agent, entity, goal, holder, since, leaseMs, token, base } = lease;
  return {
    id,
    agent,
    ...(entity === undefined ? {} : { entity }),
    goal,
    host: holder.host,
    started: since,
    leaseMs,
    token,
    ...(base === undefined ? {} : { base }),
    notes: [],
  };
}

function plus(moment: string, ms: number): string {
  return new Date(Date.parse(moment) + ms).toISOString();
}

/** The session that a call belongs to: `BIZOS_SESSION`, or the only one that was begun from this checkout; undefined: none, or several. */
export function currentSession(place: LeasePlace, named: string | undefined): { readonly id: string; readonly agent: string } | undefined {
  if (named !== undefined && named !== '') {
    const agent =
      lookAtLeases(place).leases.find(({ lease }) => lease.session === named)?.lease.agent ??
      activeSessions(place.root).find(({ session }) => session.id === named)?.session.agent;
    return agent === undefined ? undefined : { id: named, agent };
  }
  const here = lookAtLeases(place).leases.filter(({ here: own, lease }) => own && lease.holder.worktree === place.root);
  return here.length === 1 ? { id: here[0].lease.session, agent: here[0].lease.agent } : undefined;
}

/**
 * The session that a process works in: the one that `BIZOS_SESSION` names, or the one whose host is among the processes above it. An
 * agent that takes the variable out of its environment still works in its session; a person at another terminal does not.
 */
export function enclosingSession(
  place: LeasePlace,
  named: string | undefined,
  pid: number,
): { readonly id: string; readonly agent: string; readonly entity?: string } | undefined {
  if (named !== undefined) {
    // Its lease says the same as its record, which takes a reader of Markdown to read.
    const held = lookAtLeases(place).leases.find(({ lease }) => lease.session === named)?.lease;
    const session = held ?? sessionsNow(place).states.find((state) => state.session.id === named)?.session;
    return { id: named, agent: session?.agent ?? '', entity: session?.entity };
  }
  const leases = lookAtLeases(place).leases.filter(({ here, lease }) => here && lease.holder.process !== undefined);
  if (leases.length === 0) return undefined;
  for (const { pid: above, born } of ancestorsOf(place.machine, pid)) {
    const found = leases.find(({ lease }) => lease.holder.process?.pid === above && lease.holder.process.born === born);
    if (found) return { id: found.lease.session, agent: found.lease.agent, entity: found.lease.entity };
  }
  return undefined;
}

/** An agent's session in a company whose host is the very one behind a process: begun by another hook of it a moment ago. */
export function sessionOfHost(place: LeasePlace, pid: number, agent: string, entity: string | undefined): string | undefined {
  const host = hostProcess(place.machine, pid);
  return lookAtLeases(place).leases.find(
    ({ here, lease: { holder, ...lease } }) =>
      here &&
      host !== undefined &&
      holder.worktree === place.root &&
      holder.process?.pid === host.pid &&
      holder.process.born === host.born &&
      lease.agent === agent &&
      lease.entity === entity,
  )?.lease.session;
}

/**
 * The session that the host behind a process works in without having named it: begun by something that the host started (its tools, a shell
 * of its), and the only one of that kind. Undefined where there is none, or several.
 */
export function sessionBelowHost(
  place: LeasePlace,
  pid: number,
): { readonly session: string; readonly agent: string; readonly entity?: string } | undefined {
  const host = hostProcess(place.machine, pid);
  if (!host) return undefined;
  const found = lookAtLeases(place).leases.filter(({ here, lease: { holder } }) => {
    if (!here || holder.worktree !== place.root || !holder.process) return false;
    const [own, ...above] = ancestorsOf(place.machine, holder.process.pid);
    return own?.born === holder.process.born && [own, ...above].some((one) => one.pid === host.pid && one.born === host.born);
  });
  if (found.length !== 1) return undefined;
  const { session, agent, entity } = found[0].lease;
  return { session, agent, ...(entity === undefined ? {} : { entity }) };
}

/** Leases of sessions whose record says that they ended (a crash between the two): given back. */
export async function releaseEnded(place: LeasePlace): Promise<void> {
  const running = new Set(activeSessions(place.root).map(({ session }) => session.id));
  const here = lookAtLeases(place).leases.filter(
    ({ here: own, lease }) => own && lease.holder.worktree === place.root && !running.has(lease.session),
  );
  if (here.length === 0) return;
  const ended = new Set(endedSessions(place.root).map(({ session }) => session.id));
  for (const { lease } of here) if (ended.has(lease.session)) await releaseLease(place, lease.session);
}

/** Zones of an agent as a policy has them; undefined where there is no such agent. */
export function zonesOfAgent(policy: ZonePolicy, agent: string): ZonePolicy['agents'][number] | undefined {
  return policy.agents.find((zones) => zones.agent === agent);
}
