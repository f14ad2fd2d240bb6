import * as z from 'zod/mini';
import type { Block } from '../../../core/report.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { mustBeMerged } from '../conflict-marks.ts';
import { routeOfId } from '../filing.ts';
import { idNow } from '../final-ids.ts';
import { readExistingLog } from '../log-file.ts';
import { evidenceFor } from '../metric-evidence.ts';
import { withTree } from '../opened-tree.ts';
import { blockWords } from '../safe-words.ts';
import { givenOrInput } from '../spoken.ts';
import { commandFor, mustBeLegal, STEP_WORDS } from '../steps.ts';
import { experimentNamed, neededWords, STEP_VALUES, stepOutcome, takeStep } from '../taking-step.ts';

const input = z.object({ id: z.string(), text: z.optional(z.string()) });

/** `bizos kaizen result ID "…"`. */
export const result: Operation<typeof input> = {
  name: 'kaizen result',
  summary: { en: 'Write down what came of an experiment.', de: 'Schreibt auf, was aus einem Versuch wurde.' },
  about: {
    en: 'The experiment goes to the completed ones and waits for its decision. Where it names its metric, the number before it and over it is read from the scans and compared: the interval, both sample sizes, and whether the change is more than noise.',
    de: 'Der Versuch kommt zu den abgeschlossenen und wartet auf seine Entscheidung. Nennt er seine Kennzahl, wird sie davor und danach aus den Prüfungen gelesen und verglichen: Intervall, beide Stichproben, und ob die Änderung mehr ist als Rauschen.',
  },
  effect: 'writes',
  input,
  fields: {
    id: { help: { en: 'its id', de: 'seine Nummer' }, value: 'ID', position: 0 },
    text: { help: { en: 'what came of it; - reads stdin', de: 'was daraus wurde; - liest stdin' }, value: 'TEXT', position: 'rest' },
  },
  examples: [{ command: 'bizos kaizen result K-BIZ-003 "Compliance rose to 84 %"', does: { en: 'the result', de: 'das Ergebnis' } }],
  run: (context, given) =>
    withTree(context, async (tree) => {
      const id = await idNow(tree, given.id);
      const { file } = routeOfId(tree, id);
      const { outline } = mustBeMerged(readExistingLog(tree.root, file));
      const { experiment: now } = experimentNamed(outline, id, file);
      mustBeLegal(now, 'result');
      const words = await neededWords(context, givenOrInput(context, given.text), `bizos kaizen result ${now.id} "…"`, {
        en: 'What came of it?',
        de: 'Was wurde daraus?',
      });
      const evidence = now.metric === undefined ? undefined : await evidenceFor(context, tree, now);
      const taken = await takeStep(tree, id, (_, language) => ({
        step: 'result',
        part: 'completed',
        values: {
          status: STEP_VALUES.completed[language],
          completed: tree.today,
          actual: blockWords(words),
          evidence: evidence && blockWords(evidence.says[language]),
        },
        drafts: [],
      }));
      const { language } = tree;
      const blocks: Block[] = [
        ...(evidence ? [{ kind: 'text' as const, tone: evidence.tone, text: evidence.says[language] }] : []),
        {
          kind: 'commands',
          items: (['adopt', 'iterate', 'drop'] as const).map((step) => ({
            command: commandFor(step, now.id),
            does: STEP_WORDS[step][language],
          })),
        },
      ];
      return stepOutcome(tree, taken, blocks, { measured: evidence?.json ?? null });
    }),
};
