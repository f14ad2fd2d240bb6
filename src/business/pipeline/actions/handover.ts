import { DAY_MS } from '../../../core/moment.ts';
import type { Prepared } from '../prepared.ts';

/** Deals that should pass from one owner to another. */
export interface Handover {
  readonly from: string;
  readonly to: string;
  /** The receiver's id or address in the CRM, as the export has it; empty where it has none. */
  readonly toId: string;
  /** Places of the deals in the export's table, the least worth first. */
  readonly deals: readonly number[];
  /** Open deals of both before and after, and the policy's limit. */
  readonly before: readonly [from: number, to: number];
  readonly after: readonly [from: number, to: number];
  readonly limit: number;
}

/**
 * What an overloaded owner could hand over, and to whom: to the one with most room who was active within the policy's silence (somebody who
 * left has room, too), the deals that are worth least, then the oldest, those with a planned step last; as many as both limits
 * allow. Undefined where the owner is not overloaded or nobody has room.
 */
export function handoverOf(prepared: Prepared, owner: string): Handover | undefined {
  const { facts, policy, ownerCount } = prepared;
  const { deals } = facts;
  const limit = policy.settings.ownerOpenDealsMax;
  const from = deals.owner.words.indexOf(owner);
  if (owner === '' || from < 0 || ownerCount[from] <= limit) return undefined;
  const active = activeOwners(prepared);
  let to = -1;
  for (const [k, name] of deals.owner.words.entries())
    if (name !== '' && k !== from && active[k] === 1 && ownerCount[k] < limit && (to < 0 || ownerCount[k] < ownerCount[to])) to = k;
  if (to < 0) return undefined;
  const n = Math.min(ownerCount[from] - limit, limit - ownerCount[to]);
  const mine = Array.from(prepared.open).filter((i) => deals.owner.at[i] === from);
  const worth = (i: number): number => deals.amount[i] || 0;
  const age = (i: number): number => (Number.isNaN(deals.created[i]) ? Number.POSITIVE_INFINITY : deals.created[i]);
  mine.sort((a, b) => prepared.planned[a] - prepared.planned[b] || worth(a) - worth(b) || age(a) - age(b) || a - b);
  return {
    from: owner,
    to: deals.owner.words[to],
    toId: idOfOwner(prepared, to),
    deals: mine.slice(0, n),
    before: [ownerCount[from], ownerCount[to]],
    after: [ownerCount[from] - n, ownerCount[to] + n],
    limit,
  };
}

/** Owner words with a deal that was touched or changed within the policy's silence. */
function activeOwners({ facts: { deals }, today, policy }: Prepared): Uint8Array {
  const since = (today - policy.settings.silentDays) * DAY_MS;
  const end = (today + 1) * DAY_MS;
  const active = new Uint8Array(deals.owner.words.length);
  for (let i = 0; i < deals.count; i++) {
    const [touched, changed] = [deals.lastActivity[i], deals.modified[i]];
    if ((touched >= since && touched < end) || (changed >= since && changed < end)) active[deals.owner.at[i]] = 1;
  }
  return active;
}

function idOfOwner({ facts: { deals } }: Prepared, owner: number): string {
  for (let i = 0; i < deals.count; i++) {
    if (deals.owner.at[i] !== owner) continue;
    const id = deals.ownerId(i);
    if (id !== '') return id;
  }
  return '';
}
