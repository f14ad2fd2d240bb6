import { BizosError } from '../../../core/problem.ts';
import assembly from '../assembly/index.wasm';

/** What to read of the cells of a record: a step a cell. */
export interface ReadStep {
  readonly kind: 'date' | 'amount' | 'share' | 'word' | 'id' | 'given';
  readonly cell: number;
  /** Decimals of an amount; without them every amount has to be read from its text. */
  readonly exponent?: number;
  /** Other cells stand in for an empty date: it has to be looked for there. */
  readonly hasOthers?: boolean;
}

/** How the records of an export are read. */
export interface ReadPlan {
  /** At most 32. */
  readonly steps: readonly ReadStep[];
  /** What an ordinary row is: its number of cells, and the step that reads its stage. */
  readonly row: { readonly cells: number; readonly stage: number };
}

/**
 * A block of delimited bytes, one record of it, and columns of what rows say. Cutting records and reading plain cells is done in
 * WebAssembly (../assembly), which is quick from the first row on: JavaScript takes the time of some ten thousand rows until V8 has
 * compiled it. All arrays are used again for the next record, and are others after `enlarge`: take what you need before.
 */
export class RecordCells {
  /** The block. Bytes are put here before records are cut from them. */
  bytes!: Uint8Array;
  /** Number of cells. */
  count = 0;
  /** The cells as ranges of `bytes`. */
  start!: Int32Array;
  end!: Int32Array;
  /** 0 plain, 1 quoted, 2 quoted with doubled quotes inside, 3 quoted with text after the closing quote. */
  form!: Uint8Array;
  /** A quoted cell runs over a line end and has text after its closing quote: some quote was opened by mistake. */
  torn = false;
  /** Where the record begins in the block. */
  begin = 0;
  /** Where the record begins and ends in the source (without its line end). */
  offset = 0;
  length = 0;
  /** How many ordinary rows lie in the columns. */
  rows = 0;
  private readonly machine: Machine;
  private found!: Int32Array;
  private numbers!: Float64Array;
  private wholes!: Uint32Array;
  private flags!: Uint8Array;
  private offsets!: Float64Array;
  private plan: ReadPlan | undefined;

  /** Throws BizosError (exit 4) where this Node can't run WebAssembly. */
  constructor(blockBytes: number) {
    this.machine = startMachine();
    this.layOut(CELLS, blockBytes);
  }

  /**
   * Cuts the record at `at` of the block, of which the bytes before `limit` count; nothing comes behind them where `atEnd` says so.
   * Gives where the next record begins, or -1 where the end of this one lies beyond the limit.
   */
  cut(at: number, limit: number, delimiter: number, atEnd: boolean): number {
    let next = this.machine.cutOne(at, limit, delimiter, atEnd);
    while (next === MORE_CELLS) {
      this.layOut(this.start.length * 2, this.bytes.length);
      next = this.machine.cutOne(at, limit, delimiter, atEnd);
    }
    this.takeFound();
    return next;
  }

  /**
   * The same for the first record behind ordinary rows: such as are whole, plain and known in all that the plan reads, and begin before
   * `until` of the block. They are read into the columns; `base` is where the block lies in the source. Gives `begin` itself where no
   * record was cut behind them, for the columns were full or the block at its end: go on from there.
   */
  cutRows(plan: ReadPlan, at: number, limit: number, delimiter: number, atEnd: boolean, base: number, until: number): number {
    if (this.plan !== plan) this.take(plan);
    const next = this.machine.cutRows(at, limit, delimiter, atEnd, base, until);
    this.takeFound();
    if (next === MORE_CELLS && this.rows === 0) return this.cut(at, limit, delimiter, atEnd);
    return next === PAUSED || next === MORE_CELLS ? this.begin : next;
  }

  /** Reads the cells of the record by a plan. Gives a bit for every step whose cell has to be read from its text. */
  read(plan: ReadPlan): number {
    if (this.plan !== plan) this.take(plan);
    const { found } = this;
    return found[Found.isRead] ? found[Found.careful] : this.machine.readCells();
  }

  /** What a step read in the record: a number or moment, NaN where the cell is empty. */
  number(step: number): number {
    return this.numbers[step * ROWS_MAX + this.rows];
  }

