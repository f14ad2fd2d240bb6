/**
 * The memory that a row machine shares with the program (../delimited/record.ts): what was found out about a record, the plan of its
 * cells and what they say; behind it the ranges of its cells, and last the bytes.
 */

/** Of the record that was cut last: number of cells, length in bytes, whether it is torn; 4 bytes each. */
export const FOUND: usize = 0;
export const COUNT: usize = FOUND;
export const LENGTH: usize = FOUND + 4;
export const TORN: usize = FOUND + 8;

/** Steps of a plan: as many as a mask has bits. */
export const STEPS_MAX: i32 = 32;

/** What to read of a record: kind, cell and parameter by step, 4 bytes each. */
export const PLAN: usize = 64;
export const STEP_BYTES: usize = 12;

/** What the cells of the plan say: numbers of 8 bytes, and two hashes of 4 bytes each. */
export const VALUES: usize = 512;
export const HASHES: usize = 768;

/** The text of an id that the program cleaned, and how many bytes of an id count. */
export const TEXT: usize = 1024;
export const TEXT_ROOM: usize = 1024;

/** Where the ranges of cells begin. */
const CELLS: usize = TEXT + TEXT_ROOM;

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
