import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../../workspace/operation.ts';
import type { LeasePlace } from '../leases/contact.ts';
import { machineHere } from '../leases/machine.ts';

/** Where the leases of a tree are, for a call. `BIZOS_REMOTE` names another remote than the usual one. */
export function leasePlace(root: string, context: Pick<Context, 'now' | 'environment'>): LeasePlace {
  return {
    root,
    machine: machineHere(),
    now: () => context.now(),
    sleep: (ms) => wait(ms),
    remote: context.environment.BIZOS_REMOTE || undefined,
  };
}