  /** What a step read in the record: the number of a word, 0 where the cell is empty. */
  word(step: number): number {
    return this.wholes[2 * step * ROWS_MAX + this.rows];
  }

  /** What a step read in the record: whether the cell is given. */
  given(step: number): number {
    return this.flags[8 * step * ROWS_MAX + this.rows];
  }

  /** Puts the two hashes of the id that a step read in the record into rows `2i` and `2i + 1`; 0, 0 is no id, and never comes from one. */
  putId(step: number, into: Uint32Array, i: number): void {
    const at = 2 * (step * ROWS_MAX + this.rows);
    into[2 * i] = this.wholes[at];
    into[2 * i + 1] = this.wholes[at + 1];
  }

  /** Takes an id that was read from its text for the one that a step reads. */
  sayId(step: number, id: string): void {
    const { machine } = this;
    // As much of it as there is room for: ids with the same hashes are told apart by their texts.
    const { written } = encoder.encodeInto(id, new Uint8Array(machine.memory.buffer, machine.TEXT.value, machine.TEXT_ROOM.value));
    machine.sayText(step, written);
  }

  /** Knows the word in the cell of a step by this number (over 0) from now on. */
  rememberWord(step: number, number: number): void {
    this.machine.rememberWord(step, number);
  }

  /** What a step read in the ordinary rows, to be copied; as `number`, `word` and `given` say, ids two hashes a row. */
  rowNumbers(step: number): Float64Array {
    return this.numbers.subarray(step * ROWS_MAX, step * ROWS_MAX + this.rows);
  }
  rowWords(step: number): Uint32Array {
    return this.wholes.subarray(2 * step * ROWS_MAX, 2 * step * ROWS_MAX + this.rows);
  }
  rowFlags(step: number): Uint8Array {
    return this.flags.subarray(8 * step * ROWS_MAX, 8 * step * ROWS_MAX + this.rows);
  }
  rowIds(step: number): Uint32Array {
    return this.wholes.subarray(2 * step * ROWS_MAX, 2 * (step * ROWS_MAX + this.rows));
  }

  /** Where the ordinary rows begin in the source. */
  rowOffsets(): Float64Array {
    return this.offsets.subarray(0, this.rows);
  }

  /** How many plain amounts with a decimal point were read since this was asked last. */
  takePoints(): number {
    const { found } = this;
    const points = found[Found.points];
    found[Found.points] = 0;
    return points;
  }

  /** Doubles the block, which keeps its bytes. */
  enlarge(): void {
    this.layOut(this.start.length, this.bytes.length * 2);
  }

  private takeFound(): void {
    const { found } = this;
    this.begin = found[Found.begin];
    this.count = found[Found.count];
    this.length = found[Found.length];
    this.torn = found[Found.torn] !== 0;
    this.rows = found[Found.rows];
  }

  private layOut(cells: number, blockBytes: number): void {
    const { machine } = this;
    machine.layOut(cells, blockBytes);
    const { buffer } = machine.memory;
    const { FOUND, COLUMNS, OFFSETS, starts, ends, forms, bytes } = machine;
    this.found = new Int32Array(buffer, FOUND.value, Found.all);
    this.numbers = new Float64Array(buffer, COLUMNS.value, STEPS_MAX * ROWS_MAX);
    this.wholes = new Uint32Array(buffer, COLUMNS.value, 2 * STEPS_MAX * ROWS_MAX);
    this.flags = new Uint8Array(buffer, COLUMNS.value, 8 * STEPS_MAX * ROWS_MAX);
    this.offsets = new Float64Array(buffer, OFFSETS.value, ROWS_MAX);
    this.start = new Int32Array(buffer, starts.value, cells);
    this.end = new Int32Array(buffer, ends.value, cells);
    this.form = new Uint8Array(buffer, forms.value, cells);
    this.bytes = new Uint8Array(buffer, bytes.value, blockBytes);
  }

  private take(plan: ReadPlan): void {
    const { machine } = this;
    let tables = 0;
    const steps = plan.steps.flatMap(({ kind, cell, exponent = -1, hasOthers }) => {
      const parameter = kind === 'word' ? tables++ : kind === 'date' ? Number(hasOthers ?? false) : exponent;
      return [KINDS[kind], cell, parameter];
    });
    new Int32Array(machine.memory.buffer, machine.PLAN.value, steps.length).set(steps);
    machine.takeRow(plan.row.cells, plan.row.stage);
    machine.takePlan(plan.steps.length);
    if (this.plan) machine.forget();
    this.plan = plan;
  }
}

