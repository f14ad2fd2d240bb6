import { findRoot } from '../../tree/root.ts';
import type { Context } from '../../workspace/operation.ts';
import { renewLease } from '../leases/renew.ts';
import { leasePlace } from './place.ts';

/**
 * Renews the session that a call belongs to (`BIZOS_SESSION`): any call is a sign of life. Never throws and never says anything: what
 * needs the lease looks at it for itself.
 */
export async function renewQuietly(context: Context): Promise<void> {
  try {
    const session = context.environment.BIZOS_SESSION;
    const root = session ? findRoot(context.root ?? context.cwd) : undefined;
    if (session && root !== undefined) await renewLease(leasePlace(root, context), session);
  } catch {}
}
