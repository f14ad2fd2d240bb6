/**
 * The memory that a row machine shares with the program (../delimited/record.ts): what was found out about a record, the plan by which
 * its cells are read, the columns that they are read into, the words that it knows; then the ranges of its cells, and last the bytes.
 */

/**
 * Of the record that was cut last, 4 bytes each: where it begins, its number of cells, its length, whether it is torn, whether its cells
 * were read, and which of them have to be read from their texts. Then how many rows lie before it in the columns, and how many plain
 * amounts had a decimal point.
 */
export const FOUND: usize = 0;
export const BEGIN: usize = FOUND;
export const COUNT: usize = FOUND + 4;
export const LENGTH: usize = FOUND + 8;
export const TORN: usize = FOUND + 12;
export const IS_READ: usize = FOUND + 16;
export const CAREFUL: usize = FOUND + 20;
export const ROWS: usize = FOUND + 24;
export const POINTS: usize = FOUND + 28;

/** Steps of a plan: as many as a mask has bits. */
const STEPS_MAX: i32 = 32;

/** The plan: kind, cell and parameter by step, 4 bytes each. */
export const PLAN: usize = 64;
export const STEP_BYTES: usize = 12;

/** A text that the program hands over, and how many bytes of an id count. */
export const TEXT: usize = 512;
export const TEXT_ROOM: usize = 1024;

/** Columns of 8 bytes a row by step of the plan, and where the records of those rows begin. */
export const ROWS_MAX: i32 = 512;
const COLUMN_BYTES: usize = 8 * (ROWS_MAX as usize);
export const COLUMNS: usize = TEXT + TEXT_ROOM;
export const OFFSETS: usize = COLUMNS + (STEPS_MAX as usize) * COLUMN_BYTES;

/** Tables of known words, a step each that reads words. */
export const WORD_TABLES_MAX: usize = 8;
export const WORDS_MAX: usize = 1024;
export const WORD_BYTES: usize = 128;
export const WORDS: usize = OFFSETS + COLUMN_BYTES;

/** Where the ranges of cells begin. */
const CELLS: usize = WORDS + WORD_TABLES_MAX * WORDS_MAX * WORD_BYTES;

/** How many cells a record may have, and where their starts, ends and forms lie, and the bytes. */
export let cellRoom: i32 = 0;
export let starts: usize = 0;
export let ends: usize = 0;
export let forms: usize = 0;
export let bytes: usize = 0;
let byteRoom: usize = 0;

/** So many bytes behind the last one are read, but do not count. */
const BEHIND: usize = 16;

/** Makes room for so many cells and bytes; the bytes that were there are kept. */
export function layOut(cells: i32, block: i32): void {
  const was = bytes;
  const had = byteRoom;
  cellRoom = cells;
  byteRoom = block as usize;
  starts = CELLS;
  ends = starts + (cells as usize) * 4;
  forms = ends + (cells as usize) * 4;
  bytes = forms + (cells as usize);
  const pages = ((bytes + byteRoom + BEHIND + 0xffff) >>> 16) as i32;
  if (pages > memory.size()) memory.grow(pages - memory.size());
  memory.copy(bytes, was, min<usize>(had, byteRoom));
}

/** Where a step's value for a row lies, of so many bytes a row. */
export function placeOf(step: i32, row: i32, width: usize): usize {
  return COLUMNS + (step as usize) * COLUMN_BYTES + (row as usize) * width;
}

/** Where cell `k` of the record begins. */
export function startOf(k: i32): usize {
  return bytes + (load<i32>(starts + (k as usize) * 4) as usize);
}

/** Where cell `k` of the record ends. */
export function endOf(k: i32): usize {
  return bytes + (load<i32>(ends + (k as usize) * 4) as usize);
}
