import type { WallMs } from '../../core/moment.ts';
import { MEANING } from './entry-fields.ts';
import { type LoggedExperiment, STATES } from './experiment.ts';
import { runsUntil } from './overdue.ts';

/** Fields that lists and counts ask of all experiments, by meaning. Others are read in the text of the few that are shown. */
const ASKED = [MEANING.layer, MEANING.entity, MEANING.by, MEANING.date, MEANING.started, MEANING.completed] as const;

/** By meaning, the number of a field in `ASKED`, and one; 0: it is none of them. */
const COLUMN = Uint8Array.from(Object.values(MEANING), (meaning) => ASKED.indexOf(meaning) + 1);

/** In the numbers of an experiment: its state, whether it taught something, its line; then the words of its fields. */
const [STATE, LEARNED, LINE, WORDS] = [0, 1, 2, 3];
const WIDTH = WORDS + ASKED.length;

/** What lists and counts ask of the experiments of a chunk: rows of numbers, and the words that they mean. */
export class ChunkFacts {
  /**
   * `until`: the moments that experiments run until (`runsUntil`). `numbers`: `WIDTH` of each. `words`: what stands in fields, once each;
   * number 0 means that nothing is given.
   */
  constructor(
    private readonly until: Float64Array,
    private readonly numbers: Int32Array,
    private readonly words: readonly string[],
  ) {}

  /** How many experiments. */
  get count(): number {
    return this.until.length;
  }

  state(k: number): LoggedExperiment['state'] {
    return STATES[this.numbers[k * WIDTH + STATE]];
  }

  hasLearning(k: number): boolean {
    return this.numbers[k * WIDTH + LEARNED] !== 0;
  }

  /** Line ends between the beginning of the chunk and its heading. */
  linesAbove(k: number): number {
    return this.numbers[k * WIDTH + LINE];
  }

  /** The moment that it runs until; NaN where there is none. */
  runsUntil(k: number): WallMs {
    return this.until[k];
  }

  /** What the field with a meaning gives; null: it is none that is kept. */
  given(k: number, meaning: number): string | undefined | null {
    const column = COLUMN[meaning];
    if (column === 0) return null;
    const word = this.numbers[k * WIDTH + WORDS + column - 1];
    return word === 0 ? undefined : this.words[word - 1];
  }

  /** As it is kept. */
  stored(): { readonly numbers: Buffer; readonly words: string } {
    const { until, numbers, words } = this;
    return { numbers: Buffer.concat([bytesIn(until), bytesIn(numbers)]), words: JSON.stringify(words) };
  }

  /** The same, of what was kept. Throws where that is not whole. */
  static of(stored: { readonly numbers: Buffer; readonly words: string }): ChunkFacts {
    const row = Float64Array.BYTES_PER_ELEMENT + WIDTH * Int32Array.BYTES_PER_ELEMENT;
    const count = stored.numbers.length / row;
    // Copied to where numbers may begin.
    const { buffer } = new Uint8Array(stored.numbers);
    const until = new Float64Array(buffer, 0, count);
    return new ChunkFacts(until, new Int32Array(buffer, until.byteLength, count * WIDTH), JSON.parse(stored.words) as string[]);
  }
}

function bytesIn({ buffer, byteOffset, byteLength }: Float64Array | Int32Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** What the experiments of a text say, with lines from its beginning. */
export function factsOf(all: readonly LoggedExperiment[]): ChunkFacts {
  const until = new Float64Array(all.length);
  const numbers = new Int32Array(all.length * WIDTH);
  const words: string[] = [];
  const known = new Map<string, number>();
  let at = 0;
  for (let k = 0; k < all.length; k++) {
    const one = all[k];
    until[k] = runsUntil(one);
    numbers[at++] = STATES.indexOf(one.state);
    numbers[at++] = one.learning === undefined ? 0 : 1;
    numbers[at++] = one.line - 1;
    for (const meaning of ASKED) {
      const given = one.given(meaning);
      let word = given === undefined ? 0 : known.get(given);
      if (word === undefined) {
        word = words.push(given as string);
        known.set(given as string, word);
      }
      numbers[at++] = word;
    }
  }
  return new ChunkFacts(until, numbers, words);
}
