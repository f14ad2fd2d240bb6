import { highestKnown, idOf } from './ids.ts';
import { highestIn } from './ids-in-text.ts';
import { type NumberBook, withNumbers } from './log-lock.ts';
import { scanLog } from './log-scan.ts';
import { provisionalFor } from './merge-entries.ts';
import type { NextNumber } from './merge-logs.ts';
import { claimNumber, type NumberAnswers } from './shared-numbers.ts';

/**
 * Gives numbers that none of these texts, no branch and no other clone has. Where the remote does not answer, the id is provisional, and the
 * same in every clone that merges the two branches meanwhile: it is made of the entry that it is for.
 */
export function numbersFor(root: string, file: string, texts: readonly string[], answers: NumberAnswers = {}): NextNumber {
  return async (prefix, _, words) => {
    const known = (book: NumberBook): Promise<number> => highestKnown({ root, file, prefix, outline: scanLog('') }, book);
    const used = Math.max(...texts.map((text) => highestIn(text, prefix)), await withNumbers(root, known));
    // A remote that has not answered is not waited for again.
    const claimed = answers.silent ? undefined : await claimNumber(root, prefix, used);
    if (claimed?.kind === 'alone') answers.unshared ??= claimed.unshared;
    if (claimed === undefined || claimed.kind === 'unreachable') {
      answers.silent = true;
      if (claimed?.refused) answers.refused ??= claimed.why;
      return provisionalFor(prefix, words, texts);
    }
    return withNumbers(root, async (book) => {
      const number = claimed.kind === 'claimed' ? claimed.number : Math.max(used, await known(book)) + 1;
      book.keep(prefix, number);
      return idOf(prefix, number);
    });
  };
}
