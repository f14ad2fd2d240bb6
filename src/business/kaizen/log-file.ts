import { isAscii, isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import { readBytes } from '../../tree/read-bytes.ts';
import { type LogOutline, scanLog } from './log-scan.ts';

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
}

/** Reads a log. Throws BizosError (exit 2) where it is no UTF-8 text or ends its lines as nobody does any more. */
export function readLog(root: string, file: string): LogFile {
  return readIfThere(root, file) ?? { file, text: '', bom: '', bytes: null, outline: scanLog('') };
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

function readIfThere(root: string, file: string): LogFile | undefined {
  const path = join(root, file);
  if (!existsSync(path)) return undefined;
  const bytes = readBytes(path);
  // A command looks at a log first, and once more when nobody else may write: mostly the same bytes.
  if (lastRead?.path === path && Buffer.compare(lastRead.bytes, bytes) === 0) return lastRead.log;
  const whole = decoded(bytes);
  if (whole === undefined) throw unusable(file, 'is no UTF-8 text', 'ist kein UTF-8-Text');
  const bom = whole.startsWith('\ufeff') ? '\ufeff' : '';
  const text = whole.slice(bom.length);
  if (text.includes('\r') && /\r(?!\n)/.test(text)) throw unusable(file, 'ends lines with CR alone', 'beendet Zeilen nur mit CR');
  const log = { file, text, bom, bytes, outline: scanLog(text) };
  lastRead = { path, bytes, log };
  return log;
}

let lastRead: { readonly path: string; readonly bytes: Uint8Array; readonly log: LogFile } | undefined;

/** Bytes as text, a BOM kept; undefined where they are no UTF-8. A quarter of the time that a TextDecoder takes. */
function decoded(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isAscii(buffer)) return buffer.toString('latin1');
  return isUtf8(buffer) ? buffer.toString('utf8') : undefined;
}

function unusable(file: string, en: string, de: string): BizosError {
  return new BizosError(
    2,
    { en: `${file} ${en}.`, de: `${file} ${de}.` },
    { en: 'Save it as UTF-8 with ordinary line ends.', de: 'Speichere sie als UTF-8 mit gewöhnlichen Zeilenenden.' },
  );
}
