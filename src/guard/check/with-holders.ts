import type { LeasePlace } from '../leases/contact.ts';
import { holdersAt } from '../sessions/holders.ts';
import type { Judged } from './judged.ts';

/** Refusals with who holds each path at this moment, so that who is refused knows whom to ask or to wait for. */
export function withHolders(place: LeasePlace, refused: readonly Judged[]): readonly Judged[] {
  if (refused.length === 0) return refused;
  const holders = holdersAt(place);
  // What is no path of the tree is held by nobody, and nobody could.
  return refused.map((one) => (one.verdict.code === 'path-not-plain' ? one : { ...one, holders: holders(one.verdict.path) }));
}
