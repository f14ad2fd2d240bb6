import { realpathSync } from 'node:fs';
import { BizosError } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';
import { findRoot } from '../../tree/root.ts';
import type { Context } from '../../workspace/operation.ts';
import { leasePlace } from './place.ts';
import { enclosingSession } from './state.ts';

/**
 * Refuses a call that only a person may make. A call is an agent's when the environment names a session or a host's, or when a session's
 * host is among the processes above (`pid`: the nearest): who takes the variables out is in the session still. Throws BizosError (exit 3)
 * with `message`.
 */
export function refuseInsideSession(context: Context, pid: number, message: Text): void {
  const { BIZOS_SESSION: session, BIZOS_HOST_SESSION: host } = context.environment;
  const root = findRoot(context.root ?? context.cwd);
  const inside = session || host || (root !== undefined && enclosingSession(leasePlace(realpathSync(root), context), undefined, pid));
  if (!inside) return;
  throw new BizosError(3, message, {
    en: 'A person runs this at a terminal of their own, without BIZOS_SESSION, where no session was begun.',
    de: 'Das ruft ein Mensch an seinem eigenen Terminal auf, ohne BIZOS_SESSION, wo keine Sitzung begonnen wurde.',
  });
}
