import { statSync } from 'node:fs';
import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import type { Store } from '../../index/store.ts';
import { readBytes } from '../../tree/read-bytes.ts';
import { type LogOutline, scanLog } from './log-scan.ts';
import { type Since, unchanged } from './log-splice.ts';
import { BOM, decodedLog } from './log-text.ts';
import { LARGE_LOG, outlineOfChunks, rememberedChunks } from './remembered-chunks.ts';

/** A document of the field as it lies on the disk. */
export interface LogFile {
  /** From the root. */
  readonly file: string;
  /** Without the BOM; empty where there is no file yet. */
  readonly text: string;
  readonly bom: string;
  /** As they were read, so that a change is written in no other's place; null: there is no file yet. */
  readonly bytes: Uint8Array | null;
  readonly outline: LogOutline;
  readonly since: Since;
}

/** Reads a log. Throws BizosError (exit 2) where it is no UTF-8 text or ends its lines as nobody does any more. */
export function readLog(root: string, file: string): LogFile {
  return readIfThere(root, file) ?? { file, text: '', bom: '', bytes: null, outline: scanLog(''), since: unchanged('') };
}

/** The same where the log must be there. Throws BizosError (exit 2) with the way to make it. */
export function readExistingLog(root: string, file: string): LogFile {
  const log = readIfThere(root, file);
  if (log) return log;
  throw new BizosError(
    2,
    { en: `There is no ${file} yet.`, de: `Es gibt noch keine ${file}.` },
    {
      en: 'The first experiment makes it: learn kaizen bizos: If we … then … because …',
      de: 'Der erste Versuch legt sie an: learn kaizen bizos: Wenn wir … dann … weil …',
    },
  );
}

/** The bytes of a log, whatever they are; undefined where there is none. Throws BizosError (exit 4) where they can't be read. */
export function readLogBytes(root: string, file: string): Buffer | undefined {
  return readOnce(join(root, file))?.bytes;
}

/** What an operation has read of a file. */
interface Read {
  /** How the file looked before. */
  readonly look: string;
  readonly bytes: Buffer;
  /** Made when it is asked for. */
  log?: LogFile;
}

const reads = new Map<string, Read>();

/** The index of the tree whose logs are read. */
let index: Store | undefined;

/** From now on every log is read anew, large ones with what an index remembers of them: an operation begins so. */
export function beginReads(remembering: Store | undefined): void {
  index = remembering;
  forgetReads();
}

/** From now on every log is read anew: a plan begins so, after one that was made on what stands there no more. */
export function forgetReads(): void {
  reads.clear();
}

/**
 * An operation looks at a log first, and once more when nobody else may write; what looks the same is not read again. Writers of BizOS give a log
 * another inode. An editor that writes into the file, at once and as many bytes, could go unseen where the clock of the file system stands
 * still for a while, or an inode come back: then the answer is the one of a moment before, in the same operation. Nothing is lost by it, since
 * a write compares all bytes with what it replaces, and after its refusal everything is read anew.
 */
function readOnce(path: string): Read | undefined {
  // Before the bytes: what changes while they are read looks different the next time.
  const look = lookOf(path);
  if (look === undefined) return undefined;
  const known = reads.get(path);
  if (known?.look === look) return known;
  const { buffer, byteOffset, byteLength } = readBytes(path);
  const read: Read = { look, bytes: Buffer.from(buffer, byteOffset, byteLength) };
  reads.set(path, read);
  return read;
}

function lookOf(path: string): string | undefined {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join();
  } catch {
    return undefined;
  }
}

function readIfThere(root: string, file: string): LogFile | undefined {
  const read = readOnce(join(root, file));
  if (read) read.log ??= logOf(file, read.bytes);
  return read?.log;
}

function logOf(file: string, bytes: Buffer): LogFile {
  const whole = decodedLog(bytes);
  if (whole === undefined) throw unusable(file, 'is no UTF-8 text', 'ist kein UTF-8-Text');
  const bom = whole.startsWith(BOM) ? BOM : '';
  const text = whole.slice(bom.length);
  if (text.includes('\r') && /\r(?!\n)/.test(text)) throw unusable(file, 'ends lines with CR alone', 'beendet Zeilen nur mit CR');
  return { file, text, bom, bytes, outline: rememberedOutline(file, bytes, text) ?? scanLog(text), since: unchanged(text) };
}

/** The headings of a large log, by what the index remembers of them. */
function rememberedOutline(file: string, bytes: Buffer, text: string): LogOutline | undefined {
  const remembered = index && bytes.length >= LARGE_LOG ? rememberedChunks(index, file, bytes) : undefined;
  return remembered && outlineOfChunks(remembered, text);
}

function unusable(file: string, en: string, de: string): BizosError {
  return new BizosError(
    2,
    { en: `${file} ${en}.`, de: `${file} ${de}.` },
    { en: 'Save it as UTF-8 with ordinary line ends.', de: 'Speichere sie als UTF-8 mit gewöhnlichen Zeilenenden.' },
  );
}
