import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import type { Session } from '../../core/session.ts';
import { storeBlob } from '../../git/refs.ts';
import { findRepository } from '../../git/repository.ts';
import { git, gitText } from '../../git/run.ts';

/** The trailer that names the session a commit was made in. */
export const TRAILER = 'BizOS-Session';

/** Files from the tree's root that a commit of a session brings, and the one that it takes away. */
export interface RecordPaths {
  readonly made?: string | readonly string[];
  readonly removed?: string;
  /** Files that are committed as these bytes, whatever stands in the worktree; `staged`: what the index holds of them afterwards. */
  readonly blobs?: readonly { readonly path: string; readonly bytes: Uint8Array; readonly staged: Uint8Array }[];
}

/**
 * Commits a session's records alone, beside whatever is staged or being edited: CI finds the session in the registry at every commit that
 * names it. Gives the commit; undefined where there is none to build on, no identity, or something in progress (merge, rebase): then the
 * records wait for the session's own first commit.
 */
export async function commitRecords(root: string, session: string, paths: RecordPaths, message: string): Promise<string | undefined> {
  try {
    return await commitAlone(root, session, paths, message);
  } catch (error) {
    if (error instanceof BizosError && error.exit === 4) return undefined;
    throw error;
  }
}

/**
 * Commits the record of a session that begins, unless history knows it: one that was killed before its first commit is put there by whoever
 * ends it, because CI accepts the end only of a session that it has seen begin. Gives the commit as `commitRecords` does.
 */
export async function commitBeginning(root: string, session: Session, path: string): Promise<string | undefined> {
  const call = { cwd: root };
  if ((await findRepository(root)) && (await git(['cat-file', '-e', `HEAD:./${path}`], call)).code === 0) return undefined;
  const where = session.entity === undefined ? '' : ` in ${session.entity}`;
  return commitRecords(root, session.id, { made: path }, `session: ${session.agent} begins${where}`);
}

async function commitAlone(
  root: string,
  session: string,
  { made = [], removed, blobs = [] }: RecordPaths,
  message: string,
): Promise<string | undefined> {
  const call = { cwd: root };
  const repository = await findRepository(root);
  if (!repository || repository.bare) return undefined;
  const head = await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], call);
  if (head.code !== 0) return undefined;
  const parent = head.stdout.toString('utf8').trim();
  const prefix = await gitText(['rev-parse', '--show-prefix'], call);
  for (const busy of ['MERGE_HEAD', 'rebase-merge', 'rebase-apply', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'BISECT_LOG'])
    if (existsSync(join(repository.gitDir, busy))) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'bizos-records-'));
  try {
    const env = { GIT_INDEX_FILE: join(folder, 'index') };
    const own = { ...call, env };
    await gitText(['read-tree', parent], own);
    const lines: string[] = [];
    for (const path of typeof made === 'string' ? [made] : made) {
      const id = await gitText(['hash-object', '-w', '--no-filters', '--', join(root, path)], call);
      lines.push(`100644 ${id}\t${prefix}${path}`);
    }
    const stagedLines = [...lines];
    for (const { path, bytes, staged } of blobs) {
      lines.push(`100644 ${await storeBlob(bytes, call)}\t${prefix}${path}`);
      stagedLines.push(`100644 ${await storeBlob(staged, call)}\t${prefix}${path}`);
    }
    if (removed) for (const list of [lines, stagedLines]) list.push(`0 ${'0'.repeat(40)}\t${prefix}${removed}`);
    const input = `${lines.join('\0')}\0`;
    await gitText(['update-index', '-z', '--index-info'], { ...own, input });
    const tree = await gitText(['write-tree'], own);
    if (tree === (await gitText(['rev-parse', `${parent}^{tree}`], call))) return undefined;
    // Plumbing doesn't sign by itself: where the agent's commits are signed, so are those of its records, or CI would refuse them.
    const signs = await git(['config', '--type=bool', '--get', 'commit.gpgSign'], { ...call, asUser: true });
    const sign = signs.stdout.toString('utf8').trim() === 'true' ? ['-S'] : [];
    const commit = await gitText(['commit-tree', ...sign, tree, '-p', parent], {
      ...call,
      asUser: true,
      input: `${message}\n\n${TRAILER}: ${session}\n`,
    });
    // Only if nobody committed meanwhile; then the records wait.
    const moved = await git(['-c', 'core.hooksPath=/dev/null', 'update-ref', '-m', `bizos: ${message}`, 'HEAD', commit, parent], call);
    if (moved.code !== 0) return undefined;
    await git(['update-index', '-z', '--index-info'], { ...call, input: `${stagedLines.join('\0')}\0` });
    return commit;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a session left in the tree, from its root. */
export interface ChangedFiles {
  /** Changed by its commits since its base. */
  readonly committed: readonly string[];
  /** Changed in its zone and not committed. */
  readonly uncommitted: readonly string[];
  /** Those of them that git knows nothing of yet. */
  readonly untracked: readonly string[];
}

/** Files that commits of a session changed since its base, and what of its zone is changed and not committed. */
export async function changedBy(
  root: string,
  session: string,
  base: string | undefined,
  inZone: (path: string) => boolean,
): Promise<ChangedFiles> {
  const call = { cwd: root };
  if (!(await findRepository(root))) return { committed: [], uncommitted: [], untracked: [] };
  const prefix = await gitText(['rev-parse', '--show-prefix'], call);
  const own = (path: string): string | undefined => (path.startsWith(prefix) ? path.slice(prefix.length) : undefined);
  const range = base === undefined ? ['HEAD'] : [`${base}..HEAD`];
  const log = await git(
    [
      'log',
      '-z',
      '--no-renames',
      '--name-only',
      `--format=%x01%(trailers:key=${TRAILER},valueonly,separator=%x2C)%x02`,
      ...range,
      '--',
      '.',
    ],
    call,
  );
  const committed = new Set<string>();
  if (log.code === 0) {
    for (const part of log.stdout.toString('utf8').split('\u0001').slice(1)) {
      const [said, names = ''] = part.split('\u0002');
      if (!said.split(',').some((id) => id.trim() === session)) continue;
      for (const name of names.split('\0')) {
        const path = own(name.replace(/^\n/, ''));
        if (path) committed.add(path);
      }
    }
  }
  const status = await git(['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--', '.'], call);
  const rows = status.stdout
    .toString('utf8')
    .split('\0')
    .flatMap((row) => {
      const path = row.length > 3 ? own(row.slice(3)) : undefined;
      return path !== undefined && inZone(path) ? [{ path, untracked: row.startsWith('??') }] : [];
    });
  return {
    committed: [...committed].filter((path) => !path.startsWith('_SESSIONS/')).sort(),
    uncommitted: rows.map(({ path }) => path),
    untracked: rows.filter((row) => row.untracked).map(({ path }) => path),
  };
}
