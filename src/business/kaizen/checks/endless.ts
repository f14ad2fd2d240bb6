import type { Fault, TreeCheck } from '../../../workspace/check.ts';
import { experimentsIn } from '../experiment.ts';
import { scanLog } from '../log-scan.ts';

/** A running experiment that nobody can tell the end of: it would never be overdue. */
export const endlessExperiment: TreeCheck = {
  explanation: {
    code: 'experiment-endless',
    title: { en: 'An experiment runs without an end', de: 'Ein Versuch läuft ohne Ende' },
    explain: {
      en: 'An experiment ends so long after its day as its Duration says, or on the day that it names. Where neither can be read it never becomes overdue, and nobody is asked what came of it.',
      de: 'Ein Versuch endet so lange nach seinem Tag, wie seine Dauer sagt, oder an dem Tag, den sie nennt. Ist beides nicht zu lesen, wird er nie überfällig, und niemand wird gefragt, was daraus wurde.',
    },
    example: { en: '**Duration:** until we know more', de: '**Dauer:** bis wir mehr wissen' },
    remedy: {
      en: 'Write a length or a last day (4 weeks, until 2026-12-18), and the day that it began (2026-11-20).',
      de: 'Schreibe eine Länge oder einen letzten Tag (4 Wochen, bis 2026-12-18) und den Tag des Beginns (2026-11-20).',
    },
  },
  run({ documents }) {
    return documents
      .filter(({ kind }) => kind === 'kaizen-log')
      .flatMap(({ document }) =>
        experimentsIn(scanLog(document.text))
          .filter(({ state, ends }) => state === 'active' && Number.isNaN(ends))
          .map(
            ({ id, line }): Fault => ({
              problem: {
                code: 'experiment-endless',
                level: 'note',
                message: {
                  en: `${id} runs, and it does not say until when.`,
                  de: `${id} läuft und sagt nicht, bis wann.`,
                },
                place: { file: document.path, line },
                remedy: {
                  en: 'Give its Duration a length or a last day: 4 weeks, until 2026-12-18.',
                  de: 'Gib seiner Dauer eine Länge oder einen letzten Tag: 4 Wochen, bis 2026-12-18.',
                },
              },
            }),
          ),
      );
  },
};
