import { lastDayIsOver, type WallMs } from '../../core/moment.ts';
import type { Store } from '../../index/store.ts';
import { type ChunkFacts, factsOf } from './chunk-facts.ts';
import { ChunkJson } from './chunk-json.ts';
import type { ChunkStore } from './chunk-store.ts';
import { MEANING } from './entry-fields.ts';
import { type ExperimentState, experimentsIn, type LoggedExperiment } from './experiment.ts';
import type { JsonPlace } from './experiment-json.ts';
import type { Listed, Where } from './listed.ts';
import type { ChunkHeads, PlacedChunk } from './log-chunks.ts';
import { LogOutline } from './log-scan.ts';
import { stretchOfLog } from './log-stretch.ts';
import { decodedLog } from './log-text.ts';
import { rememberedChunks } from './remembered-chunks.ts';

/** A log that the index remembers. */
interface KeptLog {
  readonly where: Where;
  readonly bytes: Buffer;
  readonly store: ChunkStore;
  /** The headings of its chunks. */
  heads(row: number): ChunkHeads | undefined;
  /** Reads what the experiments of a chunk say; of all chunks, when it is the second that is asked. */
  readFacts(chunk: KeptChunk): ChunkFacts;
}

/**
 * The experiments of a large log, by what the index remembers of it; what was changed since is read, and remembered. Undefined where the log
 * must be read as a whole.
 */
export function keptExperiments(index: Store, bytes: Buffer, where: Where, chunkBytes?: number): readonly Listed[] | undefined {
  const remembered = rememberedChunks(index, where.file, bytes, chunkBytes);
  if (remembered === undefined) return undefined;
  const { store, placed } = remembered;
  let heads: ReadonlyMap<number, ChunkHeads> | undefined;
  let asked = 0;
  const log: KeptLog = {
    where,
    bytes,
    store,
    heads(row) {
      heads ??= store.heads();
      return heads.get(row);
    },
    readFacts(chunk) {
      // Who lists looks at a few. Who looks further asks all, and they are read one behind the other: the engine then makes fast what reads
      // them, and after that what asks.
      const due = asked++ === 0 ? [chunk] : chunks.filter(({ isRead }) => !isRead);
      for (const one of due) one.readFacts();
      store.together(() => due.forEach(keepFacts));
      return chunk.facts;
    },
  };
  const kept = store.facts();
  const chunks = placed.map((one) => new KeptChunk(log, one, kept.get(one.row ?? 0)));
  return chunks.flatMap(({ all }) => all);
}

function keepFacts({ placed: { row }, log, facts }: KeptChunk): void {
  if (row !== undefined) log.store.keepFacts(row, facts);
}

class KeptChunk {
  #facts: ChunkFacts | undefined;
  #read: readonly LoggedExperiment[] | undefined;
  #json: ChunkJson | undefined;

  /** `facts`: as they were kept. */
  constructor(
    readonly log: KeptLog,
    readonly placed: PlacedChunk,
    facts: ChunkFacts | undefined,
  ) {
    this.#facts = facts;
  }

  /** What its experiments say. */
  get facts(): ChunkFacts {
    return this.#facts ?? this.log.readFacts(this);
  }

  get isRead(): boolean {
    return this.#facts !== undefined;
  }

  readFacts(): void {
    this.#facts = factsOf(this.experiments);
  }

  /** Its experiments, of which more than is kept is looked for when it is asked. */
  get all(): readonly KeptExperiment[] {
    const all: KeptExperiment[] = [];
    for (let k = 0; k < this.placed.chunk.entries; k++) all.push(new KeptExperiment(this, k));
    return all;
  }

  /** Line ends above the heading of one. */
  linesAbove(k: number): number {
    return this.placed.linesAbove + this.facts.linesAbove(k);
  }

  isOverdue(k: number): boolean {
    return lastDayIsOver(this.facts.runsUntil(k), this.log.where.now);
  }

  /** Its experiments in its own text, for what is not kept of them. */
  get experiments(): readonly LoggedExperiment[] {
    this.#read ??= this.#experimentsInText();
    return this.#read;
  }

  /** Its experiments as JSON, of today. */
  get json(): ChunkJson {
    if (this.#json !== undefined) return this.#json;
    const { row = 0 } = this.placed;
    const { store, where } = this.log;
    const kept = store.json(row);
    this.#json = kept ? kept.of(this) : ChunkJson.made(this.experiments, this, where.file);
    if (this.#json !== kept && row > 0) store.keepJson(row, this.#json);
    return this.#json;
  }

  #experimentsInText(): readonly LoggedExperiment[] {
    const { from, chunk, row = 0, heads = this.log.heads(row) } = this.placed;
    const bytes = this.log.bytes.subarray(from, from + chunk.bytes);
    const text = (decodedLog(bytes) ?? '').slice(-chunk.units);
    if (heads !== undefined) return experimentsIn(new LogOutline(text, chunk.from, heads.places, heads.idEnds, chunk.above));
    // Another process has just replaced what was kept.
    const stretch = stretchOfLog(bytes, from === 0, chunk.above);
    return stretch === undefined ? [] : experimentsIn(stretch.outline);
  }
}

/** An experiment of a log that is remembered: what is not kept is looked for in its text. */
class KeptExperiment implements Listed {
  constructor(
    private readonly chunk: KeptChunk,
    private readonly k: number,
  ) {}

  private get read(): LoggedExperiment {
    return this.chunk.experiments[this.k];
  }
  get file(): string {
    return this.chunk.log.where.file;
  }
  get id(): string {
    return this.read.id;
  }
  get title(): string {
    return this.read.title;
  }
  get state(): ExperimentState {
    return this.chunk.facts.state(this.k);
  }
  get line(): number {
    return this.chunk.linesAbove(this.k) + 1;
  }
  get ends(): WallMs {
    const until = this.chunk.facts.runsUntil(this.k);
    return Number.isNaN(until) ? this.read.ends : until;
  }
  get overdue(): boolean {
    return this.chunk.isOverdue(this.k);
  }
  get layer(): string | undefined {
    return this.given(MEANING.layer);
  }
  get entity(): string | undefined {
    return this.given(MEANING.entity);
  }
  get date(): string | undefined {
    return this.given(MEANING.date);
  }
  get started(): string | undefined {
    return this.given(MEANING.started) ?? (this.state === 'active' ? this.date : undefined);
  }
  get completed(): string | undefined {
    return this.given(MEANING.completed);
  }
  get hasLearning(): boolean {
    return this.chunk.facts.hasLearning(this.k);
  }
  get learning(): string | undefined {
    return this.hasLearning ? this.read.learning : undefined;
  }

  given(meaning: number): string | undefined {
    const kept = this.chunk.facts.given(this.k, meaning);
    return kept === null ? this.read.given(meaning) : kept;
  }

  jsonPlace(): JsonPlace {
    return this.chunk.json.placeOf(this.k);
  }
}
