import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import { BizosError } from '../../core/problem.ts';
import { lockPlace } from '../../guard/leases/lock.ts';
import { machineHere } from '../../guard/leases/machine.ts';
import { openDatabase } from '../../index/sqlite.ts';
import { sha256 } from './chain.ts';

/** Where a writer's chain ended when this machine wrote to it last. */
export interface Head {
  readonly part: number;
  readonly seq: number;
  readonly h: string;
}

/**
 * What one clone remembers of its own chains, and the mutex that all its processes write under. It stands in git's own folder. It may be
 * deleted: this clone then begins new chains, and never writes on at one whose end it doesn't know.
 */
export class LedgerBook {
  private readonly store: Database.Database;
  private readonly tree: string;

  private constructor(
    file: string,
    private readonly root: string,
  ) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    this.tree = root;
    this.store = openDatabase(file, { timeout: 20_000 });
    try {
      this.store.pragma('journal_mode = TRUNCATE');
      this.store.exec(`CREATE TABLE IF NOT EXISTS clone (nonce TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS head (tree TEXT, writer TEXT, part INTEGER NOT NULL, seq INTEGER NOT NULL, h TEXT NOT NULL, PRIMARY KEY (tree, writer)) WITHOUT ROWID`);
    } catch (error) {
      this.store.close();
      throw error;
    }
  }

  /** Opens it, making it where it is missing; a broken one is set aside. Throws BizosError (exit 4) when it can't be used. */
  static open(root: string): LedgerBook {
    const file = join(dirname(lockPlace(root).file), 'ledger.db');
    try {
      return new LedgerBook(file, root);
    } catch (error) {
      if (!/^SQLITE_(?:CORRUPT|NOTADB)/.test((error as { code?: string }).code ?? '')) throw unusable(file, error);
    }
    try {
      renameSync(file, `${file}.broken-${randomBytes(4).toString('hex')}`);
      rmSync(`${file}-journal`, { force: true });
      return new LedgerBook(file, root);
    } catch (error) {
      throw unusable(file, error);
    }
  }

  /** Runs with every other process of this clone kept out. What `run` writes to the disk stays, whatever it throws. */
  exclusive<T>(run: () => T): T {
    this.begin();
    try {
      const value = run();
      this.store.exec('COMMIT');
      return value;
    } catch (error) {
      if (this.store.inTransaction) this.store.exec('ROLLBACK');
      throw error;
    }
  }

  private begin(): void {
    try {
      this.store.exec('BEGIN IMMEDIATE');
    } catch (error) {
      throw unusable(this.store.name, error);
    }
  }

  /** Eight hex digits for this checkout on this machine: two clones, two worktrees or a copied folder never share a writer. Within `exclusive`. */
  checkout(): string {
    let nonce = this.store.prepare('SELECT nonce FROM clone').pluck().get() as string | undefined;
    if (nonce === undefined) {
      nonce = randomBytes(12).toString('hex');
      this.store.prepare('INSERT INTO clone VALUES (?)').run(nonce);
    }
    return sha256(`${nonce} ${machineHere().id} ${this.root}`).slice(0, 8);
  }

  head(writer: string): Head | undefined {
    return this.store.prepare('SELECT part, seq, h FROM head WHERE tree = ? AND writer = ?').get(this.tree, writer) as Head | undefined;
  }

  setHead(writer: string, { part, seq, h }: Head): void {
    this.store.prepare('INSERT OR REPLACE INTO head VALUES (?, ?, ?, ?, ?)').run(this.tree, writer, part, seq, h);
  }

  close(): void {
    this.store.close();
  }
}

function unusable(file: string, error: unknown): BizosError {
  if (error instanceof BizosError) return error;
  const code = (error as { code?: string }).code ?? String(error);
  return new BizosError(
    4,
    { en: `The ledger can't be written (${code}): ${file}`, de: `Das Ledger ist nicht beschreibbar (${code}): ${file}` },
    code.startsWith('SQLITE_BUSY')
      ? {
          en: 'Another process has held it for 20 seconds. Try again.',
          de: 'Ein anderer Prozess hält es seit 20 Sekunden. Versuche es noch einmal.',
        }
      : { en: 'Check the permissions and the disk.', de: 'Prüfe Berechtigungen und Datenträger.' },
    [],
    { cause: error },
  );
}
