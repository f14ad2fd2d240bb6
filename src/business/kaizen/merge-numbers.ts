import { highestIn, highestKnown, idOf } from './ids.ts';
import { type NumberBook, withNumbers } from './log-lock.ts';
import { scanLog } from './log-scan.ts';
import { claimNumber } from './shared-numbers.ts';

/** Gives numbers that none of these texts, no branch and no other clone has. Offline they are this clone's own: a merge can't wait. */
export function numbersFor(root: string, file: string, texts: readonly string[]): (prefix: string) => Promise<string> {
  return async (prefix) => {
    const known = (book: NumberBook): Promise<number> => highestKnown({ root, file, prefix, outline: scanLog('') }, book);
    const used = Math.max(...texts.map((text) => highestIn(text, prefix)), await withNumbers(root, known));
    const claimed = await claimNumber(root, prefix, used);
    return withNumbers(root, async (book) => {
      const number = claimed.kind === 'claimed' ? claimed.number : Math.max(used, await known(book)) + 1;
      book.keep(prefix, number);
      return idOf(prefix, number);
    });
  };
}
