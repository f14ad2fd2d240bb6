import type { Text } from '../../../core/text.ts';
import type { Fault, TreeCheck } from '../../../workspace/check.ts';
import { isoDay } from '../duration-words.ts';
import { fieldsIn, knownFields } from '../entry-fields.ts';
import { type CheckedEntry, entriesOf } from './logs.ts';

/** One id in two documents, or twice in one that is no log of experiments: twice in such a log is said by its reader. */
export const idInTwoDocuments: TreeCheck = {
  explanation: {
    code: 'experiment-elsewhere-too',
    title: { en: 'An id stands in two documents', de: 'Eine Nummer steht in zwei Dokumenten' },
    explain: {
      en: 'An id names one entry for ever. A copy in another document ages apart from the first; and of two different entries with one id links can mean either.',
      de: 'Eine Nummer meint für immer einen Eintrag. Eine Kopie in einem anderen Dokument altert für sich; und von zwei verschiedenen Einträgen mit einer Nummer können Links beide meinen.',
    },
    example: { en: 'K-BIZ-002 is in the log and in bizos/_archive.', de: 'K-BIZ-002 steht im Log und in bizos/_archive.' },
    remedy: {
      en: 'Keep one of two copies. Where they are different entries, give the newer one the next free id, also where it is linked; after a merge: bizos kaizen merge',
      de: 'Behalte eine von zwei Kopien. Sind es verschiedene Einträge, gib dem neueren die nächste freie Nummer, auch dort, wo er verlinkt ist; nach einem Merge: bizos kaizen merge',
    },
  },
  run(look) {
    const logs = new Set(look.documents.flatMap(({ kind, document }) => (kind === 'kaizen-log' ? [document.path] : [])));
    const holders = new Map<string, CheckedEntry[]>();
    const faults: Fault[] = [];
    for (const entry of entriesOf(look)) {
      const others = holders.get(entry.id);
      if (!others) holders.set(entry.id, [entry]);
      else if (others.some(({ file }) => file === entry.file && logs.has(file))) continue;
      else {
        const copied = others.find((other) => isCopy(entry, other));
        faults.push(copied ? copyOf(entry, copied) : clashOf(entry, others[0]));
        others.push(entry);
      }
    }
    return faults;
  },
};

/** Title and day are the same; or the title, where one of them says no day. */
function isCopy(one: CheckedEntry, other: CheckedEntry): boolean {
  const [day, there] = [dayOf(one), dayOf(other)];
  return one.name === other.name && (day === there || day === '' || there === '');
}

function dayOf({ section: { body } }: CheckedEntry): string {
  return isoDay(
    knownFields(fieldsIn(body, 0, body.length))
      .get('date')
      ?.value.trim() ?? '',
  );
}

function copyOf(entry: CheckedEntry, other: CheckedEntry): Fault {
  return fault(
    entry,
    { en: `${entry.id} is also in ${placeOf(other)}.`, de: `${entry.id} steht auch in ${placeOf(other)}.` },
    { en: 'Keep one of them.', de: 'Behalte einen davon.' },
  );
}

const ISO = /^\d{4}-\d{2}-\d{2}$/;

function clashOf(entry: CheckedEntry, other: CheckedEntry): Fault {
  const [day, there] = [dayOf(entry), dayOf(other)];
  const newer = ISO.test(day) && ISO.test(there) && day !== there ? ` (${placeOf(day > there ? entry : other)})` : '';
  return fault(
    entry,
    {
      en: `${entry.id} is another entry in ${placeOf(other)}: "${other.name}".`,
      de: `${entry.id} ist in ${placeOf(other)} ein anderer Eintrag: „${other.name}“.`,
    },
    {
      en: `Give the newer one${newer} the next free id, also where it is linked.`,
      de: `Gib dem neueren${newer} die nächste freie Nummer, auch dort, wo er verlinkt ist.`,
    },
  );
}

function placeOf({ file, line }: CheckedEntry): string {
  return `${file}:${line}`;
}

function fault({ file, line }: CheckedEntry, message: Text, remedy: Text): Fault {
  return { problem: { code: 'experiment-elsewhere-too', level: 'error', message, place: { file, line }, remedy } };
}
