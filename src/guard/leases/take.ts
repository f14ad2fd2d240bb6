import { forget, judgeOf, type LeasePlace, mergedTable, noteShared, remoteOf, settle, sharedCall, stampOf, swept } from './contact.ts';
import { type LocalLease, type LockState, localGuarantee, newNonce, tableOf, withLock } from './lock.ts';
import { changeShared } from './shared.ts';
import { type Conflict, grant, held, type Lease, type LeaseRequest, type LeaseTable } from './table.ts';

/** What came of asking for a lease. */
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

/** What is asked for; token, nonce and holder's clone are added. */
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
    granted = await takeAtRemote(place, remote, lease, request, without);
    return granted;
  } finally {
    if (granted?.kind !== 'granted') forget(place, lease);
  }
}

/** The session's record is written: from now on the lease is its holder's, not the call's that asked for it. */
export function keepLease(place: LeasePlace, lease: LocalLease): void {
  settle(place, lease, { starter: undefined });
}

/** Asks the remote for a lease that this machine has granted. Where the remote takes no such refs it counts here only, and says so. */
export async function takeAtRemote(
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
