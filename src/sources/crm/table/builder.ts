import { wallOf } from '../../../core/moment.ts';
import { currencyExponent } from '../../../core/money.ts';
import type { DealField, Reject } from '../deals.ts';
import { cellText, isBlank, type RecordCells, recordTexts } from '../delimited/tokenize.ts';
import type { HeaderMatch } from '../headers.ts';
import { readAmount } from '../values/amount.ts';
import { readDate } from '../values/date.ts';
import { cleanCell, isRuinedId, isWrittenNone } from '../values/text.ts';
import { NOT_PLAIN, plainAmount, plainDate, plainNumber } from './cells.ts';
import { flags, floats, type GrowingColumn, wholes } from './columns.ts';
import { isTotals } from './report-rows.ts';
import { encodeSlashed, type OrderTally, tallySlashed } from './slashed.ts';
import { WordTable } from './words.ts';

/** Rejects kept with their text; all are counted, and `onReject` sees every one. */
export const REJECTS_KEPT = 1000;

export const DATE_FIELDS = ['created', 'closing', 'closed', 'last_activity', 'modified'] as const;
export type DateField = (typeof DATE_FIELDS)[number];

/** What the builder must know of the place it reads for. */
export interface BuildSetting {
  readonly currency?: string;
  readonly decimal?: ',' | '.';
  readonly timeZone: string;
  /** Rows to expect, so that columns need not grow often. */
  readonly expect: number;
  readonly onReject?: (reject: Reject) => void;
}

/** How often something was wrong with a field, and the first rows where it was. */
export interface Fault {
  readonly field: DealField;
  readonly code: 'unreadable' | 'implausible' | 'ruined' | 'negative';
  count: number;
  readonly rows: number[];
  readonly example: string;
}

/** Takes records one by one into growing columns. Nothing is settled yet: date order, currency and duplicates need all rows. */
export class TableBuilder {
  count = 0;
  rejected = 0;
  padded = 0;
  repaired = 0;
  repeatedHeaders = 0;
  /** Records whose quote is never closed. */
  readonly unclosed: number[] = [];
  readonly rejects: Reject[] = [];
  readonly faults = new Map<string, Fault>();
  readonly words: Record<'stage' | 'owner' | 'source' | 'reason' | 'currency', WordTable>;
  readonly wordAt: Record<'stage' | 'owner' | 'source' | 'reason' | 'currency', GrowingColumn<Uint32Array>>;
  readonly dates: Record<DateField, GrowingColumn<Float64Array>>;
  readonly tallies: Record<DateField, OrderTally>;
  readonly amount: GrowingColumn<Float64Array>;
  readonly amountCurrency: GrowingColumn<Uint8Array>;
  /** Currencies named in amount cells; 0 is "not named". */
  readonly currencies: string[] = [''];
  dollarOnly = 0;
  readonly probability: GrowingColumn<Float64Array>;
  percentSigns = 0;
  readonly row: GrowingColumn<Uint32Array>;
  readonly offset: GrowingColumn<Float64Array>;
  readonly idHash: GrowingColumn<Uint32Array>;
  readonly hasNextStep: GrowingColumn<Uint8Array>;
  readonly hasAccount: GrowingColumn<Uint8Array>;
  private readonly exponent: number;
  private readonly plan: { readonly at: number; readonly take: (record: RecordCells, cell: number) => void }[];
  private readonly needed: number;

  constructor(
    match: HeaderMatch,
    private readonly setting: BuildSetting,
  ) {
    const n = setting.expect;
    this.exponent = currencyExponent(setting.currency ?? '');
    const word = (): GrowingColumn<Uint32Array> => wholes(n);
    this.words = {
      stage: new WordTable(),
      owner: new WordTable(),
      source: new WordTable(),
      reason: new WordTable(),
      currency: new WordTable(),
    };
    this.wordAt = { stage: word(), owner: word(), source: word(), reason: word(), currency: word() };
    this.dates = { created: floats(n), closing: floats(n), closed: floats(n), last_activity: floats(n), modified: floats(n) };
    const tally = (): OrderTally => ({ slashed: 0, dayFirst: 0, monthFirst: 0, undecided: 0 });
    this.tallies = { created: tally(), closing: tally(), closed: tally(), last_activity: tally(), modified: tally() };
    this.amount = floats(n);
    this.amountCurrency = flags(n);
    this.probability = floats(n);
    this.row = wholes(n);
    this.offset = floats(n);
    this.idHash = wholes(2 * n);
    this.hasNextStep = flags(n);
    this.hasAccount = flags(n);
    this.plan = [...match.columns].map(([field, at]) => ({ at, take: this.taker(field) })).sort((a, b) => a.at - b.at);
    this.needed = match.headers.length;
  }

