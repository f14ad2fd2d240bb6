import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { BizosError, type Problem } from '../../../core/problem.ts';
import type { Text } from '../../../core/text.ts';
import { type ByteSource, type FileBytes, fileBytes, headOf } from './bytes.ts';
import { hashOf } from './hash.ts';
import { type ContainerKind, recognise } from './recognise.ts';
import { Spool } from './spool.ts';

/** Bytes of an export as UTF-8 text, whatever it came in. */
export interface OpenExport {
  readonly source: ByteSource;
  readonly format: 'csv' | 'xlsx';
  readonly bytes: number;
  /** NaN for what came through a pipe. */
  readonly mtimeMs: number;
  readonly name: string;
  /** Of the file as it came; undefined where it is left to whoever reads the source, which then is the file itself. */
  readonly sha256: string | undefined;
  /** The file, where it is one that others may still write to. */
  readonly file: FileBytes | undefined;
  readonly problems: readonly Problem[];
}

/** How an export is opened; all but the label is optional. */
export interface OpenManner {
  /** The file as people should see it. */
  readonly label: string;
  /** Folder for what does not fit into memory. */
  readonly spoolFolder?: string;
  /** Read text as this encoding, whatever it seems to be. */
  readonly encoding?: 'windows-1252';
}

/** Largest workbook that is taken into memory. */
const WORKBOOK_MAX = 300 * 1024 * 1024;

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
  json: { what: { en: 'JSON', de: 'JSON' }, remedy: { en: 'Export as CSV or .xlsx.', de: 'Exportiere als CSV oder .xlsx.' } },
  pdf: { what: { en: 'a PDF', de: 'ein PDF' }, remedy: { en: 'Export as CSV or .xlsx.', de: 'Exportiere als CSV oder .xlsx.' } },
  binary: {
    what: { en: 'no text and no spreadsheet', de: 'weder Text noch Tabelle' },
    remedy: { en: 'Export as CSV or .xlsx.', de: 'Exportiere als CSV oder .xlsx.' },
  },
  empty: { what: { en: 'empty', de: 'leer' }, remedy: { en: 'Export again.', de: 'Exportiere noch einmal.' } },
};

/**
 * Opens an export: a file, a pipe, or a descriptor read to its end. Text in other encodings and spreadsheets are turned into
 * UTF-8 text, in memory or in a file without a name. Throws BizosError (exit 2) where it is nothing that can be read.
 */
export async function openExport(input: { file: string } | { descriptor: number; name: string }, manner: OpenManner): Promise<OpenExport> {
  const { label, spoolFolder } = manner;
  const { raw, file } = 'file' in input ? openFile(input.file, manner) : { raw: readToEnd(input.descriptor, spoolFolder), file: undefined };
  const head = headOf(raw, 1 << 18);
  const kind = recognise(head);
  const refused = REFUSED[kind];
  if (refused) {
    raw.close();
    throw new BizosError(2, { en: `${label} is ${refused.what.en}.`, de: `${label} ist ${refused.what.de}.` }, refused.remedy);
  }
  const name = 'file' in input ? basename(input.file) : input.name;
  const common = { bytes: raw.size, mtimeMs: file?.mtimeMs ?? Number.NaN, name, file };
  if (kind === 'zip') {
    const { workbookText } = await import('../xlsx/workbook.ts');
    const bytes = wholeWorkbook(raw, label);
    const { text, problems } = await workbookText(bytes, label);
    const spool = new Spool(spoolFolder);
    spool.write(text);
    return { ...common, source: spool.bytes(), sha256: createHash('sha256').update(bytes).digest('hex'), format: 'xlsx', problems };
  }
  if (kind === 'utf8' && manner.encoding === undefined) {
    const sha256 = raw.descriptor === undefined ? hashOf(raw) : undefined;
    return { ...common, source: raw, sha256, format: 'csv', problems: [] };
  }
  const encoding = kind === 'utf16le' ? 'utf-16le' : kind === 'utf16be' ? 'utf-16be' : 'windows-1252';
  const { source, sha256 } = transcoded(raw, encoding, spoolFolder);
  const problems: Problem[] = encoding === 'windows-1252' ? [oldEncoding(label)] : [];
  return { ...common, source, sha256, format: 'csv', problems };
}

function openFile(path: string, { label, spoolFolder }: OpenManner): { raw: ByteSource; file: FileBytes | undefined } {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    throw notOpened(error as NodeJS.ErrnoException, label);
  }
  const stat = fstatSync(descriptor);
  if (stat.isFile()) {
    const file = fileBytes(descriptor);
    return { raw: file, file };
  }
  if (stat.isDirectory()) {
    closeSync(descriptor);
    throw new BizosError(
      2,
      { en: `${label} is a folder, not an export.`, de: `${label} ist ein Ordner, kein Export.` },
      { en: 'Name a CSV or XLSX file in it.', de: 'Nenne eine CSV- oder XLSX-Datei darin.' },
    );
  }
  const raw = readToEnd(descriptor, spoolFolder);
  closeSync(descriptor);
  return { raw, file: undefined };
}

function notOpened(error: NodeJS.ErrnoException, label: string): BizosError {
  const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
  return new BizosError(
    missing ? 2 : 4,
    missing
      ? { en: `${label}: there is no such file.`, de: `${label}: Diese Datei gibt es nicht.` }
      : { en: `${label} can't be opened (${error.code}).`, de: `${label} lässt sich nicht öffnen (${error.code}).` },
    missing
      ? { en: 'Check the name and the folder.', de: 'Prüfe den Namen und den Ordner.' }
      : { en: 'Give yourself permission to read it.', de: 'Gib dir die Berechtigung, sie zu lesen.' },
    [],
    { cause: error },
  );
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

function wholeWorkbook(source: ByteSource, label: string): Uint8Array {
  if (source.size > WORKBOOK_MAX) {
    throw new BizosError(
      2,
      { en: `${label} is a workbook of more than 300 MB.`, de: `${label} ist eine Arbeitsmappe von mehr als 300 MB.` },
      { en: 'Export as CSV, which may be of any size.', de: 'Exportiere als CSV, die beliebig groß sein darf.' },
    );
  }
  return headOf(source, source.size);
}

const PART_BYTES = 1 << 20;

/** Bytes in another encoding as UTF-8, part by part; hashed as they came. */
function transcoded(source: ByteSource, encoding: string, folder: string | undefined): { source: ByteSource; sha256: string } {
  const hash = createHash('sha256');
  const decoder = new TextDecoder(encoding);
  const spool = new Spool(folder);
  const part = new Uint8Array(PART_BYTES);
  for (let at = 0; ; ) {
    const n = source.read(part, at);
    const bytes = part.subarray(0, n);
    hash.update(bytes);
    spool.write(Buffer.from(decoder.decode(bytes, { stream: n > 0 })));
    if (n === 0) return { source: spool.bytes(), sha256: hash.digest('hex') };
    at += n;
  }
}

/** Everything that a pipe gives. */
function readToEnd(descriptor: number, folder: string | undefined): ByteSource {
  const spool = new Spool(folder);
  for (;;) {
    const part = Buffer.allocUnsafe(PART_BYTES);
    let n = 0;
    try {
      n = readSync(descriptor, part, 0, part.length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
        continue;
      }
      if (code !== 'EOF') throw error;
    }
    if (n === 0) return spool.bytes();
    // A pipe gives little at a time: a part as large as what came, not as large as what might have.
    spool.write(n === part.length ? part : Uint8Array.from(part.subarray(0, n)));
  }
}
