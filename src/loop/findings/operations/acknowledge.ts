import * as z from 'zod/mini';
import type { Operation } from '../../../workspace/operation.ts';
import { markFinding } from '../mark.ts';

const input = z.object({ id: z.string().check(z.minLength(4), z.maxLength(16)) });

/** `bizos findings acknowledge ID`. */
export const findingsAcknowledge: Operation<typeof input> = {
  name: 'findings acknowledge',
  summary: { en: 'Seen: silent until it gets worse.', de: 'Gesehen: still, bis er schlimmer wird.' },
  about: {
    en: 'It still silences others as the policy says. Only a person at a terminal outside any session can do this.',
    de: 'Andere unterdrückt er weiterhin, wie die Richtlinie es sagt. Das kann nur ein Mensch an einem Terminal außerhalb jeder Sitzung.',
  },
  effect: 'writes',
  input,
  fields: {
    id: { value: 'ID', position: 0, help: { en: 'id of the finding, or its beginning', de: 'Id des Befunds, oder deren Anfang' } },
  },
  examples: [{ command: 'bizos findings acknowledge 3f9a', does: { en: 'I know', de: 'ich weiß davon' } }],
  run: (context, { id }) => markFinding(context, id, 'acknowledged'),
};
