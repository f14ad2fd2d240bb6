import { bytes, COUNT, ends, forms, HASHES, PLAN, STEP_BYTES, starts, TEXT, TEXT_ROOM, VALUES } from './memory';
import { isRuined, isVisibleAscii, mayBeNone, NOT_PLAIN, plainAmount, plainDate, plainShare } from './plain';

/** What a step of a plan reads a cell as. */
const DATE: i32 = 1;
const AMOUNT: i32 = 2;
const SHARE: i32 = 3;
const WORD: i32 = 4;
const ID: i32 = 5;
const GIVEN: i32 = 6;

const SPACE: u8 = 32;

/** Seeds of the two hashes of a cell. */
const SEED: u32 = 0x811c9dc5;
const OTHER_SEED: u32 = 0x27d4eb2f;

/**
 * Reads the cells of the record that was cut last by the first `steps` steps of the plan. Gives a bit for every step whose cell has
 * to be read from its text; what the others say lies in memory. An empty cell, or one that is not there, says NaN, 0 and no hash.
 */
export function readCells(steps: i32): u32 {
  const count = load<i32>(COUNT);
  let careful: u32 = 0;
  for (let k: i32 = 0; k < steps; k++) {
    const step = PLAN + (k as usize) * STEP_BYTES;
    const kind = load<i32>(step);
    const cell = load<i32>(step, 4);
    const at = (cell as usize) * 4;
    if (cell >= count || load<i32>(starts + at) === load<i32>(ends + at)) say(k, kind === GIVEN ? 0 : NaN, 0, 0);
    else {
      const start = bytes + (load<i32>(starts + at) as usize);
      const end = bytes + (load<i32>(ends + at) as usize);
      if (!readCell(k, kind, start, end, load<u8>(forms + (cell as usize)), load<i32>(step, 8))) careful |= 1 << k;
    }
  }
  return careful;
}

/** Reads one cell that has something in it; false where its text has to be read. */
function readCell(k: i32, kind: i32, start: usize, end: usize, form: u8, parameter: i32): bool {
  if (kind === WORD) return say(k, NaN, hashOf(start, end, SEED), 0);
  if (kind === ID) return readId(k, start, end, form);
  if (kind === GIVEN) return say(k, 1, 0, 0) && !mayBeNone(start, end);
  let value: f64 = NOT_PLAIN;
  if (kind === DATE) value = plainDate(start, end);
  else if (kind === SHARE) value = plainShare(start, end);
  else if (kind === AMOUNT && parameter >= 0) value = plainAmount(start, end, parameter);
  return say(k, value, 0, 0) && value !== NOT_PLAIN;
}

function readId(k: i32, start: usize, end: usize, form: u8): bool {
  say(k, NaN, 0, 0);
  while (start < end && load<u8>(start) === SPACE) start++;
  while (end > start && load<u8>(end - 1) === SPACE) end--;
  if (start === end) return true;
  if (form > 1 || !isVisibleAscii(start, end) || isRuined(start, end)) return false;
  return sayId(k, start, end);
}

/** The hashes of an id that the program cleaned and put into TEXT, as those of step `k`. */
export function hashText(k: i32, length: i32): void {
  sayId(k, TEXT, TEXT + (length as usize));
}

/** Ids that read the same have the same two hashes, whose first is never 0. */
function sayId(k: i32, start: usize, end: usize): bool {
  const last = min<usize>(end, start + TEXT_ROOM);
  return say(k, NaN, hashOf(start, last, SEED) | 1, hashOf(start, last, OTHER_SEED));
}

function say(k: i32, value: f64, hash: u32, other: u32): bool {
  const at = (k as usize) * 8;
  store<f64>(VALUES + at, value);
  store<u32>(HASHES + at, hash);
  store<u32>(HASHES + at, other, 4);
  return true;
}

/** A 32-bit hash, four bytes a step: multiply and fold, with the constants of xxHash32. */
function hashOf(start: usize, end: usize, seed: u32): u32 {
  let hash: u32 = (seed ^ ((end - start) as u32)) * 0x9e3779b1;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    hash = (hash ^ load<u32>(i)) * 0x85ebca77;
    hash ^= hash >>> 15;
  }
  let rest: u32 = 0;
  for (; i < end; i++) rest = (rest << 8) | (load<u8>(i) as u32);
  hash = (hash ^ rest) * 0xc2b2ae3d;
  return hash ^ (hash >>> 16);
}