const BLOCK_BYTES = 1 << 18;

/** Those that nobody uses now: there are as many as ever were in use at once, since a machine takes address space of gigabytes. */
const idle: RecordCells[] = [];

/** Lends a place where records can be cut; while one is looked at, another can be cut elsewhere. */
export function withRecord<T>(work: (record: RecordCells) => T): T {
  const record = idle.pop() ?? new RecordCells(BLOCK_BYTES);
  try {
    return work(record);
  } finally {
    // One that had to grow has done its work.
    if (record.bytes.length === BLOCK_BYTES) idle.push(record);
  }
}

/** Cells there is room for at first. */
const CELLS = 64;

// As in ../assembly: memory.ts, cut.ts, rows.ts and values.ts.
const STEPS_MAX = 32;
const ROWS_MAX = 512;
const MORE_CELLS = -2;
const PAUSED = -3;
const KINDS: Readonly<Record<ReadStep['kind'], number>> = { date: 1, amount: 2, share: 3, word: 4, id: 5, given: 6 };
const Found = { begin: 0, count: 1, length: 2, torn: 3, isRead: 4, careful: 5, rows: 6, points: 7, all: 8 } as const;

type Place = 'FOUND' | 'PLAN' | 'TEXT' | 'TEXT_ROOM' | 'COLUMNS' | 'OFFSETS' | 'starts' | 'ends' | 'forms' | 'bytes';

/** What ../assembly/index.ts exports. */
interface Machine extends Readonly<Record<Place, { readonly value: number }>> {
  readonly memory: WebAssembly.Memory;
  layOut(cells: number, blockBytes: number): void;
  takePlan(steps: number): void;
  takeRow(cells: number, stageStep: number): void;
  cutOne(at: number, limit: number, delimiter: number, atEnd: boolean): number;
  cutRows(at: number, limit: number, delimiter: number, atEnd: boolean, base: number, until: number): number;
  readCells(): number;
  sayText(step: number, length: number): void;
  rememberWord(step: number, number: number): void;
  forget(): void;
}

let compiled: WebAssembly.Module | undefined;

/** V8 sets gigabytes of address space aside for each machine, so that its memory needs no bounds checks: a low limit refuses them. */
function startMachine(): Machine {
  try {
    compiled ??= new WebAssembly.Module(assembly);
    return new WebAssembly.Instance(compiled).exports as Machine;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BizosError(
      4,
      {
        en: `Exports are read in WebAssembly, and this Node can't run it: ${why}`,
        de: `Exporte werden in WebAssembly gelesen, und dieses Node kann es nicht ausführen: ${why}`,
      },
      {
        en: 'If virtual memory is limited (ulimit -v), set NODE_OPTIONS=--disable-wasm-trap-handler; leave out --jitless.',
        de: 'Ist der virtuelle Speicher begrenzt (ulimit -v), setze NODE_OPTIONS=--disable-wasm-trap-handler; lass --jitless weg.',
      },
      [],
      { cause },
    );
  }
}

const encoder = new TextEncoder();

const decoder = new TextDecoder('utf-8');

/** Text of cell `i`: quotes undone; invalid UTF-8 as U+FFFD. */
export function cellText(record: RecordCells, i: number): string {
  if (i >= record.count) return '';
  const text = decoder.decode(record.bytes.subarray(record.start[i], record.end[i]));
  const form = record.form[i];
  if (form === 2) return text.replaceAll('""', '"');
  return form === 3 ? text.replace(/^"((?:[^"]|"")*)"/, (_, inner: string) => inner.replaceAll('""', '"')) : text;
}

/** All cells of a record as text. */
export function recordTexts(record: RecordCells): string[] {
  return Array.from({ length: record.count }, (_, i) => cellText(record, i));
}

/** True for an empty line and for a line of delimiters only. */
export function isBlank(record: RecordCells): boolean {
  for (let i = 0; i < record.count; i++) {
    for (let k = record.start[i]; k < record.end[i]; k++) if (record.bytes[k] !== 32 && record.bytes[k] !== 9) return false;
  }
  return true;
}
