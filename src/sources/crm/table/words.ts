import { cleanCell } from '../values/text.ts';

/** The words of a column that repeats few of them, in the order of their first appearance. Word 0 is the empty string. */
export class WordTable {
  readonly words: string[] = [''];
  private readonly numbers = new Map<string, number>([['', 0]]);

  /** Number of the word in a cell with this text. */
  ofCell(text: string): number {
    return this.ofText(cleanCell(text));
  }

  /** Number of a word. */
  ofText(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.words.push(text);
    this.numbers.set(text, this.words.length - 1);
    return this.words.length - 1;
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
