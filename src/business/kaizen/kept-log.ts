import type { WallMs } from '../../core/moment.ts';
import type { Store } from '../../index/store.ts';
import type { ChunkFacts } from './chunk-facts.ts';
import { ChunkJson } from './chunk-json.ts';
import { ChunkStore } from './chunk-store.ts';
import { MEANING } from './entry-fields.ts';
import { type ExperimentState, experimentsIn, type LoggedExperiment } from './experiment.ts';
import type { JsonPlace } from './experiment-json.ts';
import type { Listed, Where } from './listed.ts';
import { chunksOf, type PlacedChunk } from './log-chunks.ts';
import { stretchOfLog } from './log-stretch.ts';
import { isOver } from './overdue.ts';

/** From this size on a log is remembered: a smaller one is read in less time. Bytes. */
export const LARGE_LOG = 256 * 1024;

/** A log that the index remembers. */
interface KeptLog {
  readonly where: Where;
  readonly bytes: Buffer;
  readonly store: ChunkStore;
}

/**
 * The experiments of a large log, by what the index remembers of it; what was changed since is read, and remembered. What counts is bytes: a
 * chunk is known when its hash is. Undefined where the log must be read as a whole.
 */
export function keptExperiments(index: Store, bytes: Buffer, where: Where, chunkBytes?: number): readonly Listed[] | undefined {
  const log: KeptLog = { where, bytes, store: new ChunkStore(index, where.file) };
  const known = log.store.known();
  const placed = chunksOf(bytes, known, chunkBytes);
  if (placed === undefined) return undefined;
  if (placed.length !== known.length || placed.some(({ facts }) => facts !== undefined)) log.store.keep(placed);
  return placed.flatMap((one) => new KeptChunk(log, one).all);
}

class KeptChunk {
  readonly facts: ChunkFacts;
  #read: readonly LoggedExperiment[] | undefined;
  #json: ChunkJson | undefined;

  constructor(
    readonly log: KeptLog,
    readonly placed: PlacedChunk,
  ) {
    this.facts = placed.facts ?? log.store.factsOf(placed.chunk);
  }

  /** Its experiments, of which more than is kept is looked for when it is asked. */
  get all(): readonly KeptExperiment[] {
    const all: KeptExperiment[] = [];
    for (let k = 0; k < this.facts.count; k++) all.push(new KeptExperiment(this, k));
    return all;
  }

  /** Line ends above the heading of one. */
  linesAbove(k: number): number {
    return this.placed.linesAbove + this.facts.linesAbove(k);
  }

  isOverdue(k: number): boolean {
    return isOver(this.facts.runsUntil(k), this.log.where.now);
  }

  /** Its experiments in its own text, for what is not kept of them. */
  get experiments(): readonly LoggedExperiment[] {
    this.#read ??= this.#experimentsInText();
    return this.#read;
  }

  /** Its experiments as JSON, of today. */
  get json(): ChunkJson {
    if (this.#json !== undefined) return this.#json;
    const { chunk } = this.placed;
    const { store, where } = this.log;
    const kept = store.json(chunk);
    this.#json = kept ? kept.of(this) : ChunkJson.made(this.experiments, this, where.file);
    if (this.#json !== kept) store.keepJson(chunk, this.#json);
    return this.#json;
  }

  #experimentsInText(): readonly LoggedExperiment[] {
    const { from, chunk } = this.placed;
    const stretch = stretchOfLog(this.log.bytes.subarray(from, from + chunk.bytes), from === 0, chunk.above);
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
