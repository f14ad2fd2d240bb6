import type { Reject } from '../deals.ts';
import { cellText, isBlank, type RecordCells, recordTexts } from '../delimited/record.ts';
import type { HeaderMatch } from '../headers.ts';
import { cleanCell } from '../values/text.ts';
import { CellReader, type CellSetting, isGiven } from './cell-reader.ts';
import { type Columns, copyRows, grownColumns, makeColumns, WORD_COLUMNS, type WordField } from './columns.ts';
import { Counts } from './counts.ts';
import { Currencies } from './currencies.ts';
import { type FieldPlan, type FieldStep, fieldPlan } from './read-plan.ts';
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

/**
 * Takes records into columns: ordinary rows many at a time, others one by one. Every column of a field that the export has is written for every row, given or not;
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
  /** Where the fields stand, and how they are read. */
  readonly fields: FieldPlan;
  /** Cells of a whole record. */
  readonly width: number;
  private readonly stageCell: number;
  /** Of each word for a stage, once it was asked. */
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
    this.fields = fieldPlan(match, setting);
    this.stageCell = match.columns.get('stage') ?? -1;
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
    const careful = record.read(this.fields.plan);
    this.takeWords(record, i, careful);
    this.takeDates(record, i, row, careful);
    this.takeNumbers(record, i, row, careful);
    this.takeTexts(record, i, row, careful);
    if (wholes.stage[i] === 0 || this.mayBeNote(record, wholes.stage[i])) this.takeUnlessNote(record, row);
    else this.count = i + 1;
  }

  /** Takes the ordinary rows that lie in the columns of a record; the first is number `row` in the export. */
  takeRows(record: RecordCells, row: number): void {
    const { count: i, counts } = this;
    const { words, dates, amount, probability, id, nextStep, account } = this.fields;
    const end = i + record.rows;
    if (end > this.columns.capacity) this.grow(Math.ceil(end * 1.6) + 16);
    const { wholes, floats, flags, idHash } = this.columns;
    for (let k = i; k < end; k++) wholes.row[k] = row + k - i;
    floats.offset.set(record.rowOffsets(), i);
    for (const { field, step } of words) wholes[field].set(record.rowWords(step), i);
    for (const { field, step } of dates) floats[field].set(record.rowNumbers(step), i);
    if (amount) {
      floats.amount.set(record.rowNumbers(amount.step), i);
      flags.amountCurrency.fill(0, i, end);
      counts.decimalSigns['.'].proven += record.takePoints();
    }
    if (probability) floats.probability.set(record.rowNumbers(probability.step), i);
    if (id) idHash.set(record.rowIds(id.step), 2 * i);
    if (nextStep) flags.hasNextStep.set(record.rowFlags(nextStep.step), i);
    if (account) flags.hasAccount.set(record.rowFlags(account.step), i);
    this.count = end;
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
    // Quotes and separators aside, the record is as long as this one cell.
    return this.isOdd(word) || end[count - 1] - start[0] <= end[this.stageCell] - start[this.stageCell] + count + 2;
  }

  /** Whether a word for a stage speaks of a total, or is the header itself. */
  private isOdd(word: number): boolean {
    if (this.odd[word] === undefined) {
      const text = this.words.stage.words[word];
      this.odd[word] = isTotals([text]) || text === this.headers[this.stageCell];
    }
    return this.odd[word];
  }

  private takeUnlessNote(record: RecordCells, row: number): void {
    const texts = recordTexts(record);
    const given = texts.filter((cell) => cleanCell(cell) !== '').length;
    if (given === 0) return;
    if (this.columns.wholes.stage[this.count] === 0) {
      if (isTotals(texts)) this.reject(row, 'totals-row', 'a row of totals', texts.join(' | '));
      else this.reject(row, 'stage-missing', 'no stage', texts.join(' | '));
    } else if (
      isTotals(texts) &&
      (['id', 'name'] as const).every((field) => cleanCell(texts[this.match.columns.get(field) ?? -1] ?? '') === '')
    )
      this.reject(row, 'totals-row', 'a row of totals', texts.join(' | '));
    else if (given === 1 && this.width > 2) this.reject(row, 'note-row', 'nothing but a stage', texts.join(' | '));
    else if (texts.filter((cell, k) => cell !== '' && cleanCell(cell) === this.headers[k]).length > 1)
      this.reject(row, 'header-row', 'the header once more, with other cells in it', texts.join(' | '));
    else this.count++;
  }

  private grow(capacity: number): void {
    this.columns = grownColumns(this.columns, this.count, capacity);
  }

  private takeWords(record: RecordCells, i: number, careful: number): void {
    const { wholes } = this.columns;
    for (const { field, cell, step } of this.fields.words)
      wholes[field][i] = careful & (1 << step) ? this.newWord(record, field, cell, step) : record.word(step);
    const { ticks } = this.match;
    if (ticks) wholes.outcome[i] = this.words.outcome.ofText(tickedOutcome(record, ticks));
  }

  /** The number of a word that the record does not know yet. */
  private newWord(record: RecordCells, field: WordField, cell: number, step: number): number {
    const word = this.words[field].ofCell(cellText(record, cell));
    // A row with an odd stage is never an ordinary one.
    if (word > 0 && !(field === 'stage' && this.isOdd(word))) record.rememberWord(step, word);
    return word;
  }

  private takeDates(record: RecordCells, i: number, row: number, careful: number): void {
    const { floats } = this.columns;
    for (const { field, cells, step } of this.fields.dates)
      floats[field][i] = careful & (1 << step) ? this.reader.date(field, record, cells, row) : record.number(step);
  }

  private takeNumbers(record: RecordCells, i: number, row: number, careful: number): void {
    const { counts, fields, reader } = this;
    const { floats, flags } = this.columns;
    if (fields.amount) {
      const { cell, step } = fields.amount;
      const isCareful = careful & (1 << step);
      floats.amount[i] = isCareful ? reader.amount(record, cell, row) : record.number(step);
      flags.amountCurrency[i] = isCareful ? reader.currency : 0;
      counts.decimalSigns['.'].proven += record.takePoints();
    }
    if (fields.probability) {
      const { cell, step } = fields.probability;
      floats.probability[i] = careful & (1 << step) ? reader.probability(record, cell, row) : record.number(step);
    }
  }

  private takeTexts(record: RecordCells, i: number, row: number, careful: number): void {
    const { id, nextStep, account } = this.fields;
    const { flags, idHash } = this.columns;
    if (id) {
      const text = careful & (1 << id.step) ? this.reader.id(record, id.cell, row) : undefined;
      if (text) record.sayId(id.step, text);
      record.putId(id.step, idHash, i);
    }
    if (nextStep) flags.hasNextStep[i] = givenIn(record, nextStep, careful);
    if (account) flags.hasAccount[i] = givenIn(record, account, careful);
  }
}

/** 1 where a cell says something. */
function givenIn(record: RecordCells, { cell, step }: FieldStep, careful: number): number {
  return careful & (1 << step) ? isGiven(record, cell) : record.given(step);
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
