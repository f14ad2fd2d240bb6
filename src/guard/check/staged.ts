import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Actor, ZonePolicy } from '../../core/zone.ts';
import { gitFolderOf } from '../../git/folder.ts';
import { git, refused } from '../../git/run.ts';
import { readBlobs } from '../changes/blobs.ts';
import { EMPTY_TREE, mergeRows, RAW } from '../changes/diffs.ts';
import { type RawChange, readRawDiff } from '../changes/raw-diff.ts';
import { blobsNeeded, type CheckResult, judgeRows } from './judged.ts';
import { noRepository } from './refusals.ts';

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
 * merge that git itself would make, so that only what was resolved or added by hand is judged. Throws BizosError (exit 4) without git.
 */
export async function checkStaged(call: LocalCheck): Promise<CheckResult> {
  const place = gitFolderOf(realpathSync(call.root));
  if (!place) throw noRepository();
  const env = call.index === undefined ? undefined : { GIT_INDEX_FILE: call.index };
  const at = { cwd: call.root, env };
  const against = async (treeish: string): Promise<readonly RawChange[]> => {
    const words = ['diff-index', '--cached', ...RAW.slice(1), treeish];
    const answer = await git(words, at);
    if (answer.code === 0) return readRawDiff(answer.stdout);
    if (treeish === 'HEAD' && (await git(['rev-parse', '--verify', '--quiet', 'HEAD'], at)).code !== 0) return against(EMPTY_TREE);
    throw refused(words, answer);
  };
  const theirs = mergedIn(place.gitDir, call.merging);
  const rows = (theirs === undefined ? undefined : await mergeRows(call.root, ['HEAD', theirs], against)) ?? (await against('HEAD'));
  return judgeLocal(call, rows, place.inside === '' ? '' : `${place.inside}/`);
}

/** The one commit that a merge in progress brings in; undefined where there is none, or several. */
function mergedIn(gitDir: string, merging: string | undefined): string | undefined {
  const path = join(gitDir, 'MERGE_HEAD');
  const written = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  return written.length > 1 ? undefined : (written[0] ?? merging);
}

/** Judges rows that are not committed. `disk`: bytes of files that have no blob, by the id that the row gives them. */
export async function judgeLocal(
  call: LocalCheck,
  rows: readonly RawChange[],
  prefix: string,
  disk: ReadonlyMap<string, Buffer> = new Map(),
): Promise<CheckResult> {
  const needed = new Set(blobsNeeded(call.policy, rows, prefix).filter((id) => !disk.has(id)));
  const blobs = new Map([...(await readBlobs(call.root, needed)), ...disk]);
  const parts = needed.size + disk.size > 0 ? (await import('../facets/facets-of.ts')).facetsOf : undefined;
  const verdicts = judgeRows(call.policy, call.actor, rows, prefix, blobs, parts);
  const who = call.actor.kind === 'agent' ? { agent: call.actor.agent, session: call.actor.session } : {};
  return {
    refused: verdicts.filter(({ allowed }) => !allowed).map((verdict) => ({ verdict, ...who })),
    faults: [],
    commits: 0,
    changes: rows.length,
    identity: 'given',
    prefix,
    problems: [],
  };
}
