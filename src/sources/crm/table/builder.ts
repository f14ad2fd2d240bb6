import type { DealField, Reject } from '../deals.ts';
import { cellText, isBlank, type RecordCells, recordTexts } from '../delimited/tokenize.ts';
import type { HeaderMatch } from '../headers.ts';
import { cleanCell } from '../values/text.ts';
import { CellReader, type CellSetting, isGiven } from './cell-reader.ts';
import { type Columns, copyRows, grownColumns, makeColumns, WORD_COLUMNS, type WordField } from './columns.ts';
import { Counts, DATE_FIELDS, type DateField } from './counts.ts';
import { Currencies } from './currencies.ts';
import { setIdHash } from './id-hash.ts';
import { isTotals } from './report-rows.ts';
import { WordTable } from './words.ts';

/** What the builder must know of the place it reads for. */
export interface BuildSetting extends CellSetting {
  /** Rows to expect, so that columns need not grow often. */
  readonly expect: number;
  /** Columns in memory that other threads can see. */
  readonly shared?: boolean;
  readonly onReject?: (reject: Reject) => void;
}

/** Rows that another builder read from the records behind this one's, with what it counted there. */
export interface ForeignRows {
  readonly columns: Columns;
  readonly from: number;
  readonly count: number;
  readonly counts: Counts;
  /** Words and currencies that the columns' numbers stand for. */
  readonly words: Readonly<Record<WordField, readonly string[]>>;
  readonly currencies: readonly string[];
}

const none = Number.NaN;

interface WordPlan {
  readonly field: WordField;
  readonly cell: number;
  readonly table: WordTable;
  column: Uint32Array;
}

interface DatePlan {
  readonly field: DateField;
  readonly cell: number;
  /** Cells to look in where that one is empty. */
  readonly others: readonly number[];
  column: Float64Array;
}

/**
 * Takes records one by one into columns. Every column of a field that the export has is written for every row, given or not;
 * fields that it lacks stay zero. Nothing is settled yet: date order, currency and duplicates need all rows.
 */
export class TableBuilder {
  count = 0;
  counts = new Counts();
  columns: Columns;
  readonly words: Record<WordField, WordTable>;
  /** Currencies named in amount cells. */
  readonly currencies = new Currencies();
  private readonly reader: CellReader;
  private readonly wordPlan: WordPlan[];
  private readonly datePlan: DatePlan[];
  /** Cells of the other fields, -1 where the export has none. */
  private readonly cells: Readonly<Record<'stage' | 'name' | 'amount' | 'probability' | 'id' | 'nextStep' | 'account', number>>;
  /** Cells of a whole record. */
  readonly width: number;
  /** Of each word for a stage, once it was asked: whether it speaks of a total, or is the header itself. */
  private readonly odd: boolean[] = [];
  private readonly headers: readonly string[];

  constructor(
    private readonly match: HeaderMatch,
    private readonly setting: BuildSetting,
  ) {
    this.columns = makeColumns(Math.max(16, setting.expect), setting.shared ?? false);
    this.reader = new CellReader(setting, this.currencies, this.counts);
    const table = (): WordTable => new WordTable();
    this.words = { stage: table(), outcome: table(), owner: table(), source: table(), reason: table(), currency: table() };
    const cellOf = (field: DealField): number => match.columns.get(field) ?? -1;
    const found = <F extends DealField>(fields: readonly F[]): { field: F; cell: number }[] =>
      fields.map((field) => ({ field, cell: cellOf(field) })).filter(({ cell }) => cell >= 0);
    this.wordPlan = found(WORD_COLUMNS).map((plan) => ({
      ...plan,
      table: this.words[plan.field],
      column: this.columns.wholes[plan.field],
    }));
    this.datePlan = found(DATE_FIELDS).map((plan) => ({
      ...plan,
      others: plan.field === 'closed' ? match.closedToo : [],
      column: this.columns.floats[plan.field],
    }));
    this.cells = {
      stage: cellOf('stage'),
      name: cellOf('name'),
      amount: cellOf('amount'),
      probability: cellOf('probability'),
      id: cellOf('id'),
      nextStep: cellOf('next_step'),
      account: cellOf('account'),
    };
    this.width = match.headers.length;
    this.headers = match.headers.map(cleanCell);
  }

