import type { Text } from '../../../core/text.ts';
import type { Fault, TreeCheck } from '../../../workspace/check.ts';
import { momentOf, saysEnd } from '../duration-words.ts';
import type { Experiment } from '../experiment.ts';
import { logsOf } from './logs.ts';

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
  run(look) {
    return logsOf(look).flatMap(({ file, experiments }) =>
      experiments
        .filter(({ state, ends }) => state === 'active' && Number.isNaN(ends))
        .map((one): Fault => {
          const { why, remedy } = lackOf(one);
          return {
            problem: {
              code: 'experiment-endless',
              level: 'note',
              message: { en: `${one.id} runs, and ${why.en}.`, de: `${one.id} läuft, und ${why.de}.` },
              place: { file, line: one.line },
              remedy,
            },
          };
        }),
    );
  },
};

const DURATION: Text = {
  en: 'Give its Duration a length or a last day: 4 weeks, until 2026-12-18.',
  de: 'Gib seiner Dauer eine Länge oder einen letzten Tag: 4 Wochen, bis 2026-12-18.',
};
const DAY: Text = {
  en: 'Write the day that it began like this: 2026-11-20.',
  de: 'Schreibe den Tag, an dem er begann, so: 2026-11-20.',
};

/** What keeps the end of an experiment from being known, and what to do about it. */
function lackOf({ started, duration }: Pick<Experiment, 'started' | 'duration'>): { why: Text; remedy: Text } {
  const hasDay = started !== undefined && !Number.isNaN(momentOf(started));
  const hasEnd = duration !== undefined && saysEnd(duration);
  if (hasDay && hasEnd)
    return {
      why: {
        en: 'the last day that its Duration names is before the day that it began',
        de: 'der letzte Tag, den seine Dauer nennt, liegt vor dem Tag, an dem er begann',
      },
      remedy: DURATION,
    };
  if (hasDay) return { why: { en: 'it does not say until when', de: 'er sagt nicht, bis wann' }, remedy: DURATION };
  const day: Text =
    started === undefined
      ? { en: 'it does not say since when', de: 'er sagt nicht, seit wann' }
      : { en: `the day that it began can't be read: "${started}"`, de: `der Tag, an dem er begann, ist nicht lesbar: „${started}“` };
  if (hasEnd) return { why: day, remedy: DAY };
  return {
    why: { en: `${day.en}; nor does it say until when`, de: `${day.de}; auch nicht gesagt ist, bis wann` },
    remedy: { en: `${DAY.en} ${DURATION.en}`, de: `${DAY.de} ${DURATION.de}` },
  };
}
