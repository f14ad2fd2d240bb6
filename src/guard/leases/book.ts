import type { Guarantee } from '../../core/session.ts';
import {
  existsLock,
  fall,
  fallenIn,
  forget,
  judgeOf,
  type LeasePlace,
  mergedTable,
  noteShared,
  remoteOf,
  seenKey,
  settle,
  sharedCall,
  stampOf,
  swept,
} from './contact.ts';
import { type FallenLease, type LocalLease, type LockState, localGuarantee, newNonce, tableOf, withLock, withTable } from './lock.ts';
import { observerOf } from './machine.ts';
import { changeShared, readShared, type SharedTable } from './shared.ts';
import {
  type Conflict,
  conflictsOf,
  depose,
  grant,
  held,
  isBefore,
  type Lease,
  type LeaseRequest,
  type LeaseTable,
  type Liveness,
  release,
  remainingMs,
  renew,
  type Stamp,
  slackOf,
} from './table.ts';

/** A renewal within this time of the last one is not written again: any command renews, and most take milliseconds. */
const RENEW_MS = 30_000;

/** A remote that did not answer is left alone for so long, except by who asks for it: nobody wants to wait at every command. */
const AGAIN_MS = 60_000;

/** A lease and how it stands. */
export interface LeaseLook {
  readonly lease: Lease;
  readonly liveness: Liveness;
  /** Milliseconds until it expires, for this observer. */
  readonly leftMs: number;
  readonly guarantee: Guarantee;
  /** Begun from this clone. */
  readonly here: boolean;
}

export type Taken =
  | {
      readonly kind: 'granted';
      readonly lease: LocalLease;
      readonly without: readonly Conflict[];
      readonly note?: 'refs-refused' | 'no-remote' | 'offline';
      readonly why?: string;
    }
  | { readonly kind: 'refused'; readonly conflicts: readonly Conflict[] }
  | { readonly kind: 'unreachable'; readonly why: string };

/** What is asked for; the book adds token, nonce and holder's clone. */
export type Asked = Omit<LeaseRequest, 'above' | 'nonce' | 'since' | 'renewed' | 'holder'> & {
  readonly holder: Omit<Lease['holder'], 'clone'>;
  /** The call that asks: its lease is nobody's when it is killed before `keepLease`. */
  readonly starter?: LocalLease['starter'];
  /** Highest token that the records of the tree know of, for a clone whose lock is new. */
  highest?(): number;
};

/**
 * Takes a lease: first on this machine, so that nobody beside takes it meanwhile, then at the remote where there is one. Nothing is held
 * when it is refused. `offline`: no contact is sought; the lease counts here only.
 */
export async function takeLease(place: LeasePlace, asked: Asked, offline: boolean): Promise<Taken> {
  const stamp = stampOf(place.machine);
  const moment = new Date(place.now()).toISOString();
  const nonce = newNonce();
  const remote = offline ? undefined : await remoteOf(place);
  type Local =
    | { readonly refused: Extract<Taken, { kind: 'refused' }> }
    | { readonly lease: LocalLease; readonly request: LeaseRequest; readonly without: readonly Conflict[] };
  const local = withLock(place.root, (lock) =>
    lock.change((state): { state?: LockState; value: Local } => {
      const judge = judgeOf(state, place.machine);
      // Other clones' leases are looked at where they stand; what was there at the last contact counts only without one.
      const known = remote ? tableOf(state) : mergedTable(state);
      const { starter, highest, ...wanted } = asked;
      const request: LeaseRequest = {
        ...wanted,
        holder: { ...asked.holder, clone: state.clone },
        nonce,
        since: moment,
        renewed: moment,
        above: Math.max(state.epoch || (highest?.() ?? 0), state.shared?.table.epoch ?? 0),
      };
      const result = grant(known, request, judge);
      if (result.kind === 'refused') return { state: swept(state, place), value: { refused: result } };
      const lease: LocalLease = {
        ...result.lease,
        seen: stamp,
        guarantee: localGuarantee(lock.place),
        phase: remote ? 'taking' : offline ? 'offline' : 'held',
        ...(starter ? { starter } : {}),
      };
      const after = swept(state, place);
      const leases = [...after.leases.filter(({ session }) => session !== lease.session), lease];
      return { state: { ...after, epoch: result.table.epoch, leases }, value: { lease, request, without: result.without } };
    }),
  );
  if ('refused' in local) return local.refused;
  const { lease, request, without } = local;
  if (!remote) return { kind: 'granted', lease, without, note: offline ? 'offline' : 'no-remote' };
  let granted: Taken | undefined;
  try {
    granted = await atRemote(place, remote, lease, request, without);
    return granted;
  } finally {
    if (granted?.kind !== 'granted') forget(place, lease);
  }
}

