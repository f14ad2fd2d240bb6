import { cut } from './cut';
import { BEGIN, COUNT, endOf, OFFSETS, PLAN, placeOf, ROWS, ROWS_MAX, STEP_BYTES, startOf, TORN } from './memory';
import { readCells } from './values';

/** Instead of where the next record begins: the columns are full, or the bytes are at their end. */
const PAUSED: i32 = -3;

/** What an ordinary row is: its number of cells, and the step of its stage. */
let width: i32 = 0;
let stage: i32 = 0;

/** Says what an ordinary row is. */
export function takeRow(cells: i32, stageStep: i32): void {
  width = cells;
  stage = stageStep;
}

/** Cuts one record, whatever it is; nothing lies before it in the columns. */
export function cutOne(at: i32, limit: i32, delimiter: i32, atEnd: bool): i32 {
  store<i32>(ROWS, 0);
  return cut(at, limit, delimiter, atEnd);
}

/**
 * Cuts records from `at` on and reads their cells into the columns as long as they are ordinary rows; `base` is where the bytes lie in the
 * source. Stops at the first that is not, or that begins at `until` or behind it, which then is the record that was cut last, or when
 * nothing more can be taken. Gives what `cut` gave of it, or PAUSED.
 */
export function cutRows(at: i32, limit: i32, delimiter: i32, atEnd: bool, base: f64, until: i32): i32 {
  let begin = at;
  let next = PAUSED;
  let rows: i32 = 0;
  store<i32>(ROWS, 0);
  while (begin < limit && rows < ROWS_MAX) {
    next = cut(begin, limit, delimiter, atEnd);
    if (next < 0 || begin >= until || !isOrdinary()) break;
    store<f64>(OFFSETS + (rows as usize) * 8, base + (begin as f64));
    store<i32>(ROWS, ++rows);
    begin = next;
    next = PAUSED;
  }
  store<i32>(BEGIN, begin);
  return next;
}

/** Whether the record is a row that needs no second look: all of it plain, with a known stage (what the header calls it is none), and more than that. */
function isOrdinary(): bool {
  const count = load<i32>(COUNT);
  if (count !== width || load<i32>(TORN) !== 0 || readCells() !== 0) return false;
  if (load<u32>(placeOf(stage, load<i32>(ROWS), 4)) === 0) return false;
  // Quotes and separators aside, a row with nothing but a stage is as long as that.
  const cell = load<i32>(PLAN + (stage as usize) * STEP_BYTES, 4);
  return endOf(count - 1) - startOf(0) > endOf(cell) - startOf(cell) + (count as usize) + 2;
}
