import { closeSync, fstatSync, fsyncSync, lstatSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeSync } from 'node:fs';

/** What the tree needs of a file system; every write of a document goes through it, so that crashes can be modelled. */
export interface FsPort {
  read(path: string): Uint8Array;
  /** Permission bits of what stands there, whether it is a link, and whether it has other names; undefined where nothing does. */
  look(path: string): { readonly mode: number; readonly link: boolean; readonly names: number } | undefined;
  /** Where a path leads to, links followed. */
  real(path: string): string;
  /** Makes a new file and gives a handle; throws EEXIST where there is one. */
  create(path: string, mode: number): number;
  /** Writes part of the bytes, perhaps not all, and gives how many. */
  write(handle: number, bytes: Uint8Array): number;
  sync(handle: number): void;
  close(handle: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Makes the entries of a folder last. */
  syncFolder(path: string): void;
}

/** The file system of the machine. */
export const nodeFs: FsPort = {
  read: (path) => readFileSync(path),
  look: (path) => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat && { mode: stat.mode & 0o777, link: stat.isSymbolicLink(), names: stat.nlink };
  },
  real: (path) => realpathSync(path),
  create: (path, mode) => openSync(path, 'wx', mode),
  write: (handle, bytes) => writeSync(handle, bytes),
  sync: (handle) => fsyncSync(handle),
  close: (handle) => closeSync(handle),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => rmSync(path, { force: true }),
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
