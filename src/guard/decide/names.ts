import type { Text } from '../../core/text.ts';

/** Longest path that is looked at, in bytes, and most parts of one. */
const PATH_BYTES_MAX = 4096;
const PARTS_MAX = 1000;

/**
 * Short names that Windows makes for long ones: `AGENT_~1.MD` is `AGENT_GOALS.md` there, `SETTIN~1.JSO` is `settings.json`, `GI7EBA~1`
 * is `.gitmodules`. At most eight characters and three.
 */
const SHORT_NAME = /^(?=[^.]{3,8}(?:\.|$))[^.~]{1,6}~[0-9]{1,6}(?:\.[^.]{0,3})?$/;

const ASCII = /^[\0-\x7f]*$/;

/** Names that Windows keeps for devices, with or without an ending. Source: Win32 "Naming Files, Paths, and Namespaces". */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\.|$)/i;

/** Why a name can't be trusted to mean the same file everywhere: `code` for `bizos explain`, and the words. */
export interface NameFault {
  readonly code: 'path-not-plain' | 'path-not-portable';
  readonly why: Text;
}

/**
 * What is wrong with a path as a name in a tree; undefined when it is one plain relative path that every file system reads alike.
 * Nothing is normalised: a path that would have to be is refused.
 */
export function nameFault(path: string): NameFault | undefined {
  if (path === '') return plain('it is empty', 'er ist leer');
  // No character of a string takes more than three bytes.
  if (path.length > PATH_BYTES_MAX || (path.length * 3 > PATH_BYTES_MAX && bytesOf(path) > PATH_BYTES_MAX))
    return plain(`it is longer than ${PATH_BYTES_MAX} bytes`, `er ist länger als ${PATH_BYTES_MAX} Bytes`);
  if (path.startsWith('/') || path.startsWith('\\') || /^[A-Za-z]:/.test(path)) return plain('it is absolute', 'er ist absolut');
  if (path.includes('\\')) return plain('it has a backslash', 'er enthält einen Backslash');
  if (/[\u0000-\u001f\u007f-\u009f]/.test(path)) return plain('it has a control character', 'er enthält ein Steuerzeichen');
  if (path.includes('\ufffd') || /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(path))
    return plain('it is not valid UTF-8', 'er ist kein gültiges UTF-8');
  const parts = path.split('/');
  if (parts.length > PARTS_MAX) return plain(`it has more than ${PARTS_MAX} parts`, `er hat mehr als ${PARTS_MAX} Teile`);
  for (const part of parts) {
    if (part === '') return plain('it has an empty part', 'er hat einen leeren Teil');
    if (part === '.' || part === '..') return plain(`it has "${part}" in it`, `er enthält „${part}“`);
  }
  if (!ASCII.test(path) && path.normalize('NFC') !== path)
    return portable('it is not in Unicode form NFC', 'er steht nicht in der Unicode-Form NFC');
  for (const part of parts) {
    const fault = partFault(part);
    if (fault) return fault;
  }
  return undefined;
}

/** What most parts are made of: nothing in it that only some disks read as it stands, but for the devices. */
const ORDINARY = /^[a-z0-9_-]{1,128}(?:\.[a-z0-9_-]{1,64})?$/i;

function partFault(part: string): NameFault | undefined {
  if (ORDINARY.test(part) && !DEVICE.test(part)) return undefined;
  // Code points that nobody sees: those that HFS+ ignores in names, so that `.g\u200cit` is `.git` there (git's `next_hfs_char`), and others
  // that turn a line round or take no room, so that a reader of the name is deceived. What makes a letter an emoji may stay.
  if (/(?!\p{Variation_Selector})\p{Default_Ignorable_Code_Point}|[\u2028\u2029\ufff9-\ufffb]/u.test(part))
    return portable('it has invisible characters', 'er enthält unsichtbare Zeichen');
  if (/^\.git(?:$|[ .:])/i.test(part) || /^git~\d+/i.test(part))
    return portable(`"${part}" stands for git's own folder`, `„${part}“ steht für gits eigenen Ordner`);
  if (SHORT_NAME.test(part))
    return portable(
      `"${part}" is the short form of another name on Windows`,
      `„${part}“ ist unter Windows die Kurzform eines anderen Namens`,
    );
  if (/[<>:"|?*]/.test(part))
    return portable(`"${part}" has a character that Windows refuses`, `„${part}“ enthält ein Zeichen, das Windows ablehnt`);
  if (/[ .]$/.test(part)) return portable(`"${part}" ends in a space or a dot`, `„${part}“ endet auf Leerzeichen oder Punkt`);
  if (/^ /.test(part)) return portable(`"${part}" begins with a space`, `„${part}“ beginnt mit einem Leerzeichen`);
  if (DEVICE.test(part)) return portable(`"${part}" is a device on Windows`, `„${part}“ ist unter Windows ein Gerät`);
  if (part.length > 85 && bytesOf(part) > 255) return portable('a part is longer than 255 bytes', 'ein Teil ist länger als 255 Bytes');
  return undefined;
}

/** Two names with the same key are one file on a disk that ignores case or Unicode form (`ſ` is `s` there, `ß` is `ss`). */
export function nameKey(path: string): string {
  if (ASCII.test(path)) return path.toLowerCase();
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function plain(en: string, de: string): NameFault {
  return { code: 'path-not-plain', why: { en, de } };
}

function portable(en: string, de: string): NameFault {
  return { code: 'path-not-portable', why: { en, de } };
}
