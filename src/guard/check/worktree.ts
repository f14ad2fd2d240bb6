import { lstatSync, mkdtempSync, readFileSync, readlinkSync, realpathSync, rmSync, type Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitFolderOf } from '../../git/folder.ts';
import { type GitCall, git, gitBytes } from '../../git/run.ts';
import { EMPTY_TREE, RAW } from '../changes/diffs.ts';
import { type RawChange, readRawDiff } from '../changes/raw-diff.ts';
import { blobsNeeded, type CheckResult } from './judged.ts';
import { noRepository } from './refusals.ts';
import { judgeLocal, type LocalCheck } from './staged.ts';

const NOTHING = '0'.repeat(40);

/**
 * Checks what differs from the last commit on the disk, untracked files too. The clone's own index is not asked, since it can be told to
 * look away (`assume-unchanged`, a file-system monitor), nor is `.git/info/exclude`: only what `.gitignore` files name is left out.
 */
export async function checkWorktree(call: LocalCheck): Promise<CheckResult> {
  const place = gitFolderOf(realpathSync(call.root));
  if (!place) throw noRepository();
  const folder = mkdtempSync(join(tmpdir(), 'bizos-index-'));
  try {
    const at = { cwd: place.top, env: { GIT_INDEX_FILE: join(folder, 'index') } };
    const head = (await git(['rev-parse', '--verify', '--quiet', 'HEAD'], at)).code === 0 ? 'HEAD' : EMPTY_TREE;
    await gitBytes(['-c', 'core.sparseCheckout=false', 'read-tree', head], at);
    // It says which files differ by its exit code; the comparison below says it row by row.
    await git(['-c', 'core.fsmonitor=false', 'update-index', '-q', '--really-refresh'], at);
    const words = ['-c', 'core.fsmonitor=false', 'diff-index', ...RAW.slice(1), head];
    const tracked = readRawDiff(await gitBytes(words, at));
    const others = await gitBytes(['ls-files', '-z', '--others', '--exclude-per-directory=.gitignore'], at);
    const rows = [...(await notSparse(tracked, place.top)), ...untracked(others, place.top)];
    const prefix = place.inside === '' ? '' : `${place.inside}/`;
    const disk = new Map<string, Buffer>();
    const seen = rows.map((row) => onDisk(row, place.top, blobsNeeded(call.policy, [row], prefix).length > 0, disk));
    return await judgeLocal(call, seen, prefix, disk);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files that a sparse checkout leaves out are no deletions. */
async function notSparse(rows: readonly RawChange[], top: string): Promise<readonly RawChange[]> {
  const call: GitCall = { cwd: top };
  if (!rows.some(({ status }) => status === 'D')) return rows;
  if ((await git(['config', '--type=bool', '--get', 'core.sparseCheckout'], call)).stdout.toString('utf8').trim() !== 'true') return rows;
  const left = (await gitBytes(['ls-files', '-z', '-t'], call)).toString('utf8').split('\0');
  const skipped = new Set(left.filter((line) => line.startsWith('S ')).map((line) => line.slice(2)));
  return rows.filter(({ status, path }) => status !== 'D' || !skipped.has(path));
}

function untracked(out: Buffer, top: string): readonly RawChange[] {
  const rows: RawChange[] = [];
  for (let from = 0; from < out.length; ) {
    const end = out.indexOf(0, from);
    const bytes = out.subarray(from, end);
    const text = bytes.toString('utf8');
    // A folder here is a repository of its own.
    const path = text.replace(/\/$/, '');
    const unreadable = !Buffer.from(text).equals(bytes);
    const newMode = text !== path ? '160000' : modeOf(statOf(join(top, path)));
    rows.push({ path, unreadable, oldMode: '000000', newMode, oldId: NOTHING, newId: NOTHING, status: 'A' });
    from = end + 1;
  }
  return rows;
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function modeOf(stat: Stats | undefined): string {
  if (stat?.isSymbolicLink()) return '120000';
  return stat && (stat.mode & 0o100) !== 0 ? '100755' : '100644';
}

/** The row with how many names its file has and, where its parts count, with its bytes kept in `disk`. */
function onDisk(row: RawChange, top: string, parts: boolean, disk: Map<string, Buffer>): RawChange {
  const stat = row.status === 'D' || row.unreadable ? undefined : statOf(join(top, row.path));
  if (!stat) return row;
  const names = stat.isFile() ? stat.nlink : undefined;
  if (!parts || !/^0+$/.test(row.newId) || !(stat.isFile() || stat.isSymbolicLink())) return { ...row, names };
  const newId = `disk ${row.path}`;
  const path = join(top, row.path);
  disk.set(newId, stat.isSymbolicLink() ? Buffer.from(readlinkSync(path)) : readFileSync(path));
  return { ...row, names, newId };
}
