import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import { createNew, writeWhole } from '../../tree/write.ts';
import { MarksInDocument, mustBeMerged } from './conflict-marks.ts';
import type { IdWish } from './ids.ts';
import { forgetReads, type LogFile } from './log-file.ts';
import { type NumberBook, withNumbers } from './log-lock.ts';
import { areBytes, piecesOf } from './log-splice.ts';
import { areSame } from './same-ids.ts';
import { NumberNeeded, TakenIds } from './taken-ids.ts';

/** What a change wants written, file by file; a text that is the same is not written. */
export interface Change<T> {
  readonly files: readonly FileChange[];
  readonly value: T;
}

/** A document with splices made, and the ids that came with them. */
export interface FileChange {
  readonly log: LogFile;
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
      files.forEach(mustBeWhole);
      for (const { log } of [...files].reverse()) write(root, log);
      return { value };
    } catch (error) {
      if (error instanceof NumberNeeded) return { needed: error };
      if (!(error instanceof BizosError) || error.exit !== 3 || error instanceof MarksInDocument || attempt >= ATTEMPTS) throw error;
      forgetReads();
    }
  }
}

/** Refuses a change of what is not merged yet, and one that would lose, double or make an entry that it does not name. */
function mustBeWhole({ log, adds = [] }: FileChange): void {
  mustBeMerged(log);
  if (!areSame([...log.since.gone, ...adds], log.since.come))
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
}

function write(root: string, log: LogFile): void {
  const path = join(root, log.file);
  const pieces = piecesOf(log);
  if (log.bytes === null) createNew(path, pieces, { root });
  else if (!areBytes(pieces, log.bytes)) writeWhole(path, pieces, { expected: log.bytes, root });
}
