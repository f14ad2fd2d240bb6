import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Actor, ZonePolicy } from '../../core/zone.ts';
import { git, gitBytes, gitText } from '../../git/run.ts';
import { readBlobs } from '../changes/blobs.ts';
import { type RawChange, readRawDiff } from '../changes/raw-diff.ts';
import { blobsNeeded, type CheckResult, judgeRows } from './judged.ts';

/** Id of the tree without any file: what the first commit is compared with. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** How what is not committed yet is checked. */
export interface LocalCheck {
  readonly root: string;
  readonly policy: ZonePolicy;
  readonly actor: Actor;
  /** The index that git gave to its hook (`GIT_INDEX_FILE`). */
  readonly index?: string;
  /** Commit that is being merged in, where git says so before it writes it down. */
  readonly merging?: string;
}

/**
 * Checks what is staged, as blobs of the index: filters and the files on the disk don't count. A merge in progress is compared with the
 * merge that git itself would make, so that only what was resolved or added by hand is judged.
 */
export async function checkStaged(call: LocalCheck): Promise<CheckResult> {
  const env = call.index === undefined ? undefined : { GIT_INDEX_FILE: call.index };
  const at = { cwd: call.root, env };
  const prefix = await gitText(['rev-parse', '--show-prefix'], at);
  const against = await comparedWith(call.root, env, call.merging);
  const out = await gitBytes(['diff-index', '--cached', '-z', '--raw', '--no-renames', against], at);
  return judged(call, readRawDiff(out).get('') ?? [], prefix);
}

/** Checks what differs from the last commit on the disk, untracked files too. */
export async function checkWorktree(call: LocalCheck): Promise<CheckResult> {
  const at = { cwd: call.root };
  const prefix = await gitText(['rev-parse', '--show-prefix'], at);
  const head = (await git(['rev-parse', '--verify', '--quiet', 'HEAD'], at)).code === 0 ? 'HEAD' : EMPTY_TREE;
  const tracked =
    readRawDiff(await gitBytes(['diff-index', '-z', '--raw', '--no-renames', '--ignore-submodules=none', head], at)).get('') ?? [];
  const others = (await gitBytes(['ls-files', '-z', '--others', '--exclude-standard', '--full-name'], at))
    .toString('utf8')
    .split('\0')
    .filter(Boolean);
  // The new side of a file that isn't staged has no blob: its bytes are stored, which changes nothing that git shows.
  const rows: RawChange[] = [...tracked];
  for (const path of others)
    rows.push({
      path,
      unreadable: path.includes('\ufffd'),
      oldMode: '000000',
      newMode: '100644',
      oldId: '0'.repeat(40),
      newId: '0'.repeat(40),
      status: 'A',
    });
  const hashed = await withBlobs(call, rows, prefix);
  return judged(call, hashed, prefix);
}

async function withBlobs({ root, policy }: LocalCheck, rows: readonly RawChange[], prefix: string): Promise<readonly RawChange[]> {
  const top = await gitText(['rev-parse', '--show-toplevel'], { cwd: root });
  const result: RawChange[] = [];
  for (const row of rows) {
    const file = join(top, row.path);
    const wanted = blobsNeeded(policy, [row], prefix).length > 0 && /^0+$/.test(row.newId) && row.status !== 'D' && existsSync(file);
    result.push(
      wanted ? { ...row, newId: await gitText(['hash-object', '-w', '--stdin'], { cwd: root, input: readFileSync(file) }) } : row,
    );
  }
  return result;
}

async function judged(call: LocalCheck, rows: readonly RawChange[], prefix: string): Promise<CheckResult> {
  const needed = new Set(blobsNeeded(call.policy, rows, prefix));
  const blobs = await readBlobs(call.root, needed);
  const parts = needed.size > 0 ? (await import('../facets/facets-of.ts')).facetsOf : undefined;
  const verdicts = judgeRows(call.policy, call.actor, rows, prefix, blobs, parts);
  const who = call.actor.kind === 'agent' ? { agent: call.actor.agent, session: call.actor.session } : {};
  return {
    refused: verdicts.filter(({ allowed }) => !allowed).map((verdict) => ({ verdict, ...who })),
    faults: [],
    commits: 0,
    changes: rows.length,
    identity: 'given',
    problems: [],
  };
}

/** HEAD; in a merge, the tree that git's own merge makes (conflicts stand in it with their marks, so every resolution differs). */
async function comparedWith(root: string, env: Readonly<Record<string, string>> | undefined, merging: string | undefined): Promise<string> {
  const call = { cwd: root };
  const head = await git(['rev-parse', '--verify', '--quiet', 'HEAD'], call);
  if (head.code !== 0) return EMPTY_TREE;
  const gitDir = await gitText(['rev-parse', '--absolute-git-dir'], { ...call, env });
  const written = existsSync(join(gitDir, 'MERGE_HEAD')) ? readFileSync(join(gitDir, 'MERGE_HEAD'), 'utf8').trim().split('\n') : [];
  const heads = written.length > 0 || merging === undefined ? written : [merging];
  if (heads.length !== 1) return 'HEAD';
  const merged = await git(['merge-tree', '--write-tree', 'HEAD', heads[0]], call);
  return merged.code <= 1 ? merged.stdout.toString('utf8').split('\n', 1)[0] : 'HEAD';
}
