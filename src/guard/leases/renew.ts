import { fall, judgeOf, type LeasePlace, noteShared, remoteOf, settle, sharedCall, stampOf } from './contact.ts';
import { type LocalLease, type LockState, tableOf, withLock } from './lock.ts';
import { changeShared, type SharedTable } from './shared.ts';
import { conflictsOf, isBefore, type LeaseTable, renew, type Stamp } from './table.ts';
import { takeAtRemote } from './take.ts';

/** A renewal within this time of the last one is not written again: any command renews, and most take milliseconds. */
const RENEW_MS = 30_000;

/** A remote that did not answer is left alone for so long, except by who asks for it: nobody wants to wait at every command. */
const AGAIN_MS = 60_000;

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
  const taken = await takeAtRemote(place, remote, lease, { ...rest, needed: claims, wished: [], above: lease.token - 1 }, []);
  if (taken.kind === 'granted') return 'renewed';
  if (taken.kind === 'unreachable') return 'unreachable';
  fall(place, lease, taken.conflicts);
  return 'lost';
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
