import type { Text } from '../../../core/text.ts';
import type { Fault, TreeCheck, TreeLook } from '../../../workspace/check.ts';
import { isoDay } from '../duration-words.ts';
import { fieldsIn, knownFields } from '../entry-fields.ts';
import { doubledListed } from '../listed-ids.ts';
import { type CheckedEntry, entriesOf } from './logs.ts';
import { routesOf } from './unrouted.ts';

/**
 * One id in two documents, or twice in one that is no log of experiments, also in a list or a table: twice in such a log is said by its
 * reader.
 */
export const idInTwoDocuments: TreeCheck = {
  explanation: {
    code: 'experiment-elsewhere-too',
    title: { en: 'An id stands there twice', de: 'Eine Nummer steht zweimal da' },
    explain: {
      en: 'An id names one entry for ever. A copy in another document ages apart from the first; and of two different entries with one id links can mean either.',
      de: 'Eine Nummer meint für immer einen Eintrag. Eine Kopie in einem anderen Dokument altert für sich; und von zwei verschiedenen Einträgen mit einer Nummer können Links beide meinen.',
    },
    example: {
      en: 'K-BIZ-002 is in the log and in bizos/_archive; or two items of the list of rules begin with R-BIZ-004.',
      de: 'K-BIZ-002 steht im Log und in bizos/_archive; oder zwei Punkte der Liste von Regeln beginnen mit R-BIZ-004.',
    },
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
        faults.push(copied ? copyOf(entry, copied) : clashOf(entry, others[0], dayOf(entry), dayOf(others[0])));
        others.push(entry);
      }
    }
    return [...faults, ...listedTwice(look)];
  },
};

/** Lessons that are kept in lists and tables, as those are counted that give the next number. */
function listedTwice(look: TreeLook): readonly Fault[] {
  const prefixes = new Map(routesOf(look).map(({ file, prefix }) => [`${file} ${prefix}`, { file, prefix }] as const));
  return [...prefixes.values()].flatMap(({ file, prefix }) => {
    const text = look.documents.find(({ document }) => document.path === file)?.document.text ?? '';
    return doubledListed(text, prefix).flatMap((places) => {
      const [first, ...others] = places.map(({ id, line, words }) => ({ id, file, line, name: words }));
      return others.map((other) => (other.name === first.name ? copyOf(other, first) : clashOf(other, first)));
    });
  });
}

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

/** What has an id, and where. */
type Holder = Omit<CheckedEntry, 'section'>;

function copyOf(entry: Holder, other: Holder): Fault {
  return fault(
    entry,
    { en: `${entry.id} is also in ${placeOf(other)}.`, de: `${entry.id} steht auch in ${placeOf(other)}.` },
    { en: 'Keep one of them.', de: 'Behalte einen davon.' },
  );
}

const ISO = /^\d{4}-\d{2}-\d{2}$/;

function clashOf(entry: Holder, other: Holder, day = '', there = ''): Fault {
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

function placeOf({ file, line }: Holder): string {
  return `${file}:${line}`;
}

function fault({ file, line }: Holder, message: Text, remedy: Text): Fault {
  return { problem: { code: 'experiment-elsewhere-too', level: 'error', message, place: { file, line }, remedy } };
}
