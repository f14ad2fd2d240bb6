import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import { spliceJson } from '../../tree/edit/json.ts';
import { isRecord } from './hook-input.ts';
import { type Added, type ClaudeSettings, mergeSettings, misshapen, NOTHING_ADDED, type Wanted, withoutGuard } from './settings.ts';

/** A settings file as it is to be: its text (undefined: it is to go, or there is none), and what in it is the guard's. */
export interface SettingsFile {
  readonly text: string | undefined;
  readonly added: Added;
}

/**
 * The text of a settings file with what the guard wants, or without it. What somebody else wrote stays byte for byte. A file that the
 * guard made goes when nothing is left in it. `bytes`: of the file, undefined where there is none. Throws BizosError (exit 2) where they
 * are no JSON object, or where a place that the guard writes into is of another kind.
 */
export function settingsText(path: string, bytes: Uint8Array | undefined, wanted: Wanted | undefined, former: Added): SettingsFile {
  const text = bytes === undefined ? undefined : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const present = text === undefined ? {} : parseSettings(path, text, bytes);
  const own = text === undefined || former.made.includes('');
  if (!wanted) {
    const left = withoutGuard(present, former);
    const gone = text === undefined || (own && Object.keys(left).length === 0);
    return { text: gone ? undefined : spliceJson(text, left), added: NOTHING_ADDED };
  }
  const { settings, added } = mergeSettings(present, wanted, former);
  return {
    text: text === undefined ? `${JSON.stringify(settings, null, 2)}\n` : spliceJson(text, settings),
    added: own ? { ...added, made: ['', ...added.made] } : added,
  };
}

function parseSettings(path: string, text: string, bytes: Uint8Array | undefined): ClaudeSettings {
  let value: unknown;
  try {
    // Bytes that are no UTF-8 would not come back as they were.
    if (Buffer.from(text).equals(bytes ?? Buffer.alloc(0))) value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {}
  if (!isRecord(value)) throw unreadable(path);
  const place = misshapen(value);
  if (place !== undefined) throw otherKind(path, place);
  return value;
}

/** What an earlier run put in, file by file, and the instructions that it made. */
export interface Written {
  readonly shared: Added;
  readonly local: Added;
  readonly files: readonly string[];
}

/** Reads what an earlier run noted; where that is missing or broken, nothing is the guard's, and nothing but its hooks is taken out. */
export function formerlyWritten(root: string, path: string): Written {
  try {
    const kept: unknown = JSON.parse(readFileSync(join(root, path), 'utf8'));
    if (isRecord(kept)) return { shared: addedIn(kept.shared), local: addedIn(kept.local), files: wordsIn(kept.files) };
  } catch {}
  return { shared: NOTHING_ADDED, local: NOTHING_ADDED, files: [] };
}

function addedIn(value: unknown): Added {
  return isRecord(value) ? { deny: wordsIn(value.deny), denyWrite: wordsIn(value.denyWrite), made: wordsIn(value.made) } : NOTHING_ADDED;
}

function wordsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string') : [];
}

function unreadable(path: string): BizosError {
  return new BizosError(
    2,
    {
      en: `${path} is no JSON object, so nothing can be merged into it.`,
      de: `${path} ist kein JSON-Objekt; es lässt sich nichts einfügen.`,
    },
    {
      en: 'Mend it (Claude Code can’t read it either), then run this again.',
      de: 'Bringe es in Ordnung (auch Claude Code liest es so nicht), dann noch einmal.',
    },
  );
}

function otherKind(path: string, place: string): BizosError {
  return new BizosError(
    2,
    {
      en: `${path}: "${place}" is not what Claude Code expects there, so nothing is merged into it.`,
      de: `${path}: „${place}“ ist nicht, was Claude Code dort erwartet; es wird nichts eingefügt.`,
    },
    {
      en: 'permissions, sandbox, sandbox.filesystem and hooks are objects; deny, denyWrite and each event of the hooks are lists. Mend it, then run this again.',
      de: 'permissions, sandbox, sandbox.filesystem und hooks sind Objekte; deny, denyWrite und jedes Ereignis der Hooks sind Listen. Bringe es in Ordnung, dann noch einmal.',
    },
  );
}
