import { randomBytes } from 'node:crypto';
import { BizosError } from '../../core/problem.ts';
import { gitFolderOf } from '../../git/folder.ts';
import { fetchObjects, NONE, readBlob, remoteRefs, storeBlob, swapRemoteRefs } from '../../git/refs.ts';
import { remotesOf } from '../../git/repository.ts';
import { type GitCall, git } from '../../git/run.ts';
import { leaseRemote } from '../../guard/leases/shared.ts';

/** Why a clone with a remote counts alone: the remote takes no counter and has none, or of several remotes none is the one. */
export type Unshared = 'refused' | 'several';

/**
 * How a number was asked for at the remote. `alone`: there is none to share with, so this clone counts alone; `unshared` says why, where there
 * is a remote. `unreachable`: what the remote would give is not known; `refused`: it has given numbers, and gives this clone none.
 */
export type Claimed =
  | { readonly kind: 'claimed'; readonly number: number }
  | { readonly kind: 'alone'; readonly unshared?: Unshared }
  | { readonly kind: 'unreachable'; readonly why: string; readonly refused?: true };

/** How a remote answered that was asked for numbers: what it said that gave none, why this clone counted alone, that it is not to be had. */
export interface NumberAnswers {
  refused?: string;
  unshared?: Unshared;
  silent?: true;
}

/** Attempts before a race counts as lost: with thirty others beyond all chance. */
const ATTEMPTS_MAX = 100;

/** A remote that doesn't answer must not keep a person from writing a thought down: so long for its first word, and for each later one. */
const FIRST_MS = 4000;
const LATER_MS = 8000;

/** The ref that counts the ids of a prefix over all clones. */
function numbersRef(prefix: string): string {
  return `refs/bizos/ids/${prefix}`;
}

/** What the counter of a prefix holds. */
interface Counter {
  readonly highest: number;
  /** Provisional id → the number that it became. */
  readonly finals: Readonly<Record<string, number>>;
}

/** Whether there is a remote that numbers may be shared with. Asks nothing of it. */
export async function sharesNumbers(root: string): Promise<boolean> {
  return gitFolderOf(root) !== undefined && (await remotesOf({ cwd: root })).length > 0;
}

/** The remote that counts: `origin`, the only one, or else the one of the branch that is checked out. */
async function numbersRemote(call: GitCall): Promise<string | undefined> {
  const usual = await leaseRemote(call);
  if (usual !== undefined) return usual;
  const branch = await git(['symbolic-ref', '--quiet', '--short', 'HEAD'], call);
  if (branch.code !== 0) return undefined;
  const set = await git(['config', '--get', `branch.${branch.stdout.toString('utf8').trim()}.remote`], call);
  const name = set.stdout.toString('utf8').trim();
  return (await remotesOf(call)).includes(name) ? name : undefined;
}

/**
 * Takes the next number of a prefix at the remote by compare-and-swap, so that no two clones ever get the same; above every number that is
 * known here. Each state of the counter carries a nonce: without it two that write the same would both be told that they won. A
 * provisional id gets one number for ever: two clones may hold the same entry before either was in contact. Call it without the lock of
 * `withNumbers`: nobody else should wait for a remote that is slow.
 */
