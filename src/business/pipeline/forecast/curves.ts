import { DAY_MS } from '../../../core/moment.ts';
import { LOST, NO_DAY, PARKED, type Prepared, WON } from '../prepared.ts';

/**
 * Ages in days from which one pace of closing holds: fine where deals are young, coarse where they are few. From the last on the
 * pace stays what it is.
 */
export const AGES = [0, 1, 4, 8, 15, 31, 61, 91, 121, 181, 271, 366, 731];
const OLDEST = AGES[AGES.length - 1];
/** Ages beyond this are not looked at. */
const AGE_MAX = 1460;

/** An owner, a stage or an age with few closed deals is drawn to the average as though so many more had gone the average way. */
const SHRINKAGE = 10;

/** How deals closed, by age: the pace of closing, and which share of it was won. */
export interface ClosingCurves {
  /** Closed deals whose end was seen. */
  readonly fittedOn: number;
  /** Chance that a deal which is open on a day of this age bin is closed on it. */
  readonly closing: Float64Array;
  /** Odds that a deal which closes at that age is won. */
  readonly wonOdds: Float64Array;
  /** Share won of all closings seen. */
  readonly wonShare: number;
  /** By owner word: odds of winning against the average. */
  readonly ownerOdds: Float64Array;
}

/**
 * Competing risks in discrete time (Prentice et al. 1978; Tutz & Schmid 2016, ch. 8): the chance of closing by age, and the split of
 * the closings into won and lost, with open deals censored at their age. What counts are the days of the policy's window up to
 * `day` on which a deal was open (entered late where it is older than the window), so the curves are those of the recent past and
 * hold nothing that happened after `day`. `stride` looks at every so-manieth deal only.
 */
export function fitCurves(prepared: Prepared, day: number, stride = 1): ClosingCurves {
  const { category, createdDay, closedDay, policy } = prepared;
  const { owner, count } = prepared.facts.deals;
  const window = policy.settings.windowDays;
  const firstDay = window === null ? Number.NEGATIVE_INFINITY : day - window + 1;
  const change = new Int32Array(AGE_MAX + 2);
  const ended = new Uint32Array(AGE_MAX + 1);
  const won = new Uint32Array(AGE_MAX + 1);
  const ownerEnded = new Float64Array(owner.words.length);
  const ownerWon = new Float64Array(owner.words.length);
  let fittedOn = 0;
  let wins = 0;
  for (let i = 0; i < count; i += stride) {
    const kind = category[i];
    const created = createdDay[i];
    if (kind === PARKED || created === NO_DAY || created > day) continue;
    const isClosed = kind === WON || kind === LOST;
    if (isClosed && (closedDay[i] === NO_DAY || closedDay[i] < created)) continue;
    const isOver = isClosed && closedDay[i] <= day;
    const end = (isOver ? closedDay[i] : day) - created;
    const start = firstDay > created ? firstDay - created : 0;
    if (start > end || start > AGE_MAX) continue;
    change[start]++;
    change[end < AGE_MAX ? end + 1 : AGE_MAX + 1]--;
    if (!isOver || end > AGE_MAX) continue;
    fittedOn++;
    ended[end]++;
    ownerEnded[owner.at[i]]++;
    if (kind !== WON) continue;
    wins++;
    won[end]++;
    ownerWon[owner.at[i]]++;
  }
  const wonShare = fittedOn > 0 ? wins / fittedOn : 0;
  return {
    fittedOn: fittedOn * stride,
    wonShare,
    ...byAge(change, ended, won, wonShare),
    ownerOdds: ownerEnded.map((n, word) => oddsRatio(ownerWon[word], n, wonShare)),
  };
}

function byAge(change: Int32Array, ended: Uint32Array, won: Uint32Array, wonShare: number): Pick<ClosingCurves, 'closing' | 'wonOdds'> {
  const exposure = new Float64Array(AGES.length);
  const ends = new Float64Array(AGES.length);
  const wins = new Float64Array(AGES.length);
  for (let age = 0, atRisk = 0, bin = 0; age < ended.length; age++) {
    if (age === AGES[bin + 1]) bin++;
    atRisk += change[age];
    exposure[bin] += atRisk;
    ends[bin] += ended[age];
    wins[bin] += won[age];
  }
  const allEnds = ends.reduce((a, b) => a + b, 0);
  const allDays = exposure.reduce((a, b) => a + b, 0);
  const pace = allDays > 0 ? allEnds / allDays : 0;
  return {
    // One closing more, at the average pace, so that an age nobody was seen at claims no certainty.
    closing: ends.map((n, bin) => (pace > 0 ? (n + 1) / (exposure[bin] + 1 / pace) : 0)),
    wonOdds: ends.map((n, bin) => odds((wins[bin] + SHRINKAGE * wonShare) / (n + SHRINKAGE))),
  };
}