  /** Takes one record; `row` is its number in the export (1-based). */
  add(record: RecordCells, row: number): void {
    if (record.count === 1 && record.end[0] === record.start[0]) return;
    if (record.count !== this.needed && !this.fits(record, row)) return;
    const i = this.count;
    this.row.set(i, row);
    this.offset.set(i, record.offset);
    for (let k = 0; k < this.plan.length; k++) {
      const { at, take } = this.plan[k];
      if (at < record.count) take(record, at);
    }
    if (this.wordAt.stage.data[i] === 0) {
      this.withoutStage(record, row);
      return;
    }
    this.count = i + 1;
  }

  /** Rejects a record with its reason; its text is kept. */
  reject(row: number, code: string, reason: string, text: string): void {
    this.rejected++;
    const reject = { row, code, reason, text: text.length > 2000 ? `${text.slice(0, 2000)}…` : text };
    if (this.rejects.length < REJECTS_KEPT) this.rejects.push(reject);
    this.setting.onReject?.(reject);
  }

  /** A rejected row has left its values where the next one goes: that starts from nothing. */
  private clear(): void {
    const i = this.count;
    for (const column of Object.values(this.wordAt)) column.set(i, 0);
    for (const column of [this.amount, this.probability, ...Object.values(this.dates)]) column.set(i, Number.NaN);
    for (const column of [this.amountCurrency, this.hasNextStep, this.hasAccount]) column.set(i, 0);
    this.idHash.set(2 * i, 0);
    this.idHash.set(2 * i + 1, 0);
  }

  private fits(record: RecordCells, row: number): boolean {
    if (isBlank(record)) return false;
    if (record.count < this.needed) {
      // A short row lost its empty tail, or it is a note; a note has no stage and is rejected by that.
      this.padded++;
      return true;
    }
    for (let k = this.needed; k < record.count; k++) {
      if (record.end[k] > record.start[k]) {
        this.reject(row, 'ragged-long', `${record.count} cells under ${this.needed} headers`, recordTexts(record).join(' | '));
        return false;
      }
    }
    return true;
  }

  private withoutStage(record: RecordCells, row: number): void {
    const texts = recordTexts(record);
    const first = cleanCell(texts.find((cell) => cell.trim() !== '') ?? '');
    this.clear();
    if (first === '') return;
    if (isTotals(texts)) this.reject(row, 'totals-row', 'a row of totals', texts.join(' | '));
    else this.reject(row, 'stage-missing', 'no stage', texts.join(' | '));
  }

  private taker(field: DealField): (record: RecordCells, cell: number) => void {
    switch (field) {
      case 'stage':
      case 'owner':
      case 'source':
      case 'reason':
      case 'currency': {
        const table = this.words[field];
        const column = this.wordAt[field];
        return (record, cell) =>
          column.set(this.count, table.of(record.bytes, record.start[cell], record.end[cell], record.form[cell] > 1));
      }
      case 'amount':
        return (record, cell) => this.takeAmount(record, cell);
      case 'probability':
        return (record, cell) => this.takeProbability(record, cell);
      case 'id':
        return (record, cell) => this.takeId(record, cell);
      case 'next_step':
      case 'account': {
        const column = field === 'account' ? this.hasAccount : this.hasNextStep;
        return (record, cell) => {
          const length = record.end[cell] - record.start[cell];
          if (length === 0) return;
          // What is written for "none" is short ("n/a", "unbekannt"): longer cells need not be looked at as text.
          column.set(
            this.count,
            length > 24 || !mayBeNone(record.bytes[record.start[cell]]) || !isWrittenNone(cleanCell(cellText(record, cell))) ? 1 : 0,
          );
        };
      }
      case 'name':
        return () => {};
      default:
        return this.dateTaker(field);
    }
  }

