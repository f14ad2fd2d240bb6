import { type GitCall, git, gitBytes, gitText, refused } from './run.ts';

/** Object id that stands for "there is none" in a compare-and-swap. */
export const NONE = '0000000000000000000000000000000000000000';

/** Answer of a compare-and-swap: done, lost to somebody else, or not known because the connection broke in between. */
export type Swap = { readonly state: 'won' } | { readonly state: 'lost' } | { readonly state: 'unknown' | 'refused'; readonly why: string };

/** Stores bytes as a blob and gives its id. */
export async function storeBlob(bytes: Uint8Array | string, call: GitCall): Promise<string> {
  return gitText(['hash-object', '-w', '--stdin'], { ...call, input: bytes });
}

/** Bytes of a blob; undefined where there is no such object. */
export async function readBlob(id: string, call: GitCall): Promise<Buffer | undefined> {
  const answer = await git(['cat-file', 'blob', id], call);
  return answer.code === 0 ? answer.stdout : undefined;
}

/** What a local ref points to; undefined where there is none. */
export async function readRef(ref: string, call: GitCall): Promise<string | undefined> {
  const answer = await git(['rev-parse', '--verify', '--quiet', ref], call);
  return answer.code === 0 ? answer.stdout.toString('utf8').trim() : undefined;
}

/** Moves a local ref from one object to another (`NONE`: made, or taken away), in one step that only one of several can win. */
export async function swapRef(ref: string, before: string, after: string, call: GitCall): Promise<Swap> {
  const words = after === NONE ? ['update-ref', '-d', ref, before] : ['update-ref', ref, after, before];
  const answer = await git(words, call);
  if (answer.code === 0) return { state: 'won' };
  if (/cannot lock ref|reference already exists|but expected|unable to resolve reference/i.test(answer.stderr)) return { state: 'lost' };
  throw refused(words, answer);
}

/** Refs of a remote below a prefix, by name, as they are there now. Throws BizosError (exit 4) when it can't be reached. */
export async function remoteRefs(remote: string, prefix: string, call: GitCall): Promise<ReadonlyMap<string, string>> {
  const text = await gitText(['ls-remote', '--refs', remote, prefix.endsWith('*') ? prefix : `${prefix}*`], { ...call, asUser: true });
  const refs = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [id, name] = line.split('\t');
    if (name) refs.set(name, id);
  }
  return refs;
}

/** Brings a remote's objects behind these refs here, without touching any local ref. */
export async function fetchObjects(remote: string, refs: readonly string[], call: GitCall): Promise<void> {
  if (refs.length > 0)
    await gitBytes(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-gc', remote, ...refs], { ...call, asUser: true });
}

/** One ref of a push: moved from `before` to `after`; `NONE` for made and for taken away. */
export interface RefMove {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Moves refs of a remote all together or not at all, each only if it is still where it is expected (`--force-with-lease` with the id pinned; a
 * bare force loses races). Several that move the same ref to the same object would all be told that they won, so every object must
 * be one of its own (carry a nonce). `unknown`: the connection broke, the remote may have done it; look with `remoteRefs`.
 */
export async function swapRemoteRefs(remote: string, moves: readonly RefMove[], call: GitCall): Promise<Swap> {
  const leases = moves.map(({ ref, before }) => `--force-with-lease=${ref}:${before === NONE ? '' : before}`);
  const specs = moves.map(({ ref, after }) => `${after === NONE ? '' : after}:${ref}`);
  const words = ['push', '--porcelain', '--no-verify', ...(moves.length > 1 ? ['--atomic'] : []), ...leases, remote, ...specs];
  const answer = await git(words, { ...call, asUser: true });
  if (answer.code === 0) return { state: 'won' };
  const said = `${answer.stdout.toString('utf8')}\n${answer.stderr}`;
  if (
    /stale info|fetch first|non-fast-forward|cannot lock ref|reference already exists|failed to update ref|remote ref updated since/i.test(
      said,
    )
  )
    return { state: 'lost' };
  if (/\[remote rejected\]|pre-receive hook declined|deny|not allowed|protected|permission|prohibited/i.test(said))
    return { state: 'refused', why: wordsOf(said) };
  return { state: 'unknown', why: wordsOf(said) };
}

function wordsOf(said: string): string {
  return said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:To |Done$|hint:)/.test(line))
    .slice(0, 3)
    .join(' ')
    .slice(0, 300);
}
