import type { Statement } from 'better-sqlite3';
import type { Store } from '../../index/store.ts';
import { HeadingPlaces } from '../../tree/headings.ts';
import { ChunkFacts } from './chunk-facts.ts';
import { ChunkJson } from './chunk-json.ts';
import type { ChunkHeads, KnownChunk, KnownLog, PlacedChunk } from './log-chunks.ts';

/** A hash of the sources this program was built from: other code may read something else in the same log. */
declare const BIZOS_BUILD: string | undefined;

const BUILD = typeof BIZOS_BUILD === 'undefined' ? 'sources' : BIZOS_BUILD;

/** So many chunks are kept that a log is no longer made of. */
const FORMER_MAX = 16;

/** What the index remembers of a large log: its chunks, by their bytes, and what was read in them. It can be lost at any time. */
export class ChunkStore implements KnownLog {
  readonly chunks: readonly KnownChunk[];
  readonly former: readonly KnownChunk[];
  readonly #store: Store;
  readonly #log: string;
  #holding: Statement<[row: number, bytes: Buffer]> | undefined;

  /** `log`: its path from the root, which stands in what is kept as JSON. */
  constructor(store: Store, log: string) {
    this.#store = store;
    this.#log = log;
    const memo = this.#asked(() => store.prepare('SELECT build, chunks, former FROM log_memo WHERE log = ?').raw().get(log)) as
      | [build: string, chunks: string, former: string]
      | undefined;
    const chunksIn = (json: string | undefined): KnownChunk[] => (memo?.[0] === BUILD && json !== undefined ? JSON.parse(json) : []);
    this.chunks = chunksIn(memo?.[1]);
    this.former = chunksIn(memo?.[2]);
  }

