import { createHash } from 'node:crypto';
import { dirname, sep } from 'node:path';
import { BizosError } from '../core/problem.ts';
import { type FsPort, nodeFs } from './fs.ts';

/** A document as it was read for an edit: a write must name the hash, so that nobody's work is overwritten. */
export interface ReadForEdit {
  readonly bytes: Uint8Array;
  readonly hash: string;
}

/** How a document is written. */
export interface WriteSetting {
  /** Hash of what was read, or null where there was nothing. */
  readonly expected: string | null;
  /** No link may lead out of this folder. */
  readonly root: string;
  readonly fs?: FsPort;
  /** Gets the bytes that are about to be replaced, before they are: an editor may have saved them a moment ago. */
  readonly keep?: (bytes: Uint8Array) => void;
}

/** Names of unfinished writes end so; one that is left over belongs to a writer that died. */
export const UNFINISHED = '.bizos-part';

let counter = 0;

/** SHA-256 of bytes, as hex. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Reads a document together with the hash that its next write must name. */
export function readForEdit(path: string, fs: FsPort = nodeFs): ReadForEdit {
  const bytes = fs.read(path);
  return { bytes, hash: hashOf(bytes) };
}

/**
 * Puts bytes in the place of a document: a temporary file beside it, all bytes, fsync, the target looked at again, rename, fsync
 * of the folder. After any crash the old or the new bytes stand there, whole; once this returns, the new ones. Throws BizosError
 * (exit 3) when the document is no longer what was read, (exit 4) when the disk fails; then the old bytes are untouched.
 */
export function writeWhole(path: string, bytes: Uint8Array, setting: WriteSetting): void {
  const fs = setting.fs ?? nodeFs;
  const there = fs.look(path);
  if (there) mustBePlain(path, there, setting.root, fs);
  const temporary = `${path}.${process.pid}-${counter++}${UNFINISHED}`;
  const handle = fs.create(temporary, there?.mode ?? 0o644);
  let open = true;
  try {
    for (let at = 0; at < bytes.length; ) {
      const n = fs.write(handle, bytes.subarray(at));
      if (n <= 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
      at += n;
    }
    // A failed fsync is final: the kernel may have thrown the pages away, and a second one would say all is well.
    fs.sync(handle);
    fs.close(handle);
    open = false;
    mustBeUnchanged(path, setting, fs);
    fs.rename(temporary, path);
  } catch (error) {
    if (open) fs.close(handle);
    fs.remove(temporary);
    throw error instanceof BizosError ? error : failed(path, error);
  }
  try {
    fs.syncFolder(dirname(path));
  } catch (error) {
    throw failed(path, error);
  }
}

function mustBeUnchanged(path: string, setting: WriteSetting, fs: FsPort): void {
  const now = fs.look(path) ? fs.read(path) : undefined;
  if ((now === undefined ? null : hashOf(now)) !== setting.expected) throw changed(path);
  if (now !== undefined) setting.keep?.(now);
}

function mustBePlain(path: string, there: { link: boolean; names: number }, root: string, fs: FsPort): void {
  if (there.link) throw refused(path, 'it is a symbolic link', 'es ist ein symbolischer Link');
  if (there.names > 1)
    throw refused(
      path,
      'the file has a second name (hard link), which would be cut off',
      'die Datei hat einen zweiten Namen (Hardlink), der abgehängt würde',
    );
  const folder = fs.real(dirname(path));
  const inside = fs.real(root);
  if (folder !== inside && !folder.startsWith(inside.endsWith(sep) ? inside : inside + sep))
    throw refused(path, 'its folder lies outside the tree', 'ihr Ordner liegt außerhalb des Baums');
}

function refused(path: string, en: string, de: string): BizosError {
  return new BizosError(
    3,
    { en: `${path} was not written: ${en}.`, de: `${path} wurde nicht geschrieben: ${de}.` },
    { en: 'Put a plain file of the tree there.', de: 'Lege dort eine gewöhnliche Datei des Baums ab.' },
  );
}

function changed(path: string): BizosError {
  return new BizosError(
    3,
    {
      en: `${path} was changed by somebody else in the meantime; nothing was written.`,
      de: `${path} wurde inzwischen von jemand anderem geändert; nichts wurde geschrieben.`,
    },
    { en: 'Run the command again: it will read the new text.', de: 'Führe den Befehl noch einmal aus: Er liest dann den neuen Text.' },
  );
}

function failed(path: string, error: unknown): BizosError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new BizosError(
    4,
    {
      en: `${path} could not be written${full ? ': the disk is full' : ''} (${code}). What stood there is untouched.`,
      de: `${path} konnte nicht geschrieben werden${full ? ': Der Datenträger ist voll' : ''} (${code}). Was dort stand, ist unberührt.`,
    },
    full
      ? { en: 'Make room and run the command again.', de: 'Schaffe Platz und führe den Befehl noch einmal aus.' }
      : { en: 'Check the disk and the permissions.', de: 'Prüfe Datenträger und Berechtigungen.' },
    [],
    { cause: error },
  );
}
