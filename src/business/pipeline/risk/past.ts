import { foldOf, spread } from '../../../stats/folds.ts';
import { LOST, NO_DAY, OPEN, type Prepared, WON } from '../prepared.ts';

/** Days on which the pipeline of the past is looked at: so many, a week apart, the last one a week before the newest closing. */
const LOOKS_MAX = 104;
const LOOK_DAYS = 7;

/** Closed deals that the fit looks at, and rows of them: more make it slower, hardly better. */
const DEALS_MAX = 20_000;
const ROWS_MAX = 10_000;
/** Hashing keeps about this share of the sample's bound, so that chance never takes it over. */
const SAMPLE_SLACK = 0.95;

/** More names than this in a column are no owners or sources but free text: nothing is learnt by name then. */
const NAMES_MAX = 4_000;

/** A name with few deals is drawn towards the average as though it had so many more average ones. */
const SHRINKAGE = 10;

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

/** Goes through all deals once. Undefined where no deal has both dates. */
export function lookBack(prepared: Prepared): Past | undefined {
  const { category, createdDay, closedDay, today } = prepared;
  const { deals } = prepared.facts;
  let newest = NO_DAY;
  for (let i = 0; i < category.length; i++)
    if (isClosed(category[i]) && createdDay[i] !== NO_DAY && closedDay[i] <= today && closedDay[i] > newest) newest = closedDay[i];
  if (newest === NO_DAY) return undefined;
  const count = LOOKS_MAX;
  const days = Int32Array.from({ length: count }, (_, k) => newest - LOOK_DAYS * (count - k));
  const owners = new NameTable(deals.owner.words.length, count);
  const sources = new NameTable(deals.source.words.length, count);
  let closedDeals = 0;
  for (let i = 0; i < category.length; i++) {
    const kind = category[i];
    const created = createdDay[i];
    if (created === NO_DAY) continue;
    const opened = lookFrom(created, days[0], count);
    if (kind === OPEN) owners.opens(deals.owner.at[i], opened, count + 1);
    if (!isClosed(kind) || closedDay[i] === NO_DAY || closedDay[i] > today || closedDay[i] < created) continue;
    closedDeals++;
    const ended = lookFrom(closedDay[i], days[0], count);
    owners.opens(deals.owner.at[i], opened, ended);
    owners.ends(deals.owner.at[i], ended, kind === WON);
    sources.ends(deals.source.at[i], ended, kind === WON);
  }
  owners.accumulate();
  sources.accumulate();
  return {
    count,
    days,
    ownerRate: (word, look) => owners.rate(word, look),
    sourceRate: (word, look) => sources.rate(word, look),
    ownerLoad: (word, look) => owners.load(word, look),
    closedDeals,
  };
}

/** The rows to learn from: closed deals on past days on which they were open, a deterministic sample by hash of the id. */
export function pastRows(prepared: Prepared, past: Past, folds: number): PastRows {
  const { category, createdDay, closedDay, today } = prepared;
  const candidates: number[] = [];
  const share = sampleShare(past.closedDeals, DEALS_MAX);
  let rows = 0;
  const looksOf = (i: number): readonly [number, number] => [
    lookFrom(createdDay[i], past.days[0], past.count),
    lookFrom(closedDay[i], past.days[0], past.count),
  ];
  for (let i = 0; i < category.length; i++) {
    if (!isClosed(category[i]) || createdDay[i] === NO_DAY || closedDay[i] === NO_DAY || closedDay[i] > today) continue;
    if (hashOf(prepared, i) >= share) continue;
    const [from, to] = looksOf(i);
    if (to <= from) continue;
    rows += to - from;
    candidates.push(i);
  }
  const rowShare = sampleShare(rows, ROWS_MAX);
  const deal: number[] = [];
  const look: number[] = [];
  let distinct = 0;
  for (const i of candidates) {
    const [from, to] = looksOf(i);
    const hash = hashOf(prepared, i);
    const before = deal.length;
    for (let k = from; k < to; k++) {
      if (spread(hash, k + 1) >= rowShare) continue;
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

function isClosed(kind: number): boolean {
  return kind === WON || kind === LOST;
}

/** First look on or after a day: 0 to `count`. */
function lookFrom(day: number, first: number, count: number): number {
  const k = Math.ceil((day - first) / LOOK_DAYS);
  return Math.max(0, Math.min(k, count));
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
  private readonly width: number;
  private readonly known: boolean;
  private readonly open: Int32Array;
  private readonly closed: Uint32Array;
  private readonly won: Uint32Array;
  private readonly allClosed: Float64Array;
  private readonly allWon: Float64Array;

  constructor(names: number, looks: number) {
    this.width = looks + 1;
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
    return (this.won[at] + SHRINKAGE * base) / (this.closed[at] + SHRINKAGE);
  }

  load(word: number, look: number): number {
    return this.known && word !== 0 ? this.open[word * this.width + look] : Number.NaN;
  }
}
