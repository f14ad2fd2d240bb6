import * as z from 'zod/mini';
import type { Operation } from '../../../workspace/operation.ts';
import { decideAtTerminal } from '../decide.ts';

const input = z.object({ id: z.string().check(z.minLength(1), z.maxLength(80)) });

/** `bizos approvals approve ID`. */
export const approvalsApprove: Operation<typeof input> = {
  name: 'approvals approve',
  summary: { en: 'Approve an action: exactly what is shown, once.', de: 'Gibt eine Aktion frei: genau das Gezeigte, einmal.' },
  about: {
    en: 'Only a person at a terminal outside any session can do this.',
    de: 'Das kann nur ein Mensch an einem Terminal außerhalb jeder Sitzung.',
  },
  effect: 'writes',
  input,
  fields: { id: { value: 'ID', position: 0, help: { en: 'id of the action, or its beginning', de: 'Id der Aktion, oder deren Anfang' } } },
  examples: [
    {
      command: 'bizos approvals approve 3f9a',
      does: { en: 'shows it, asks, and writes the answer down', de: 'zeigt sie, fragt und schreibt die Antwort auf' },
    },
  ],
  run: (context, { id }) => decideAtTerminal(context, id, 'approved'),
};
