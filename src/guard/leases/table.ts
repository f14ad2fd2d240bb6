import { type Claim, claimsMeet } from './claim.ts';

/** Who holds a lease: a machine's boot, and the process that the session belongs to. Never a process number alone: those come back. */
export interface Holder {
  /** Name for people. */
  readonly host: string;
  readonly machine: string;
  /** Which processes it can see: two containers on one machine don't see each other's. */
  readonly namespace: string;
  readonly boot: string;
  readonly clone: string;
  /** Folder of the checkout that the session was begun in. */
  readonly worktree: string;
  /** The agent host or terminal behind the session, by number and start time; undefined: only time tells. */
  readonly process?: { readonly pid: number; readonly born: string };
}

/** A moment on one machine's own clock, which nobody sets: milliseconds since that boot. */
export interface Stamp {
  readonly boot: string;
  readonly mono: number;
}

/** A session's exclusive hold on its claims. */
export interface Lease {
  readonly session: string;
  readonly agent: string;
  readonly entity?: string;
  readonly goal: string;
  readonly base?: string;
  /** Fencing token: grows with every grant. */
  readonly token: number;
  /** Tells this grant from any other, also from one with the same token that was made without contact. */
  readonly nonce: string;
  /** Grows by one with every renewal: an observer measures how long it stands still. */
  readonly beat: number;
  readonly leaseMs: number;
  readonly claims: readonly Claim[];
  readonly holder: Holder;
  /** Wall clock of the holder, for people only: nothing is decided by it. */
  readonly since: string;
  readonly renewed: string;
}

/** All leases of a tree. `epoch` is the highest token that was ever given. */
export interface LeaseTable {
  readonly epoch: number;
  readonly leases: readonly Lease[];
}

/** `dead`: proven; `expired`: not renewed in time, may be taken over by name; `alive`: neither. */
export type Liveness = 'alive' | 'expired' | 'dead';

/** How the caller sees a lease right now. */
export type Judge = (lease: Lease) => Liveness;

/** What is asked for. */
export interface LeaseRequest extends Omit<Lease, 'token' | 'beat' | 'claims'> {
  /** Without these there is no lease. */
  readonly needed: readonly Claim[];
  /** Taken where they are free: zones outside the company that a session is for. */
  readonly wished: readonly Claim[];
  /** The token must be above this one: the highest that is known from elsewhere. */
  readonly above: number;
}

/** A claim that is held by somebody else. */
export interface Conflict {
  readonly wanted: Claim;
  readonly held: Claim;
  readonly by: Lease;
  readonly liveness: Liveness;
}

export type Grant =
  | { readonly kind: 'granted'; readonly table: LeaseTable; readonly lease: Lease; readonly without: readonly Conflict[] }
  | { readonly kind: 'refused'; readonly conflicts: readonly Conflict[] };

/** The table of a tree that nobody holds anything of. */
export const EMPTY: LeaseTable = { epoch: 0, leases: [] };

/** Takes the claims if none that is needed meets one that is held. Dead holders make way; expired ones only to `takeOver`. */
export function grant(table: LeaseTable, request: LeaseRequest, judge: Judge): Grant {
  const { table: swept } = sweep(table, judge);
  const others = swept.leases.filter(({ session }) => session !== request.session);
  const needed = conflictsOf(request.needed, others, judge);
  if (needed.length > 0) return { kind: 'refused', conflicts: needed };
  const without = conflictsOf(request.wished, others, judge);
  const wished = request.wished.filter((claim) => !without.some(({ wanted }) => wanted === claim));
  const token = Math.max(swept.epoch, request.above) + 1;
  const { needed: _needed, wished: _wished, above: _above, ...who } = request;
  const lease: Lease = { ...who, token, beat: 0, claims: [...request.needed, ...wished] };
  return { kind: 'granted', table: { epoch: token, leases: [...others, lease] }, lease, without };
}

/** One renewal; undefined when the lease is no longer this holder's. */
export function renew(table: LeaseTable, mine: Pick<Lease, 'session' | 'token' | 'nonce'>, renewed: string): LeaseTable | undefined {
  if (!held(table, mine)) return undefined;
  const leases = table.leases.map((lease) => (lease.session === mine.session ? { ...lease, beat: lease.beat + 1, renewed } : lease));
  return { ...table, leases };
}

/** Gives the lease back; undefined when it is no longer this holder's (then there is nothing to give). The epoch stays. */
export function release(table: LeaseTable, mine: Pick<Lease, 'session' | 'token' | 'nonce'>): LeaseTable | undefined {
  if (!held(table, mine)) return undefined;
  return { ...table, leases: table.leases.filter(({ session }) => session !== mine.session) };
}

