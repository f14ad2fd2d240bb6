import { AGES, type ClosingCurves } from './curves.ts';

const OLDEST = AGES[AGES.length - 1];
const ROWS = OLDEST + 1;

/**
 * Chances to be won within spans of days, for deals of any age, from curves. `ends` are the last days of the spans, counted from
 * today (1 is tomorrow), ascending; the first span begins tomorrow.
 */
export class WonChances {
  /** Share of deals of an age that close within a span at an age bin: [size][age][span][bin]. */
  private readonly mass: Float64Array;
  private readonly bins = AGES.length;
  private readonly odds: Float64Array;

  constructor(
    curves: ClosingCurves,
    private readonly ends: readonly number[],
  ) {
    this.odds = curves.wonOdds;
    this.mass = new Float64Array(curves.closing.length * ROWS * ends.length * this.bins);
    for (const [size, closing] of curves.closing.entries())
      for (let age = 0; age <= OLDEST; age++) this.fill(closing, size * ROWS + age, age);
  }

  private fill(closing: Float64Array, row: number, age: number): void {
    let open = 1;
    let from = 0;
    let bin = binOf(age + 1);
    for (const [span, end] of this.ends.entries()) {
      while (from < end) {
        // Days from tomorrow of this span that lie in the bin: ages age + from + 1 up to the next bin's first.
        const next = bin + 1 < this.bins ? AGES[bin + 1] - age - 1 : end;
        const until = Math.min(end, next);
        if (until > from) {
          const stays = (1 - closing[bin]) ** (until - from);
          this.mass[(row * this.ends.length + span) * this.bins + bin] += open * (1 - stays);
          open *= stays;
          from = until;
        }
        if (from >= next && bin + 1 < this.bins) bin++;
      }
    }
  }

  /** Writes the chances of a deal of a size, `age` days old, whose odds are `ratio` times the average, into `into`, one a span. */
  of(size: number, age: number, ratio: number, into: Float64Array): void {
    const spans = this.ends.length;
    const row = (size * ROWS + Math.min(age, OLDEST)) * spans;
    const first = binOf(Math.min(age, OLDEST) + 1);
    for (let span = 0; span < spans; span++) {
      let sum = 0;
      const at = (row + span) * this.bins;
      for (let bin = first; bin < this.bins; bin++) {
        const closes = this.mass[at + bin];
        if (closes === 0) {
          if (sum > 0) break;
          continue;
        }
        const o = ratio * this.odds[bin];
        sum += (closes * o) / (1 + o);
      }
      into[span] = sum;
    }
  }
}

const BIN_OF = Uint8Array.from({ length: OLDEST + 1 }, (_, age) => AGES.findLastIndex((from) => from <= age));

function binOf(age: number): number {
  return BIN_OF[Math.min(age, OLDEST)];
}
