import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import { fetchObjects, NONE, readBlob, remoteRefs, storeBlob, swapRemoteRefs } from '../../git/refs.ts';
import { type LeasePlace, remoteOf, sharedCall } from '../../guard/leases/contact.ts';
import { lockPlace, newNonce } from '../../guard/leases/lock.ts';
import type { SharedCall } from '../../guard/leases/shared.ts';
import { writeWhole } from '../../tree/write.ts';
import { LedgerBook } from '../ledger/book.ts';
import { foreignTurns, parseTurns, writeTurns } from './turn-text.ts';
import { joinTurns, type Turns } from './turns.ts';

/** Attempts before a race counts as lost to the surroundings. */
const ATTEMPTS_MAX = 60;

/** What a change does: new turns, or none to leave them, and an answer. */
export type TurnChange<T> = (turns: Turns) => { readonly turns?: Turns; readonly value: T };

/** For how many a promise of one run at a time holds: all clones of the remote, or this machine. */
export type TurnScope = 'across-clones' | 'this-machine';

/**
 * The turns of a tree. Each clone keeps its own sight of them beside its locks; where there is a remote, the ref `refs/bizos/schedule/…`
 * there decides, moved by compare-and-swap, so of two machines that take the same turn one is refused.
 */
export class TurnBook {
  private readonly file: string;

  private constructor(
    private readonly root: string,
    private readonly call: SharedCall | undefined,
    private readonly ref: string,
    private readonly now: () => number,
  ) {
    this.file = join(dirname(lockPlace(root).file), `schedule-${ref.slice(ref.lastIndexOf('/') + 1)}.json`);
  }

  /** Opens the book. `offline`: the remote isn't asked. */
  static async open(place: LeasePlace, offline: boolean): Promise<TurnBook> {
    const remote = offline ? undefined : await remoteOf(place);
    const { tree } = lockPlace(place.root);
    const call = remote === undefined ? undefined : { ...sharedCall(place, remote), timeoutMs: place.remoteMs ?? 20_000 };
    const name = tree === '' ? 'tree' : createHash('sha256').update(tree).digest('hex').slice(0, 16);
    return new TurnBook(place.root, call, `refs/bizos/schedule/${name}`, () => place.now());
  }

  get scope(): TurnScope {
    return this.call ? 'across-clones' : 'this-machine';
  }

  /** What this clone knows, without asking anybody. A file that is gone or broken: nothing. */
  known(): Turns {
    try {
      return parseTurns(readFileSync(this.file, 'utf8')) ?? {};
    } catch {
      return {};
    }
  }

  /** Changes what this clone knows, every other process of it kept out. Throws BizosError (exit 4) where the disk fails. */
  changeKnown<T>(change: TurnChange<T>): T {
    const book = LedgerBook.open(this.root);
    try {
      return book.exclusive(() => {
        const now = this.known();
        const { turns, value } = change(now);
        if (turns) this.write(turns);
        return value;
      });
    } finally {
      book.close();
    }
  }

  /**
   * Changes the turns for everybody who shares the remote; here alone where there is none. `change` may be asked again when others were
   * faster. Throws BizosError (exit 4) when the remote can't be reached or takes no such refs.
   */
  async change<T>(change: TurnChange<T>): Promise<T> {
    if (!this.call) return this.changeKnown(change);
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (attempt > 0) await this.call.sleep(Math.min(400, 10 * attempt) * (0.5 + Number.parseInt(newNonce().slice(0, 4), 16) / 65_536));
      const shared = await this.read(this.call);
      const { turns, value } = change(shared.turns);
      if (!turns) {
        this.keep(shared.turns);
        return value;
      }
      const after = await storeBlob(writeTurns(turns, newNonce()), this.call);
      const swap = await swapRemoteRefs(this.call.remote, [{ ref: this.ref, before: shared.id, after }], this.call);
      // After an answer that was lost the remote is asked: the object carries a nonce, so it is this one or another.
      const won = swap.state === 'won' || (swap.state === 'unknown' && (await this.read(this.call)).id === after);
      if (won) {
        this.keep(turns);
        return value;
      }
      if (swap.state === 'refused') throw unshared(swap.why);
      if (swap.state === 'unknown') throw unshared(swap.why);
    }
    throw unshared(`others changed ${this.ref} ${ATTEMPTS_MAX} times in a row`);
  }

  private async read(call: SharedCall): Promise<{ readonly id: string; readonly turns: Turns }> {
    for (let look = 0; look < 5; look++) {
      const id = (await remoteRefs(call.remote, this.ref, call)).get(this.ref) ?? NONE;
      if (id === NONE) return { id, turns: {} };
      let bytes = await readBlob(id, call);
      if (!bytes) {
        await fetchObjects(call.remote, [this.ref], call);
        bytes = await readBlob(id, call);
      }
      // It has moved on between the two calls: the newer one is looked at.
      if (!bytes) continue;
      const turns = parseTurns(bytes.toString('utf8'));
      if (!turns) throw foreignTurns(this.ref);
      return { id, turns };
    }
    throw unshared(`${this.ref} moves too fast`);
  }

  private keep(turns: Turns): void {
    this.changeKnown((known) => ({ turns: joinTurns(known, turns, this.now()), value: undefined }));
  }

  private write(turns: Turns): void {
    let expected: Uint8Array | null;
    try {
      expected = readFileSync(this.file);
    } catch {
      expected = null;
    }
    const bytes = new TextEncoder().encode(writeTurns(turns, ''));
    writeWhole(this.file, bytes, { root: dirname(this.file), expected });
  }
}

function unshared(why: string): BizosError {
  return new BizosError(
    4,
    {
      en: `The remote was not told whose turn it is (${why}); nothing was run.`,
      de: `Dem Remote ließ sich nicht sagen, wer dran ist (${why}); nichts lief.`,
    },
    {
      en: 'It is tried again. To run on this machine alone: bizos schedule run --offline',
      de: 'Es wird wieder versucht. Nur auf dieser Maschine laufen: bizos schedule run --offline',
    },
  );
}