/** The session's record is written: from now on the lease is its holder's, not the call's that asked for it. */
export function keepLease(place: LeasePlace, lease: LocalLease): void {
  settle(place, lease, { starter: undefined });
}

async function atRemote(
  place: LeasePlace,
  remote: string,
  lease: LocalLease,
  request: LeaseRequest,
  without: readonly Conflict[],
): Promise<Taken> {
  const call = sharedCall(place, remote);
  type AtRemote =
    | { readonly kind: 'granted'; readonly lease: Lease; readonly without: readonly Conflict[] }
    | Extract<Taken, { kind: 'refused' }>;
  const result = await changeShared(call, (shared): { table?: LeaseTable; value: AtRemote } => {
    const state = noteShared(place, remote, shared.id, shared.table);
    // A first try whose answer was lost may have arrived.
    const mine = held(shared.table, { session: lease.session, token: lease.token, nonce: lease.nonce });
    if (mine) return { value: { kind: 'granted', lease: mine, without: [] } };
    const granted = grant(shared.table, { ...request, above: Math.max(request.above, lease.token - 1) }, judgeOf(state, place.machine));
    return granted.kind === 'granted' ? { table: granted.table, value: granted } : { value: granted };
  });
  if (result.kind === 'unreachable') return { kind: 'unreachable', why: result.why };
  if (result.kind === 'refused') {
    const kept = settle(place, lease, { phase: 'held' });
    return { kind: 'granted', lease: kept, without, note: 'refs-refused', why: result.why };
  }
  if (result.value.kind === 'refused') return result.value;
  const { lease: shared, without: more } = result.value;
  const kept = settle(place, lease, { ...shared, phase: 'held', guarantee: 'across-clones', remote, shared: stampOf(place.machine) });
  noteShared(place, remote, result.shared.id, result.shared.table);
  return { kind: 'granted', lease: kept, without: [...without, ...more] };
}

/** Every lease that is known here: this machine's, and those of other clones as of the last contact. The dead are swept first. */
export function lookAtLeases(place: LeasePlace): {
  readonly leases: readonly LeaseLook[];
  readonly fallen: readonly FallenLease[];
  readonly clone: string;
} {
  if (!existsLock(place.root)) return { leases: [], fallen: [], clone: '' };
  const state = withLock(place.root, (lock) =>
    lock.change((before) => {
      const after = swept(before, place);
      return { state: after === before ? undefined : after, value: after };
    }),
  );
  const judge = judgeOf(state, place.machine);
  const observer = observerOf(place.machine);
  const leases = mergedTable(state).leases.map((lease): LeaseLook => {
    const own = state.leases.find(({ session }) => session === lease.session);
    const since = own?.seen ?? state.seen[seenKey(lease)] ?? observer;
    return {
      lease,
      liveness: judge(lease),
      leftMs: remainingMs(lease, since, observer, own ? 0 : slackOf(lease)),
      guarantee: own?.guarantee ?? 'across-clones',
      here: lease.holder.clone === state.clone,
    };
  });
  return { leases, fallen: state.fallen, clone: state.clone };
}