export async function claimNumber(root: string, prefix: string, above: number, provisional?: string): Promise<Claimed> {
  if (!gitFolderOf(root)) return { kind: 'alone' };
  const call: GitCall = { cwd: root, timeoutMs: LATER_MS };
  const remote = await numbersRemote(call);
  if (remote === undefined) return (await sharesNumbers(root)) ? { kind: 'alone', unshared: 'several' } : { kind: 'alone' };
  const ref = numbersRef(prefix);
  try {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const before = (await remoteRefs(remote, ref, attempt === 0 ? { ...call, timeoutMs: FIRST_MS } : call)).get(ref) ?? NONE;
      const { highest, finals } = before === NONE ? { highest: 0, finals: {} } : await counterAt(before, remote, ref, call);
      if (provisional !== undefined && Object.hasOwn(finals, provisional)) return { kind: 'claimed', number: finals[provisional] };
      const number = Math.max(highest, above) + 1;
      const nonce = randomBytes(12).toString('hex');
      const kept = provisional === undefined ? finals : { ...finals, [provisional]: number };
      const after = await storeBlob(`${JSON.stringify({ schema: 'bizos.ids/1', prefix, highest: number, finals: kept, nonce })}\n`, call);
      const swap = await swapRemoteRefs(remote, [{ ref, before, after }], call);
      if (swap.state === 'won') return { kind: 'claimed', number };
      // Where nobody was ever given a number there, this clone's own are as good; where some were, they would be given once more.
      if (swap.state === 'refused' && before === NONE) return { kind: 'alone', unshared: 'refused' };
      if (swap.state === 'refused') return { kind: 'unreachable', why: swap.why, refused: true };
      // The answer was lost: what stands there now says whether the number is ours.
      if (swap.state === 'unknown' && (await remoteRefs(remote, ref, call)).get(ref) === after) return { kind: 'claimed', number };
      if (swap.state === 'unknown') return { kind: 'unreachable', why: swap.why };
      await new Promise((resolve) => setTimeout(resolve, Math.min(300, 10 * attempt) * (0.5 + randomBytes(1)[0] / 256)));
    }
    return { kind: 'unreachable', why: `${ref} changed ${ATTEMPTS_MAX} times in a row` };
  } catch (error) {
    if (error instanceof BizosError && error.exit === 4) return { kind: 'unreachable', why: error.text.en };
    throw error;
  }
}

/** What became of provisional ids of a prefix in any clone: id → number. `unreachable`: the remote does not answer. */
export async function finalNumbers(
  root: string,
  prefix: string,
): Promise<{ readonly kind: 'known'; readonly finals: Counter['finals'] } | { readonly kind: 'unreachable'; readonly why: string }> {
  const call: GitCall = { cwd: root, timeoutMs: FIRST_MS };
  const remote = gitFolderOf(root) && (await numbersRemote(call));
  if (remote === undefined) return { kind: 'known', finals: {} };
  const ref = numbersRef(prefix);
  try {
    const at = (await remoteRefs(remote, ref, call)).get(ref) ?? NONE;
    return { kind: 'known', finals: at === NONE ? {} : (await counterAt(at, remote, ref, { ...call, timeoutMs: LATER_MS })).finals };
  } catch (error) {
    if (error instanceof BizosError && error.exit === 4) return { kind: 'unreachable', why: error.text.en };
    throw error;
  }
}

async function counterAt(id: string, remote: string, ref: string, call: GitCall): Promise<Counter> {
  let bytes = await readBlob(id, call);
  if (!bytes) {
    await fetchObjects(remote, [ref], call);
    bytes = await readBlob(id, call);
  }
  // It has moved on between the two calls; the swap will say so.
  if (!bytes) return { highest: 0, finals: {} };
  const counter = counterIn(bytes.toString('utf8'));
  if (counter) return counter;
  throw new BizosError(
    4,
    { en: `${ref} at the remote holds no number.`, de: `${ref} im Remote enthält keine Nummer.` },
    {
      en: `Look at it: git fetch ${remote} ${ref} && git cat-file -p FETCH_HEAD`,
      de: `Sieh es an: git fetch ${remote} ${ref} && git cat-file -p FETCH_HEAD`,
    },
  );
}

/** A state of the counter; undefined where the text is none. */
function counterIn(text: string): Counter | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { highest, finals } = (read ?? {}) as { highest?: unknown; finals?: unknown };
  if (!Number.isSafeInteger(highest)) return undefined;
  const known = Object.entries(typeof finals === 'object' && finals !== null ? finals : {}).filter(([, number]) =>
    Number.isSafeInteger(number),
  );
  return { highest: highest as number, finals: Object.fromEntries(known) as Record<string, number> };
}