/** Odds of a share, kept finite: a share of 0 or 1 has no odds. */
export function odds(share: number): number {
  const p = Math.min(1 - 1e-6, Math.max(1e-6, share));
  return p / (1 - p);
}

/** How many times the average's odds `hits` of `n` are, drawn to the average where few. */
export function oddsRatio(hits: number, n: number, average: number): number {
  return odds((hits + SHRINKAGE * average) / (n + SHRINKAGE)) / odds(average);
}

/**
 * By stage name: how many times the average's odds of being won a deal has that stands there. From steps up to `day`: of the deals
 * that were once in the stage and are closed, the share won. Undefined where fewer than `minimum` closed deals have steps.
 */
export function stageOddsFromSteps(prepared: Prepared, day: number, minimum: number): ((stage: string) => number | undefined) | undefined {
  const { steps } = prepared.facts.history;
  if (steps.length === 0) return undefined;
  const visited = new Map<string, Set<string>>();
  const end = new Map<string, boolean | undefined>();
  const names = new Map<string, { name: string; category: string } | undefined>();
  const find = (name: string): { name: string; category: string } | undefined => {
    if (!names.has(name)) names.set(name, prepared.facts.stages.find(name));
    return names.get(name);
  };
  for (const { deal, from, to, at } of steps) {
    if (at >= (day + 1) * DAY_MS) break;
    for (const stage of [find(from), find(to)]) {
      if (stage?.category !== 'open') continue;
      const deals = visited.get(stage.name);
      if (deals) deals.add(deal);
      else visited.set(stage.name, new Set([deal]));
    }
    const last = find(to)?.category;
    end.set(deal, last === 'won' ? true : last === 'lost' ? false : undefined);
  }
  const closed = [...end.values()].filter((isWon) => isWon !== undefined);
  if (closed.length < minimum) return undefined;
  const average = closed.filter(Boolean).length / closed.length;
  const ratios = new Map<string, number>();
  for (const [stage, deals] of visited) {
    let hits = 0;
    let n = 0;
    for (const deal of deals) {
      const isWon = end.get(deal);
      if (isWon === undefined) continue;
      n++;
      if (isWon) hits++;
    }
    ratios.set(stage, oddsRatio(hits, n, average));
  }
  return (stage) => ratios.get(stage);
}

/**
 * Chances to be won within spans of days, for deals of any age, from curves. `ends` are the last days of the spans, counted from
 * today (1 is tomorrow), ascending; the first span begins tomorrow.
 */
export class WonChances {
  private readonly closing: Float64Array;
  /** Share of deals of an age that close within a span at an age bin: [age][span][bin]. */
  private readonly mass: Float64Array;
  private readonly bins = AGES.length;
  private readonly odds: Float64Array;

  constructor(
    curves: ClosingCurves,
    private readonly ends: readonly number[],
  ) {
    this.closing = curves.closing;
    this.odds = curves.wonOdds;
    this.mass = new Float64Array((OLDEST + 1) * ends.length * this.bins);
    for (let age = 0; age <= OLDEST; age++) this.fill(age);
  }

  private fill(age: number): void {
    let open = 1;
    let from = 0;
    let bin = binOf(age + 1);
    for (const [span, end] of this.ends.entries()) {
      while (from < end) {
        // Days from tomorrow of this span that lie in the bin: ages age + from + 1 up to the next bin's first.
        const next = bin + 1 < this.bins ? AGES[bin + 1] - age - 1 : end;
        const until = Math.min(end, next);
        if (until > from) {
          const stays = (1 - this.closing[bin]) ** (until - from);
          this.mass[(age * this.ends.length + span) * this.bins + bin] += open * (1 - stays);
          open *= stays;
          from = until;
        }
        if (from >= next && bin + 1 < this.bins) bin++;
      }
    }
  }

  /** Writes the chances of a deal `age` days old, whose odds are `ratio` times the average, into `into`, one a span. */
  of(age: number, ratio: number, into: Float64Array): void {
    const spans = this.ends.length;
    const row = Math.min(age, OLDEST) * spans;
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
