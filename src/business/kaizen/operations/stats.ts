import * as z from 'zod/mini';
import { isoDate } from '../../../core/moment.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { gathered } from '../gathered.ts';
import { withTree } from '../opened-tree.ts';
import { tallyBlocks } from '../reports/tally-blocks.ts';
import { tallied } from '../tallies.ts';

const input = z.object({ log: z.optional(z.string()) });

/** `bizos kaizen stats`. */
export const stats: Operation<typeof input> = {
  name: 'kaizen stats',
  summary: { en: 'Count experiments by layer, company, person and quarter.', de: 'Zählt Versuche nach Ebene, Firma, Mensch und Quartal.' },
  about: {
    en: 'Adopt rate is of those decided; cycle time is the median from the first day to the last. A person is who stands in "By:" (of "Ana, Ben and Cem" each counts, and "ana" is Ana); the Kaizen area of PTL counts these.',
    de: 'Die Quote ist von den entschiedenen; die Dauer der Median vom ersten bis zum letzten Tag. Ein Mensch ist, wer in „Von:“ steht (bei „Ana, Ben und Cem“ zählt jeder, und „ana“ ist Ana); das Feld Kaizen der PTL zählt sie.',
  },
  effect: 'reads',
  input,
  fields: { log: { help: { en: 'only of this log: bizos, cto', de: 'nur dieses Logs: bizos, cto' }, value: 'LOG' } },
  examples: [{ command: 'bizos kaizen stats --json', does: { en: 'for a program', de: 'für ein Programm' } }],
  run: (context, { log }) =>
    withTree(context, async (tree) => {
      const tallies = tallied(gathered(tree, log), tree.entities);
      const { language } = tree;
      return {
        exit: 0,
        report: () => ({
          title: language === 'de' ? 'Kaizen in Zahlen' : 'Kaizen in numbers',
          language,
          blocks: tallyBlocks(tallies, language),
        }),
        json: () => ({ schema: 'bizos.kaizen-stats/1', date: isoDate(tree.now), ...tallies }),
      };
    }),
};
