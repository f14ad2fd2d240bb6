import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';

/** What stands under a name, links not followed. */
export interface FsEntry {
  /** Permission bits. */
  readonly mode: number;
  readonly link: boolean;
  /** How many names the file has. */
  readonly names: number;
  readonly folder?: boolean;
}

/**
 * What the tree needs of a file system; every write of a document goes through it, so that crashes can be modelled. All members
 * throw the errors of node:fs.
 */
export interface FsPort {
  read(path: string): Uint8Array;
  /** Whether these bytes stand there, and no others. */
  holds(path: string, bytes: Uint8Array): boolean;
  /** What stands there; undefined where nothing does. */
  look(path: string): FsEntry | undefined;
  /** Where a path leads to, links followed. */
  real(path: string): string;
  /** Makes a new file and gives a handle; throws EEXIST where there is one. Without a mode the process's own default holds. */
  create(path: string, mode?: number): number;
  /** Writes part of the bytes, perhaps not all, and gives how many. */
  write(handle: number, bytes: Uint8Array): number;
  sync(handle: number): void;
  close(handle: number): void;
  rename(from: string, to: string): void;
  /** Gives a file a second name; throws EEXIST where there is one. */
  link(from: string, to: string): void;
  remove(path: string): void;
  makeFolder(path: string): void;
  /** Makes the entries of a folder last. */
  syncFolder(path: string): void;
}

/** The code of an error of node:fs, `ENOENT`; `unknown` of any other. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

/** The file system of the machine. */
export const nodeFs: FsPort = {
  read: (path) => readFileSync(path),
  holds: standsThere,
  look: (path) => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat && { mode: stat.mode & 0o777, link: stat.isSymbolicLink(), names: stat.nlink, folder: stat.isDirectory() };
  },
  real: (path) => realpathSync(path),
  create: (path, mode) => {
    const handle = openSync(path, 'wx', mode ?? 0o666);
    // The process's umask has taken bits away that the document had.
    if (mode !== undefined && process.platform !== 'win32') fchmodSync(handle, mode);
    return handle;
  },
  write: (handle, bytes) => writeSync(handle, bytes),
  sync: (handle) => fsyncSync(handle),
  close: (handle) => closeSync(handle),
  rename: (from, to) => (process.platform === 'win32' ? patiently(() => renameSync(from, to)) : renameSync(from, to)),
  link: (from, to) => linkSync(from, to),
  remove: (path) => rmSync(path, { force: true }),
  makeFolder: (path) => mkdirSync(path),
  syncFolder: (path) => {
    // Windows has no such thing: a rename is journalled there.
    if (process.platform === 'win32') return;
    const handle = openSync(path, 'r');
    try {
      if (fstatSync(handle).isDirectory()) fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  },
};

/** So much of a file is compared at a time. */
const PART = 1 << 18;

/** Reads into the same memory again and again: to get 4 MB of new memory takes longer than to compare them. */
function standsThere(path: string, bytes: Uint8Array): boolean {
  const handle = openSync(path, 'r');
  try {
    const part = Buffer.allocUnsafe(Math.min(PART, bytes.length + 1));
    for (let at = 0; ; ) {
      const n = readSync(handle, part, 0, part.length, at);
      if (n === 0) return at === bytes.length;
      if (at + n > bytes.length || part.compare(bytes, at, at + n, 0, n) !== 0) return false;
      at += n;
    }
  } finally {
    closeSync(handle);
  }
}

/** Windows refuses a rename while a virus scanner or an indexer holds the file open: tried again for about a second. */
function patiently(run: () => void): void {
  for (let attempt = 1; ; attempt++) {
    try {
      run();
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (attempt === 12 || !['EPERM', 'EACCES', 'EBUSY'].includes(code)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, attempt * 15);
    }
  }
}
