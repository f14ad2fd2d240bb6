import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import { BizosError } from '../../core/problem.ts';
import type { Guarantee } from '../../core/session.ts';
import { gitFolderOf } from '../../git/folder.ts';
import { openDatabase } from '../../index/sqlite.ts';
import { EMPTY, type Lease, type LeaseTable, type Stamp } from './table.ts';

/** A lease as the machine that it was taken on knows it. */
export interface LocalLease extends Lease {
  /** When its holder renewed it last, by this machine's own clock. */
  readonly seen: Stamp;
  readonly guarantee: Guarantee;
  /** Remote whose table has it too; undefined: this machine alone knows of it. */
  readonly remote?: string;
  /** When the remote last took a renewal, by this machine's own clock. */
  readonly shared?: Stamp;
  /** `taking`: not yet granted everywhere; nobody else may have it meanwhile. `offline`: to be taken at the remote at the next contact. */
  readonly phase: 'taking' | 'held' | 'offline';
  /** The call that asks for it, until the session's record is written: killed before, it leaves nothing that anyone could end. */
  readonly starter?: { readonly pid: number; readonly born: string };
  /** When the remote was last asked in vain: not with every call again. */
  readonly tried?: Stamp;
}

/** A lease that was swept or lost: what `recover` and `list` can still say of it. */
export interface FallenLease {
  readonly lease: LocalLease;
  readonly at: string;
  /** Who has what it held, where that is known. */
  readonly to?: readonly { readonly pattern: string; readonly session: string; readonly agent: string; readonly host: string }[];
}

/** What one clone knows of the leases of one tree. */
export interface LockState {
  /** Name of this clone among all that share a remote. */
  readonly clone: string;
  /** The file that the state was written to: a copy of the clone's folder is another clone, although it has the same bytes. */
  readonly home?: { readonly path: string; readonly inode: string };
  readonly epoch: number;
  readonly leases: readonly LocalLease[];
  readonly fallen: readonly FallenLease[];
  /** The remote's table at the last contact. */
  readonly shared?: { readonly remote: string; readonly id: string; readonly table: LeaseTable; readonly at: string };
  /** When each beat in it was first seen here: `session token beat nonce` → stamp. */
  readonly seen: Readonly<Record<string, Stamp>>;
}

/** Where the lock of a tree stands, and what it can promise there. */
export interface LockPlace {
  readonly root: string;
  readonly file: string;
  /** The tree's folder in its repository: all worktrees of a clone share the lock, each tree in them has its own leases. */
  readonly tree: string;
  readonly git: boolean;
}

const SCHEMA = 'bizos.lock/1';

/** File systems whose locks don't hold between machines, by the type that statfs gives: NFS, SMB, CIFS, 9p, FUSE, Ceph, AFS. */
const REMOTE_FILE_SYSTEMS = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546, 0x00c36400, 0x5346414f]);

/** `bizos/lock.db` in the git folder that all worktrees share; without git `.bizos/lock.db` of the tree. */
export function lockPlace(root: string): LockPlace {
  const git = gitFolderOf(root);
  const file = git ? join(git.commonDir, 'bizos', 'lock.db') : join(root, '.bizos', 'lock.db');
  return { root, file, tree: git?.inside ?? '', git: git !== undefined };
}

/** `this-machine` where the kernel's locks hold; `advisory` on a file system that is shared over a network. */
export function localGuarantee(place: LockPlace): Guarantee {
  try {
    return REMOTE_FILE_SYSTEMS.has(Number(statfsSync(dirname(place.file)).type)) ? 'advisory' : 'this-machine';
  } catch {
    return 'this-machine';
  }
}

/**
 * The mutex of a clone and what it guards. The kernel releases it when its holder dies, whatever the way; there is nothing to clean up
 * and no age by which a lock is judged. It is held for microseconds, never over a call to the network. The file can be deleted: then
 * this clone has no leases, and tokens go on from what the registry and the remote know.
 */
export class LeaseLock {
  private readonly store: Database.Database;
  private readonly inode: bigint;

  private constructor(readonly place: LockPlace) {
    mkdirSync(dirname(place.file), { recursive: true, mode: 0o700 });
    this.store = openDatabase(place.file, { timeout: 20_000 });
    try {
      // Leases don't outlive a power cut (another boot), so nothing is waited for; a killed process loses nothing by that.
      this.store.pragma('synchronous = OFF');
      this.store.pragma('journal_mode = TRUNCATE');
      this.store.exec('CREATE TABLE IF NOT EXISTS state (tree TEXT PRIMARY KEY, schema TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID');
    } catch (error) {
      this.store.close();
      throw error;
    }
    this.inode = inodeOf(place.file);
  }

  /** Opens the lock, making it where it is missing. A file that is broken is set aside. Throws BizosError (exit 4) when it can't be used. */
  static open(place: LockPlace): LeaseLock {
    for (let attempt = 0; ; attempt++) {
      const inode = inodeOf(place.file);
      try {
        return new LeaseLock(place);
      } catch (error) {
        if (!isBroken(error) || attempt > 0) throw unusable(place, error);
        setAside(place.file, inode);
      }
    }
  }

  /** Whether there is a lock at all: where nobody ever took a lease, nothing needs to be opened. */
  static isThere(place: LockPlace): boolean {
    return existsSync(place.file);
  }

  /** What it says, without keeping others out. */
  look(): LockState {
    return this.guarded(() => this.read());
  }

