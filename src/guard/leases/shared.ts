import { createHash } from 'node:crypto';
import { BizosError } from '../../core/problem.ts';
import { fetchObjects, NONE, type RefMove, readBlob, remoteRefs, storeBlob, swapRemoteRefs } from '../../git/refs.ts';
import { remotesOf } from '../../git/repository.ts';
import type { GitCall } from '../../git/run.ts';
import { newNonce } from './lock.ts';
import { EMPTY, type Lease, type LeaseTable } from './table.ts';

/** The leases of a tree as all clones of a remote see them, and the object that says so. */
export interface SharedTable {
  readonly id: string;
  readonly table: LeaseTable;
}

/** How a change of the shared table ended. `refused`: the remote takes no such refs; `unreachable`: nothing is known of it. */
export type SharedChange<T> =
  | { readonly kind: 'done'; readonly value: T; readonly shared: SharedTable }
  | { readonly kind: 'kept'; readonly value: T; readonly shared: SharedTable }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'unreachable'; readonly why: string };

/** How the remote is reached. */
export interface SharedCall extends GitCall {
  readonly remote: string;
  /** The tree's folder in its repository. */
  readonly tree: string;
  /** Waits between attempts, so that several don't meet again; milliseconds. */
  sleep(ms: number): Promise<void>;
}

/** Attempts before a race counts as lost to the surroundings: with 30 others that is beyond all chance. */
const ATTEMPTS_MAX = 200;

/** A lease time beyond a day is not believed: its holder could never be taken over. */
const LEASE_MAX_MS = 24 * 3_600_000;

/** More claims than any table of zones has are no lease of ours. */
const CLAIMS_MAX = 2000;

/**
 * Name of the one ref that holds all leases of a tree. One, not one a zone: whether two zones meet is a question about both, so the
 * answer and the grant must be one step for all of them.
 */
export function leaseRef(tree: string): string {
  return `refs/bizos/leases/${tree === '' ? 'tree' : createHash('sha256').update(tree).digest('hex').slice(0, 16)}`;
}

/** The remote that leases are shared over: the one named, `origin`, or the only one; undefined where there is none. */
export async function leaseRemote(call: GitCall, named?: string): Promise<string | undefined> {
  const remotes = await remotesOf(call);
  if (named !== undefined) {
    if (remotes.includes(named)) return named;
    const list = remotes.join(', ');
    throw new BizosError(
      2,
      { en: `There is no remote "${named}".`, de: `Es gibt kein Remote „${named}“.` },
      list === ''
        ? { en: 'Add one with: git remote add', de: 'Füge eines hinzu mit: git remote add' }
        : { en: `Take one of: ${list}`, de: `Nimm eines von: ${list}` },
    );
  }
  return remotes.includes('origin') ? 'origin' : remotes.length === 1 ? remotes[0] : undefined;
}

/** The table as it is at the remote now. Throws BizosError (exit 4) when it can't be reached or holds something else. */
export async function readShared(call: SharedCall): Promise<SharedTable> {
  const ref = leaseRef(call.tree);
  const id = (await remoteRefs(call.remote, ref, call)).get(ref) ?? NONE;
  if (id === NONE) return { id, table: EMPTY };
  let bytes = await readBlob(id, call);
  if (!bytes) {
    await fetchObjects(call.remote, [ref], call);
    bytes = await readBlob(id, call);
    // It has moved on between the two calls; the newer one is as good.
    if (!bytes) return readShared(call);
  }
  return { id, table: parseTable(bytes, ref) };
}

/**
 * Reads the table, has it changed, and puts it back if nobody else did meanwhile; else reads it again. `change` gives the new table, or
 * none to leave it. `along`: content that moves in the same step or not at all. After a push whose answer was lost, the remote is asked
 * whether the change's own nonce stands there.
 */
export async function changeShared<T>(
  call: SharedCall,
  change: (
    shared: SharedTable,
  ) => { readonly table?: LeaseTable; readonly value: T } | Promise<{ readonly table?: LeaseTable; readonly value: T }>,
  along?: readonly RefMove[],
): Promise<SharedChange<T>> {
  const ref = leaseRef(call.tree);
  let content = along ?? [];
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    if (attempt > 0) await call.sleep(Math.min(400, 10 * attempt) * (0.5 + Number.parseInt(newNonce().slice(0, 4), 16) / 65_536));
    let shared: SharedTable;
    try {
      shared = await readShared(call);
    } catch (error) {
      if (error instanceof BizosError && error.exit === 4 && !(error instanceof ForeignTable))
        return { kind: 'unreachable', why: error.text.en };
      throw error;
    }
    const { table, value } = await change(shared);
    if (!table) return { kind: 'kept', value, shared };
    const nonce = newNonce();
    const id = await storeBlob(writeTable(table, nonce), call);
    const pushed = await swapRemoteRefs(call.remote, [...content, { ref, before: shared.id, after: id }], call).catch((error: unknown) => {
      if (error instanceof BizosError && error.exit === 4) return { state: 'unknown', why: error.text.en } as const;
      throw error;
    });
    if (pushed.state === 'won') return { kind: 'done', value, shared: { id, table } };
    if (pushed.state === 'refused') return { kind: 'refused', why: pushed.why };
    if (pushed.state === 'unknown') {
      const there = await afterUnknown(call, id, shared.id);
      if (there === 'done') return { kind: 'done', value, shared: { id, table } };
      if (there === 'unreachable') return { kind: 'unreachable', why: pushed.why };
    }
    const left = await notMovedYet(call, content);
    if (left === 'moved') return { kind: 'refused', why: 'moved' };
    content = left;
  }
  return { kind: 'unreachable', why: `the leases changed ${ATTEMPTS_MAX} times in a row` };
}

