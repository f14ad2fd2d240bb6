import type { Fault, TreeCheck } from '../../../workspace/check.ts';
import { type CheckedEntry, entriesOf } from './logs.ts';

/** One id in two documents; twice in one log is said by its reader. */
export const idInTwoDocuments: TreeCheck = {
  explanation: {
    code: 'experiment-elsewhere-too',
    title: { en: 'An id stands in two documents', de: 'Eine Nummer steht in zwei Dokumenten' },
    explain: {
      en: 'An id names one entry for ever. A copy in another document ages apart from the first, and links can mean either.',
      de: 'Eine Nummer meint für immer einen Eintrag. Eine Kopie in einem anderen Dokument altert für sich, und Links können beide meinen.',
    },
    example: { en: 'K-BIZ-002 is in the log and in bizos/_archive.', de: 'K-BIZ-002 steht im Log und in bizos/_archive.' },
    remedy: { en: 'Keep one of them.', de: 'Behalte einen davon.' },
  },
  run(look) {
    const first = new Map<string, CheckedEntry>();
    const faults: Fault[] = [];
    for (const entry of entriesOf(look)) {
      const other = first.get(entry.id);
      if (!other) first.set(entry.id, entry);
      else if (other.file !== entry.file || !/KAIZEN_LOG\.md$/.test(entry.file))
        faults.push({
          problem: {
            code: 'experiment-elsewhere-too',
            level: 'error',
            message: {
              en: `${entry.id} is also in ${other.file}:${other.line}.`,
              de: `${entry.id} steht auch in ${other.file}:${other.line}.`,
            },
            place: { file: entry.file, line: entry.line },
            remedy: { en: 'Keep one of them.', de: 'Behalte einen davon.' },
          },
        });
    }
    return faults;
  },
};
