import { existsLock, fallenIn, judgeOf, type LeasePlace, noteShared, remoteOf, sharedCall } from './contact.ts';
import { tableOf, withLock, withTable } from './lock.ts';
import { lookAtLeases } from './look.ts';
import { changeShared } from './shared.ts';
import { depose, held, type LeaseTable, release } from './table.ts';

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
