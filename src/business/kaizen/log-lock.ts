import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { BizosError } from '../../core/problem.ts';
import { gitFolderOf } from '../../git/folder.ts';
import { openDatabase } from '../../index/sqlite.ts';

/** A writer waits as long as others come and go; so long it waits for one that does not let go. Milliseconds. */
const STUCK_MS = 60_000;

/** Between two attempts, on average: all who wait try equally often, so that none is passed over for ever. Milliseconds. */
const TRY_MS = 15;

/** What the numbers of a clone are kept in, while nobody else changes them. */
export interface NumberBook {
  /** The highest number that this clone ever gave for a prefix (`K-BIZ`); 0: none. */
  highest(prefix: string): number;
  keep(prefix: string, number: number): void;
  /** What was noted under a name: a cache that may be lost. */
  noted(name: string): string | undefined;
  note(name: string, value: string): void;
}

/** Where the numbers stand: all worktrees of a clone share them; without git they are the tree's own. */
function numbersFile(root: string): string {
  const git = gitFolderOf(root);
  return git ? join(git.commonDir, 'bizos', 'kaizen.db') : join(root, '.bizos', 'kaizen.db');
}

/**
 * Runs with every other writer of kaizen logs on this machine kept out. The kernel lets go of the lock when its holder dies. The file
 * can be deleted: then only what stands in logs and branches is known. Throws BizosError (exit 4) where it can't be had.
 */
export async function withNumbers<T>(root: string, run: (book: NumberBook) => Promise<T> | T): Promise<T> {
  const file = numbersFile(root);
  const store = opened(file);
  try {
    await locked(store, file);
    attempt(file, () => {
      store.exec('CREATE TABLE IF NOT EXISTS number (prefix TEXT PRIMARY KEY, highest INTEGER NOT NULL) WITHOUT ROWID');
      store.exec('CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID');
      // Whoever waits sees by it that the lock changes hands.
      store.exec("INSERT OR REPLACE INTO note VALUES ('turn', hex(randomblob(8)))");
    });
    const value = await run(bookOf(store));
    attempt(file, () => store.exec('COMMIT'));
    return value;
  } finally {
    if (store.inTransaction) store.exec('ROLLBACK');
    store.close();
  }
}

/** Takes the lock. Throws BizosError (exit 4) where it has not changed hands for a minute. */
async function locked(store: Database.Database, file: string): Promise<void> {
  store.pragma('busy_timeout = 0');
  let turn = 0;
  for (let tries = 0; ; tries++) {
    try {
      store.exec('BEGIN IMMEDIATE');
      store.pragma(`busy_timeout = ${STUCK_MS}`);
      return;
    } catch (error) {
      const now = statSync(file).mtimeMs;
      if (now !== turn) tries = 0;
      turn = now;
      if (!isBusy(error) || tries * TRY_MS > STUCK_MS) throw unreserved(file, error);
      await wait(TRY_MS * (0.5 + randomBytes(1)[0] / 256));
    }
  }
}

function isBusy(error: unknown): boolean {
  return (error as { code?: string }).code?.startsWith('SQLITE_BUSY') ?? false;
}

function bookOf(store: Database.Database): NumberBook {
  return {
    highest: (prefix) => (store.prepare('SELECT highest FROM number WHERE prefix = ?').pluck().get(prefix) as number | undefined) ?? 0,
    keep: (prefix, number) =>
      void store
        .prepare('INSERT INTO number VALUES (?, ?) ON CONFLICT (prefix) DO UPDATE SET highest = max(highest, excluded.highest)')
        .run(prefix, number),
    noted: (name) => store.prepare('SELECT value FROM note WHERE name = ?').pluck().get(name) as string | undefined,
    note: (name, value) => void store.prepare('INSERT OR REPLACE INTO note VALUES (?, ?)').run(name, value),
  };
}

function opened(file: string): Database.Database {
  return attempt(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    for (let again = false; ; again = true) {
      const store = openDatabase(file, { timeout: STUCK_MS });
      try {
        // The numbers also stand in the logs: a power cut may cost this copy of them.
        store.pragma('synchronous = OFF');
        store.pragma('journal_mode = TRUNCATE');
        return store;
      } catch (error) {
        store.close();
        if (again || !/^SQLITE_(?:CORRUPT|NOTADB)/.test((error as { code?: string }).code ?? '')) throw error;
        renameSync(file, `${file}.broken-${randomBytes(4).toString('hex')}`);
      }
    }
  });
}

function attempt<T>(file: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw unreserved(file, error);
  }
}

function unreserved(file: string, error: unknown): BizosError {
  if (error instanceof BizosError) return error;
  const code = (error as { code?: string }).code ?? String(error);
  return new BizosError(
    4,
    {
      en: `The numbers of the kaizen log can't be reserved (${code}): ${file}`,
      de: `Die Nummern des Kaizen-Logs lassen sich nicht vergeben (${code}): ${file}`,
    },
    isBusy(error)
      ? {
          en: 'Another process has held them for a minute. Try again.',
          de: 'Ein anderer Prozess hält sie seit einer Minute. Versuche es noch einmal.',
        }
      : {
          en: 'Check the permissions and the disk. The file may be deleted.',
          de: 'Prüfe Berechtigungen und Datenträger. Die Datei darf gelöscht werden.',
        },
    [],
    { cause: error },
  );
}
