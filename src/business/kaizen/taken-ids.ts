import { highestKnown, type IdWish, idOf, provisionalId } from './ids.ts';
import { branchTips } from './ids-elsewhere.ts';
import type { NumberBook } from './log-lock.ts';
import { type Claimed, claimNumber, sharesNumbers, type Unshared } from './shared-numbers.ts';

/** Thrown by a plan that needs a number from the remote: the lock is given back before the remote is asked. */
export class NumberNeeded extends Error {
  readonly prefix: string;
  readonly above: number;
  /** Which of the change's ids it is for. */
  readonly place: number;

  constructor(prefix: string, above: number, place: number) {
    super(`a number of ${prefix} above ${above}`);
    this.prefix = prefix;
    this.above = above;
    this.place = place;
  }
}

/** So long what was asked ahead holds: while a person answers or an editor is open, others may fetch. Milliseconds. */
const HOLDS_MS = 1000;

/** Milliseconds of a clock that nobody sets. That of `performance` would be one more of Node's modules to load at a start. */
const clock = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/** What git says before a number is given, and when it was asked. */
export interface AskedAhead {
  readonly at: number;
  readonly shares: Promise<boolean>;
  readonly tips: Promise<readonly string[]>;
}

/** Asks git at once what it will be asked before a number is given: it answers while documents are read. */
export function askAhead(root: string): AskedAhead {
  const [shares, tips] = [sharesNumbers(root), branchTips(root)];
  // Nobody may come to ask.
  for (const answer of [shares, tips]) answer.catch(() => {});
  return { at: clock(), shares, tips };
}

/**
 * The ids that one change takes; they stay its own when it is planned anew. Each is one more than the highest number that the log, its
 * archives, every local and remote-tracking branch, every worktree or this clone's own book has ever had, so that none is given twice, also
 * when its entry was deleted. With a remote the number is taken there, so that no other clone gets it; when the remote does not answer, the
 * id is provisional (`K-BIZ-~7f3a`) until the next contact, and the remote is not asked again by the same command.
 */
export class TakenIds {
  readonly #root: string;
  #silent: boolean;
  readonly #ahead: AskedAhead | undefined;
  readonly #claims: (Claimed | undefined)[] = [];
  readonly #ids: string[] = [];
  #place = 0;

  /** `silent`: the remote has not answered a moment ago. */
  constructor(root: string, { silent = false, ahead }: { silent?: boolean; ahead?: AskedAhead } = {}) {
    this.#root = root;
    this.#silent = silent;
    this.#ahead = ahead;
  }

  /** A plan begins: it asks for the same ids in the same order. */
  begin(): void {
    this.#place = 0;
  }

  /** The next id of the plan. Call it with the book in hand, and write the entry before the book is given back. Throws NumberNeeded. */
  async next(wish: IdWish, book: NumberBook): Promise<string> {
    const place = this.#place++;
    this.#ids[place] ??= await this.#taken(wish, book, place);
    return this.#ids[place];
  }

  async #taken(wish: IdWish, book: NumberBook, place: number): Promise<string> {
    const { prefix, outline } = wish;
    const claimed = this.#claims[place];
    if (claimed?.kind === 'unreachable' || (claimed === undefined && this.#silent)) return provisionalId(wish);
    const isFresh = this.#ahead && clock() - this.#ahead.at < HOLDS_MS;
    const { shares, tips } = (isFresh && this.#ahead) || askAhead(this.#root);
    const alone = claimed?.kind === 'alone' || (claimed === undefined && !(await shares));
    const number = claimed?.kind === 'claimed' ? claimed.number : (await highestKnown(wish, book, tips)) + 1;
    const id = idOf(prefix, number);
    // A number that somebody wrote by hand meanwhile is passed over.
    if (!alone && (claimed === undefined || outline.withId(id).length > 0))
      throw new NumberNeeded(prefix, await highestKnown(wish, book, tips), place);
    book.keep(prefix, number);
    return id;
  }

  /** Why final ids among these were counted by this clone alone, though it has a remote. */
  get unshared(): Unshared | undefined {
    return this.#claims.flatMap((claimed) => (claimed?.kind === 'alone' && claimed.unshared ? [claimed.unshared] : []))[0];
  }

  /** What a remote said that has given numbers, and gave none of these. */
  get refused(): string | undefined {
    return this.#claims.flatMap((claimed) => (claimed?.kind === 'unreachable' && claimed.refused ? [claimed.why] : []))[0];
  }

  /** Asks the remote for a number, with nobody waiting for the lock. */
  async claim({ prefix, above, place }: NumberNeeded): Promise<void> {
    const claimed = await claimNumber(this.#root, prefix, above);
    this.#claims[place] = claimed;
    this.#silent ||= claimed.kind === 'unreachable';
  }
}
