import { foldOf, spread } from '../../../stats/folds.ts';
import { isEnded, LOST, NO_DAY, OPEN, type Prepared, WON } from '../prepared.ts';

/** Days on which the pipeline of the past is looked at: so many, a week apart, the last one a week before the newest closing. */
const LOOKS_MAX = 104;
const LOOK_DAYS = 7;

/**
 * Closed deals that the fit looks at, and rows of them: more make it slower, hardly better. So many rows tell an AUC to a hundredth (its
 * standard error at 0.7 is 0.008; Hanley & McNeil 1982).
 */
const DEALS_MAX = 10_000;
const ROWS_MAX = 4_000;
/** Hashing keeps about this share of the sample's bound, so that chance never takes it over. */
const SAMPLE_SLACK = 0.95;

/** More names than this in a column are no owners or sources but free text: nothing is learnt by name then. */
const NAMES_MAX = 4_000;

/** What was known on past days: which deals were open then, how owners and sources had done until then. */
export interface Past {
  /** Number of looks; look `count` is the day of the scan. */
  readonly count: number;
  /** Day number of each look. */
  readonly days: Int32Array;
  /** Win rate of an owner's or a source's deals closed up to a look, shrunk; NaN where names tell nothing. */
  ownerRate(word: number, look: number): number;
  sourceRate(word: number, look: number): number;
  /** Deals that an owner had open on the day of a look; NaN where names tell nothing. */
  ownerLoad(word: number, look: number): number;
  /** Closed deals with both dates. */
  readonly closedDeals: number;
  /** Deals to learn from: closed ones that were open at a look, ascending; all of them or a sample by hash of the id. */
  readonly sample: readonly number[];
  /** Share of the won and of the lost deals that have no amount. */
  readonly withoutAmount: { readonly won: number; readonly lost: number };
}

/** One deal as it stood on one past day; its end came later. */
export interface PastRows {
  readonly deal: Uint32Array;
  readonly look: Uint8Array;
  /** 1: lost in the end. */
  readonly lost: Uint8Array;
  readonly fold: Uint8Array;
  /** Different deals among the rows. */
  readonly deals: number;
}

/** Goes through the deals for all that was known on past days. Undefined where no closed deal has both dates. */
export function lookBack(prepared: Prepared): Past | undefined {
  const { category, createdDay, closedDay } = prepared;
  const { deals } = prepared.facts;
  const { averageWeight } = prepared.policy.settings;
  const { newestClosing: newest, closedDeals } = prepared;
  if (closedDeals === 0) return undefined;
  const days = Int32Array.from({ length: LOOKS_MAX }, (_, k) => newest - LOOK_DAYS * (LOOKS_MAX - k));
  const owners = new NameTable(deals.owner.words.length, averageWeight);
  const sources = new NameTable(deals.source.words.length, averageWeight);
  const share = sampleShare(closedDeals, DEALS_MAX);
  const sample: number[] = [];
  // By category: deals, and deals without amount.
  const seen = new Uint32Array(4);
  const without = new Uint32Array(4);
  const see = (i: number): void => {
    const kind = category[i];
    if (kind === OPEN && createdDay[i] !== NO_DAY) owners.opens(deals.owner.at[i], lookFrom(createdDay[i], days[0]), LOOKS_MAX + 1);
    // The newest closing is the last day that `isEnded` lets through.
    if (!isEnded(kind, createdDay[i], closedDay[i], newest)) return;
    const won = kind === WON;
    seen[kind]++;
    if (!(deals.amount[i] > 0)) without[kind]++;
    const opened = lookFrom(createdDay[i], days[0]);
    const ended = lookFrom(closedDay[i], days[0]);
    owners.opens(deals.owner.at[i], opened, ended);
    owners.ends(deals.owner.at[i], ended, won);
    sources.ends(deals.source.at[i], ended, won);
    if (ended > opened && hashOf(prepared, i) < share) sample.push(i);
  };
  for (let i = 0; i < category.length; i++) see(i);
  owners.accumulate();
  sources.accumulate();
  return {
    count: LOOKS_MAX,
    days,
    ownerRate: (word, look) => owners.rate(word, look),
    sourceRate: (word, look) => sources.rate(word, look),
    ownerLoad: (word, look) => owners.load(word, look),
    closedDeals,
    sample,
    withoutAmount: { won: without[WON] / Math.max(1, seen[WON]), lost: without[LOST] / Math.max(1, seen[LOST]) },
  };
}