  /** Reads, decides and writes with everybody else kept out. `run` gives the new state, or undefined for none. */
  change<T>(run: (state: LockState) => { readonly state?: LockState; readonly value: T }): T {
    return this.guarded(() => {
      this.store.exec('BEGIN IMMEDIATE');
      try {
        // Deleted under us: others now meet at another file, and this one keeps nobody out.
        if (inodeOf(this.place.file) !== this.inode) throw new LockGone();
        const before = this.read();
        const { state, value } = run(before);
        if (state) this.write(state);
        this.store.exec('COMMIT');
        return value;
      } catch (error) {
        if (this.store.inTransaction) this.store.exec('ROLLBACK');
        throw error;
      }
    });
  }

  close(): void {
    this.store.close();
  }

  private read(): LockState {
    const row = this.store.prepare('SELECT schema, body FROM state WHERE tree = ?').get(this.place.tree) as
      | { schema: string; body: string }
      | undefined;
    if (row && row.schema !== SCHEMA) throw otherVersion(this.place, row.schema);
    if (!row) return { ...UNKNOWN, clone: newNonce() };
    const state = this.parse(row.body);
    // Moved, it is the same clone; seen under another name by a container, too. Copied, both differ.
    const copied = state.home !== undefined && state.home.path !== this.place.file && state.home.inode !== String(this.inode);
    return copied ? { ...state, clone: newNonce(), leases: [] } : state;
  }

  private parse(body: string): LockState {
    try {
      return JSON.parse(body) as LockState;
    } catch (error) {
      throw Object.assign(new Error('the state is no JSON', { cause: error }), { code: 'SQLITE_CORRUPT' });
    }
  }

  private write(state: LockState): void {
    const body = JSON.stringify({ ...state, home: { path: this.place.file, inode: String(this.inode) } });
    this.store.prepare('INSERT OR REPLACE INTO state VALUES (?, ?, ?)').run(this.place.tree, SCHEMA, body);
  }

  private guarded<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof BizosError || error instanceof LockGone) throw error;
      if (isBroken(error)) {
        this.store.close();
        setAside(this.place.file, this.inode);
        throw new LockGone();
      }
      if ((error as { code?: string }).code?.startsWith('SQLITE_')) throw unusable(this.place, error);
      throw error;
    }
  }
}

/** The lock's file was deleted, replaced or found broken while it was open. */
class LockGone extends Error {}

/** Opens the lock, runs, and closes it; once more on the new file when the old one was deleted meanwhile. */
export function withLock<T>(root: string, run: (lock: LeaseLock) => T): T {
  const place = lockPlace(root);
  for (let attempt = 0; ; attempt++) {
    const lock = LeaseLock.open(place);
    try {
      return run(lock);
    } catch (error) {
      if (!(error instanceof LockGone) || attempt > 4) throw error;
    } finally {
      lock.close();
    }
  }
}

/** The local leases as a table that the rules of `table.ts` work on. */
export function tableOf(state: LockState): LeaseTable {
  return { epoch: state.epoch, leases: state.leases };
}

/** The state with another table. */
export function withTable(state: LockState, table: LeaseTable): LockState {
  return { ...state, epoch: Math.max(state.epoch, table.epoch), leases: table.leases as readonly LocalLease[] };
}

/** Twelve bytes that nobody else has. */
export function newNonce(): string {
  return randomBytes(12).toString('hex');
}

/** What nobody knows anything of. */
const UNKNOWN: LockState = { clone: '', ...EMPTY, fallen: [], seen: {}, leases: [] };

function inodeOf(file: string): bigint {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.ino ?? -1n;
}

function isBroken(error: unknown): boolean {
  return /^SQLITE_(?:CORRUPT|NOTADB|IOERR_SHORT_READ)/.test((error as { code?: string }).code ?? '');
}

/** Out of the way, to be looked at: unless somebody else has done so and made a new one. */
function setAside(file: string, inode: bigint): void {
  if (inodeOf(file) !== inode) return;
  try {
    renameSync(file, `${file}.broken-${randomBytes(4).toString('hex')}`);
  } catch {}
  rmSync(`${file}-journal`, { force: true });
}

function unusable(place: LockPlace, error: unknown): BizosError {
  if (error instanceof BizosError) return error;
  const code = (error as { code?: string }).code ?? String(error);
  return new BizosError(
    4,
    {
      en: `The lock of the sessions can't be used (${code}): ${place.file}`,
      de: `Das Schloss der Sitzungen ist nicht benutzbar (${code}): ${place.file}`,
    },
    code.startsWith('SQLITE_BUSY')
      ? {
          en: 'Another process has held it for 20 seconds. Try again.',
          de: 'Ein anderer Prozess hält es seit 20 Sekunden. Versuche es noch einmal.',
        }
      : {
          en: 'Check the permissions and the disk. The file may be deleted: sessions then count as lost.',
          de: 'Prüfe Berechtigungen und Datenträger. Die Datei darf gelöscht werden: Sitzungen gelten dann als verloren.',
        },
    [],
    { cause: error },
  );
}

function otherVersion(place: LockPlace, schema: string): BizosError {
  return new BizosError(
    4,
    {
      en: `${place.file} was written by another version of BizOS (${schema}).`,
      de: `${place.file} wurde von einer anderen Version von BizOS geschrieben (${schema}).`,
    },
    {
      en: 'End the sessions with that version, or use it here too.',
      de: 'Beende die Sitzungen mit jener Version, oder benutze sie auch hier.',
    },
  );
}