  private takeAmount(record: RecordCells, cell: number): void {
    const { bytes } = record;
    const [start, end] = [record.start[cell], record.end[cell]];
    if (start === end) return;
    let minor = this.setting.decimal === ',' ? NOT_PLAIN : plainAmount(bytes, start, end, this.exponent);
    if (minor === NOT_PLAIN) {
      const text = cellText(record, cell);
      const reading = readAmount(text, this.setting.currency ?? '', this.setting.decimal);
      if (reading.kind === 'unreadable') this.fault('amount', 'unreadable', text);
      if (reading.kind !== 'amount') return;
      minor = reading.minor;
      if (reading.symbol === '$') this.dollarOnly++;
      if (reading.currency) this.amountCurrency.set(this.count, this.currencyNumber(reading.currency));
    }
    if (minor < 0) this.fault('amount', 'negative', cellText(record, cell));
    this.amount.set(this.count, minor);
  }

  private currencyNumber(code: string): number {
    const at = this.currencies.indexOf(code);
    if (at >= 0) return at;
    if (this.currencies.length > 250) return 0;
    this.currencies.push(code);
    return this.currencies.length - 1;
  }

  private takeProbability(record: RecordCells, cell: number): void {
    if (record.end[cell] === record.start[cell]) return;
    let value = plainNumber(record.bytes, record.start[cell], record.end[cell]);
    if (value === NOT_PLAIN) {
      const text = cleanCell(cellText(record, cell));
      if (isWrittenNone(text)) return;
      const m = /^(\d+(?:[.,]\d+)?)\s*(%?)$/.exec(text);
      if (!m) {
        this.fault('probability', 'unreadable', text);
        return;
      }
      value = Number(m[1].replace(',', '.'));
      if (m[2]) this.percentSigns++;
    }
    if (value > 100) {
      this.fault('probability', 'implausible', String(value));
      return;
    }
    this.probability.set(this.count, value);
  }

  private takeId(record: RecordCells, cell: number): void {
    const { bytes } = record;
    let [start, end] = [record.start[cell], record.end[cell]];
    while (start < end && bytes[start] === 32) start++;
    while (end > start && bytes[end - 1] === 32) end--;
    if (start === end) return;
    // Only what could be a number in scientific form is looked at as text: a digit first, an E in it.
    if (bytes[start] >= 48 && bytes[start] <= 57 && end - start <= 24) {
      for (let k = start + 1; k < end; k++) {
        if ((bytes[k] | 32) !== 101) continue;
        const text = cellText(record, cell);
        if (isRuinedId(text)) {
          this.fault('id', 'ruined', text);
          return;
        }
        break;
      }
    }
    let a = 0x811c9dc5;
    let b = 0x9dc5811c;
    for (let k = start; k < end; k++) {
      a = Math.imul(a ^ bytes[k], 0x01000193);
      b = Math.imul(b ^ bytes[k], 0x5bd1e995) ^ (b >>> 13);
    }
    // 0,0 means "no id": a real hash never is.
    this.idHash.set(2 * this.count, (a >>> 0) | 1);
    this.idHash.set(2 * this.count + 1, b >>> 0);
  }

  private dateTaker(field: DateField): (record: RecordCells, cell: number) => void {
    const column = this.dates[field];
    const tally = this.tallies[field];
    const offsets = new Map<number, number>();
    return (record, cell) => {
      const [start, end] = [record.start[cell], record.end[cell]];
      if (start === end) return;
      const plain = plainDate(record.bytes, start, end);
      if (plain !== NOT_PLAIN) {
        column.set(this.count, plain);
        return;
      }
      const text = cellText(record, cell);
      const reading = readDate(text);
      if (reading.kind === 'moment') column.set(this.count, reading.at);
      else if (reading.kind === 'instant') column.set(this.count, onTheClock(reading.at, this.setting.timeZone, offsets));
      else if (reading.kind === 'slashed') {
        tallySlashed(tally, reading);
        column.set(this.count, encodeSlashed(reading));
      } else if (reading.kind !== 'missing') this.fault(field, reading.kind, text);
    };
  }

  private fault(field: DealField, code: Fault['code'], example: string): void {
    const key = `${field} ${code}`;
    let fault = this.faults.get(key);
    if (!fault) {
      fault = { field, code, count: 0, rows: [], example: example.slice(0, 80) };
      this.faults.set(key, fault);
    }
    fault.count++;
    if (fault.rows.length < 5) fault.rows.push(this.row.data[this.count]);
  }
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
