import { AsyncLocalStorage } from 'node:async_hooks';
import { basename, dirname, join, sep } from 'node:path';
import { BizosError } from '../core/problem.ts';
import { codeOf, type FsEntry, type FsPort, nodeFs } from './fs.ts';

/** How a document is written. */
export interface WriteSetting {
  /** What was read, or null where there was nothing: only that is replaced, so that nobody's work is overwritten. */
  readonly expected: Uint8Array | null;
  /** No link may lead out of this folder. */
  readonly root: string;
  readonly fs?: FsPort;
}

/** Asked before each write: throws where the bytes may not be put there. `before`: what they replace, or nothing is written; undefined: a new document. */
export type WriteJudge = (path: string, before: Uint8Array | undefined, after: Uint8Array) => void;

/** What a document shall hold: as a whole, or piece behind piece, as a large one is that only some bytes change of. */
export type NewBytes = Uint8Array | readonly Uint8Array[];

const judges = new AsyncLocalStorage<WriteJudge>();

/** Runs something whose every write of a document a judge is asked about first; also what it starts and waits for later. */
export function withWriteJudge<T>(judge: WriteJudge, run: () => T): T {
  return judges.run(judge, run);
}

/** Names of unfinished writes end so; one that is left over belongs to a writer that died. */
export const UNFINISHED = '.bizos-part';

/** So many names of unfinished writes may be another's, one after the other, before something is wrong. */
const NAMES_MAX = 5;

/**
 * Puts bytes in the place of a document: a temporary file beside it, all bytes, fsync, the target looked at again, rename, fsync
 * of the folder. After any crash the old or the new bytes stand there, whole; once this returns, the new ones. A document that
 * must not exist yet is put there by a hard link, which can't replace what somebody else made meanwhile. The mode is kept.
 * Throws BizosError (exit 3) when the document is no longer what was read or lies outside `root`, (exit 4) when the disk fails;
 * then the old bytes are untouched and the temporary file is gone.
 */
export function writeWhole(path: string, bytes: NewBytes, setting: WriteSetting): void {
  const fs = setting.fs ?? nodeFs;
  const target = onDisk(path, () => placeOf(path, setting.root, fs));
  // Where the bytes really go: a folder on the way may be a link into somebody else's.
  const pieces = bytes instanceof Uint8Array ? [bytes] : bytes;
  judges.getStore()?.(
    join(target.folder, basename(target.path)),
    setting.expected ?? undefined,
    pieces.length === 1 ? pieces[0] : Buffer.concat(pieces),
  );
  onDisk(path, () => replace(path, target, pieces, setting, fs));
  try {
    fs.syncFolder(dirname(target.path));
  } catch (error) {
    throw uncertain(path, error);
  }
}

/** Writes a document that must not exist yet, and the folders that lead to it. Throws as `writeWhole` does. */
export function createNew(path: string, bytes: NewBytes, setting: Omit<WriteSetting, 'expected'>): void {
  const fs = setting.fs ?? nodeFs;
  onDisk(path, () => makeFolders(dirname(path), path, setting.root, fs));
  writeWhole(path, bytes, { ...setting, expected: null });
}

interface Target {
  /** Where the bytes go, links followed. */
  readonly path: string;
  /** Its folder, links resolved, as it was when it was looked at. */
  readonly folder: string;
  readonly there: FsEntry | undefined;
}

function replace(path: string, target: Target, pieces: readonly Uint8Array[], setting: WriteSetting, fs: FsPort): void {
  const made = temporaryFor(target, fs);
  const { temporary } = made;
  let handle: number | undefined = made.handle;
  try {
    // Looked at again now that a name of ours is in it: where the folder is exchanged later, that name is gone and the rename fails.
    if (fs.real(dirname(target.path)) !== target.folder)
      throw refused(path, 'its folder was exchanged meanwhile', 'ihr Ordner wurde inzwischen ausgetauscht');
    for (const piece of pieces) writeAll(handle, piece, fs);
    // A failed fsync is final: the kernel may have thrown the pages away, and a second one would say all is well.
    fs.sync(handle);
    const open = handle;
    handle = undefined;
    fs.close(open);
    mustBeUnchanged(path, target, setting, fs);
    if (setting.expected === null) putNew(path, temporary, target.path, fs);
    else fs.rename(temporary, target.path);
  } catch (error) {
    quietly(() => handle !== undefined && fs.close(handle));
    quietly(() => fs.remove(temporary));
    throw error;
  }
}

