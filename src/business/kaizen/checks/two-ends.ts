import type { Fault, TreeCheck } from '../../../workspace/check.ts';
import { fieldsIn, knownFields } from '../entry-fields.ts';
import { stateOf } from '../experiment.ts';
import type { LogEntry, LogOutline } from '../log-scan.ts';
import { logsOf } from './logs.ts';

/** An experiment that stands among the dropped and is not, or the other way round: a merge by hand leaves such. */
export const twoEnds: TreeCheck = {
  explanation: {
    code: 'experiment-two-ends',
    title: { en: 'An experiment has two ends', de: 'Ein Versuch hat zwei Enden' },
    explain: {
      en: 'Its status and decision say another end than the part of the log that it stands in. Who reads the part believes the one, lists and counts say the other.',
      de: 'Stand und Entscheidung sagen ein anderes Ende als der Teil des Logs, in dem er steht. Wer den Teil liest, glaubt das eine, Listen und Zählungen sagen das andere.',
    },
    example: {
      en: '**Decision:** Adopt, below "Dropped Experiments"',
      de: '**Entscheidung:** Übernehmen, unter „Verworfene Experimente“',
    },
    remedy: {
      en: 'Move it to the part where it belongs, or correct its Status and Decision.',
      de: 'Verschiebe ihn in den Teil, in den er gehört, oder berichtige Stand und Entscheidung.',
    },
  },
  run(look) {
    return logsOf(look).flatMap(({ file, outline }) =>
      outline.entries
        .filter((entry) => hasTwoEnds(outline, entry))
        .map(
          ({ id, line, part }): Fault => ({
            problem: {
              code: 'experiment-two-ends',
              level: 'warning',
              message:
                part === 'dropped'
                  ? {
                      en: `${id} stands among the dropped experiments, and its status or decision says otherwise.`,
                      de: `${id} steht unter den verworfenen Versuchen, und Stand oder Entscheidung sagen etwas anderes.`,
                    }
                  : {
                      en: `${id} stands among the completed experiments, and its status or decision says that it was dropped.`,
                      de: `${id} steht unter den abgeschlossenen Versuchen, und Stand oder Entscheidung sagen, er sei verworfen.`,
                    },
              place: { file, line },
              remedy: {
                en: 'Move it to the part where it belongs, or correct its Status and Decision.',
                de: 'Verschiebe ihn in den Teil, in den er gehört, oder berichtige Stand und Entscheidung.',
              },
            },
          }),
        ),
    );
  },
};

function hasTwoEnds({ text }: LogOutline, { part, bodyStart, coreEnd }: LogEntry): boolean {
  if (part !== 'dropped' && part !== 'completed') return false;
  const fields = knownFields(fieldsIn(text, bodyStart, coreEnd));
  const [status, decision] = (['status', 'decision'] as const).map((name) => fields.get(name)?.value.trim() ?? '');
  if (part === 'completed') return stateOf(status, decision, part) === 'dropped';
  const [stands, decided] = [stateOf(status, '', 'other'), stateOf('Completed', decision, 'other')];
  return stands === 'active' || stands === 'completed' || decided === 'adopted' || decided === 'iterated';
}
