import type { Session } from '../../core/session.ts';
import { gitBytes } from '../../git/run.ts';
import type { RawChange } from '../changes/raw-diff.ts';
import { ARCHIVE, activePath, REGISTRY, readSession, SESSION_ID } from '../sessions/record.ts';
import type { CheckedCommit, History } from './history.ts';

/** What the registry says of a session at a commit. */
export type Found = { readonly kind: 'active'; readonly session: Session } | { readonly kind: 'unknown' | 'over' | 'changed' | 'fenced' };

/** What the registry is read from. */
export interface RegistryCall {
  readonly root: string;
  /** Where the tree stands in the repository, with `/` behind it, or nothing. */
  readonly prefix: string;
  /** The trusted beginning of the range. */
  readonly base: string;
  readonly history: History;
  /** What the end of the range has otherwise than its beginning. */
  readonly whole: readonly RawChange[];
}

interface Blob {
  readonly id: string;
  readonly bytes: Buffer;
}

/** A heading that a take-over leaves in the archived record. */
const TAKEN_OVER = /^## (?:Taken over|Übernommen)\s*$/m;

/**
 * The registry of sessions as it stood at each commit of a range and at its parents, read by two git processes. A session is active at a
 * commit when its record stands in `_SESSIONS/active/` there, or stood there at the parent (the commit that archives it is its last), and
 * no parent has it archived. One that the base knows as taken over is fenced: what its old holder brings in later is refused.
 */
export class SessionRegistry {
  private readonly parsed = new Map<string, Session | undefined>();

  private constructor(
    private readonly prefix: string,
    private readonly blobs: ReadonlyMap<string, Blob | undefined>,
    private readonly archives: ReadonlyMap<string, readonly string[]>,
    private readonly base: string,
    private readonly alike: ReadonlyMap<string, string>,
  ) {}

  /** Reads the records that the commits' trailers name. */
  static async read({ root, prefix, base, history, whole }: RegistryCall): Promise<SessionRegistry> {
    const { commits, paths } = history;
    const named = new Set(commits.flatMap(({ sessions }) => sessions).filter((id) => SESSION_ID.test(id)));
    const blobs = new Map<string, Blob | undefined>();
    if (named.size === 0) return new SessionRegistry(prefix, blobs, new Map(), base, new Map());
    const archives = await archivesOf(root, prefix, base, [...paths, ...whole.map(({ path }) => path)], named);
    const alike = sameRegistry(history, `${prefix}${REGISTRY}`);
    const wanted = new Set<string>();
    for (const { id: commit, parents, sessions } of commits) {
      const [here, ...before] = [commit, ...parents].map((id) => alike.get(id) ?? id);
      for (const id of sessions.filter((name) => named.has(name))) {
        for (const at of [here, ...before]) wanted.add(`${at}:${prefix}${activePath(id)}`);
        for (const at of [base, ...before]) for (const path of archives.get(id) ?? []) wanted.add(`${at}:${path}`);
      }
    }
    const out = await gitBytes(['cat-file', '--batch'], { cwd: root, input: `${[...wanted].join('\n')}\n` });
    let at = 0;
    for (const spec of wanted) {
      const end = out.indexOf(0x0a, at);
      // The answer for what is missing repeats the question, which may hold spaces.
      const m = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(out.toString('utf8', at, end));
      blobs.set(spec, m?.[2] === 'blob' ? { id: m[1], bytes: out.subarray(end + 1, end + 1 + Number(m[3])) } : undefined);
      at = m ? end + 2 + Number(m[3]) : end + 1;
    }
    return new SessionRegistry(prefix, blobs, archives, base, alike);
  }

  /** The session that a commit names, as the registry had it there. */
  at(commit: CheckedCommit, id: string): Found {
    const [here, ...parents] = [commit.id, ...commit.parents].map((one) => this.alike.get(one) ?? one);
    const archives = this.archives.get(id) ?? [];
    const archivedAt = (where: string): Blob | undefined =>
      archives.map((path) => this.blobs.get(`${where}:${path}`)).find((blob) => blob !== undefined);
    if (TAKEN_OVER.test(archivedAt(this.base)?.bytes.toString('utf8') ?? '')) return { kind: 'fenced' };
    if (parents.some(archivedAt)) return { kind: 'over' };
    const now = this.recordAt(here, id);
    const before = parents.map((parent) => this.recordAt(parent, id)).find((session) => session !== undefined);
    if (now && before && (now.agent !== before.agent || now.entity !== before.entity || now.token !== before.token))
      return { kind: 'changed' };
    const session = before ?? now;
    if (session) return { kind: 'active', session };
    return { kind: archives.length > 0 ? 'over' : 'unknown' };
  }

  private recordAt(commit: string, id: string): Session | undefined {
    const blob = this.blobs.get(`${commit}:${this.prefix}${activePath(id)}`);
    if (!blob) return undefined;
    // The same record at a thousand commits is read once.
    const key = `${blob.id} ${id}`;
    if (!this.parsed.has(key)) this.parsed.set(key, readSession(activePath(id), blob.bytes));
    return this.parsed.get(key);
  }
}

/**
 * For each commit of a range one that has the same registry: a commit that touches nothing of it has its parent's. A session of a thousand
 * commits is then looked up where it changed, not a thousand times.
 */
function sameRegistry({ commits, rows, paths }: History, registry: string): ReadonlyMap<string, string> {
  const alike = new Map<string, string>();
  const within = new Set([...paths].filter((path) => path.startsWith(registry)));
  // Oldest first, so a parent's is known. The rows of a merge are not against a parent.
  for (const { id, parents } of commits) {
    const touched = parents.length > 1 || (within.size > 0 && (rows.get(id) ?? []).some(({ path }) => within.has(path)));
    if (parents.length > 0 && !touched) alike.set(id, alike.get(parents[0]) ?? parents[0]);
  }
  return alike;
}

/** Where the archive has, or in the range ever had, records of these sessions; from the top of the repository. */
async function archivesOf(
  root: string,
  prefix: string,
  base: string,
  changed: readonly string[],
  named: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const folder = `${prefix}${ARCHIVE}/`;
  const paths = new Set(changed.filter((path) => path.startsWith(folder)));
  const out = await gitBytes(['ls-tree', '-r', '-z', '--name-only', '--full-tree', base, '--', folder], { cwd: root });
  for (const path of out.toString('utf8').split('\0')) paths.add(path);
  const found = new Map<string, string[]>();
  for (const path of paths) {
    const id = path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/, '');
    // A name with a line end would be two questions.
    if (path.endsWith('.md') && named.has(id) && !path.includes('\n')) found.set(id, [...(found.get(id) ?? []), path]);
  }
  return found;
}