  /** Takes one record; `row` is its number in the export (1-based). */
  add(record: RecordCells, row: number): void {
    if (record.count === 1 && record.end[0] === record.start[0]) return;
    if (record.count !== this.width && !this.fits(record, row)) return;
    const i = this.count;
    if (i >= this.columns.capacity) this.grow(Math.ceil(i * 1.6) + 16);
    const { wholes, floats } = this.columns;
    wholes.row[i] = row;
    floats.offset[i] = record.offset;
    // By kind and not in one go: V8 compiles a few small functions sooner than a large one.
    this.takeWords(record, i);
    this.takeDates(record, i, row);
    this.takeNumbers(record, i, row);
    this.takeTexts(record, i, row);
    if (wholes.stage[i] === 0 || this.mayBeNote(record, wholes.stage[i])) this.takeUnlessNote(record, row);
    else this.count = i + 1;
  }

  /** Counts from nothing again; what was counted so far stays with whoever took it. */
  countAnew(): void {
    this.counts = new Counts();
    this.reader.counts = this.counts;
  }

  /** Rejects a record with its reason; its text is kept. */
  reject(row: number, code: string, reason: string, text: string): void {
    const reject = this.counts.reject(row, code, reason, text);
    this.setting.onReject?.(reject);
  }

  /** Appends rows that were read elsewhere; the first of their records is number `rowsBefore + 1`. */
  append(rows: ForeignRows, rowsBefore: number): void {
    const at = this.count;
    const end = at + rows.count;
    if (end > this.columns.capacity) this.grow(Math.ceil(end * 1.2));
    const { columns } = this;
    copyRows(rows.columns, rows.from, rows.count, columns, at);
    const { row } = columns.wholes;
    for (let i = at; i < end; i++) row[i] += rowsBefore;
    for (const field of WORD_COLUMNS) {
      const numbers = Uint32Array.from(rows.words[field], (word) => this.words[field].ofText(word));
      const column = columns.wholes[field];
      for (let i = at; i < end; i++) column[i] = numbers[column[i]];
    }
    const currencies = Uint8Array.from(rows.currencies, (code) => this.currencies.numberOf(code));
    const { amountCurrency } = columns.flags;
    for (let i = at; i < end; i++) amountCurrency[i] = currencies[amountCurrency[i]];
    this.count = end;
    this.counts.absorb(rows.counts, rowsBefore);
  }

  private fits(record: RecordCells, row: number): boolean {
    if (isBlank(record)) return false;
    if (record.count < this.width) {
      // A short row lost its empty tail, or it is a note; a note has no stage and is rejected by that.
      this.counts.padded++;
      this.counts.paddedAt ||= row;
      return true;
    }
    for (let k = this.width; k < record.count; k++) {
      if (record.end[k] > record.start[k]) {
        this.reject(row, 'ragged-long', `${record.count} cells under ${this.width} headers`, recordTexts(record).join(' | '));
        return false;
      }
    }
    return true;
  }

  /** Whether a row with something in its stage could still be none of a deal: nothing else is given, or the stage speaks of a total or is a header. */
  private mayBeNote({ count, start, end }: RecordCells, word: number): boolean {
    if (this.odd[word] === undefined) {
      const text = this.words.stage.words[word];
      this.odd[word] = isTotals([text]) || text === this.headers[this.cells.stage];
    }
    // Quotes and separators aside, the record is as long as this one cell.
    return this.odd[word] || end[count - 1] - start[0] <= end[this.cells.stage] - start[this.cells.stage] + count + 2;
  }