  /** SQLite compares them: a hash of them takes three times as long, for to load Node's takes longer than to compare. */
  holds(row: number, bytes: Buffer): boolean {
    return (
      this.#asked(() => {
        this.#holding ??= this.#store.prepare('SELECT 1 FROM log_chunk WHERE row = ? AND bytes = ?');
        return this.#holding.get(row, bytes);
      }) !== undefined
    );
  }

  /**
   * Remembers what a log is made of now, and forgets what it was made of long before. Gives the chunks with the numbers that they are kept by, those
   * that came new without one where they can't be kept.
   */
  keep(placed: readonly PlacedChunk[], bytes: Buffer): readonly PlacedChunk[] {
    const store = this.#store;
    const kept = this.#written(() =>
      store
        .transaction(() => {
          const come = store.prepare('INSERT INTO log_chunk (log, heads, bytes) VALUES (?, ?, ?)');
          const now = placed.map((one) => {
            const { chunk, from, heads } = one;
            if (heads === undefined) return one;
            return { ...one, row: Number(come.run(this.#log, rowOf(heads), bytes.subarray(from, from + chunk.bytes)).lastInsertRowid) };
          });
          const current = new Set(now.map(({ row }) => row));
          const former = [...this.chunks, ...this.former].filter(({ row }) => !current.has(row)).slice(0, FORMER_MAX);
          const rows = new Set([...current, ...former.map(({ row }) => row)]);
          const gone = store.prepare('DELETE FROM log_chunk WHERE row = ?');
          const before = store.prepare('SELECT row FROM log_chunk WHERE log = ?').pluck().all(this.#log) as number[];
          for (const row of before) if (!rows.has(row)) gone.run(row);
          // Also what another process kept of chunks that were gone by then.
          for (const table of ['log_facts', 'log_json']) store.exec(`DELETE FROM ${table} WHERE row NOT IN (SELECT row FROM log_chunk)`);
          const chunks = JSON.stringify(now.map(({ row, chunk }) => ({ row, chunk })));
          store.prepare('INSERT OR REPLACE INTO log_memo VALUES (?, ?, ?, ?)').run(this.#log, BUILD, chunks, JSON.stringify(former));
          return now;
        })
        .immediate(),
    );
    return kept ?? placed;
  }

  /** The headings of the chunks that are kept, by number. */
  heads(): ReadonlyMap<number, ChunkHeads> {
    const rows = this.#asked(() => this.#store.prepare('SELECT row, heads FROM log_chunk WHERE log = ?').raw().all(this.#log));
    return new Map(((rows ?? []) as [number, Buffer][]).map(([row, heads]) => [row, headsOf(numbersIn(heads))]));
  }

  /** What the experiments of chunks say, as far as it is kept, by number. */
  facts(): ReadonlyMap<number, ChunkFacts> {
    const rows = this.#asked(() =>
      this.#store
        .prepare('SELECT row, numbers, words FROM log_facts WHERE row IN (SELECT row FROM log_chunk WHERE log = ?)')
        .raw()
        .all(this.#log),
    );
    return new Map(((rows ?? []) as [number, Buffer, string][]).map(([row, numbers, words]) => [row, ChunkFacts.of({ numbers, words })]));
  }

  keepFacts(row: number, facts: ChunkFacts): void {
    const { numbers, words } = facts.stored();
    this.#written(() => this.#store.prepare('INSERT OR REPLACE INTO log_facts VALUES (?, ?, ?)').run(row, numbers, words));
  }

  /** The experiments of a chunk as JSON, where they were kept. */
  json(row: number): ChunkJson | undefined {
    const kept = this.#asked(() => this.#store.prepare('SELECT places, bytes FROM log_json WHERE row = ?').raw().get(row)) as
      | [places: Buffer, bytes: Buffer]
      | undefined;
    return kept && new ChunkJson(kept[1], numbersIn(kept[0]));
  }

  keepJson(row: number, { bytes, places }: ChunkJson): void {
    this.#written(() => this.#store.prepare('INSERT OR REPLACE INTO log_json VALUES (?, ?, ?)').run(row, bytesOf(places), bytes));
  }

  /** Many of what is kept at once. */
  together(keep: () => void): void {
    this.#written(() => this.#store.transaction(keep).immediate());
  }

  /** Who only wants to remember waits for nobody: while another process writes in the index, it isn't kept. */
  #written<T>(write: () => T): T | undefined {
    if (this.#store.inTransaction) return this.#asked(write);
    const patience = this.#asked(() => this.#store.pragma('busy_timeout', { simple: true }) as number);
    if (patience === undefined) return undefined;
    try {
      this.#store.pragma('busy_timeout = 0');
      return this.#asked(write);
    } finally {
      this.#store.pragma(`busy_timeout = ${patience}`);
    }
  }

  /** What can't be asked, or kept (a busy, full or broken disk, an index that is closed by now), costs nothing but time. */
  #asked<T>(ask: () => T): T | undefined {
    if (!this.#store.open) return undefined;
    try {
      return ask();
    } catch (error) {
      if (!/^SQLITE_/.test((error as { code?: string }).code ?? '')) throw error;
      return undefined;
    }
  }
}

/** Depths, beginnings, ends and ends of ids, one row behind the other. */
function rowOf({ places, idEnds }: ChunkHeads): Buffer {
  const { count, depths, starts, bodyStarts } = places;
  const all = new Int32Array(4 * count);
  [depths, starts, bodyStarts, idEnds].forEach((row, n) => {
    all.set(row.subarray(0, count), n * count);
  });
  return bytesOf(all);
}

function headsOf(all: Int32Array<ArrayBuffer>): ChunkHeads {
  const count = all.length / 4;
  const places = new HeadingPlaces(true);
  places.count = count;
  places.depths = Uint8Array.from(all.subarray(0, count));
  places.starts = all.subarray(count, 2 * count);
  places.bodyStarts = all.subarray(2 * count, 3 * count);
  return { places, idEnds: all.subarray(3 * count) };
}

/** Copied to where numbers may begin. */
function numbersIn(bytes: Buffer): Int32Array<ArrayBuffer> {
  return new Int32Array(new Uint8Array(bytes).buffer);
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
