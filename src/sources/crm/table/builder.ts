import { currencyExponent } from '../../../core/money.ts';
import type { DealField, Reject } from '../deals.ts';
import { cellText, isBlank, type ReadPlan, type ReadStep, type RecordCells, recordTexts } from '../delimited/record.ts';
import type { HeaderMatch } from '../headers.ts';
import { cleanCell } from '../values/text.ts';
import { CellReader, type CellSetting, isGiven } from './cell-reader.ts';
import { type Columns, copyRows, grownColumns, makeColumns, WORD_COLUMNS, type WordField } from './columns.ts';
import { Counts, DATE_FIELDS, type DateField } from './counts.ts';
import { Currencies } from './currencies.ts';
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

interface WordPlan {
  readonly field: WordField;
  readonly cell: number;
  /** Of the plan that records are read by. */
  readonly step: number;
  column: Uint32Array;
}

interface DatePlan {
  readonly field: DateField;
  /** The date's cell, and others to look in where that one is empty. */
  readonly cells: readonly number[];
  readonly step: number;
  column: Float64Array;
}

const SINGLE_FIELDS = ['stage', 'name', 'amount', 'probability', 'id', 'next_step', 'account'] as const;
type SingleField = (typeof SINGLE_FIELDS)[number];

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
  private readonly wordPlan: WordPlan[];
  private readonly datePlan: DatePlan[];
  /** How records are read. */
  readonly plan: ReadPlan;
  /** Whether rows can be told to be ordinary by the plan, and taken by `takeRows`. */
  readonly hasOrdinaryRows: boolean;
  /** Cells of the fields that are read one by one, and their steps; -1 where the export has none. */
  private readonly cells: Readonly<Record<SingleField, number>>;
  private readonly steps: Readonly<Record<SingleField, number>>;
  /** Cells of a whole record. */
  readonly width: number;
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
    const cellOf = (field: DealField): number => match.columns.get(field) ?? -1;
    const found = <F extends DealField>(fields: readonly F[]): F[] => fields.filter((field) => cellOf(field) >= 0);
    const steps: ReadStep[] = [];
    const stepFor = (field: DealField, kind: ReadStep['kind'], more: Partial<ReadStep> = {}): number =>
      cellOf(field) < 0 ? -1 : steps.push({ kind, cell: cellOf(field), ...more }) - 1;
    this.wordPlan = found(WORD_COLUMNS).map((field) => ({
      field,
      cell: cellOf(field),
      step: stepFor(field, 'word'),
      column: this.columns.wholes[field],
    }));
    this.datePlan = found(DATE_FIELDS).map((field) => {
      const others = field === 'closed' ? match.closedToo : [];
      const step = stepFor(field, 'date', { hasOthers: others.length > 0 });
      return { field, cells: [cellOf(field), ...others], step, column: this.columns.floats[field] };
    });
    this.cells = Object.fromEntries(SINGLE_FIELDS.map((field) => [field, cellOf(field)])) as Record<SingleField, number>;
    this.steps = {
      stage: this.wordPlan.find(({ field }) => field === 'stage')?.step ?? -1,
      name: -1,
      // With a decimal comma `1.200` is no number with three decimals.
      amount: stepFor('amount', 'amount', setting.decimal === ',' ? {} : { exponent: currencyExponent(setting.currency ?? '') }),
      probability: stepFor('probability', 'share'),
      id: stepFor('id', 'id'),
      next_step: stepFor('next_step', 'given'),
      account: stepFor('account', 'given'),
    };
    this.width = match.headers.length;
    this.plan = { steps, row: { cells: this.width, stage: this.steps.stage } };
    // What two ticks say is put together one by one.
    this.hasOrdinaryRows = this.steps.stage >= 0 && match.ticks === undefined;
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
    const careful = record.read(this.plan);
    this.takeWords(record, i, careful);
    this.takeDates(record, i, row, careful);
    this.takeNumbers(record, i, row, careful);
    this.takeTexts(record, i, row, careful);
    if (wholes.stage[i] === 0 || this.mayBeNote(record, wholes.stage[i])) this.takeUnlessNote(record, row);
    else this.count = i + 1;
  }

  /** Takes the ordinary rows that lie in the columns of a record; the first is number `row` in the export. */
  takeRows(record: RecordCells, row: number): void {
    const { cells, count: i, counts, steps } = this;
    const end = i + record.rows;
    if (end > this.columns.capacity) this.grow(Math.ceil(end * 1.6) + 16);
    const { wholes, floats, flags, idHash } = this.columns;
    for (let k = i; k < end; k++) wholes.row[k] = row + k - i;
    floats.offset.set(record.rowOffsets(), i);
    for (const { step, column } of this.wordPlan) column.set(record.rowWords(step), i);
    for (const { step, column } of this.datePlan) column.set(record.rowNumbers(step), i);
    if (cells.amount >= 0) {
      floats.amount.set(record.rowNumbers(steps.amount), i);
      flags.amountCurrency.fill(0, i, end);
      counts.decimalSigns['.'].proven += record.takePoints();
    }
    if (cells.probability >= 0) floats.probability.set(record.rowNumbers(steps.probability), i);
    if (cells.id >= 0) idHash.set(record.rowIds(steps.id), 2 * i);
    if (cells.next_step >= 0) flags.hasNextStep.set(record.rowFlags(steps.next_step), i);
    if (cells.account >= 0) flags.hasAccount.set(record.rowFlags(steps.account), i);
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
    return this.isOdd(word) || end[count - 1] - start[0] <= end[this.cells.stage] - start[this.cells.stage] + count + 2;
  }

  /** Whether a word for a stage speaks of a total, or is the header itself. */
  private isOdd(word: number): boolean {
    if (this.odd[word] === undefined) {
      const text = this.words.stage.words[word];
      this.odd[word] = isTotals([text]) || text === this.headers[this.cells.stage];
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

  private takeWords(record: RecordCells, i: number, careful: number): void {
    const { wordPlan } = this;
    for (let k = 0; k < wordPlan.length; k++) {
      const { cell, field, step, column } = wordPlan[k];
      column[i] = careful & (1 << step) ? this.newWord(record, field, cell, step) : record.word(step);
    }
    const { ticks } = this.match;
    if (ticks) this.columns.wholes.outcome[i] = this.words.outcome.ofText(tickedOutcome(record, ticks));
  }

  /** The number of a word that the record does not know yet. */
  private newWord(record: RecordCells, field: WordField, cell: number, step: number): number {
    const word = this.words[field].ofCell(cellText(record, cell));
    // A row with an odd stage is never an ordinary one.
    if (word > 0 && !(field === 'stage' && this.isOdd(word))) record.rememberWord(step, word);
    return word;
  }

  private takeDates(record: RecordCells, i: number, row: number, careful: number): void {
    const { datePlan, reader } = this;
    for (let k = 0; k < datePlan.length; k++) {
      const { field, cells, step, column } = datePlan[k];
      column[i] = careful & (1 << step) ? reader.date(field, record, cells, row) : record.number(step);
    }
  }

  private takeNumbers(record: RecordCells, i: number, row: number, careful: number): void {
    const { cells, counts, reader, steps } = this;
    const { floats, flags } = this.columns;
    if (cells.amount >= 0) {
      const isCareful = careful & (1 << steps.amount);
      floats.amount[i] = isCareful ? reader.amount(record, cells.amount, row) : record.number(steps.amount);
      flags.amountCurrency[i] = isCareful ? reader.currency : 0;
      counts.decimalSigns['.'].proven += record.takePoints();
    }
    if (cells.probability >= 0) {
      const isCareful = careful & (1 << steps.probability);
      floats.probability[i] = isCareful ? reader.probability(record, cells.probability, row) : record.number(steps.probability);
    }
  }

  private takeTexts(record: RecordCells, i: number, row: number, careful: number): void {
    const { cells, reader, steps } = this;
    const { flags, idHash } = this.columns;
    if (cells.id >= 0) {
      const id = careful & (1 << steps.id) ? reader.id(record, cells.id, row) : undefined;
      if (id) record.sayId(steps.id, id);
      record.putId(steps.id, idHash, i);
    }
    if (cells.next_step >= 0) flags.hasNextStep[i] = givenIn(record, cells.next_step, steps.next_step, careful);
    if (cells.account >= 0) flags.hasAccount[i] = givenIn(record, cells.account, steps.account, careful);
  }
}

/** 1 where a cell that was read by a step says something. */
function givenIn(record: RecordCells, cell: number, step: number, careful: number): number {
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
