import { inflateRawSync } from 'node:zlib';
import { BizosError } from '../../../core/problem.ts';
import type { Text } from '../../../core/text.ts';

/** Most that a workbook may unpack to, most files in it, and most that one byte of it may become. */
const UNPACKED_MAX = 512 * 1024 * 1024;
const ENTRIES_MAX = 1000;
const EXPANSION_MAX = 400;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly at: number;
}

/** A workbook's archive that may be unpacked. */
export interface Archive {
  /** The contents of one of its files; undefined where there is none of that name. */
  read(name: string): Uint8Array | undefined;
}

/**
 * Looks at a zip before anything unpacks it (APPNOTE 4.3: end record, central directory, local headers): too many entries, a
 * name twice or leading out, sizes that lie, more than 512 MB, a DOCTYPE, XML in an encoding that could hide one, macros, links to
 * other files (DDE among them) or encryption are refused with BizosError.
 */
export function inspectArchive(bytes: Uint8Array, label: string): Archive {
  const refuse = (en: string, de: string): never => {
    const hint: Text = { en: 'Export again as CSV or as a plain .xlsx.', de: 'Exportiere erneut als CSV oder einfache .xlsx.' };
    throw new BizosError(
      2,
      { en: `${label} is not a workbook that can be trusted: ${en}.`, de: `${label} ist keine vertrauenswürdige Arbeitsmappe: ${de}.` },
      hint,
    );
  };
  const entries = directory(bytes);
  if (!entries) return refuse('it is cut off or damaged', 'sie ist abgeschnitten oder beschädigt');
  if (entries.length > ENTRIES_MAX) return refuse(`it holds ${entries.length} files`, `sie enthält ${entries.length} Dateien`);
  const names = new Set(entries.map(({ name }) => name));
  if (names.size !== entries.length) return refuse('a file stands in it twice', 'eine Datei steht zweimal darin');
  if ([...names].some((name) => name.startsWith('/') || name.split('/').includes('..') || name.includes('\\')))
    return refuse('a file in it leads out of it', 'eine Datei darin führt hinaus');
  if (names.has('EncryptedPackage')) return refuse('it has a password', 'sie hat ein Passwort');
  if ([...names].some((name) => /vbaProject\.bin$/i.test(name))) return refuse('it carries macros', 'sie enthält Makros');
  if ([...names].some((name) => /^xl\/externalLinks\//i.test(name)))
    return refuse('it links to other files or programs', 'sie verweist auf andere Dateien oder Programme');
  if (!names.has('xl/workbook.xml')) return refuse('there is no workbook in it', 'es ist keine Arbeitsmappe darin');
  let total = 0;
  for (const entry of entries) {
    total += entry.unpacked;
    if (total > UNPACKED_MAX) return refuse('it unpacks to more than 512 MB', 'sie entpackt sich auf mehr als 512 MB');
    if (entry.unpacked > 1 << 20 && entry.unpacked > entry.packed * EXPANSION_MAX)
      return refuse('it is packed like a bomb', 'sie ist gepackt wie eine Bombe');
    const content = unpack(bytes, entry);
    if (content === undefined) return refuse(`the size of ${entry.name} is not what it says`, `die Größe von ${entry.name} stimmt nicht`);
    if (!/\.(?:xml|rels)$/i.test(entry.name)) continue;
    const xml = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    // UTF-16 has a NUL in every other byte of its marks.
    if (xml.subarray(0, 4).includes(0) || xml[0] === 0xff || xml[0] === 0xfe)
      return refuse('its XML is not UTF-8', 'ihr XML ist kein UTF-8');
    if (xml.includes('<!DOCTYPE')) return refuse('its XML declares a DOCTYPE', 'ihr XML erklärt einen DOCTYPE');
    if (entry.name === '[Content_Types].xml' && xml.includes('macroEnabled')) return refuse('it carries macros', 'sie enthält Makros');
  }
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return {
    read: (name) => {
      const entry = byName.get(name);
      return entry && unpack(bytes, entry);
    },
  };
}

/** The one file of a zip that holds nothing else; undefined where it is damaged, holds more, lies about sizes or unpacks to more than 512 MB. */
export function onlyFileOf(bytes: Uint8Array): Uint8Array | undefined {
  const entries = directory(bytes);
  if (entries?.length !== 1 || entries[0].unpacked > UNPACKED_MAX) return undefined;
  return unpack(bytes, entries[0]);
}

/** Contents of an entry, or undefined where its packed or unpacked size is not the one that was declared. */
function unpack(bytes: Uint8Array, entry: Entry): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (entry.at + 30 > bytes.length || view.getUint32(entry.at, true) !== 0x04034b50) return undefined;
  const start = entry.at + 30 + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true);
  const packed = bytes.subarray(start, start + entry.packed);
  if (entry.method === 0) return packed.length === entry.unpacked ? packed : undefined;
  if (entry.method !== 8) return undefined;
  try {
    const content = inflateRawSync(packed, { maxOutputLength: entry.unpacked + 1 });
    return content.length === entry.unpacked ? content : undefined;
  } catch {
    return undefined;
  }
}

function directory(bytes: Uint8Array): Entry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let end = bytes.length - 22; end >= 0 && end > bytes.length - 22 - 65_536; end--) {
    if (view.getUint32(end, true) !== 0x06054b50) continue;
    const count = view.getUint16(end + 10, true);
    return entriesAt(bytes, view, view.getUint32(end + 16, true), count);
  }
  return undefined;
}

function entriesAt(bytes: Uint8Array, view: DataView, from: number, count: number): Entry[] | undefined {
  const entries: Entry[] = [];
  let at = from;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) return undefined;
    const nameLength = view.getUint16(at + 28, true);
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      unpacked: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}
