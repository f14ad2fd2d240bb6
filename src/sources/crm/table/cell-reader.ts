import { wallOf } from '../../../core/moment.ts';
import { cellText, type RecordCells } from '../delimited/record.ts';
import { type DecimalSign, readAmount } from '../values/amount.ts';
import { readDate } from '../values/date.ts';
import { cleanCell, isRuinedId, isWrittenNone } from '../values/text.ts';
import type { Counts, DateField } from './counts.ts';
import type { Currencies } from './currencies.ts';
import { markOpen } from './decimal-sign.ts';
import { encodeSlashed } from './slashed.ts';

/** How cells are written in the place that an export comes from. */
export interface CellSetting {
  readonly currency?: string;
  readonly decimal?: DecimalSign;
  readonly timeZone: string;
}

const none = Number.NaN;

/**
 * What single cells say whose text has to be read, for they are not plain (see RecordCells). NaN where a cell says nothing
 * that can be used; what is wrong with it is counted under the row it stands in.
 */
export class CellReader {
  /** The currency that the amount read last named; 0 for none. */
  currency = 0;
  private readonly offsets = new Map<number, number>();

  constructor(
    private readonly setting: CellSetting,
    private readonly currencies: Currencies,
    /** Where it counts. */
    public counts: Counts,
  ) {}

  /** An amount in minor units; the currency that it names stands in `currency` until the next is read. */
  amount(record: RecordCells, cell: number, row: number): number {
    this.currency = 0;
    const text = cellText(record, cell);
    const reading = readAmount(text, this.setting.currency ?? '', this.setting.decimal);
    if (reading.kind === 'unreadable') this.counts.fault('amount', 'unreadable', text, row);
    if (reading.kind !== 'amount') return none;
    if (reading.symbol === '$') this.counts.dollarOnly++;
    if (reading.currency) this.currency = this.currencies.numberOf(reading.currency);
    if (reading.proves) this.counts.decimalSigns[reading.proves].proven++;
    if (reading.open) this.counts.decimalSigns[reading.open].open++;
    if (reading.minor < 0) this.counts.fault('amount', 'negative', text, row);
    return reading.open ? markOpen(reading.minor, reading.open) : reading.minor;
  }

  /** A probability as it is written, up to 100: whether 0.4 means 40 % is known only when all rows are. */
  probability(record: RecordCells, cell: number, row: number): number {
    const text = cleanCell(cellText(record, cell));
    if (isWrittenNone(text)) return none;
    const m = /^(\d+(?:[.,]\d+)?)\s*(%?)$/.exec(text);
    if (!m) {
      this.counts.fault('probability', 'unreadable', text, row);
      return none;
    }
    if (m[2]) this.counts.percentSigns++;
    const value = Number(m[1].replace(',', '.'));
    if (value <= 100) return value;
    this.counts.fault('probability', 'implausible', String(value), row);
    return none;
  }

  /**
   * The date in the first of these cells that has something in it: a wall moment, or slashed parts whose order is settled when all
   * rows are known (see slashed.ts).
   */
  date(field: DateField, record: RecordCells, cells: readonly number[], row: number): number {
    const cell = cells.find((k) => k < record.count && record.start[k] < record.end[k]);
    if (cell === undefined) return none;
    const text = cellText(record, cell);
    const reading = readDate(text);
    if (reading.kind === 'moment') return reading.at;
    if (reading.kind === 'instant') return onTheClock(reading.at, this.setting.timeZone, this.offsets);
    if (reading.kind === 'slashed') return encodeSlashed(reading);
    if (reading.kind !== 'missing') this.counts.fault(field, reading.kind, text, row);
    return none;
  }

  /** An id to look others up by; undefined where it is empty, or where a spreadsheet ruined it (5.805E+18). */
  id(record: RecordCells, cell: number, row: number): string | undefined {
    const text = cellText(record, cell);
    if (!isRuinedId(text)) return cleanCell(text) || undefined;
    this.counts.fault('id', 'ruined', text, row);
    return undefined;
  }
}

/** 1 where a cell says more than one of the words for "none". */
export function isGiven(record: RecordCells, cell: number): 0 | 1 {
  return isWrittenNone(cleanCell(cellText(record, cell))) ? 0 : 1;
}

/** An instant on the tree's clock. Offsets are looked up once a quarter of an hour: zones change only at such steps. */
function onTheClock(instant: number, timeZone: string, offsets: Map<number, number>): number {
  const quarter = Math.floor(instant / 900_000);
  let offset = offsets.get(quarter);
  if (offset === undefined) {
    offset = wallOf(quarter * 900_000, timeZone) - quarter * 900_000;
    offsets.set(quarter, offset);
  }
  return instant + offset;
}
