import * as z from 'zod/mini';
import type { Operation } from '../../../workspace/operation.ts';
import { markFinding } from '../mark.ts';

const input = z.object({ id: z.string().check(z.minLength(4), z.maxLength(16)) });

/** `bizos findings clear ID`. */
export const findingsClear: Operation<typeof input> = {
  name: 'findings clear',
  summary: { en: 'Take a mark back: it is told again.', de: 'Nimmt eine Marke zurück: Er wird wieder gemeldet.' },
  about: {
    en: 'Only a person at a terminal outside any session can do this.',
    de: 'Das kann nur ein Mensch an einem Terminal außerhalb jeder Sitzung.',
  },
  effect: 'writes',
  input,
  fields: {
    id: { value: 'ID', position: 0, help: { en: 'id of the finding, or its beginning', de: 'Id des Befunds, oder deren Anfang' } },
  },
  examples: [{ command: 'bizos findings clear 3f9a', does: { en: 'no longer snoozed or acknowledged', de: 'nicht mehr zurückgestellt' } }],
  run: (context, { id }) => markFinding(context, id, 'cleared'),
};
