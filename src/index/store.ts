import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { SCHEMA_NAME, SCHEMA_SQL } from './schema.ts';
import { openDatabase } from './sqlite.ts';

export type Store = Database.Database;

/**
 * Opens the index file, making it where it is missing, of another schema or broken: it is derived, so nothing is lost.
 * `memory` is true where no file can be written (a read-only or full disk); the answers are the same, only slower.
 */
export function openStore(root: string): { store: Store; memory: boolean; fresh: boolean } {
  const file = join(root, '.bizos', 'index.sqlite');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      mkdirSync(join(root, '.bizos'), { recursive: true, mode: 0o700 });
      const store = openDatabase(file, { timeout: 15_000 });
      tune(store);
      if (schemaOf(store) === SCHEMA_NAME) {
        logAhead(store);
        return { store, memory: false, fresh: false };
      }
      build(store);
      return { store, memory: false, fresh: true };
    } catch (error) {
      if (!isBroken(error)) break;
      dropStore(root);
    }
  }
  return { store: memoryStore(), memory: true, fresh: true };
}

/** An index in memory alone: for one call, where none can be written. */
export function memoryStore(): Store {
  const store = openDatabase(':memory:');
  store.exec(SCHEMA_SQL);
  return store;
}

/** Deletes the index file and its companions. */
export function dropStore(root: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(join(root, '.bizos', `index.sqlite${end}`), { force: true });
}

/** True for an error that says the file itself is no good. */
export function isBroken(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return /^SQLITE_(?:CORRUPT|NOTADB|SCHEMA|ERROR|CANTOPEN_FULLPATH|IOERR_SHORT_READ)/.test(code) && !/CANTOPEN_ISDIR/.test(code);
}

/** True for an error of the disk below the index: full, read-only or failing. The index is derived, so the answer need not fail with it. */
export function isDiskFailure(error: unknown): boolean {
  return /^SQLITE_(?:FULL|READONLY|IOERR|CANTOPEN)/.test((error as { code?: string }).code ?? '');
}

/** A crash may cost the index, never the tree: no fsync is waited for. */
function tune(store: Store): void {
  store.pragma('synchronous = OFF');
  store.pragma('cache_size = -65536');
  store.pragma('temp_store = MEMORY');
}

/**
 * Readers and a writer don't wait for each other then. Not while the file is new: what it is filled with would be written twice, into the log
 * and out of it. Where another process is just filling it, the next one does this.
 */
function logAhead(store: Store): void {
  try {
    store.pragma('journal_mode = WAL');
  } catch (error) {
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
  }
}

function schemaOf(store: Store): string | undefined {
  const table = store.prepare("SELECT 1 FROM sqlite_master WHERE name = 'meta'").get();
  return table === undefined
    ? undefined
    : (store.prepare("SELECT value FROM meta WHERE key = 'schema'").pluck().get() as string | undefined);
}

/** Puts the schema in place; of two processes that do so at once, the second finds it done. */
function build(store: Store): void {
  store.exec('BEGIN IMMEDIATE');
  try {
    if (schemaOf(store) !== SCHEMA_NAME) {
      const names = store
        .prepare(
          "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'section_words_%' ORDER BY type DESC",
        )
        .all() as { type: string; name: string }[];
      for (const { type, name } of names) store.exec(`DROP ${type} IF EXISTS "${name}"`);
      store.exec(SCHEMA_SQL);
      store.prepare("INSERT INTO meta VALUES ('schema', ?)").run(SCHEMA_NAME);
    }
    store.exec('COMMIT');
  } catch (error) {
    if (store.inTransaction) store.exec('ROLLBACK');
    throw error;
  }
}
