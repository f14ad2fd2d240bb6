import type { Guarantee } from '../../core/session.ts';
import { existsLock, judgeOf, type LeasePlace, mergedTable, noteShared, remoteOf, seenKey, sharedCall, swept } from './contact.ts';
import { type FallenLease, type LocalLease, withLock } from './lock.ts';
import { observerOf } from './machine.ts';
import { readShared } from './shared.ts';
import { type Lease, type Liveness, remainingMs, slackOf } from './table.ts';

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

/** The lease that a session holds from this clone; undefined when it holds none (any more). */
export function localLease(place: LeasePlace, session: string): LocalLease | undefined {
  if (!existsLock(place.root)) return undefined;
  return withLock(place.root, (lock) => lock.look()).leases.find((one) => one.session === session);
}

/** What is known of a lease that this clone lost: when, and who has what it held. */
export function fallenLease(place: LeasePlace, session: string): FallenLease | undefined {
  if (!existsLock(place.root)) return undefined;
  return withLock(place.root, (lock) => lock.look()).fallen.find(({ lease }) => lease.session === session);
}
