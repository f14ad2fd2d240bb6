import type { Fault, TreeCheck } from '../../../workspace/check.ts';
import { entriesOf } from './logs.ts';

/** A number that was given without contact to the remote, and still waits for its final one. */
export const provisionalId: TreeCheck = {
  explanation: {
    code: 'experiment-provisional',
    title: { en: 'A number that is not final', de: 'Eine Nummer, die noch nicht endgültig ist' },
    explain: {
      en: 'It was given without contact to the remote, so that no other clone could be asked. Links to it are renamed when it gets its final number.',
      de: 'Sie wurde ohne Kontakt zum Remote vergeben, also ohne die anderen Klone zu fragen. Links darauf werden umbenannt, wenn sie ihre endgültige bekommt.',
    },
    example: { en: '### [K-BIZ-~7f3a] Written on a plane', de: '### [K-BIZ-~7f3a] Im Flugzeug geschrieben' },
    remedy: { en: 'With the remote at hand: bizos kaizen settle', de: 'Mit erreichbarem Remote: bizos kaizen settle' },
  },
  run(look) {
    return entriesOf(look)
      .filter(({ id }) => id.includes('~'))
      .map(
        ({ id, file, line }): Fault => ({
          problem: {
            code: 'experiment-provisional',
            level: 'note',
            message: { en: `${id} waits for its final number.`, de: `${id} wartet auf seine endgültige Nummer.` },
            place: { file, line },
            remedy: { en: 'bizos kaizen settle', de: 'bizos kaizen settle' },
          },
        }),
      );
  },
};