/** Asks the remote for its table, so that what follows knows of other clones. Gives why not, where it can't be asked. */
export async function refreshShared(place: LeasePlace): Promise<string | undefined> {
  const remote = await remoteOf(place);
  if (!remote) return undefined;
  try {
    const shared = await readShared(sharedCall(place, remote));
    noteShared(place, remote, shared.id, shared.table);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Renews a session's lease, here at once and at the remote when a third of its time has passed. `lost`: somebody else has it, or it was
 * given up; the session must write nothing more. `now`: also when it was renewed a moment ago.
 */
export async function renewLease(place: LeasePlace, session: string, now = false): Promise<'renewed' | 'recent' | 'lost' | 'unreachable'> {
  const stamp = stampOf(place.machine);
  const moment = new Date(place.now()).toISOString();
  const found = withLock(place.root, (lock) =>
    lock.change((state): { state?: LockState; value: { lease?: LocalLease; recent: boolean } } => {
      const lease = state.leases.find((one) => one.session === session);
      if (!lease) return { value: { recent: false } };
      if (!now && isBefore(lease.seen, stamp) && stamp.mono - lease.seen.mono < RENEW_MS) return { value: { lease, recent: true } };
      const table = renew(tableOf(state), lease, moment) as LeaseTable;
      const leases = (table.leases as LocalLease[]).map((one) => (one.session === session ? { ...one, seen: stamp } : one));
      return { state: { ...state, leases }, value: { lease: leases.find((one) => one.session === session), recent: false } };
    }),
  );
  if (!found.lease) return 'lost';
  const due =
    found.lease.remote !== undefined &&
    (now || (!within(found.lease.shared, stamp, found.lease.leaseMs / 3) && !within(found.lease.tried, stamp, AGAIN_MS)));
  if (found.lease.phase === 'offline' && now) return joinShared(place, found.lease);
  if (!due) return found.recent ? 'recent' : 'renewed';
  return renewShared(place, found.lease, moment);
}

function within(stamp: Stamp | undefined, now: Stamp, ms: number): boolean {
  return stamp !== undefined && isBefore(stamp, now) && now.mono - stamp.mono < ms;
}

async function renewShared(place: LeasePlace, lease: LocalLease, moment: string): Promise<'renewed' | 'lost' | 'unreachable'> {
  const remote = lease.remote as string;
  const result = await changeShared(sharedCall(place, remote), (shared) => {
    const table = renew(shared.table, lease, moment);
    return table ? { table, value: true } : { value: false };
  });
  if (result.kind === 'unreachable' || result.kind === 'refused') {
    settle(place, lease, { tried: stampOf(place.machine) });
    return 'unreachable';
  }
  if (!result.value) return lostAt(place, remote, lease, result.shared);
  noteShared(place, remote, result.shared.id, result.shared.table);
  settle(place, lease, { shared: stampOf(place.machine), tried: undefined });
  return 'renewed';
}

/** The remote's table has the lease no more: it is gone here too, and who has what it held is remembered. */
function lostAt(place: LeasePlace, remote: string, lease: LocalLease, shared: SharedTable): 'lost' {
  const state = noteShared(place, remote, shared.id, shared.table);
  const others = shared.table.leases.filter(({ session }) => session !== lease.session);
  fall(place, lease, conflictsOf(lease.claims, others, judgeOf(state, place.machine)));
  return 'lost';
}

/** A lease that was taken without contact is asked for at the remote now; `lost` when another clone holds what it claims. */
async function joinShared(place: LeasePlace, lease: LocalLease): Promise<'renewed' | 'lost' | 'unreachable'> {
  const remote = await remoteOf(place);
  if (!remote) return 'renewed';
  const { claims, token: _token, beat: _beat, ...rest } = lease;
  const taken = await atRemote(place, remote, lease, { ...rest, needed: claims, wished: [], above: lease.token - 1 }, []);
  if (taken.kind === 'granted') return 'renewed';
  if (taken.kind === 'unreachable') return 'unreachable';
  fall(place, lease, taken.conflicts);
  return 'lost';
}

/** What is known of a lease that this clone lost: when, and who has what it held. */
export function fallenLease(place: LeasePlace, session: string): FallenLease | undefined {
  if (!existsLock(place.root)) return undefined;
  return withLock(place.root, (lock) => lock.look()).fallen.find(({ lease }) => lease.session === session);
}

/** Gives a lease back, here and at the remote. `unreachable`: the remote's will expire by itself. */
export async function releaseLease(place: LeasePlace, session: string): Promise<'released' | 'lost' | 'unreachable'> {
  if (!existsLock(place.root)) return 'lost';
  const lease = withLock(place.root, (lock) =>
    lock.change((state) => {
      const mine = state.leases.find((one) => one.session === session);
      if (!mine) return { value: undefined };
      return { state: withTable(state, release(tableOf(state), mine) as LeaseTable), value: mine };
    }),
  );
  if (!lease) return 'lost';
  if (lease.remote === undefined) return 'released';
  const result = await changeShared(sharedCall(place, lease.remote), (shared) => {
    const table = release(shared.table, lease);
    return table ? { table, value: true } : { value: false };
  });
  if (result.kind === 'unreachable' || result.kind === 'refused') return 'unreachable';
  noteShared(place, lease.remote, result.shared.id, result.shared.table);
  return result.value ? 'released' : 'lost';
}

/** Takes an expired or dead session's lease away, compare and delete: one that was renewed meanwhile stays. */
export async function deposeLease(place: LeasePlace, session: string): Promise<'deposed' | 'alive' | 'unknown' | 'unreachable'> {
  const { leases } = lookAtLeases(place);
  const found = leases.find(({ lease }) => lease.session === session);
  if (!found) return 'unknown';
  if (found.liveness === 'alive') return 'alive';
  if (found.guarantee === 'across-clones') {
    const remote = await remoteOf(place);
    if (remote) {
      const result = await changeShared(sharedCall(place, remote), (shared) => {
        const state = noteShared(place, remote, shared.id, shared.table);
        const there = held(shared.table, found.lease);
        if (!there) return { value: 'unknown' as const };
        const table = depose(shared.table, found.lease, judgeOf(state, place.machine));
        return table ? { table, value: 'deposed' as const } : { value: 'alive' as const };
      });
      if (result.kind === 'unreachable' || result.kind === 'refused') return 'unreachable';
      noteShared(place, remote, result.shared.id, result.shared.table);
      if (result.value === 'alive') return 'alive';
    }
  }
  return withLock(place.root, (lock) =>
    lock.change((state) => {
      const mine = state.leases.find((one) => one.session === session);
      if (!mine) return { value: 'deposed' as const };
      const table = depose(tableOf(state), mine, judgeOf(state, place.machine));
      if (!table) return { value: 'alive' as const };
      return { state: fallenIn(withTable(state, table), mine, place), value: 'deposed' as const };
    }),
  );
}

/** The lease that a session holds from this clone; undefined when it holds none (any more). */
export function localLease(place: LeasePlace, session: string): LocalLease | undefined {
  if (!existsLock(place.root)) return undefined;
  return withLock(place.root, (lock) => lock.look()).leases.find((one) => one.session === session);
}

/** How a publish moves the lease along with the content: a renewal in the same step, or nothing at all. */
export async function publishWith(
  place: LeasePlace,
  lease: LocalLease,
  along: Parameters<typeof changeShared>[2],
): Promise<'published' | 'lost' | 'unreachable' | { readonly refused: string }> {
  const moment = new Date(place.now()).toISOString();
  const result = await changeShared(
    sharedCall(place, lease.remote as string),
    (shared) => {
      const table = renew(shared.table, lease, moment);
      return table ? { table, value: true } : { value: false };
    },
    along,
  );
  if (result.kind === 'unreachable') return 'unreachable';
  if (result.kind === 'refused') return { refused: result.why };
  if (!result.value) return lostAt(place, lease.remote as string, lease, result.shared);
  noteShared(place, lease.remote as string, result.shared.id, result.shared.table);
  settle(place, lease, { shared: stampOf(place.machine), tried: undefined });
  return 'published';
}
