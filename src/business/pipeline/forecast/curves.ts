import type { PipelineSettings } from '../policy.ts';
import { LOST, NO_DAY, PARKED, type Prepared, WON } from '../prepared.ts';

/**
 * Ages in days from which one pace of closing holds: fine where deals are young, coarse where they are few. From the last on the
 * pace stays what it is.
 */
export const AGES = [0, 1, 4, 8, 15, 31, 61, 91, 121, 181, 271, 366, 731];
/** Ages beyond this are not looked at. */
const AGE_MAX = 1460;

/** Sizes of deals: under the policy's boundary, from it on, and not told. */
const SMALL = 0;
const LARGE = 1;
const UNSIZED = 2;

/** How deals closed, by age: the pace of closing, and which share of it was won. */
export interface ClosingCurves {
  /** Closed deals whose end was seen. */
  readonly fittedOn: number;
  /** By size: chance that a deal which is open on a day of this age bin is closed on it. */
  readonly closing: readonly Float64Array[];
  /** Odds that a deal which closes at that age is won. */
  readonly wonOdds: Float64Array;
  /** Share won of all closings seen. */
  readonly wonShare: number;
  /** By owner word and by size: odds of winning against the average. */
  readonly ownerOdds: Float64Array;
  readonly sizeOdds: Float64Array;
  /** Size of a deal by its amount. */
  sizeOf(amount: number): number;
}

/** What is counted of deals: days open and ends by size and age, wins by the same. */
class Tally {
  private readonly change = [0, 1, 2].map(() => new Int32Array(AGE_MAX + 2));
  private readonly ended = [0, 1, 2].map(() => new Uint32Array(AGE_MAX + 1));
  private readonly won = [0, 1, 2].map(() => new Uint32Array(AGE_MAX + 1));

  /** Open on the days from age `start` to age `end`, both of them. */
  stay(size: number, start: number, end: number): void {
    this.change[size][start]++;
    this.change[size][end < AGE_MAX ? end + 1 : AGE_MAX + 1]--;
  }

  end(size: number, age: number, isWon: boolean): void {
    this.ended[size][age]++;
    if (isWon) this.won[size][age]++;
  }

  /** Days at risk, ends and wins of a size by age bin. */
  bins(size: number): { exposure: Float64Array; ends: Float64Array; wins: Float64Array } {
    const exposure = new Float64Array(AGES.length);
    const ends = new Float64Array(AGES.length);
    const wins = new Float64Array(AGES.length);
    for (let age = 0, atRisk = 0, bin = 0; age <= AGE_MAX; age++) {
      if (age === AGES[bin + 1]) bin++;
      atRisk += this.change[size][age];
      exposure[bin] += atRisk;
      ends[bin] += this.ended[size][age];
      wins[bin] += this.won[size][age];
    }
    return { exposure, ends, wins };
  }
}

/**
 * Competing risks in discrete time (Prentice et al. 1978; Tutz & Schmid 2016, ch. 8): the chance of closing by age, and the split of
 * the closings into won and lost, with open deals censored at their age. What counts are the days of the policy's window up to
 * `day` on which a deal was open (entered late where it is older than the window), so the curves are those of the recent past and
 * hold nothing that happened after `day`. Large deals have a pace and odds of their own, unless closed deals lack their amounts.
 * `stride` looks at every so-manieth deal only.
 */
