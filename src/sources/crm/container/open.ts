import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BizosError, type Problem } from '../../../core/problem.ts';
import type { Text } from '../../../core/text.ts';
import { type ByteSource, fileBytes, headOf, memoryBytes } from './bytes.ts';
import { type ContainerKind, recognise } from './recognise.ts';

/** Bytes of an export as UTF-8 text, whatever it came in. */
export interface OpenExport {
  readonly source: ByteSource;
  readonly format: 'csv' | 'xlsx';
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly name: string;
  /** Of the file as it came. */
  readonly sha256: Promise<string>;
  readonly problems: readonly Problem[];
}

/** Most bytes that are taken into memory: standard input, and files that must be converted. */
const MEMORY_MAX = 300 * 1024 * 1024;

/** Above this a file is hashed beside the reading of it. */
const HASH_ASIDE = 8 * 1024 * 1024;

const REFUSED: Partial<Record<ContainerKind, { what: Text; remedy: Text }>> = {
  ole: {
    what: { en: 'an old or password-protected Excel file', de: 'eine alte oder passwortgeschützte Excel-Datei' },
    remedy: { en: 'Save it without a password as .xlsx or CSV.', de: 'Speichere sie ohne Passwort als .xlsx oder CSV.' },
  },
  html: {
    what: { en: 'a web page, not a table of values', de: 'eine Webseite, keine Wertetabelle' },
    remedy: {
      en: 'Some CRMs name HTML ".xls": export as CSV or .xlsx.',
      de: 'Manche CRM nennen HTML „.xls“: Exportiere als CSV oder .xlsx.',
    },
  },
  gzip: {
    what: { en: 'a compressed file', de: 'eine komprimierte Datei' },
    remedy: { en: 'Unpack it first (gunzip).', de: 'Entpacke sie zuerst (gunzip).' },
  },
  pdf: { what: { en: 'a PDF', de: 'ein PDF' }, remedy: { en: 'Export as CSV or .xlsx.', de: 'Exportiere als CSV oder .xlsx.' } },
  binary: {
    what: { en: 'no text and no spreadsheet', de: 'weder Text noch Tabelle' },
    remedy: { en: 'Export as CSV or .xlsx.', de: 'Exportiere als CSV oder .xlsx.' },
  },
  empty: { what: { en: 'empty', de: 'leer' }, remedy: { en: 'Export again.', de: 'Exportiere noch einmal.' } },
};

/**
 * Opens an export: a file, or a descriptor read to its end. Text in other encodings and spreadsheets are turned into UTF-8
 * text in memory. Throws BizosError (exit 2) where it is nothing that can be read.
 */
export async function openExport(input: { file: string } | { descriptor: number; name: string }, label: string): Promise<OpenExport> {
  const raw = 'file' in input ? fileBytes(input.file) : { ...memoryBytes(readToEnd(input.descriptor, label)), mtimeMs: Number.NaN };
  const name = 'file' in input ? basename(input.file) : input.name;
  const head = headOf(raw, 1 << 18);
  const kind = recognise(head);
  const refused = REFUSED[kind];
  if (refused) {
    raw.close();
    throw new BizosError(2, { en: `${label} is ${refused.what.en}.`, de: `${label} ist ${refused.what.de}.` }, refused.remedy);
  }
  const sha256 = hashOf(raw, 'file' in input ? input.file : undefined);
  const common = { bytes: raw.size, mtimeMs: raw.mtimeMs, name, sha256 };
  if (kind === 'zip') {
    const { workbookText } = await import('../xlsx/workbook.ts');
    const { text, problems } = await workbookText(wholeOf(raw, label), label);
    return { ...common, source: memoryBytes(text), format: 'xlsx', problems };
  }
  if (kind === 'utf8') return { ...common, source: raw, format: 'csv', problems: [] };
  const encoding = kind === 'utf16le' ? 'utf-16le' : kind === 'utf16be' ? 'utf-16be' : 'windows-1252';
  const text = new TextDecoder(encoding).decode(wholeOf(raw, label));
  const problems: Problem[] = kind === 'windows1252' ? [oldEncoding(label)] : [];
  return { ...common, source: memoryBytes(new TextEncoder().encode(text)), format: 'csv', problems };
}

function oldEncoding(file: string): Problem {
  return {
    code: 'encoding-windows-1252',
    level: 'note',
    message: { en: 'The text is not UTF-8; it is read as Windows-1252.', de: 'Der Text ist kein UTF-8; er wird als Windows-1252 gelesen.' },
    place: { file },
    remedy: { en: 'Export as UTF-8 if names look wrong.', de: 'Exportiere als UTF-8, wenn Namen falsch aussehen.' },
  };
}

function wholeOf(source: ByteSource, label: string): Uint8Array {
  if (source.size > MEMORY_MAX) throw tooLarge(label);
  const bytes = headOf(source, source.size);
  source.close();
  return bytes;
}

function readToEnd(descriptor: number, label: string): Uint8Array {
  const parts: Buffer[] = [];
  let total = 0;
  for (;;) {
    const part = Buffer.allocUnsafe(1 << 20);
    let n = 0;
    try {
      n = readSync(descriptor, part, 0, part.length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') n = 0;
      else if (code === 'EAGAIN') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
        continue;
      } else throw error;
    }
    if (n === 0) return Buffer.concat(parts, total);
    total += n;
    if (total > MEMORY_MAX) throw tooLarge(label);
    parts.push(part.subarray(0, n));
  }
}

function tooLarge(label: string): BizosError {
  return new BizosError(
    2,
    {
      en: `${label} is larger than 300 MB and can't be taken into memory.`,
      de: `${label} ist größer als 300 MB und passt nicht in den Speicher.`,
    },
    { en: 'Save it as a UTF-8 CSV file and pass its name.', de: 'Speichere es als UTF-8-CSV und gib den Dateinamen an.' },
  );
}

const HASHER = `const {parentPort,workerData}=require('node:worker_threads');const fs=require('node:fs');
const hash=require('node:crypto').createHash('sha256');const fd=fs.openSync(workerData,'r');const part=Buffer.allocUnsafe(1<<20);
for(let n;(n=fs.readSync(fd,part,0,part.length,null))>0;)hash.update(part.subarray(0,n));
fs.closeSync(fd);parentPort.postMessage(hash.digest('hex'));`;

/** SHA-256 of the bytes; for large files on the other core while they are read. */
function hashOf(source: ByteSource, file: string | undefined): Promise<string> {
  if (file !== undefined && source.size > HASH_ASIDE) {
    const answer = new Promise<string>((resolve, reject) => {
      const worker = new Worker(HASHER, { eval: true, workerData: file });
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    // Whoever asks gets the failure; until then it must not end the process.
    answer.catch(() => {});
    return answer;
  }
  const hash = createHash('sha256');
  const part = new Uint8Array(1 << 20);
  for (let at = 0; ; ) {
    const n = source.read(part, at);
    if (n === 0) break;
    hash.update(part.subarray(0, n));
    at += n;
  }
  return Promise.resolve(hash.digest('hex'));
}
