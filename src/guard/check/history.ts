import { gitBytes } from '../../git/run.ts';
import { diffOf, mergeCommitRows, RAW } from '../changes/diffs.ts';
import { type RawChange, RawReader } from '../changes/raw-diff.ts';
import { FAULTS } from './faults.ts';
import type { RangeFault } from './judged.ts';

/** A commit as the check needs it. */
export interface CheckedCommit {
  readonly id: string;
  readonly parents: readonly string[];
  /** Sessions that its trailers name; more than one is a fault. */
  readonly sessions: readonly string[];
  /** Agent whose listed key made its signature; undefined: none did. */
  readonly signer?: string;
  /** git's word on the signature: G good, N none, B bad, U good but not listed, E can't be checked … */
  readonly signature?: string;
  readonly subject: string;
}

/** A range of commits, oldest first. */
export interface History {
  readonly commits: readonly CheckedCommit[];
  /** What each commit changed against its parent; a merge, against the one that git itself would make. */
  readonly rows: ReadonlyMap<string, readonly RawChange[]>;
  /** Every path in these rows, once. */
  readonly paths: ReadonlySet<string>;
  /** How many rows there are. */
  readonly changes: number;
  /** What is wrong with the shape of the history. */
  readonly faults: readonly RangeFault[];
}

/** Settings of a clone that would change how a message's trailers are read; a check reads them alike everywhere. */
const SETTINGS = ['trailer.separators=:', 'core.commentChar=#', 'i18n.logOutputEncoding=UTF-8'].flatMap((setting) => ['-c', setting]);

/** No field of a commit can hold a NUL, so nothing in a message can pass for another commit or for a row. */
const FORMAT = '%H%x00%P%x00%(trailers:key=BizOS-Session,valueonly,separator=%x2C)%x00%s%x00';

/**
 * Reads a range of commits, with their trailers and changes, in one pass of git over it. It is the comparison that scripts use: settings
 * of the clone for `git log` don't reach it.
 */
export async function readHistory(root: string, range: string): Promise<History> {
  const commits: CheckedCommit[] = [];
  const rows = new Map<string, readonly RawChange[]>();
  const call = { cwd: root };
  const ids = await gitBytes(['rev-list', '--topo-order', '--reverse', range, '--'], call);
  if (ids.length === 0) return { commits, rows, paths: new Set(), changes: 0, faults: [] };
  const words = [...SETTINGS, 'diff-tree', '--stdin', '--always', ...RAW, '--root', `--format=${FORMAT}`];
  const out = new RawReader(await gitBytes(words, { ...call, input: ids }));
  let changes = 0;
  while (!out.done) {
    const [id, parents, named, subject] = [out.field(), out.field(), out.field(), out.field()];
    // Git ends the words that it was asked for with a NUL of its own.
    out.field();
    const sessions = named.split(',').map((name) => name.trim());
    commits.push({ id, parents: parents.split(' ').filter(Boolean), sessions: [...new Set(sessions.filter(Boolean))], subject });
    const changed = out.rows();
    rows.set(id, changed);
    changes += changed.length;
  }
  const paths = new Set(out.paths());
  const faults = commits.filter(({ parents }) => parents.length === 0).map(({ id }): RangeFault => FAULTS.secondRoot(id));
  for (const { id, parents } of commits.filter((commit) => commit.parents.length > 1)) {
    const merged = parents.length === 2 ? await mergeCommitRows(root, id, parents) : undefined;
    if (!merged) faults.push(parents.length > 2 ? FAULTS.octopus(id) : FAULTS.unrelated(id));
    const chosen = merged ?? (await diffOf(root, parents[0], id));
    rows.set(id, chosen);
    changes += chosen.length;
    for (const { path } of chosen) paths.add(path);
  }
  return { commits, rows, paths, changes, faults };
}
