import type { Store } from '../../index/store.ts';
import { ChunkFacts } from './chunk-facts.ts';
import { ChunkJson } from './chunk-json.ts';
import type { LogChunk, PlacedChunk } from './log-chunks.ts';

/** A hash of the sources this program was built from: other code may read other facts in the same log. */
declare const BIZOS_BUILD: string | undefined;

/** What the index remembers of a large log, by the hashes of its chunks. It can be lost at any time. */
export class ChunkStore {
  readonly #store: Store;
  readonly #log: string;
  readonly #build: string;
  readonly #facts = new Map<string, ChunkFacts>();

  /** `log`: its path, which stands in what is kept as JSON. */
  constructor(store: Store, log: string, build = typeof BIZOS_BUILD === 'undefined' ? 'sources' : BIZOS_BUILD) {
    this.#store = store;
    this.#log = log;
    this.#build = build;
  }

  /** The chunks that the log was last made of, as far as what they say is still known. */
  known(): readonly LogChunk[] {
    const memo = this.#asked(() => this.#store.prepare('SELECT build, chunks FROM log_memo WHERE log = ?').get(this.#log)) as
      | { readonly build: string; readonly chunks: string }
      | undefined;
    if (memo?.build !== this.#build) return [];
    const rows = this.#asked(() =>
      this.#store.prepare('SELECT hash, above, numbers, words FROM log_chunk WHERE log = ?').raw().all(this.#log),
    );
    for (const [hash, above, numbers, words] of (rows ?? []) as [string, number, Buffer, string][])
      this.#facts.set(keyOf({ hash, above }), ChunkFacts.of({ numbers, words }));
    return (JSON.parse(memo.chunks) as LogChunk[]).filter((chunk) => this.#facts.has(keyOf(chunk)));
  }

  /** What the experiments of a chunk say that `known` gave. */
  factsOf(chunk: LogChunk): ChunkFacts {
    return this.#facts.get(keyOf(chunk)) as ChunkFacts;
  }

  /** Remembers what a log is made of now, and forgets what it was made of before. */
  keep(placed: readonly PlacedChunk[]): void {
    const store = this.#store;
    this.#asked(() =>
      store
        .transaction(() => {
          const build = store.prepare('SELECT build FROM log_memo WHERE log = ?').pluck().get(this.#log);
          const now = new Set(build === this.#build ? placed.map(({ chunk }) => keyOf(chunk)) : []);
          for (const table of ['log_chunk', 'log_json']) {
            const rows = store.prepare(`SELECT hash, above FROM ${table} WHERE log = ?`).all(this.#log) as Pick<
              LogChunk,
              'hash' | 'above'
            >[];
            const gone = store.prepare(`DELETE FROM ${table} WHERE log = ? AND hash = ? AND above = ?`);
            for (const row of rows) if (!now.has(keyOf(row))) gone.run(this.#log, row.hash, row.above);
          }
          const come = store.prepare('INSERT OR REPLACE INTO log_chunk VALUES (?, ?, ?, ?, ?)');
          for (const { chunk, facts } of placed) {
            if (facts === undefined) continue;
            const { numbers, words } = facts.stored();
            come.run(this.#log, chunk.hash, chunk.above, numbers, words);
          }
          const chunks = JSON.stringify(placed.map(({ chunk }) => chunk));
          store.prepare('INSERT OR REPLACE INTO log_memo VALUES (?, ?, ?)').run(this.#log, this.#build, chunks);
        })
        .immediate(),
    );
  }

  /** The experiments of a chunk as JSON, where they were kept. */
  json({ hash, above }: LogChunk): ChunkJson | undefined {
    const row = this.#asked(() =>
      this.#store.prepare('SELECT places, bytes FROM log_json WHERE log = ? AND hash = ? AND above = ?').raw().get(this.#log, hash, above),
    ) as [Buffer, Buffer] | undefined;
    return row && new ChunkJson(row[1], new Int32Array(new Uint8Array(row[0]).buffer));
  }

  keepJson({ hash, above }: LogChunk, { bytes, places }: ChunkJson): void {
    const row = Buffer.from(places.buffer, places.byteOffset, places.byteLength);
    this.#asked(() =>
      this.#store.prepare('INSERT OR REPLACE INTO log_json VALUES (?, ?, ?, ?, ?)').run(this.#log, hash, above, row, bytes),
    );
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

/** The same words say something else of their experiments in another part of the log. */
function keyOf({ hash, above }: Pick<LogChunk, 'hash' | 'above'>): string {
  return `${hash} ${above}`;
}
