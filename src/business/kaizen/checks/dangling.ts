import type { Fault, TreeCheck } from '../../../workspace/check.ts';
import { mentionsIn } from '../mentions.ts';
import { entriesOf, prefixOf } from './logs.ts';

const RENUMBERED = /^(?:Renumbered|Umnummeriert)$/;

/** What is shorter may be a shorthand of somebody. */
const ID = /-(?:\d{3,}|~[0-9a-f]+)$/;

/** Its entry got its number in another clone or on another branch. */
const SETTLE = {
  en: 'With the remote at hand: bizos kaizen settle. If it stays, put the right id there.',
  de: 'Mit erreichbarem Remote: bizos kaizen settle. Bleibt sie, setze die richtige Nummer ein.',
};

/** A log or a lesson names an entry that no log has. */
export const danglingReference: TreeCheck = {
  explanation: {
    code: 'experiment-dangling',
    title: { en: 'An id that leads nowhere', de: 'Eine Nummer, die ins Leere führt' },
    explain: {
      en: 'A document names an experiment or a lesson that no log has: what it came from or led to can’t be looked up.',
      de: 'Ein Dokument nennt einen Versuch oder eine Lehre, die in keinem Log steht: Woraus etwas wurde oder wozu es führte, ist nicht nachzulesen.',
    },
    example: { en: '**From:** K-BIZ-019, and there is no [K-BIZ-019].', de: '**Aus:** K-BIZ-019, und es gibt kein [K-BIZ-019].' },
    remedy: {
      en: 'Put the right id there; one that is not final (K-BIZ-~7f3a) gets its number from bizos kaizen settle. An entry is never deleted: drop it (bizos kaizen decide ID drop) or move it to bizos/_archive.',
      de: 'Setze die richtige Nummer ein; eine vorläufige (K-BIZ-~7f3a) bekommt ihre von bizos kaizen settle. Ein Eintrag wird nie gelöscht: verwirf ihn (bizos kaizen decide ID drop) oder lege ihn nach bizos/_archive.',
    },
  },
  run(look) {
    const entries = entriesOf(look);
    const ids = new Set(entries.map(({ id }) => id));
    const prefixes = new Set([...ids].map(prefixOf));
    const faults: Fault[] = [];
    for (const { document } of look.documents) {
      for (const section of document.sections) {
        for (const field of section.fields) {
          // What an entry was called before a merge is no reference.
          if (RENUMBERED.test(field.label)) continue;
          for (const id of mentionsIn(field.value)) {
            if (!prefixes.has(prefixOf(id)) || ids.has(id) || !ID.test(id)) continue;
            faults.push({
              problem: {
                code: 'experiment-dangling',
                level: 'warning',
                message: { en: `${id} is named here, and no log has it.`, de: `${id} wird hier genannt, und kein Log hat es.` },
                place: { file: document.path, line: field.line },
                remedy: id.includes('~') ? SETTLE : { en: 'Put the right id there.', de: 'Setze die richtige Nummer ein.' },
              },
            });
          }
        }
      }
    }
    return faults;
  },
};