function writeAll(handle: number, bytes: Uint8Array, fs: FsPort): void {
  for (let at = 0; at < bytes.length; ) {
    const n = fs.write(handle, bytes.subarray(at));
    if (n <= 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
    at += n;
  }
}

/** A link fails where there is a file; a rename would replace it. Only where a file system has no links is a rename used. */
function putNew(path: string, temporary: string, target: string, fs: FsPort): void {
  try {
    fs.link(temporary, target);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') throw changed(path);
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV'].includes(code)) throw error;
    fs.rename(temporary, target);
    return;
  }
  // The document stands there; a leftover name is only untidy, and recognised by its ending.
  quietly(() => fs.remove(temporary));
}

/**
 * A new file beside the target. A process's number comes back after a restart and in another container, so the machine's own count of
 * nanoseconds stands in the name, too; what is there under it all the same is another's, and stays. Long names are cut: 255 bytes is the limit.
 */
function temporaryFor({ path, there }: Target, fs: FsPort): { readonly temporary: string; readonly handle: number } {
  const name = Buffer.from(basename(path))
    .subarray(0, 120)
    .toString('latin1')
    .replace(/[^\w.-]/g, '_');
  for (let attempt = 1; ; attempt++) {
    const temporary = join(dirname(path), `.${name}.${process.pid}-${process.hrtime.bigint().toString(36)}${UNFINISHED}`);
    try {
      return { temporary, handle: fs.create(temporary, there?.mode) };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || attempt === NAMES_MAX) throw error;
    }
  }
}

function mustBeUnchanged(path: string, target: Target, { expected }: WriteSetting, fs: FsPort): void {
  const there = fs.look(target.path) !== undefined;
  const same = expected === null ? !there : there && fs.holds(target.path, expected);
  if (!same) throw changed(path);
}

/** The plain file that a path means: a link is followed as long as it stays inside the root. Throws BizosError otherwise. */
function placeOf(path: string, root: string, fs: FsPort): Target {
  const there = fs.look(path);
  if (there?.link) {
    const real = reached(path, fs);
    if (real === undefined) throw refused(path, 'it is a symbolic link that leads nowhere', 'es ist ein symbolischer Link ins Leere');
    if (!isInside(real, fs.real(root)))
      throw refused(path, 'it is a symbolic link that leads out of the tree', 'es ist ein symbolischer Link, der aus dem Baum führt');
    return placeOf(real, root, fs);
  }
  if (there?.folder) throw refused(path, 'it is a folder', 'es ist ein Ordner');
  if (there && there.names > 1)
    throw refused(
      path,
      'the file has a second name (hard link), which would be cut off',
      'die Datei hat einen zweiten Namen (Hardlink), der abgehängt würde',
    );
  const folder = fs.real(dirname(path));
  if (!isInside(folder, fs.real(root))) throw refused(path, 'its folder lies outside the tree', 'ihr Ordner liegt außerhalb des Baums');
  return { path, folder, there };
}

function reached(path: string, fs: FsPort): string | undefined {
  try {
    return fs.real(path);
  } catch {
    return undefined;
  }
}

function isInside(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** Makes the folders that are missing, outermost first, each made to last in the one above it. */
function makeFolders(folder: string, path: string, root: string, fs: FsPort): void {
  if (fs.look(folder)) return;
  const above = dirname(folder);
  if (above === folder) return;
  makeFolders(above, path, root, fs);
  if (!isInside(fs.real(above), fs.real(root)))
    throw refused(path, 'its folder lies outside the tree', 'ihr Ordner liegt außerhalb des Baums');
  try {
    fs.makeFolder(folder);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  fs.syncFolder(above);
}

function onDisk<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof BizosError ? error : failed(path, error);
  }
}

/** Tidying up after an error must not hide it. */
function quietly(run: () => unknown): void {
  try {
    run();
  } catch {}
}

function refused(path: string, en: string, de: string): BizosError {
  return new BizosError(
    3,
    { en: `${path} was not written: ${en}.`, de: `${path} wurde nicht geschrieben: ${de}.` },
    {
      en: `Put a plain file of the tree there. A name that ends in ${UNFINISHED} is a leftover: bizos doctor --fix takes it away.`,
      de: `Lege dort eine gewöhnliche Datei des Baums ab. Ein Name mit der Endung ${UNFINISHED} ist ein Rest: bizos doctor --fix entfernt ihn.`,
    },
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
  const code = codeOf(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new BizosError(
    4,
    {
      en: `${path} could not be written${full ? ': the disk is full' : ''} (${code}). What stood there is untouched.`,
      de: `${path} konnte nicht geschrieben werden${full ? ': Der Datenträger ist voll' : ''} (${code}). Was dort stand, ist unberührt.`,
    },
    full
      ? { en: 'Make room and run the command again.', de: 'Schaffe Platz und führe den Befehl noch einmal aus.' }
      : code === 'ENOENT'
        ? { en: 'Make its folder first.', de: 'Lege zuerst ihren Ordner an.' }
        : { en: 'Check the disk and the permissions.', de: 'Prüfe Datenträger und Berechtigungen.' },
    [],
    { cause: error },
  );
}

function uncertain(path: string, error: unknown): BizosError {
  const code = codeOf(error);
  return new BizosError(
    4,
    {
      en: `${path} holds the new text, but the disk did not confirm it (${code}): a power cut now could bring the old text back.`,
      de: `${path} enthält den neuen Text, aber der Datenträger hat ihn nicht bestätigt (${code}): Ein Stromausfall könnte den alten zurückbringen.`,
    },
    { en: 'Check the disk, then look at the file.', de: 'Prüfe den Datenträger und sieh dann in die Datei.' },
    [],
    { cause: error },
  );
}
