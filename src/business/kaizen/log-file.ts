import { isAscii, isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import type { Splice } from '../../tree/edit/edit.ts';
import { createNew, readForEdit, writeWhole } from '../../tree/write.ts';
import type { IdWish } from './ids.ts';
import { splicedText } from './log-edit.ts';
import { type NumberBook, withNumbers } from './log-lock.ts';
import { type LogOutline, scanLog } from './log-scan.ts';
import { NumberNeeded, TakenIds } from './taken-ids.ts';

/** A document of the field as it lies on the disk. */
export interface LogFile {
  /** From the root. */
  readonly file: string;
  /** Without the BOM; empty where there is no file yet. */
  readonly text: string;
  readonly bom: string;
  /** null: there is no file yet. */
  readonly hash: string | null;
  readonly outline: LogOutline;
}

/** What a change wants written, file by file; a text that is the same is not written. */
export interface Change<T> {
  readonly files: readonly FileChange[];
  readonly value: T;
}

/** Splices of one document, and the ids that come with them. */
export interface FileChange {
  readonly log: LogFile;
  readonly splices: readonly Splice[];
  readonly adds?: readonly string[];
}

/** Gives a plan the id of an entry that it adds. */
export type NextId = (wish: IdWish) => Promise<string>;

/** So often a change is made anew when somebody else's editor wrote in between. */
const ATTEMPTS = 5;

/** Reads a log. Throws BizosError (exit 2) where it is no UTF-8 text or ends its lines as nobody does any more. */
export function readLog(root: string, file: string): LogFile {
  return readIfThere(root, file) ?? { file, text: '', bom: '', hash: null, outline: scanLog('') };
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
  const read = readForEdit(path);
  // A command looks at a log first, and once more when nobody else may write: mostly the same bytes.
  if (lastRead?.path === path && Buffer.compare(lastRead.bytes, read.bytes) === 0) return lastRead.log;
  const whole = decoded(read.bytes);
  if (whole === undefined) throw unusable(file, 'is no UTF-8 text', 'ist kein UTF-8-Text');
  const bom = whole.startsWith('\ufeff') ? '\ufeff' : '';
  const text = whole.slice(bom.length);
  if (text.includes('\r') && /\r(?!\n)/.test(text)) throw unusable(file, 'ends lines with CR alone', 'beendet Zeilen nur mit CR');
  const log = {
    file,
    text,
    bom,
    get hash() {
      return read.hash;
    },
    outline: scanLog(text),
  };
  lastRead = { path, bytes: read.bytes, log };
  return log;
}

let lastRead: { readonly path: string; readonly bytes: Uint8Array; readonly log: LogFile } | undefined;

/** Bytes as text, a BOM kept; undefined where they are no UTF-8. A quarter of the time that a TextDecoder takes. */
function decoded(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isAscii(buffer)) return buffer.toString('latin1');
  return isUtf8(buffer) ? buffer.toString('utf8') : undefined;
}

/**
 * Plans a change on the documents as they are now and writes them, with other writers of this machine kept out. When a person's editor
 * changes a document between reading and writing, the plan is made anew on what is there then, so that both stay; after some attempts
 * the refusal (exit 3) is passed on. While the remote is asked for a number, nobody is kept out. The first document of a plan is written last: it is the one that says it was done.
 */
export async function changeLogs<T>(
  root: string,
  plan: (nextId: NextId) => Promise<Change<T>> | Change<T>,
  ids = new TakenIds(root),
): Promise<T> {
  for (;;) {
    const done = await withNumbers(root, (book) => changedWith(book, root, plan, ids));
    if ('value' in done) return done.value;
    await ids.claim(done.needed);
  }
}

async function changedWith<T>(
  book: NumberBook,
  root: string,
  plan: (nextId: NextId) => Promise<Change<T>> | Change<T>,
  ids: TakenIds,
): Promise<{ readonly value: T } | { readonly needed: NumberNeeded }> {
  for (let attempt = 1; ; attempt++) {
    ids.begin();
    try {
      const { files, value } = await plan((wish) => ids.next(wish, book));
      for (const { log, text } of files.map(planned).reverse()) write(root, log, text);
      return { value };
    } catch (error) {
      if (error instanceof NumberNeeded) return { needed: error };
      if (!(error instanceof BizosError) || error.exit !== 3 || attempt >= ATTEMPTS) throw error;
    }
  }
}

/** The new text; refused where it would lose, double or make an entry that the change does not name. */
function planned({ log, splices, adds = [] }: FileChange): { log: LogFile; text: string } {
  const text = splicedText(log.text, splices);
  const ids = (outline: LogOutline): string[] => outline.entries.map(({ id }) => id);
  if (text !== log.text && !areSame([...ids(log.outline), ...adds], ids(scanLog(text))))
    throw new BizosError(
      2,
      {
        en: `${log.file} was not changed: the change would break its structure.`,
        de: `${log.file} wurde nicht geändert: Die Änderung würde seinen Aufbau zerstören.`,
      },
      {
        en: 'Look for a fence or a comment that is not closed: bizos doctor',
        de: 'Sieh nach einem Zaun oder Kommentar, der nicht schließt: bizos doctor',
      },
    );
  return { log, text };
}

/** Whether two lists hold the same, each as often, in whatever order. */
function areSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  // A change moves one entry of thousands: what stands where it stood needs no counting.
  let first = 0;
  while (first < some.length && some[first] === others[first]) first++;
  let last = some.length;
  while (last > first && some[last - 1] === others[last - 1]) last--;
  const counts = new Map<string, number>();
  for (let k = first; k < last; k++) counts.set(some[k], (counts.get(some[k]) ?? 0) + 1);
  for (let k = first; k < last; k++) {
    const left = counts.get(others[k]) ?? 0;
    if (left === 0) return false;
    counts.set(others[k], left - 1);
  }
  return true;
}

function write(root: string, log: LogFile, text: string): void {
  if (text === log.text) return;
  const path = join(root, log.file);
  const bytes = Buffer.from(log.bom + text);
  if (log.hash === null) createNew(path, bytes, { root });
  else writeWhole(path, bytes, { expected: log.hash, root });
}

function unusable(file: string, en: string, de: string): BizosError {
  return new BizosError(
    2,
    { en: `${file} ${en}.`, de: `${file} ${de}.` },
    { en: 'Save it as UTF-8 with ordinary line ends.', de: 'Speichere sie als UTF-8 mit gewöhnlichen Zeilenenden.' },
  );
}
