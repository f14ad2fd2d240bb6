import { join } from 'node:path';
import type { Problem } from '../../core/problem.ts';
import { IN_WORDS } from '../../workspace/zod-words.ts';
import { appendPlain } from './append-file.ts';
import { type Head, LedgerBook } from './book.ts';
import { type Chain, genesis, makeLine, readChain, sha256 } from './chain.ts';
import { type EntryDraft, kindNamed, type LedgerEntry } from './entries/index.ts';
import { chainOf, LEDGER_FOLDER, type LedgerView, readLedger } from './read.ts';
import { keepSealed, seal } from './sealed.ts';

/** Who writes, and where. */
export interface LedgerPlace {
  readonly root: string;
  /** Slug of the agent, or `people`. */
  readonly who: string;
  now(): number;
}

/** The ledger with every other process of this clone kept out. Use it and let it go; nothing that waits belongs in here. */
export interface OpenLedger {
  /** The ledger as it stands now. */
  read(): LedgerView;
  /** Commits to something personal; contents are on the disk before the next `append` returns. */
  seal(value: unknown): string;
  /** Adds lines and makes them last. Once it returns they are true; where it throws (BizosError, exit 4) none of them is. */
  append(drafts: readonly EntryDraft[]): readonly LedgerEntry[];
  /** Eight hex digits of this checkout: the second part of its writers' names. */
  readonly checkout: string;
  /** What had to be said about the chain: a torn line set aside, a new chain begun. */
  readonly problems: readonly Problem[];
}

/** Opens the ledger for writing, runs, and lets it go. Throws BizosError (exit 4) where disk or mutex fail. */
export function withLedger<T>(place: LedgerPlace, run: (ledger: OpenLedger) => T): T {
  const book = LedgerBook.open(place.root);
  try {
    return book.exclusive(() => run(new Writing(place, book)));
  } finally {
    book.close();
  }
}

/** Whether a writer is of a checkout: `crm-ops.ab12cd34`, `crm-ops.ab12cd34-2`. */
export function isOf(writer: string, checkout: string): boolean {
  return writer.slice(writer.indexOf('.') + 1).replace(/-\d+$/, '') === checkout;
}

/** Adds lines to the ledger and gives them back as they stand there. */
export function appendEntries(place: LedgerPlace, drafts: readonly EntryDraft[]): readonly LedgerEntry[] {
  return withLedger(place, (ledger) => ledger.append(drafts));
}

class Writing implements OpenLedger {
  readonly problems: Problem[] = [];
  private readonly sealed: ReturnType<typeof seal>[] = [];
  readonly checkout: string;

  constructor(
    private readonly place: LedgerPlace,
    private readonly book: LedgerBook,
  ) {
    this.checkout = book.checkout();
  }

  read(): LedgerView {
    return readLedger(this.place.root);
  }

  seal(value: unknown): string {
    const one = seal(value);
    this.sealed.push(one);
    return one.commitment;
  }

  append(drafts: readonly EntryDraft[]): readonly LedgerEntry[] {
    if (drafts.length === 0) return [];
    for (const { kind, data } of drafts) checkShape(kind, data);
    const base = `${this.place.who}.${this.checkout}`;
    const end = this.endOf(base);
    const at = new Date(this.place.now()).toISOString();
    const entries: LedgerEntry[] = [];
    const texts: string[] = [];
    let { seq, h } = end;
    for (const draft of drafts) {
      const line = makeLine(h, seq + 1, draft.kind, at, draft.data);
      ({ h } = line);
      seq++;
      texts.push(line.text);
      entries.push({ ...draft, h, at: Date.parse(at), writer: end.writer, seq });
    }
    const { root } = this.place;
    // Contents first: a commitment to something that was lost would be a promise that nobody can keep.
    keepSealed(root, end.writer, this.sealed.splice(0));
    appendPlain(root, join(root, LEDGER_FOLDER, `${end.writer}.jsonl`), end.length, Buffer.from(texts.join('')));
    this.book.setHead(base, { part: end.part, seq, h });
    return entries;
  }

  /**
   * Where the chain is written on. It must end where this machine left it, or with lines that a process added and died before it noted them;
   * else (another branch, a restored file, a line taken away) a new part is begun, so that no chain ever forks.
   */
  private endOf(base: string): Head & { readonly writer: string; readonly length: number } {
    const head = this.book.head(base);
    for (let part = head?.part ?? 1; ; part++) {
      const writer = part === 1 ? base : `${base}-${part}`;
      const { chain, bytes } = chainOf(this.place.root, writer);
      if (bytes.length === 0 && (head === undefined || part > head.part)) return { part, writer, seq: 0, h: genesis(writer), length: 0 };
      const known = part === head?.part ? head : undefined;
      if (bytes.length > 0 && goesOn(writer, bytes, chain, known)) {
        if (chain.torn > 0) this.setAside(writer, bytes, chain);
        const last = chain.lines[chain.lines.length - 1];
        return { part, writer, seq: last?.seq ?? 0, h: last?.h ?? genesis(writer), length: chain.whole };
      }
      this.problems.push(restarted(writer));
    }
  }

  /** A line that was cut off is kept beside the index, in case somebody wants to see it. */
  private setAside(writer: string, bytes: Buffer, chain: Chain): void {
    const torn = bytes.subarray(chain.whole);
    const path = join(this.place.root, '.bizos', 'torn', `${writer}-${sha256(torn).slice(0, 12)}`);
    appendPlain(this.place.root, path, 0, torn);
    this.problems.push(tornAside(writer, path));
  }
}

/** Whether the chain holds the line that was written last, and is sound behind it. */
function goesOn(writer: string, bytes: Buffer, quick: Chain, head: Head | undefined): boolean {
  const last = quick.lines[quick.lines.length - 1];
  if (quick.fault) return false;
  if (head && last?.h === head.h && last.seq === head.seq) return true;
  const chain = readChain(writer, bytes, true);
  if (chain.fault) return false;
  return head === undefined || chain.lines.some(({ seq, h }) => seq === head.seq && h === head.h);
}

/** A line that its own schema refuses is a bug of ours: nothing is written. */
function checkShape(kind: string, data: unknown): void {
  const parsed = kindNamed(kind)?.schema.safeParse(data, IN_WORDS);
  if (!parsed?.success)
    throw new TypeError(`a line "${kind}" of the ledger has the wrong shape: ${parsed?.error.message ?? 'unknown kind'}`);
}

function restarted(writer: string): Problem {
  return {
    code: 'ledger-restarted',
    level: 'note',
    message: {
      en: `The chain ${writer} does not end where it was left; a new one is begun beside it.`,
      de: `Die Kette ${writer} endet nicht, wo sie verlassen wurde; daneben beginnt eine neue.`,
    },
    remedy: {
      en: 'Fine after a change of branch. Otherwise look: bizos ledger verify',
      de: 'Nach einem Wechsel des Branches in Ordnung. Sonst sieh nach: bizos ledger verify',
    },
  };
}

function tornAside(writer: string, path: string): Problem {
  return {
    code: 'ledger-torn',
    level: 'note',
    message: {
      en: `The last line of ${writer} was cut off while it was written; it never counted and is set aside.`,
      de: `Die letzte Zeile von ${writer} wurde beim Schreiben abgeschnitten; sie zählte nie und liegt beiseite.`,
    },
    place: { file: path },
    remedy: { en: 'Nothing to do.', de: 'Nichts zu tun.' },
  };
}
