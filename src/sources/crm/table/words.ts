import { cleanCell } from '../values/text.ts';

const decoder = new TextDecoder('utf-8');

/**
 * Turns the cells of a column that repeats few words into small numbers without making a string a cell: cells are found by
 * their bytes; the first time some bytes appear they are decoded and cleaned. Word 0 is the empty string.
 */
export class WordTable {
  readonly words: string[] = [''];
  private readonly byText = new Map<string, number>([['', 0]]);
  private slots = new Int32Array(1024);
  private wordOf: number[] = [0];
  private hashes: number[] = [0];
  private offsets: number[] = [0];
  private lengths: number[] = [0];
  private arena = new Uint8Array(16_384);
  private used = 0;

  /** Number of the word in `bytes[start, end)`, whose hash is known; `escaped` where quotes are doubled in it. */
  of(bytes: Uint8Array, start: number, end: number, hash: number, escaped: boolean): number {
    const length = end - start;
    if (length === 0) return 0;
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const entry = this.slots[slot];
      if (entry === 0) {
        this.slots[slot] = this.wordOf.length;
        this.hashes.push(hash);
        return this.add(bytes, start, end, escaped);
      }
      if (this.lengths[entry] === length && this.same(this.offsets[entry], bytes, start, length)) return this.wordOf[entry];
      slot = (slot + 1) & mask;
    }
  }

  /** Number of a word that is already text. */
  ofText(text: string): number {
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    this.words.push(text);
    this.byText.set(text, this.words.length - 1);
    return this.words.length - 1;
  }

  private same(offset: number, bytes: Uint8Array, start: number, length: number): boolean {
    const { arena } = this;
    for (let i = 0; i < length; i++) if (arena[offset + i] !== bytes[start + i]) return false;
    return true;
  }

  private add(bytes: Uint8Array, start: number, end: number, escaped: boolean): number {
    const length = end - start;
    while (this.used + length > this.arena.length) {
      const larger = new Uint8Array(this.arena.length * 2);
      larger.set(this.arena);
      this.arena = larger;
    }
    this.arena.set(bytes.subarray(start, end), this.used);
    const text = decoder.decode(bytes.subarray(start, end));
    const word = this.ofText(cleanCell(escaped ? text.replaceAll('""', '"') : text));
    this.wordOf.push(word);
    this.offsets.push(this.used);
    this.lengths.push(length);
    this.used += length;
    if (this.wordOf.length * 2 > this.slots.length) this.rehash();
    return word;
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 4);
    const mask = slots.length - 1;
    for (let entry = 1; entry < this.wordOf.length; entry++) {
      let slot = this.hashes[entry] & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry;
    }
    this.slots = slots;
  }
}

/** Numbers the words of a column anew in the order of their first row, and drops those of no row; changes `at` in place. */
export function compactWords(words: readonly string[], at: Uint32Array, count: number): string[] {
  if (words.length === 1) return [''];
  const numbers = new Uint32Array(words.length);
  const kept = [''];
  for (let i = 0; i < count; i++) {
    const word = at[i];
    if (word === 0) continue;
    if (numbers[word] === 0) numbers[word] = kept.push(words[word]) - 1;
    at[i] = numbers[word];
  }
  return kept;
}
