import * as z from 'zod/mini';
import type { Operation } from '../../../workspace/operation.ts';
import { withTree } from '../opened-tree.ts';
import { STEP_VALUES, stepOutcome, takeStep } from '../taking-step.ts';

const input = z.object({ id: z.string() });

/** `bizos kaizen start ID`. */
export const start: Operation<typeof input> = {
  name: 'kaizen start',
  summary: { en: 'Begin an experiment.', de: 'Beginnt einen Versuch.' },
  effect: 'writes',
  input,
  fields: { id: { help: { en: 'its id', de: 'seine Nummer' }, value: 'ID', position: 0 } },
  examples: [{ command: 'bizos kaizen start K-BIZ-001', does: { en: 'it runs from today', de: 'er läuft ab heute' } }],
  run: (context, { id }) =>
    withTree(context, async (tree) =>
      stepOutcome(
        tree,
        await takeStep(tree, id, (_, language) => ({
          step: 'start',
          part: 'active',
          values: { status: STEP_VALUES.active[language], started: tree.today },
          drafts: [],
        })),
      ),
    ),
};
