import type { Guarantee } from '../../core/session.ts';
import { claimsMeet } from '../leases/claim.ts';
import type { LeasePlace } from '../leases/contact.ts';
import { lookAtLeases } from '../leases/look.ts';

/** Who holds a path right now. */
export interface Holding {
  readonly session: string;
  readonly agent: string;
  readonly since: string;
  readonly until: string;
  readonly guarantee: Guarantee;
}

/** Live sessions whose claims cover a path of the tree. */
export function holdersOf(place: LeasePlace, path: string): readonly Holding[] {
  return holdersAt(place)(path);
}

/** The same for many paths: the leases are looked at once. */
export function holdersAt(place: LeasePlace): (path: string) => readonly Holding[] {
  const living = lookAtLeases(place).leases.filter(({ liveness }) => liveness !== 'dead');
  const now = place.now();
  return (path) =>
    living
      .filter(({ lease }) => lease.claims.some((claim) => claimsMeet({ pattern: path, rule: '' }, claim)))
      .map(({ lease, leftMs, guarantee }) => ({
        session: lease.session,
        agent: lease.agent,
        since: lease.since,
        until: new Date(now + leftMs).toISOString(),
        guarantee,
      }));
}
