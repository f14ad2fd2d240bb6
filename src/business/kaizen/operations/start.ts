import * as z from 'zod/mini';
import { formatDate, type WallMs } from '../../../core/moment.ts';
import type { Block } from '../../../core/report.ts';
import type { Language } from '../../../core/text.ts';
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
    withTree(context, async (tree) => {
      const taken = await takeStep(tree, id, (_, language) => ({
        step: 'start',
        part: 'active',
        values: { status: STEP_VALUES.active[language], started: tree.today },
        drafts: [],
      }));
      return stepOutcome(tree, taken, [endBlock(taken.after.ends, tree.language)]);
    }),
};

/** Until when it runs; without an end it would never be overdue. */
function endBlock(ends: WallMs, language: Language): Block {
  const label = language === 'de' ? 'Läuft bis' : 'Runs until';
  if (!Number.isNaN(ends)) return { kind: 'facts', items: [{ label, value: formatDate(ends, language) }] };
  const note =
    language === 'de'
      ? 'die Dauer sagt kein Ende: etwa 4 Wochen, bis 2026-12-18'
      : 'its Duration says no end: say 4 weeks, until 2026-12-18';
  return { kind: 'facts', items: [{ label, value: '–', note, tone: 'warn' }] };
}