/** The rows to learn from: the sampled deals on the past days on which they were open, again a sample by hash of the id. */
export function pastRows(prepared: Prepared, past: Past, folds: number): PastRows {
  const { category, createdDay, closedDay } = prepared;
  const openedAt = (i: number): number => lookFrom(createdDay[i], past.days[0]);
  const endedAt = (i: number): number => lookFrom(closedDay[i], past.days[0]);
  const share = sampleShare(
    past.sample.reduce((sum, i) => sum + endedAt(i) - openedAt(i), 0),
    ROWS_MAX,
  );
  const deal: number[] = [];
  const look: number[] = [];
  let distinct = 0;
  for (const i of past.sample) {
    const hash = hashOf(prepared, i);
    const before = deal.length;
    const ended = endedAt(i);
    for (let k = openedAt(i); k < ended; k++) {
      if (spread(hash, k + 1) >= share) continue;
      deal.push(i);
      look.push(k);
    }
    if (deal.length > before) distinct++;
  }
  return {
    deal: Uint32Array.from(deal),
    look: Uint8Array.from(look),
    lost: Uint8Array.from(deal, (i) => (category[i] === LOST ? 1 : 0)),
    // Spread again: the sample has taken the small hashes.
    fold: Uint8Array.from(deal, (i) => foldOf(spread(hashOf(prepared, i), 0x5bd1e995), folds)),
    deals: distinct,
  };
}

/** First look on or after a day: 0 to LOOKS_MAX. */
function lookFrom(day: number, first: number): number {
  if (day <= first) return 0;
  return Math.min(LOOKS_MAX, ((day - first + LOOK_DAYS - 1) / LOOK_DAYS) | 0);
}

/** Hashes below this are in the sample. */
function sampleShare(n: number, most: number): number {
  return n <= most ? 4_294_967_296 : (4_294_967_296 * SAMPLE_SLACK * most) / n;
}

/** By id, so that the order of the rows does not matter; by row where the export has no ids. */
function hashOf(prepared: Prepared, i: number): number {
  const { idHash, row } = prepared.facts.deals;
  const low = idHash[2 * i];
  const high = idHash[2 * i + 1];
  return low === 0 && high === 0 ? spread(row[i], 1) : spread(low, high);
}

/** Open deals, closed deals and won deals by name and look; column `count` stands for today. */
class NameTable {
  private readonly width = LOOKS_MAX + 1;
  private readonly known: boolean;
  private readonly open: Int32Array;
  private readonly closed: Uint32Array;
  private readonly won: Uint32Array;
  private readonly allClosed: Float64Array;
  private readonly allWon: Float64Array;

  /** A name with few deals is drawn towards the average as though it had `averageWeight` more average ones. */
  constructor(
    names: number,
    private readonly averageWeight: number,
  ) {
    // A column that holds one word only (or none) tells nothing by name.
    this.known = names > 1 && names <= NAMES_MAX;
    const size = this.known ? names * this.width : 0;
    this.open = new Int32Array(size);
    this.closed = new Uint32Array(size);
    this.won = new Uint32Array(size);
    this.allClosed = new Float64Array(this.width);
    this.allWon = new Float64Array(this.width);
  }

  /** Open at the looks from `from` up to, not with, `to`. */
  opens(word: number, from: number, to: number): void {
    if (!this.known || to <= from) return;
    this.open[word * this.width + from]++;
    if (to < this.width) this.open[word * this.width + to]--;
  }

  ends(word: number, look: number, won: boolean): void {
    this.allClosed[look]++;
    if (won) this.allWon[look]++;
    if (!this.known) return;
    this.closed[word * this.width + look]++;
    if (won) this.won[word * this.width + look]++;
  }

  /** Turns what happened at each look into what had happened up to it. */
  accumulate(): void {
    for (let k = 1; k < this.width; k++) {
      this.allClosed[k] += this.allClosed[k - 1];
      this.allWon[k] += this.allWon[k - 1];
    }
    for (let at = 0; at < this.closed.length; at++) {
      if (at % this.width === 0) continue;
      this.open[at] += this.open[at - 1];
      this.closed[at] += this.closed[at - 1];
      this.won[at] += this.won[at - 1];
    }
  }

  rate(word: number, look: number): number {
    if (!this.known) return Number.NaN;
    const at = word * this.width + look;
    const base = this.allClosed[look] > 0 ? this.allWon[look] / this.allClosed[look] : 0.5;
    return (this.won[at] + this.averageWeight * base) / (this.closed[at] + this.averageWeight);
  }

  load(word: number, look: number): number {
    return this.known && word !== 0 ? this.open[word * this.width + look] : Number.NaN;
  }
}
