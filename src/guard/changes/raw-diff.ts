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

const NUL = '\0';
const ASCII = /^[\x01-\x7f]*$/;

/** Modes before and after in nearly every row: named once, not cut out of the text a thousand times. */
const FILE = '100644';
const FILE_TO_FILE = `:${FILE} ${FILE} `;

/** A name in git's output, and whether its bytes are UTF-8. */
type Name = Pick<RawChange, 'path' | 'unreadable'>;

/**
 * Reads git's rows of `--raw -z --no-abbrev`, with whatever stands between them. A long range names the same files over and over: each
 * name is made once, so that comparing two of them is comparing two addresses.
 */
export class RawReader {
  /** One byte a character: cut up far faster than the bytes themselves, and offsets stay the same. */
  private readonly text: string;
  private readonly names = new Map<string, Name>();
  private at = 0;

  constructor(private readonly out: Buffer) {
    this.text = out.toString('latin1');
  }

  /** Whether there is nothing more. */
  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** The next field, which ends with a NUL. */
  field(): string {
    const from = this.at;
    this.at = this.endOf(from) + 1;
    return this.utf8(from, this.at - 1);
  }

  /** The rows that stand here, perhaps none. */
  rows(): RawChange[] {
    const rows: RawChange[] = [];
    // Behind the words of a commit the first row begins on a new line.
    if (this.text[this.at] === '\n') this.at++;
    while (this.text[this.at] === ':') rows.push(this.row());
    return rows;
  }

  /** Every path that the rows so far name, once. */
  paths(): readonly string[] {
    return [...this.names.values()].map(({ path }) => path);
  }

  private row(): RawChange {
    const { text, at } = this;
    const end = this.endOf(at);
    const usual = text.startsWith(FILE_TO_FILE, at);
    // `:OLDMODE NEWMODE OLDID NEWID STATUS`, the ids as long as each other.
    const oldId = at + FILE_TO_FILE.length;
    const idLength = text.indexOf(' ', oldId) - oldId;
    const newId = oldId + idLength + 1;
    const pathEnd = this.endOf(end + 1);
    const { path, unreadable } = this.name(end + 1, pathEnd);
    this.at = pathEnd + 1;
    return {
      path,
      unreadable,
      oldMode: usual ? FILE : text.slice(at + 1, at + 7),
      newMode: usual ? FILE : text.slice(at + 8, at + 14),
      oldId: text.slice(oldId, oldId + idLength),
      newId: text.slice(newId, newId + idLength),
      status: text[newId + idLength + 1],
    };
  }

  private name(from: number, end: number): Name {
    const plain = this.text.slice(from, end);
    let name = this.names.get(plain);
    if (!name) {
      const path = this.utf8(from, end);
      name = { path, unreadable: path.includes('\ufffd') && !Buffer.from(path).equals(this.out.subarray(from, end)) };
      this.names.set(plain, name);
    }
    return name;
  }

  private utf8(from: number, end: number): string {
    const plain = this.text.slice(from, end);
    return ASCII.test(plain) ? plain : this.out.toString('utf8', from, end);
  }

  private endOf(from: number): number {
    const end = this.text.indexOf(NUL, from);
    return end < 0 ? this.text.length : end;
  }
}

/** Reads the output of one `git diff-tree` or `diff-index` of two trees. Paths are bytes: such as are no UTF-8 are marked. */
export function readRawDiff(out: Buffer): readonly RawChange[] {
  return new RawReader(out).rows();
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
const OUTSIDE = '(outside the tree)';
