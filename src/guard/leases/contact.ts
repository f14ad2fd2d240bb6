import type { GitCall } from '../../git/run.ts';
import { LeaseLock, type LocalLease, type LockState, lockPlace, tableOf, withLock, withTable } from './lock.ts';
import { type Machine, observerOf } from './machine.ts';
import { leaseRemote, type SharedCall } from './shared.ts';
import { type Conflict, isBefore, isDead, type Judge, judgeBy, type Lease, type LeaseTable, type Stamp, sweep } from './table.ts';

/** Fallen leases that are remembered for `recover`. */
const FALLEN_MAX = 50;

/** Where leases are kept, and by what the caller is known. */
export interface LeasePlace {
  readonly root: string;
  readonly machine: Machine;
  /** Wall clock, for people to read. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Remote that leases are shared over, by name; undefined: the usual one. */
  readonly remote?: string;
  /** How long one call to the remote may take; 20,000 where not given. */
  readonly remoteMs?: number;
}

/** The remote that leases are shared over; undefined without git or without one. */
export async function remoteOf(place: LeasePlace): Promise<string | undefined> {
  return lockPlace(place.root).git ? leaseRemote(gitCall(place), place.remote) : undefined;
}

function gitCall(place: LeasePlace): GitCall {
  return { cwd: place.root, timeoutMs: place.remoteMs ?? 20_000 };
}

/** How the remote is asked for its table. */
export function sharedCall(place: LeasePlace, remote: string): SharedCall {
  return { ...gitCall(place), remote, tree: lockPlace(place.root).tree, sleep: (ms) => place.sleep(ms) };
}

/** Whether anybody ever took a lease here. */
export function existsLock(root: string): boolean {
  return LeaseLock.isThere(lockPlace(root));
}

/** This moment on the machine's own clock. */
export function stampOf(machine: Machine): Stamp {
  return { boot: machine.boot, mono: machine.mono() };
}

/** Names one beat of one grant: what an observer times. */
export function seenKey({ session, token, beat, nonce }: Lease): string {
  return `${session} ${token} ${beat} ${nonce}`;
}

/**
 * Judges leases as this clone sees them: its own by their renewal, others' by how long they stand still. One that was never granted to
 * the end, since the call that asked for it was killed, is dead; so is one that the remote has under this clone's name and this clone
 * gave up: a lease stands here before it is asked for there.
 */
export function judgeOf(state: LockState, machine: Machine): Judge {
  const observer = observerOf(machine);
  return (lease) => {
    const own = state.leases.find(({ session, nonce }) => session === lease.session && nonce === lease.nonce);
    if (own) {
      const left = own.starter && isDead({ ...lease, holder: { ...lease.holder, process: own.starter } }, observer, true);
      return left ? 'dead' : judgeBy(lease, own.seen, observer, true);
    }
    if (lease.holder.clone === state.clone) return 'dead';
    const since = state.seen[seenKey(lease)];
    return since ? judgeBy(lease, since, observer, false) : isDead(lease, observer, false) ? 'dead' : 'alive';
  };
}

/** This clone's leases and those that the remote had at the last contact. */
export function mergedTable(state: LockState): LeaseTable {
  const others = (state.shared?.table.leases ?? []).filter(({ holder }) => holder.clone !== state.clone);
  return { epoch: Math.max(state.epoch, state.shared?.table.epoch ?? 0), leases: [...state.leases, ...others] };
}

/** The state without the dead of this clone, who are remembered; the same object where nobody died and the machine wasn't started anew. */
export function swept(state: LockState, place: LeasePlace): LockState {
  const { table, fallen } = sweep(tableOf(state), judgeOf(state, place.machine));
  const alive = restamped(fallen.length === 0 ? state : withTable(state, table), stampOf(place.machine));
  return fallen.reduce((after, lease) => fallenIn(after, lease as LocalLease, place), alive);
}

/** Moments of another boot say nothing about how long ago they were: what is left from then is timed from now on. */
function restamped(state: LockState, stamp: Stamp): LockState {
  if (state.leases.every(({ seen }) => isBefore(seen, stamp)) && Object.values(state.seen).every((seen) => isBefore(seen, stamp)))
    return state;
  return {
    ...state,
    leases: state.leases.map((lease) => (isBefore(lease.seen, stamp) ? lease : { ...lease, seen: stamp })),
    seen: Object.fromEntries(Object.entries(state.seen).map(([key, seen]) => [key, isBefore(seen, stamp) ? seen : stamp])),
  };
}

/** The state that remembers a fallen lease, and who has what it held. */
export function fallenIn(state: LockState, lease: LocalLease, place: LeasePlace, conflicts: readonly Conflict[] = []): LockState {
  const at = new Date(place.now()).toISOString();
  const to = conflicts.map(({ held, by }) => ({ pattern: held.pattern, session: by.session, agent: by.agent, host: by.holder.host }));
  const others = state.fallen.filter((one) => one.lease.session !== lease.session);
  return { ...state, fallen: [{ lease, at, ...(to.length > 0 ? { to } : {}) }, ...others].slice(0, FALLEN_MAX) };
}

/** Keeps the remote's table and when each beat in it was first seen: expiry is counted from that, by this machine's clock. */
export function noteShared(place: LeasePlace, remote: string, id: string, table: LeaseTable): LockState {
  const stamp = stampOf(place.machine);
  return withLock(place.root, (lock) =>
    lock.change((state) => {
      const seen = Object.fromEntries(
        table.leases.map((lease) => {
          const known = state.seen[seenKey(lease)];
          return [seenKey(lease), known && isBefore(known, stamp) ? known : stamp];
        }),
      );
      const after: LockState = { ...state, seen, shared: { remote, id, table, at: new Date(place.now()).toISOString() } };
      return { state: after, value: after };
    }),
  );
}

function changeLocal(place: LeasePlace, lease: LocalLease, change: (lock: LeaseLock, state: LockState) => LockState | undefined): void {
  withLock(place.root, (lock) =>
    lock.change((state) => {
      const there = state.leases.some(({ session, nonce }) => session === lease.session && nonce === lease.nonce);
      return { state: there ? change(lock, state) : undefined, value: undefined };
    }),
  );
}

/** Puts what the remote said into the local lease. */
export function settle(place: LeasePlace, lease: LocalLease, more: Partial<LocalLease>): LocalLease {
  const after = { ...lease, ...more };
  changeLocal(place, lease, (_lock, state) => ({
    ...state,
    epoch: Math.max(state.epoch, after.token),
    leases: state.leases.map((one) => (one.session === lease.session ? { ...one, ...more } : one)),
  }));
  return after;
}

/** Takes a lease out that was not granted after all. */
export function forget(place: LeasePlace, lease: LocalLease): void {
  changeLocal(place, lease, (_lock, state) => ({ ...state, leases: state.leases.filter(({ session }) => session !== lease.session) }));
}

/** The lease was taken over, or another clone has had it all along: it is gone here, and remembered. */
export function fall(place: LeasePlace, lease: LocalLease, conflicts: readonly Conflict[]): void {
  changeLocal(place, lease, (_lock, state) =>
    fallenIn({ ...state, leases: state.leases.filter(({ session }) => session !== lease.session) }, lease, place, conflicts),
  );
}
