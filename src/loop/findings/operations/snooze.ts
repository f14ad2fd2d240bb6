import * as z from 'zod/mini';
import type { Operation } from '../../../workspace/operation.ts';
import { spanOf } from '../../approvals/span.ts';
import { markFinding } from '../mark.ts';

const input = z.object({ id: z.string().check(z.minLength(4), z.maxLength(16)), for: z.string().check(z.minLength(1), z.maxLength(40)) });

/** `bizos findings snooze ID --for 3d`. */
export const findingsSnooze: Operation<typeof input> = {
  name: 'findings snooze',
  summary: { en: 'Not now, but again after a while.', de: 'Jetzt nicht, aber nach einer Weile wieder.' },
  about: {
    en: 'Silent until the time is over, even where it gets worse. Only a person at a terminal outside any session can do this.',
    de: 'Still, bis die Zeit um ist, auch wenn er schlimmer wird. Das kann nur ein Mensch an einem Terminal außerhalb jeder Sitzung.',
  },
  effect: 'writes',
  input,
  fields: {
    id: { value: 'ID', position: 0, help: { en: 'id of the finding, or its beginning', de: 'Id des Befunds, oder deren Anfang' } },
    for: { value: 'SPAN', help: { en: 'how long: 12h, 3d', de: 'wie lange: 12h, 3d' } },
  },
  examples: [{ command: 'bizos findings snooze 3f9a --for 3d', does: { en: 'again in three days', de: 'in drei Tagen wieder' } }],
  run: async (context, { id, for: span }) => markFinding(context, id, 'snoozed', spanOf(span)),
};
