import assembly from '../assembly/index.wasm';

/** What to read of the cells of a record: a step a cell. */
export interface ReadStep {
  readonly kind: 'date' | 'amount' | 'share' | 'word' | 'id' | 'given';
  readonly cell: number;
  /** Decimals of an amount; without them every amount has to be read from its text. */
  readonly exponent?: number;
}

/** At most 32 steps. */
export type ReadPlan = readonly ReadStep[];

/**
 * A block of delimited bytes and the cells of one record in it. Cutting records and reading plain cells is done in WebAssembly (../assembly),
 * which is quick from the first row on: JavaScript takes the time of some ten thousand rows until V8 has compiled it. All arrays are
 * used again for the next record, and are others after `enlarge`: take what you need before.
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
  /** Where the record begins and ends in the source (without its line end). */
  offset = 0;
  length = 0;
  /** What the steps of a plan read: a number or moment (NaN: the cell is empty), and two hashes (0: there is no word or id). */
  values!: Float64Array;
  hashes!: Uint32Array;
  private readonly machine: Machine;
  private found!: Int32Array;
  private steps!: Int32Array;
  private text!: Uint8Array;
  private plan: ReadPlan | undefined;

  constructor(blockBytes: number) {
    compiled ??= new WebAssembly.Module(assembly);
    this.machine = new WebAssembly.Instance(compiled).exports as Machine;
    this.layOut(CELLS, blockBytes);
  }

  /**
   * Cuts the record at `at` of the block, of which the bytes before `limit` count; nothing comes behind them where `atEnd` says so.
   * Gives where the next record begins, or -1 where the end of this one lies beyond the limit.
   */
  cut(at: number, limit: number, delimiter: number, atEnd: boolean): number {
    let next = this.machine.cut(at, limit, delimiter, atEnd);
    while (next === MORE_CELLS) {
      this.layOut(this.start.length * 2, this.bytes.length);
      next = this.machine.cut(at, limit, delimiter, atEnd);
    }
    const { found } = this;
    this.count = found[0];
    this.length = found[1];
    this.torn = found[2] !== 0;
    return next;
  }

  /** Reads cells into `values` and `hashes`. Gives a bit for every step whose cell has to be read from its text instead. */
  read(plan: ReadPlan): number {
    if (this.plan !== plan) {
      this.steps.set(plan.flatMap(({ kind, cell, exponent = -1 }) => [KINDS[kind], cell, exponent]));
      this.plan = plan;
    }
    return this.machine.readCells(plan.length);
  }

  /** Puts the hashes of an id that was read from its text in their place. */
  hashText(step: number, id: string): void {
    this.machine.hashText(step, encoder.encodeInto(id, this.text).written);
  }

  /** Doubles the block, which keeps its bytes. */
  enlarge(): void {
    this.layOut(this.start.length, this.bytes.length * 2);
  }

  private layOut(cells: number, blockBytes: number): void {
    const { machine } = this;
    machine.layOut(cells, blockBytes);
    const { buffer } = machine.memory;
    const stepsMax = machine.STEPS_MAX.value;
    this.found = new Int32Array(buffer, machine.FOUND.value, 3);
    this.steps = new Int32Array(buffer, machine.PLAN.value, 3 * stepsMax);
    this.values = new Float64Array(buffer, machine.VALUES.value, stepsMax);
    this.hashes = new Uint32Array(buffer, machine.HASHES.value, 2 * stepsMax);
    this.text = new Uint8Array(buffer, machine.TEXT.value, machine.TEXT_ROOM.value);
    this.start = new Int32Array(buffer, machine.starts.value, cells);
    this.end = new Int32Array(buffer, machine.ends.value, cells);
    this.form = new Uint8Array(buffer, machine.forms.value, cells);
    this.bytes = new Uint8Array(buffer, machine.bytes.value, blockBytes);
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

const MORE_CELLS = -2;

/** As in ../assembly/values.ts. */
const KINDS: Readonly<Record<ReadStep['kind'], number>> = { date: 1, amount: 2, share: 3, word: 4, id: 5, given: 6 };

type Place = 'FOUND' | 'PLAN' | 'STEPS_MAX' | 'VALUES' | 'HASHES' | 'TEXT' | 'TEXT_ROOM' | 'starts' | 'ends' | 'forms' | 'bytes';

/** What ../assembly/index.ts exports. */
interface Machine extends Readonly<Record<Place, { readonly value: number }>> {
  readonly memory: WebAssembly.Memory;
  layOut(cells: number, blockBytes: number): void;
  cut(at: number, limit: number, delimiter: number, atEnd: boolean): number;
  readCells(steps: number): number;
  hashText(step: number, length: number): void;
}

let compiled: WebAssembly.Module | undefined;

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