/** The lease as this holder knows it: same session, token and nonce. */
export function held(table: LeaseTable, mine: Pick<Lease, 'session' | 'token' | 'nonce'>): Lease | undefined {
  return table.leases.find(({ session, token, nonce }) => session === mine.session && token === mine.token && nonce === mine.nonce);
}

/** Takes a lease away from its holder, if it is still the one that was judged and is not alive: compare and delete. */
export function depose(table: LeaseTable, old: Pick<Lease, 'session' | 'token' | 'nonce'>, judge: Judge): LeaseTable | undefined {
  const lease = held(table, old);
  return lease && judge(lease) !== 'alive' ? release(table, old) : undefined;
}

/** Leaves out the dead and says who they were. */
export function sweep(table: LeaseTable, judge: Judge): { readonly table: LeaseTable; readonly fallen: readonly Lease[] } {
  const fallen = table.leases.filter((lease) => judge(lease) === 'dead');
  return fallen.length === 0
    ? { table, fallen }
    : { table: { ...table, leases: table.leases.filter((one) => !fallen.includes(one)) }, fallen };
}

/** Each wanted claim with the first held one that it meets. */
export function conflictsOf(wanted: readonly Claim[], leases: readonly Lease[], judge: Judge): readonly Conflict[] {
  return wanted.flatMap((claim): Conflict[] => {
    for (const by of leases) {
      const found = by.claims.find((other) => claimsMeet(claim, other));
      if (found) return [{ wanted: claim, held: found, by, liveness: judge(by) }];
    }
    return [];
  });
}

/** A session's own view of the machine it runs on, against which others are judged. */
export interface Observer {
  readonly machine: string;
  readonly namespace: string;
  readonly boot: string;
  readonly mono: number;
  /** Whether a process of this machine still runs; undefined: can't be told, or it is stopped. */
  runs(process: { readonly pid: number; readonly born: string }): boolean | undefined;
}

/**
 * Whether the holder's process is proven to be gone: its machine was started anew, or the process is no more. `own`: the lease stands in
 * the observer's own lock, so it was taken on this machine. For any other only the very same boot is proof: two machines made from one
 * image have the same id, the same name and the same numbers of namespaces, and each would find the other's processes missing.
 */
export function isDead({ holder }: Lease, observer: Observer, own: boolean): boolean {
  if (holder.machine !== observer.machine || holder.machine === '') return false;
  const sameBoot = holder.boot !== '' && holder.boot === observer.boot;
  if (!own && !sameBoot) return false;
  if (holder.boot !== '' && observer.boot !== '' && !sameBoot) return true;
  return holder.process !== undefined && holder.namespace === observer.namespace && observer.runs(holder.process) === false;
}

/**
 * Judges by the observer's own clock: `unchangedSince` is when it first saw this beat (`own`, a lease of its own lock: when it was
 * renewed). Others get some slack, for clocks that run at different rates. A clock that went back means another boot: seen just now.
 */
export function judgeBy(lease: Lease, unchangedSince: Stamp, observer: Observer, own: boolean): Liveness {
  if (isDead(lease, observer, own)) return 'dead';
  // A process that is seen to run is never judged by age: it may just be thinking. A stopped one is not seen to run.
  if (isSeenToRun(lease, observer)) return 'alive';
  return remainingMs(lease, unchangedSince, observer, own ? 0 : slackOf(lease)) > 0 ? 'alive' : 'expired';
}

function isSeenToRun({ holder }: Lease, observer: Observer): boolean {
  const visible =
    holder.machine !== '' &&
    holder.machine === observer.machine &&
    holder.namespace === observer.namespace &&
    holder.boot === observer.boot;
  return visible && holder.process !== undefined && observer.runs(holder.process) === true;
}

/** Milliseconds until the lease counts as expired for this observer; negative: since when. */
export function remainingMs(lease: Lease, unchangedSince: Stamp, observer: Observer, slackMs: number): number {
  return lease.leaseMs + slackMs - (isBefore(unchangedSince, observer) ? observer.mono - unchangedSince.mono : 0);
}

/** Whether a stamp is a moment of this boot that has passed: only then does the time since then mean anything. */
export function isBefore(stamp: Stamp, now: Stamp): boolean {
  return stamp.boot === now.boot && now.mono >= stamp.mono;
}

/** What an observer adds to the lease time of another machine: a tenth, for clocks of different rates, and a second for the road. */
export function slackOf(lease: Lease): number {
  return Math.ceil(lease.leaseMs / 10) + 1000;
}