export function fitCurves(prepared: Prepared, day: number, stride = 1): ClosingCurves {
  const { category, createdDay, closedDay, policy } = prepared;
  const { owner, amount, count } = prepared.facts.deals;
  const { windowDays, largeDealFrom, averageWeight } = policy.settings;
  const firstDay = windowDays === null ? Number.NEGATIVE_INFINITY : day - windowDays + 1;
  const sizeOf = (value: number): number => (value > 0 ? (value < largeDealFrom ? SMALL : LARGE) : UNSIZED);
  const tally = new Tally();
  const ownerEnded = new Float64Array(owner.words.length);
  const ownerWon = new Float64Array(owner.words.length);
  let fittedOn = 0;
  let wins = 0;
  const add = (i: number): void => {
    const kind = category[i];
    const created = createdDay[i];
    if (kind === PARKED || created === NO_DAY || created > day) return;
    const isClosed = kind === WON || kind === LOST;
    if (isClosed && (closedDay[i] === NO_DAY || closedDay[i] < created)) return;
    const isOver = isClosed && closedDay[i] <= day;
    const end = (isOver ? closedDay[i] : day) - created;
    const start = firstDay > created ? firstDay - created : 0;
    if (start > end || start > AGE_MAX) return;
    const size = sizeOf(amount[i]);
    tally.stay(size, start, end);
    if (!isOver || end > AGE_MAX) return;
    tally.end(size, end, kind === WON);
    fittedOn++;
    ownerEnded[owner.at[i]]++;
    if (kind !== WON) return;
    wins++;
    ownerWon[owner.at[i]]++;
  };
  for (let i = 0; i < count; i += stride) add(i);
  const wonShare = fittedOn > 0 ? wins / fittedOn : 0;
  return {
    fittedOn: fittedOn * stride,
    wonShare,
    ...curvesOf(tally, wonShare, policy.settings),
    ownerOdds: ownerEnded.map((n, word) => oddsRatio(ownerWon[word], n, wonShare, averageWeight)),
    sizeOf,
  };
}

function curvesOf(
  tally: Tally,
  wonShare: number,
  { averageWeight, amountMissingFitMax }: PipelineSettings,
): Pick<ClosingCurves, 'closing' | 'wonOdds' | 'sizeOdds'> {
  const sizes = [SMALL, LARGE, UNSIZED].map((size) => tally.bins(size));
  const total = (pick: 'exposure' | 'ends' | 'wins', bin: number): number => sizes.reduce((sum, one) => sum + one[pick][bin], 0);
  const exposure = Float64Array.from(AGES, (_, bin) => total('exposure', bin));
  const ends = Float64Array.from(AGES, (_, bin) => total('ends', bin));
  const share = Float64Array.from(AGES, (_, bin) => (total('wins', bin) + averageWeight * wonShare) / (ends[bin] + averageWeight));
  const pace = sumOf(exposure) > 0 ? sumOf(ends) / sumOf(exposure) : 0;
  // One closing more, at the average pace, so that an age nobody was seen at claims no certainty.
  const average = ends.map((n, bin) => (pace > 0 ? (n + 1) / (exposure[bin] + 1 / pace) : 0));
  const isTold = amountsAreTold(sizes[UNSIZED], ends, (bin) => total('wins', bin), amountMissingFitMax);
  const sized = (size: number): boolean => isTold && size !== UNSIZED;
  return {
    // Against what the average pace would have closed of these deals.
    closing: sizes.map((one, size) => {
      if (!sized(size)) return average;
      const expected = one.exposure.reduce((sum, days, bin) => sum + days * average[bin], 0);
      const ratio = (sumOf(one.ends) + averageWeight) / (expected + averageWeight);
      return average.map((chance) => Math.min(1, chance * ratio));
    }),
    wonOdds: share.map(odds),
    sizeOdds: Float64Array.from(sizes, (one, size) => {
      const n = sumOf(one.ends);
      if (!sized(size) || n === 0) return 1;
      const average = one.ends.reduce((sum, count, bin) => sum + count * share[bin], 0) / n;
      return oddsRatio(sumOf(one.wins), n, average, averageWeight);
    }),
  };
}

/** Whether closed deals keep their amounts, won and lost alike. */
function amountsAreTold(
  without: { ends: Float64Array; wins: Float64Array },
  ends: Float64Array,
  winsOf: (bin: number) => number,
  missingMax: number,
): boolean {
  const wins = ends.reduce((sum, _, bin) => sum + winsOf(bin), 0);
  const losses = sumOf(ends) - wins;
  const lossesWithout = sumOf(without.ends) - sumOf(without.wins);
  return sumOf(without.wins) <= missingMax * wins && lossesWithout <= missingMax * losses;
}

function sumOf(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}

/** Odds of a share, kept finite: a share of 0 or 1 has no odds. */
export function odds(share: number): number {
  const p = Math.min(1 - 1e-6, Math.max(1e-6, share));
  return p / (1 - p);
}

/** How many times the average's odds `hits` of `n` are, drawn to the average as though `averageWeight` more had gone that way. */
export function oddsRatio(hits: number, n: number, average: number, averageWeight: number): number {
  return odds((hits + averageWeight * average) / (n + averageWeight)) / odds(average);
}
