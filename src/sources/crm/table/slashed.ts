import { DAY_MS } from '../../../core/moment.ts';
import { DATE_SIGNS, type DateReading, type DateSign, settleSlashed } from '../values/date.ts';

type Slashed = Extract<DateReading, { kind: 'slashed' }>;
export type DateOrder = 'dmy' | 'mdy';

/** What the slashed dates of a column prove: a first part over 12 must be a day, a second part over 12 makes the first a month. */
export interface OrderTally {
  slashed: number;
  dayFirst: number;
  monthFirst: number;
  /** Both parts at most 12, and different: could be either. */
  undecided: number;
}

/** What the dates of a column prove, by what stands between their parts. */
export type OrderTallies = Readonly<Record<DateSign, OrderTally>>;

/** So many dates to one must prove an order for the others to be read by it: fewer are two formats in one column, not mistakes. */
const CLEARLY = 20;

/** The order that dates prove; `both` where too many prove each, undefined where none does. */
export function provenOrder({ dayFirst, monthFirst }: OrderTally): DateOrder | 'both' | undefined {
  if (dayFirst === 0 && monthFirst === 0) return undefined;
  if (Math.max(dayFirst, monthFirst) < CLEARLY * Math.min(dayFirst, monthFirst)) return 'both';
  return dayFirst > monthFirst ? 'dmy' : 'mdy';
}

/** Below every real moment: slashed dates wait in the same column until their order is known. */
const WAITING = -1e15;

/** A slashed date as one number far below any moment; ../assembly/plain.ts writes the same. */
export function encodeSlashed(date: Slashed): number {
  const year = DATE_SIGNS.indexOf(date.sign) * 256 + date.year - 1970;
  return WAITING - ((year * 32 + date.first) * 32 + date.second) * DAY_MS - date.time;
}

/** The date that such a number stands for. */
function decoded(waiting: number): Slashed {
  const code = WAITING - waiting;
  const parts = Math.floor(code / DAY_MS);
  const sign = DATE_SIGNS[parts >> 18];
  return { kind: 'slashed', sign, first: (parts >> 5) % 32, second: parts % 32, year: 1970 + ((parts >> 10) % 256), time: code % DAY_MS };
}

/** What the slashed dates of a column prove. */
export function tallyColumn(column: Float64Array, count: number): OrderTallies {
  const none = (): OrderTally => ({ slashed: 0, dayFirst: 0, monthFirst: 0, undecided: 0 });
  const tallies = { '/': none(), '-': none() };
  for (let i = 0; i < count; i++) if (column[i] <= WAITING) tallySlashed(tallies, decoded(column[i]));
  return tallies;
}

function tallySlashed(tallies: OrderTallies, { sign, first, second }: Slashed): void {
  const tally = tallies[sign];
  tally.slashed++;
  if (first > 12) tally.dayFirst++;
  else if (second > 12) tally.monthFirst++;
  else if (first !== second) tally.undecided++;
}

/** What was left of the slashed dates of a column: places are indices of rows, -1 where there is none. */
export interface Settlement {
  /** Dates that do not exist in the order given, and the first of them. */
  wrong: number;
  firstWrong: number;
  /** The first date of each sign that could be either, where no order was given. */
  readonly firstOpen: Record<DateSign, number>;
}

/**
 * Puts real moments in place of the waiting ones, in place. Where no order is given, only a date that is the same in both or possible in
 * one is read.
 */
export function settleColumn(column: Float64Array, count: number, orders: Readonly<Record<DateSign, DateOrder | undefined>>): Settlement {
  const settled: Settlement = { wrong: 0, firstWrong: -1, firstOpen: { '/': -1, '-': -1 } };
  for (let i = 0; i < count; i++) {
    if (!(column[i] <= WAITING)) continue;
    const date = decoded(column[i]);
    const { sign, first, second } = date;
    const order = orders[sign] ?? (first > 12 || first === second ? 'dmy' : second > 12 ? 'mdy' : undefined);
    column[i] = order === undefined ? Number.NaN : settleSlashed(date, order);
    if (order === undefined) {
      if (settled.firstOpen[sign] < 0) settled.firstOpen[sign] = i;
    } else if (Number.isNaN(column[i]) && settled.wrong++ === 0) settled.firstWrong = i;
  }
  return settled;
}
