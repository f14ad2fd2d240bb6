import { hashOf, OTHER_SEED, SEED } from './hash';
import { CAREFUL, COUNT, endOf, forms, IS_READ, PLAN, POINTS, placeOf, ROWS, STEP_BYTES, startOf, TEXT, TEXT_ROOM } from './memory';
import { hasPoint, isRuined, isVisibleAscii, mayBeNone, NOT_PLAIN, plainAmount, plainDate, plainShare } from './plain';
import { numberOf, remember } from './words';

/** What a step of a plan reads a cell as; its parameter says how. */
const DATE: i32 = 1;
/** Decimals; below 0 every amount has to be read from its text. */
const AMOUNT: i32 = 2;
const SHARE: i32 = 3;
/** Which table of words. */
const WORD: i32 = 4;
const ID: i32 = 5;
const GIVEN: i32 = 6;

/** Of a date: other cells stand in for an empty one, and the program looks there. */
const HAS_OTHERS: i32 = 1;

const SPACE: u8 = 32;

/** How many steps the plan has. */
let steps: i32 = 0;

/** Says that the plan lies in memory. */
export function takePlan(count: i32): void {
  steps = count;
  store<i32>(IS_READ, 0);
}

/**
 * Reads the cells of the record that was cut last into the row behind those that lie in the columns. Gives a bit for every step whose
 * cell has to be read from its text. An empty cell, or one that is not there, says NaN, no word, no hash, not given.
 */
export function readCells(): u32 {
  const count = load<i32>(COUNT);
  const row = load<i32>(ROWS);
  let careful: u32 = 0;
  for (let k: i32 = 0; k < steps; k++) {
    const step = PLAN + (k as usize) * STEP_BYTES;
    const cell = load<i32>(step, 4);
    const start = cell < count ? startOf(cell) : 0;
    const end = cell < count ? endOf(cell) : 0;
    if (!readCell(k, row, load<i32>(step), load<i32>(step, 8), cell, start, end)) careful |= 1 << k;
  }
  store<i32>(IS_READ, 1);
  store<u32>(CAREFUL, careful);
  return careful;
}

/** Reads one cell; false where its text has to be read. */
function readCell(k: i32, row: i32, kind: i32, parameter: i32, cell: i32, start: usize, end: usize): bool {
  const isEmpty = start === end;
  if (kind === WORD) {
    // Doubled quotes stand for one: such a word is not what its bytes are.
    const number = isEmpty || load<u8>(forms + (cell as usize)) > 1 ? 0 : numberOf(parameter, start, end);
    store<u32>(placeOf(k, row, 4), number);
    return isEmpty || number !== 0;
  }
  if (kind === GIVEN) {
    store<u8>(placeOf(k, row, 1), isEmpty ? 0 : 1);
    return isEmpty || !mayBeNone(start, end);
  }
  if (kind === ID) return readId(k, row, start, end, !isEmpty && load<u8>(forms + (cell as usize)) > 1);
  const value = isEmpty ? NaN : numberIn(kind, parameter, start, end);
  store<f64>(placeOf(k, row, 8), value);
  return isEmpty ? kind !== DATE || parameter !== HAS_OTHERS : value !== NOT_PLAIN;
}

/** What a cell with something in it says that is a number, if it is plain. */
function numberIn(kind: i32, parameter: i32, start: usize, end: usize): f64 {
  if (kind === DATE) return plainDate(start, end);
  if (kind === SHARE) return plainShare(start, end);
  if (kind !== AMOUNT || parameter < 0) return NOT_PLAIN;
  const minor = plainAmount(start, end, parameter);
  if (minor !== NOT_PLAIN && hasPoint(start, end)) store<i32>(POINTS, load<i32>(POINTS) + 1);
  return minor;
}

function readId(k: i32, row: i32, start: usize, end: usize, isEscaped: bool): bool {
  while (start < end && load<u8>(start) === SPACE) start++;
  while (end > start && load<u8>(end - 1) === SPACE) end--;
  store<u64>(placeOf(k, row, 8), 0);
  if (start === end) return true;
  if (isEscaped || !isVisibleAscii(start, end) || isRuined(start, end)) return false;
  sayId(k, row, start, end);
  return true;
}

/** Puts an id that the program read from its text, and that lies in TEXT, in its place. */
export function sayText(k: i32, length: i32): void {
  sayId(k, load<i32>(ROWS), TEXT, TEXT + (length as usize));
}

/** Ids that read the same have the same two hashes, whose first is never 0. */
function sayId(k: i32, row: i32, start: usize, end: usize): void {
  const last = min<usize>(end, start + TEXT_ROOM);
  const place = placeOf(k, row, 8);
  store<u32>(place, hashOf(start, last, SEED) | 1);
  store<u32>(place, hashOf(start, last, OTHER_SEED), 4);
}

/** Remembers the word in the cell of a step, whose number the program found. */
export function rememberWord(k: i32, number: u32): void {
  const step = PLAN + (k as usize) * STEP_BYTES;
  const cell = load<i32>(step, 4);
  if (load<u8>(forms + (cell as usize)) <= 1) remember(load<i32>(step, 8), startOf(cell), endOf(cell), number);
}
