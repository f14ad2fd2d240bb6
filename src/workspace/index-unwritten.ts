import type { Problem } from '../core/problem.ts';

/** What to know of an answer that was given without an index on the disk: it is right, and took longer than it would have to. */
export function indexUnwritten(): Problem {
  return {
    code: 'index-stale',
    level: 'note',
    message: {
      en: 'The index could not be written: the answer is right, but each one takes longer, the whole tree being read for it.',
      de: 'Der Index war nicht schreibbar: Die Antwort stimmt, aber jede dauert länger, weil dafür der ganze Baum gelesen wird.',
    },
    place: { file: '.bizos/index.sqlite' },
    remedy: {
      en: 'Make room on the disk, or give yourself permission to write .bizos/.',
      de: 'Schaffe Platz auf dem Datenträger, oder gib dir Schreibrecht auf .bizos/.',
    },
  };
}
