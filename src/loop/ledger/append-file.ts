import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  writeSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { BizosError } from '../../core/problem.ts';

/** Bytes of a file without following a link; empty where there is none. Throws BizosError (exit 3) for a link or anything but a file. */
export function readPlain(path: string): Buffer {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw notPlain(path, error);
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw notPlain(path);
    const bytes = Buffer.allocUnsafe(stat.size);
    let at = 0;
    while (at < bytes.length) {
      const n = readSync(fd, bytes, at, bytes.length - at, at);
      if (n === 0) break;
      at += n;
    }
    return bytes.subarray(0, at);
  } finally {
    closeSync(fd);
  }
}

/**
 * Adds bytes behind the first `length` bytes of a file and makes them last (fsync of the file, and of its folder where it is new). What stands
 * behind `length` (a torn line) is cut off first. Where it fails the file is cut back, so nothing half written stays; throws BizosError (exit 4).
 */
export function appendPlain(root: string, path: string, length: number, bytes: Uint8Array): void {
  const folder = dirname(path);
  try {
    makeFolder(root, folder);
    const fresh = lstatSync(path, { throwIfNoEntry: false }) === undefined;
    const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o644);
    try {
      if (!fstatSync(fd).isFile()) throw notPlain(path);
      write(fd, length, bytes);
    } finally {
      closeSync(fd);
    }
    if (fresh) syncFolder(folder);
  } catch (error) {
    throw error instanceof BizosError ? error : failed(path, error);
  }
}

function write(fd: number, length: number, bytes: Uint8Array): void {
  try {
    if (fstatSync(fd).size > length) ftruncateSync(fd, length);
    for (let at = 0; at < bytes.length; ) {
      const n = writeSync(fd, bytes, at, bytes.length - at, length + at);
      if (n <= 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
      at += n;
    }
    fsyncSync(fd);
  } catch (error) {
    // What was never acknowledged must not be taken for true later.
    try {
      ftruncateSync(fd, length);
      fsyncSync(fd);
    } catch {}
    throw error;
  }
}

function makeFolder(root: string, folder: string): void {
  const missing: string[] = [];
  for (let at = folder; lstatSync(at, { throwIfNoEntry: false }) === undefined && at !== dirname(at); at = dirname(at)) missing.unshift(at);
  for (const one of missing) {
    mkdirSync(one, { recursive: true });
    syncFolder(dirname(one));
  }
  const real = realpathSync(folder);
  const inside = realpathSync(root);
  if (real !== join(inside, folder.slice(root.length + 1)) && !real.startsWith(inside + sep)) throw notPlain(folder);
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function notPlain(path: string, cause?: unknown): BizosError {
  return new BizosError(
    3,
    {
      en: `${path} is no plain file of the tree (or not readable); nothing was written.`,
      de: `${path} ist keine gewöhnliche Datei des Baums (oder nicht lesbar); nichts wurde geschrieben.`,
    },
    { en: 'Put it back from git.', de: 'Hole sie aus git zurück.' },
    [],
    { cause },
  );
}

function failed(path: string, error: unknown): BizosError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  return new BizosError(
    4,
    {
      en: `${path} could not be written${full ? ': the disk is full' : ''} (${code}). Nothing was added, and nothing was sent on its strength.`,
      de: `${path} konnte nicht geschrieben werden${full ? ': Der Datenträger ist voll' : ''} (${code}). Nichts kam hinzu, und nichts wurde darauf gesendet.`,
    },
    full
      ? { en: 'Make room and run the command again.', de: 'Schaffe Platz und führe den Befehl noch einmal aus.' }
      : { en: 'Check the disk and the permissions.', de: 'Prüfe Datenträger und Berechtigungen.' },
    [],
    { cause: error },
  );
}
