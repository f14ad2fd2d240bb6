import { hashOf, SEED } from './hash';
import { WORD_BYTES, WORD_TABLES_MAX, WORDS, WORDS_MAX } from './memory';

/**
 * Tables of the words that columns repeat, so that a word is known again by its bytes: hash, number, length, bytes. A word stands in the
 * place that its hash says or in one of those behind it. What finds no place, or is too long, is asked for every time.
 */
const LENGTH_MAX: usize = WORD_BYTES - 12;
const TRIES: u32 = 8;

/** The number of a word in a table; 0 where it is not known. */
export function numberOf(table: i32, start: usize, end: usize): u32 {
  const length = end - start;
  if (length > LENGTH_MAX) return 0;
  const hash = hashOf(start, end, SEED);
  for (let t: u32 = 0; t < TRIES; t++) {
    const entry = entryAt(table, hash + t);
    const number = load<u32>(entry, 4);
    if (number === 0) return 0;
    if (load<u32>(entry) === hash && load<u32>(entry, 8) === (length as u32) && memory.compare(entry + 12, start, length) === 0)
      return number;
  }
  return 0;
}

/** Remembers the number (over 0) of a word. */
export function remember(table: i32, start: usize, end: usize, number: u32): void {
  const length = end - start;
  if (length > LENGTH_MAX) return;
  const hash = hashOf(start, end, SEED);
  for (let t: u32 = 0; t < TRIES; t++) {
    const entry = entryAt(table, hash + t);
    if (load<u32>(entry, 4) !== 0) continue;
    store<u32>(entry, hash);
    store<u32>(entry, number, 4);
    store<u32>(entry, length as u32, 8);
    memory.copy(entry + 12, start, length);
    return;
  }
}

/** Forgets all words: another export has others. */
export function forget(): void {
  memory.fill(WORDS, 0, WORD_TABLES_MAX * WORDS_MAX * WORD_BYTES);
}

function entryAt(table: i32, place: u32): usize {
  return WORDS + ((table as usize) * WORDS_MAX + ((place as usize) & (WORDS_MAX - 1))) * WORD_BYTES;
}
