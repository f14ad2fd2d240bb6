import type { LearnRoute } from '../../../tree/kinds/learn-routes.ts';
import type { Fault, TreeCheck } from '../../../workspace/check.ts';
import { conflictMarksIn, MARKS_WAYS_OUT } from '../conflict-marks.ts';
import { withDefaults } from '../routes.ts';
import { entriesOf } from './logs.ts';

/** A log or a lesson document that git could not merge, and nobody has. */
export const conflictInLog: TreeCheck = {
  explanation: {
    code: 'log-conflict',
    title: { en: 'Git’s conflict marks in a log', de: 'Konfliktmarken von git in einem Log' },
    explain: {
      en: 'Both sides of a merge changed the same lines, and both versions stand there between marks. Until somebody decides, no command writes to the document: it would tear an entry apart.',
      de: 'Beide Seiten eines Merges haben dieselben Zeilen geändert, und beide Fassungen stehen dort zwischen Marken. Bis jemand entscheidet, schreibt kein Befehl in das Dokument: Er würde einen Eintrag zerreißen.',
    },
    example: {
      en: '<<<<<<< HEAD above an entry, ======= and >>>>>>> topic below it.',
      de: '<<<<<<< HEAD über einem Eintrag, ======= und >>>>>>> topic darunter.',
    },
    remedy: MARKS_WAYS_OUT,
  },
  run(look) {
    const own = look.documents.flatMap(({ kind, value }) =>
      kind === 'structure' ? ((value as { routes?: readonly LearnRoute[] } | undefined)?.routes ?? []) : [],
    );
    const files = new Set([...withDefaults(own), ...entriesOf(look)].map(({ file }) => file));
    return look.documents
      .filter(({ kind, document }) => kind === 'kaizen-log' || files.has(document.path))
      .flatMap(({ document }): Fault[] => {
        const line = conflictMarksIn(document.text);
        if (line === undefined) return [];
        return [
          {
            problem: {
              code: 'log-conflict',
              level: 'error',
              message: { en: 'Git’s conflict marks stand here.', de: 'Hier stehen Konfliktmarken von git.' },
              place: { file: document.path, line },
              remedy: MARKS_WAYS_OUT,
            },
          },
        ];
      });
  },
};
