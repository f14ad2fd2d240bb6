import { isoDate, wallOf } from '../../../core/moment.ts';
import type { Fault, TreeCheck } from '../../../workspace/check.ts';
import { isOverdue } from '../overdue.ts';
import { logsOf } from './logs.ts';

/** A running experiment whose time is over. */
export const overdueExperiment: TreeCheck = {
  explanation: {
    code: 'experiment-overdue',
    title: { en: 'An experiment runs past its time', de: 'Ein Versuch läuft über seine Zeit' },
    explain: {
      en: 'An experiment without an end teaches nothing: nobody asks what came of it, and the change stays in place unjudged.',
      de: 'Ein Versuch ohne Ende lehrt nichts: Niemand fragt, was daraus wurde, und die Änderung bleibt ungeprüft stehen.',
    },
    example: {
      en: 'Started on 17 August for 8 weeks; today is 20 November.',
      de: 'Begonnen am 17. August für 8 Wochen; heute ist der 20. November.',
    },
    remedy: {
      en: 'Write down what came of it: bizos kaizen result ID "…", then decide. Or change its duration.',
      de: 'Schreibe auf, was daraus wurde: bizos kaizen result ID "…", dann entscheide. Oder ändere seine Dauer.',
    },
  },
  run(look) {
    const holding = look.entities.find(({ folder }) => /\/00_/.test(folder));
    const now = wallOf(look.context.now(), holding?.timeZone ?? 'UTC');
    return logsOf(look).flatMap(({ file, experiments }) =>
      experiments
        .filter((one) => isOverdue(one, now))
        .map(
          ({ id, ends, line }): Fault => ({
            problem: {
              code: 'experiment-overdue',
              level: 'note',
              message: { en: `${id} should have ended on ${isoDate(ends)}.`, de: `${id} sollte am ${isoDate(ends)} enden.` },
              place: { file, line },
              remedy: { en: `bizos kaizen result ${id} "…"`, de: `bizos kaizen result ${id} "…"` },
            },
          }),
        ),
    );
  },
};