/** `again`: the remote is where it was, or others have moved it on and what was asked must be looked at anew. */
async function afterUnknown(call: SharedCall, mine: string, before: string): Promise<'done' | 'again' | 'unreachable'> {
  try {
    const now = await readShared(call);
    if (now.id === mine) return 'done';
    // Somebody has built on it, or it never arrived: the next round reads the table and finds its own lease there, or not.
    return now.id === before ? 'unreachable' : 'again';
  } catch {
    return 'unreachable';
  }
}

/** What of the content is still to be moved, after a push that was lost or whose answer was; `moved` when others moved it. */
async function notMovedYet(call: SharedCall, content: readonly RefMove[]): Promise<readonly RefMove[] | 'moved'> {
  const left: RefMove[] = [];
  for (const move of content) {
    const now = (await remoteRefs(call.remote, move.ref, call)).get(move.ref) ?? NONE;
    if (now !== move.before && now !== move.after) return 'moved';
    if (now === move.before) left.push(move);
  }
  return left;
}

/** What stands in the blob: the table, and a nonce, without which two that write the same table would both be told that they won. */
function writeTable(table: LeaseTable, nonce: string): string {
  return `${JSON.stringify({ schema: 'bizos.leases/1', nonce, epoch: table.epoch, leases: table.leases.map(bare) }, null, 1)}\n`;
}

/** Only what is for everybody: what a machine knows of its own clock stays there. */
function bare(lease: Lease): Lease {
  const { session, agent, entity, goal, base, token, nonce, beat, leaseMs, claims, holder, since, renewed } = lease;
  return { session, agent, entity, goal, base, token, nonce, beat, leaseMs, claims, holder, since, renewed };
}

/** The table refuses to be read: it isn't ours to change. */
class ForeignTable extends BizosError {}

function parseTable(bytes: Uint8Array, ref: string): LeaseTable {
  try {
    const read = JSON.parse(Buffer.from(bytes).toString('utf8')) as { schema?: unknown; epoch?: unknown; leases?: unknown };
    if (read.schema !== 'bizos.leases/1' || !Number.isSafeInteger(read.epoch) || !Array.isArray(read.leases)) throw new Error('schema');
    return { epoch: read.epoch as number, leases: read.leases.map(parseLease) };
  } catch {
    throw new ForeignTable(
      4,
      {
        en: `${ref} at the remote holds something that this version of BizOS can't read.`,
        de: `${ref} im Remote enthält etwas, das diese Version von BizOS nicht lesen kann.`,
      },
      {
        en: `Look at it with: git fetch origin ${ref} && git cat-file -p FETCH_HEAD`,
        de: `Sieh es an mit: git fetch origin ${ref} && git cat-file -p FETCH_HEAD`,
      },
    );
  }
}

function isClaim(read: unknown): boolean {
  const { pattern, rule, companies, parts, tree } = (read ?? {}) as Record<string, unknown>;
  const word = (value: unknown): boolean => typeof value === 'string' && value.length < 1000;
  const list = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.every(word));
  return word(pattern) && word(rule) && list(companies) && list(parts) && (tree === undefined || word(tree));
}

function parseLease(read: unknown): Lease {
  const lease = read as Lease;
  const words = [
    lease.session,
    lease.agent,
    lease.goal,
    lease.nonce,
    lease.since,
    lease.renewed,
    lease.holder?.host,
    lease.holder?.machine,
  ];
  const more = [lease.holder?.namespace, lease.holder?.boot, lease.holder?.clone, lease.holder?.worktree];
  const numbers = [lease.token, lease.beat, lease.leaseMs];
  if (![...words, ...more].every((word) => typeof word === 'string' && word.length < 4000)) throw new Error('lease');
  if (!numbers.every((n) => Number.isSafeInteger(n) && n >= 0)) throw new Error('lease');
  if (!Array.isArray(lease.claims) || lease.claims.length > CLAIMS_MAX || !lease.claims.every(isClaim)) throw new Error('lease');
  const { process } = lease.holder;
  if (process !== undefined && !(Number.isSafeInteger(process.pid) && process.pid > 1 && typeof process.born === 'string'))
    throw new Error('lease');
  return { ...lease, leaseMs: Math.min(lease.leaseMs, LEASE_MAX_MS) };
}
