import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import type { Splice } from '../../tree/edit/edit.ts';
import { createNew, writeWhole } from '../../tree/write.ts';
import type { IdWish } from './ids.ts';
import { splicedText } from './log-edit.ts';
import { forgetReads, type LogFile } from './log-file.ts';
import { type NumberBook, withNumbers } from './log-lock.ts';
import { type LogOutline, scanLog } from './log-scan.ts';
import { areSame } from './same-ids.ts';
import { NumberNeeded, TakenIds } from './taken-ids.ts';

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
      forgetReads();
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

function write(root: string, log: LogFile, text: string): void {
  if (text === log.text) return;
  const path = join(root, log.file);
  const bytes = Buffer.from(log.bom + text);
  if (log.bytes === null) createNew(path, bytes, { root });
  else writeWhole(path, bytes, { expected: log.bytes, root });
}
