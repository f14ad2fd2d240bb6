import type { Session } from '../../core/session.ts';
import { gitBytes } from '../../git/run.ts';
import { activePath, readSession, SESSION_ID } from '../sessions/record.ts';
import type { CheckedCommit } from './commits.ts';

/** What the registry says of a session at a commit. */
export type Found = { readonly kind: 'active'; readonly session: Session } | { readonly kind: 'unknown' | 'over' | 'changed' };

/**
 * The registry of sessions as it stood at each commit of a range and at its parents, read by one git process. A session is active at a
 * commit when its record stands in `_SESSIONS/active/` there, or stood there at the parent (the commit that archives it is its last).
 */
export class SessionRegistry {
  private constructor(
    private readonly records: ReadonlyMap<string, Session | undefined>,
    private readonly archived: ReadonlySet<string>,
  ) {}

  /** Reads the records that the commits' trailers name. */
  static async read(root: string, prefix: string, commits: readonly CheckedCommit[]): Promise<SessionRegistry> {
    const wanted: { key: string; id: string; spec: string; archive: boolean }[] = [];
    for (const { id: commit, parents, sessions } of commits) {
      for (const id of sessions.filter((name) => SESSION_ID.test(name))) {
        for (const at of [commit, ...parents.slice(0, 1)])
          wanted.push({ key: `${at} ${id}`, id, spec: `${at}:${prefix}${activePath(id)}`, archive: false });
      }
    }
    const records = new Map<string, Session | undefined>();
    const unique = [...new Map(wanted.map((one) => [one.key, one])).values()];
    if (unique.length === 0) return new SessionRegistry(records, new Set());
    const out = await gitBytes(['cat-file', '--batch'], { cwd: root, input: `${unique.map(({ spec }) => spec).join('\n')}\n` });
    let at = 0;
    for (const { key, id } of unique) {
      const end = out.indexOf(0x0a, at);
      const [, kind, size] = out.toString('utf8', at, end).split(' ');
      const there = kind === 'blob' && /^\d+$/.test(size ?? '');
      records.set(key, there ? readSession(activePath(id), out.subarray(end + 1, end + 1 + Number(size))) : undefined);
      at = there ? end + 2 + Number(size) : end + 1;
    }
    return new SessionRegistry(records, await archivedAt(root, prefix, commits));
  }

  /** The session that a commit names, as the registry had it there. */
  at(commit: CheckedCommit, id: string): Found {
    const here = this.records.get(`${commit.id} ${id}`);
    const before = commit.parents[0] === undefined ? undefined : this.records.get(`${commit.parents[0]} ${id}`);
    if (here && before && (here.agent !== before.agent || here.entity !== before.entity || here.token !== before.token))
      return { kind: 'changed' };
    const session = before ?? here;
    if (session) return { kind: 'active', session };
    return { kind: this.archived.has(id) ? 'over' : 'unknown' };
  }
}

/** Ids that stand in the archive at the end of the range: told apart from those that never were. */
async function archivedAt(root: string, prefix: string, commits: readonly CheckedCommit[]): Promise<ReadonlySet<string>> {
  const head = commits[commits.length - 1]?.id;
  if (head === undefined) return new Set();
  const out = await gitBytes(['ls-tree', '-r', '-z', '--name-only', head, '--', `${prefix}_SESSIONS/archive/`], { cwd: root });
  return new Set(
    out
      .toString('utf8')
      .split('\0')
      .filter((path) => path.endsWith('.md'))
      .map((path) => path.slice(path.lastIndexOf('/') + 1, -3)),
  );
}
