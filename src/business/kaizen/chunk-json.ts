import type { LoggedExperiment } from './experiment.ts';
import { BETWEEN, type JsonParts, type JsonPlace, LINE, OVERDUE, partsOf } from './experiment-json.ts';

/** What changes in the JSON of experiments without their words. */
interface Told {
  /** Line ends above one. */
  linesAbove(k: number): number;
  isOverdue(k: number): boolean;
}

/** The JSON of the experiments of a chunk as the bytes of one text. */
export class ChunkJson {
  /** `places`: of each where it begins, where its line is told, where whether it is overdue; at last where the text ends. */
  constructor(
    readonly bytes: Buffer,
    readonly places: Int32Array,
  ) {}

  /** The JSON of experiments that are read in a log. `told` has as many. */
  static made(experiments: readonly LoggedExperiment[], told: Told, file: string): ChunkJson {
    const made = new Made(experiments.length, 'utf8');
    experiments.forEach((one, k) => {
      made.add(partsOf(one, file), told, k);
    });
    return made.json;
  }

  /** The same of what is told now; this very one where nothing of it changed. */
  of(told: Told): ChunkJson {
    const { bytes, places } = this;
    const count = (places.length - 1) / 3;
    if (this.#tells(told, count)) return this;
    // Byte by byte: where each stands is known in bytes.
    const text = bytes.toString('latin1');
    const made = new Made(count, 'latin1');
    for (let k = 0; k < count; k++) {
      const [start, line, overdue, next] = places.subarray(3 * k, 3 * k + 4);
      const end = k + 1 < count ? next - BETWEEN.length : next;
      const days = text.slice(text.indexOf(',', line + 1), overdue);
      made.add([text.slice(start, line), days, text.slice(text.indexOf(',', overdue + 1), end)], told, k);
    }
    return made.json;
  }

  /** Where the JSON of the `k`th stands. */
  placeOf(k: number): JsonPlace {
    const { bytes, places } = this;
    const next = places[3 * k + 3];
    return { text: bytes, from: places[3 * k], to: next < bytes.length ? next - BETWEEN.length : next };
  }

  #tells(told: Told, count: number): boolean {
    const { bytes, places } = this;
    // All lines move by as many as the first.
    const line = count > 0 ? `${LINE}${told.linesAbove(0) + 1},` : '';
    if (bytes.toString('latin1', places[1], places[1] + line.length) !== line) return false;
    for (let k = 0; k < count; k++) if (told.isOverdue(k) !== (bytes[places[3 * k + 2] + OVERDUE.length] === FIRST_OF_TRUE)) return false;
    return true;
  }
}

const FIRST_OF_TRUE = 't'.charCodeAt(0);

/** A text of the JSON of experiments, while it is made. */
class Made {
  readonly #encoding: 'utf8' | 'latin1';
  readonly #places: Int32Array;
  #at = 0;
  #text = '';
  #length = 0;

  constructor(count: number, encoding: 'utf8' | 'latin1') {
    this.#places = new Int32Array(3 * count + 1);
    this.#encoding = encoding;
  }

  add([head, days, words]: JsonParts, told: Told, k: number): void {
    if (this.#at > 0) this.#append(BETWEEN);
    this.#begin(head);
    this.#begin(`${LINE}${told.linesAbove(k) + 1}${days}`);
    this.#begin(`${OVERDUE}${told.isOverdue(k)}${words}`);
  }

  get json(): ChunkJson {
    this.#places[this.#at] = this.#length;
    return new ChunkJson(Buffer.from(this.#text, this.#encoding), this.#places);
  }

  #begin(words: string): void {
    this.#places[this.#at++] = this.#length;
    this.#append(words);
  }

  #append(words: string): void {
    this.#text += words;
    this.#length += Buffer.byteLength(words, this.#encoding);
  }
}