  private takeUnlessNote(record: RecordCells, row: number): void {
    const texts = recordTexts(record);
    const given = texts.filter((cell) => cleanCell(cell) !== '').length;
    if (given === 0) return;
    if (this.columns.wholes.stage[this.count] === 0) {
      if (isTotals(texts)) this.reject(row, 'totals-row', 'a row of totals', texts.join(' | '));
      else this.reject(row, 'stage-missing', 'no stage', texts.join(' | '));
    } else if (isTotals(texts) && [this.cells.id, this.cells.name].every((cell) => cleanCell(texts[cell] ?? '') === ''))
      this.reject(row, 'totals-row', 'a row of totals', texts.join(' | '));
    else if (given === 1 && this.width > 2) this.reject(row, 'note-row', 'nothing but a stage', texts.join(' | '));
    else if (texts.filter((cell, k) => cell !== '' && cleanCell(cell) === this.headers[k]).length > 1)
      this.reject(row, 'header-row', 'the header once more, with other cells in it', texts.join(' | '));
    else this.count++;
  }

  private grow(capacity: number): void {
    this.columns = grownColumns(this.columns, this.count, capacity);
    for (const plan of this.wordPlan) plan.column = this.columns.wholes[plan.field];
    for (const plan of this.datePlan) plan.column = this.columns.floats[plan.field];
  }

  private takeWords(record: RecordCells, i: number): void {
    const { bytes, count, start, end, form } = record;
    const { wordPlan } = this;
    for (let k = 0; k < wordPlan.length; k++) {
      const { cell, table, column } = wordPlan[k];
      column[i] = cell < count ? table.of(bytes, start[cell], end[cell], form[cell] > 1) : 0;
    }
    const { ticks } = this.match;
    if (ticks) this.columns.wholes.outcome[i] = this.words.outcome.ofText(tickedOutcome(record, ticks));
  }

  private takeDates(record: RecordCells, i: number, row: number): void {
    const { datePlan, reader } = this;
    for (let k = 0; k < datePlan.length; k++) {
      const { field, cell, others, column } = datePlan[k];
      if (isThere(record, cell)) column[i] = reader.date(field, record, cell, row);
      else column[i] = others.length > 0 ? reader.firstDate(field, record, others, row) : none;
    }
  }

  private takeNumbers(record: RecordCells, i: number, row: number): void {
    const { cells, reader } = this;
    const { floats, flags } = this.columns;
    if (cells.amount >= 0) {
      const given = isThere(record, cells.amount);
      floats.amount[i] = given ? reader.amount(record, cells.amount, row) : none;
      flags.amountCurrency[i] = given ? reader.currency : 0;
    }
    if (cells.probability >= 0)
      floats.probability[i] = isThere(record, cells.probability) ? reader.probability(record, cells.probability, row) : none;
  }

  private takeTexts(record: RecordCells, i: number, row: number): void {
    const { cells, reader } = this;
    const { flags, idHash } = this.columns;
    if (cells.id >= 0) {
      idHash[2 * i] = 0;
      idHash[2 * i + 1] = 0;
      if (isThere(record, cells.id) && !reader.isRuined(record, cells.id, row)) setIdHash(idHash, i, record, cells.id);
    }
    if (cells.nextStep >= 0) flags.hasNextStep[i] = isThere(record, cells.nextStep) ? isGiven(record, cells.nextStep) : 0;
    if (cells.account >= 0) flags.hasAccount[i] = isThere(record, cells.account) ? isGiven(record, cells.account) : 0;
  }
}

function isThere({ count, start, end }: RecordCells, cell: number): boolean {
  return cell < count && start[cell] < end[cell];
}

/** What the two ticks of a record say; empty where they are none. */
function tickedOutcome(record: RecordCells, { closed, won }: NonNullable<HeaderMatch['ticks']>): string {
  const isTicked = (cell: number): boolean | undefined => {
    const text = cell < record.count ? cellText(record, cell).trim() : '';
    return /^(?:true|1|yes|y|wahr|ja)$/i.test(text) ? true : /^(?:false|0|no|n|falsch|nein)$/i.test(text) ? false : undefined;
  };
  const [isClosed, isWon] = [isTicked(closed), isTicked(won)];
  if (isClosed === undefined || isWon === undefined) return '';
  return isWon ? 'Won' : isClosed ? 'Lost' : 'Open';
}
