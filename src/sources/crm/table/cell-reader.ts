import { wallOf } from '../../../core/moment.ts';
import { currencyExponent } from '../../../core/money.ts';
import { cellText, type RecordCells } from '../delimited/tokenize.ts';
import { type DecimalSign, readAmount } from '../values/amount.ts';
import { readDate } from '../values/date.ts';
import { cleanCell, isRuinedId, isWrittenNone } from '../values/text.ts';
import { NOT_PLAIN, plainAmount, plainDate, plainNumber } from './cells.ts';
import type { Counts, DateField } from './counts.ts';
import type { Currencies } from './currencies.ts';
import { markOpen } from './decimal-sign.ts';
import { encodeSlashed, tallySlashed } from './slashed.ts';

/** How cells are written in the place that an export comes from. */
export interface CellSetting {
  readonly currency?: string;
  readonly decimal?: DecimalSign;
  readonly timeZone: string;
}

const none = Number.NaN;

const POINT = 46;

/**
 * What single cells say: plain ones at once from their bytes, the others carefully from their text. NaN where a cell says nothing
 * that can be used; what is wrong with it is counted under the row it stands in.
 */
export class CellReader {
  /** The currency that the amount read last named; 0 for none. */
  currency = 0;
  private readonly exponent: number;
  private readonly offsets = new Map<number, number>();

  constructor(
    private readonly setting: CellSetting,
    private readonly currencies: Currencies,
    /** Where it counts. */
    public counts: Counts,
  ) {
    this.exponent = currencyExponent(setting.currency ?? '');
  }

  /** An amount in minor units; the currency that it names stands in `currency` until the next is read. */
  amount(record: RecordCells, cell: number, row: number): number {
    this.currency = 0;
    const start = record.start[cell];
    const end = record.end[cell];
    let minor = this.setting.decimal === ',' ? NOT_PLAIN : plainAmount(record.bytes, start, end, this.exponent);
    if (minor === NOT_PLAIN) {
      const text = cellText(record, cell);
      const reading = readAmount(text, this.setting.currency ?? '', this.setting.decimal);
      if (reading.kind === 'unreadable') this.counts.fault('amount', 'unreadable', text, row);
      if (reading.kind !== 'amount') return none;
      minor = reading.minor;
      if (reading.symbol === '$') this.counts.dollarOnly++;
      if (reading.currency) this.currency = this.currencies.numberOf(reading.currency);
      if (reading.proves) this.counts.decimalSigns[reading.proves].proven++;
      if (reading.open) {
        this.counts.decimalSigns[reading.open].open++;
        minor = markOpen(minor, reading.open);
      }
    } else if (hasPoint(record.bytes, start, end)) this.counts.decimalSigns['.'].proven++;
    if (minor < 0) this.counts.fault('amount', 'negative', cellText(record, cell), row);
    return minor;
  }

  /** A probability as it is written, up to 100: whether 0.4 means 40 % is known only when all rows are. */
  probability(record: RecordCells, cell: number, row: number): number {
    let value = plainNumber(record.bytes, record.start[cell], record.end[cell]);
    if (value === NOT_PLAIN) {
      const text = cleanCell(cellText(record, cell));
      if (isWrittenNone(text)) return none;
      const m = /^(\d+(?:[.,]\d+)?)\s*(%?)$/.exec(text);
      if (!m) {
        this.counts.fault('probability', 'unreadable', text, row);
        return none;
      }
      value = Number(m[1].replace(',', '.'));
      if (m[2]) this.counts.percentSigns++;
    }
    if (value <= 100) return value;
    this.counts.fault('probability', 'implausible', String(value), row);
    return none;
  }

  /** A date as a wall moment, or as slashed parts whose order is settled when all rows are known (see slashed.ts). */
  date(field: DateField, record: RecordCells, cell: number, row: number): number {
    const plain = plainDate(record.bytes, record.start[cell], record.end[cell]);
    if (plain !== NOT_PLAIN) return plain;
    const text = cellText(record, cell);
    const reading = readDate(text);
    if (reading.kind === 'moment') return reading.at;
    if (reading.kind === 'instant') return onTheClock(reading.at, this.setting.timeZone, this.offsets);
    if (reading.kind === 'slashed') {
      tallySlashed(this.counts.tallies[field], reading);
      return encodeSlashed(reading);
    }
    if (reading.kind !== 'missing') this.counts.fault(field, reading.kind, text, row);
    return none;
  }

  /** The date in the first of these cells that has something in it. */
  firstDate(field: DateField, record: RecordCells, cells: readonly number[], row: number): number {
    const cell = cells.find((k) => k < record.count && record.start[k] < record.end[k]);
    return cell === undefined ? none : this.date(field, record, cell, row);
  }

  /** Whether a spreadsheet ruined an id (5.805E+18). */
  isRuined(record: RecordCells, cell: number, row: number): boolean {
    const { bytes } = record;
    const start = record.start[cell];
    const end = record.end[cell];
    // Only what could be a number in scientific form is looked at as text: a digit first, an E in it.
    if (bytes[start] > 57 || end - start > 24) return false;
    for (let k = start + 1; k < end; k++) {
      if ((bytes[k] | 32) !== 101) continue;
      const text = cellText(record, cell);
      if (!isRuinedId(text)) return false;
      this.counts.fault('id', 'ruined', text, row);
      return true;
    }
    return false;
  }
}

/** Whether a plain amount has one or two decimals. */
function hasPoint(bytes: Uint8Array, start: number, end: number): boolean {
  return (end - start > 2 && bytes[end - 2] === POINT) || (end - start > 3 && bytes[end - 3] === POINT);
}

/** 1 where a cell says something. What is written for "none" is short ("n/a", "unbekannt"): longer cells need not be looked at as text. */
export function isGiven(record: RecordCells, cell: number): 0 | 1 {
  const start = record.start[cell];
  const end = record.end[cell];
  return end - start > 24 || !mayBeNone(record.bytes[start]) || !isWrittenNone(cleanCell(cellText(record, cell))) ? 1 : 0;
}

/** Whether a cell that begins with this byte can be one of the words for "none": they begin with n, t, u, k, a dash or no ASCII. */
function mayBeNone(first: number): boolean {
  const letter = first | 32;
  return first >= 128 || first <= 45 || letter === 110 || letter === 116 || letter === 117 || letter === 107;
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
