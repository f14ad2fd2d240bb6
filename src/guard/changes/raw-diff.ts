import type { Change } from '../../core/zone.ts';

/** One row of `git diff --raw -z`: what happened to a path, and the blobs before and after. */
export interface RawChange {
  /** From the top of the repository. */
  readonly path: string;
  /** The path's bytes are no UTF-8. */
  readonly unreadable: boolean;
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldId: string;
  readonly newId: string;
  readonly status: string;
  /** Names that a file on the disk has (hard links); undefined: not looked at. */
  readonly names?: number;
}

const NUL = 0;
const COLON = 0x3a;
const ASCII = /^[\x01-\x7f]*$/;

/**
 * Reads the output of `git diff-tree --stdin -r -z --raw --no-renames`, or of one diff. Rows that belong to a commit come under its id;
 * those of a single diff under an empty one. Paths are bytes: such as are no UTF-8 are marked.
 */
export function readRawDiff(out: Buffer): Map<string, RawChange[]> {
  const commits = new Map<string, RawChange[]>();
  // One byte a character: cut up far faster than the bytes themselves, and offsets stay the same.
  const text = out.toString('latin1');
  let rows: RawChange[] = [];
  let commit = '';
  for (let at = 0; at < out.length; ) {
    const end = endOf(out, at);
    if (out[at] !== COLON) {
      // A commit's id stands alone, with the line end of its terminator or the NUL.
      const id = text.slice(at, end).trim();
      at = end + 1;
      if (id === '') continue;
      commit = id;
      rows = commits.get(commit) ?? [];
      commits.set(commit, rows);
      continue;
    }
    const [oldMode, newMode, oldId, newId, status] = text.slice(at + 1, end).split(' ');
    const pathEnd = endOf(out, end + 1);
    const plain = text.slice(end + 1, pathEnd);
    const path = ASCII.test(plain) ? plain : out.toString('utf8', end + 1, pathEnd);
    if (!commits.has(commit)) commits.set(commit, rows);
    rows.push({
      path,
      unreadable: path.includes('\ufffd') && !Buffer.from(path).equals(out.subarray(end + 1, pathEnd)),
      oldMode,
      newMode,
      oldId,
      newId,
      status: status?.[0] ?? 'X',
    });
    at = pathEnd + 1;
  }
  return commits;
}

function endOf(out: Buffer, from: number): number {
  const end = out.indexOf(NUL, from);
  return end < 0 ? out.length : end;
}

/** A row as a change of the tree that stands at `prefix` in the repository (`''`, or with `/` behind it); outside it: of another tree. */
export function changeOf(raw: RawChange, prefix: string): Change {
  const inside = raw.path.startsWith(prefix);
  const same = raw.oldId === raw.newId && raw.status === 'M';
  const what = raw.status === 'A' ? 'create' : raw.status === 'D' ? 'delete' : raw.status === 'T' ? 'type' : same ? 'mode' : 'modify';
  return {
    path: inside ? raw.path.slice(prefix.length) : raw.path,
    ...(inside ? {} : { tree: OUTSIDE }),
    what,
    oldMode: raw.oldMode === '000000' ? undefined : raw.oldMode,
    newMode: raw.newMode === '000000' ? undefined : raw.newMode,
    ...(raw.names === undefined ? {} : { names: raw.names }),
    ...(raw.unreadable ? { unreadable: true } : {}),
  };
}

/** Name of what lies in the repository outside the tree: no zone reaches there. */
export const OUTSIDE = '(outside the tree)';
