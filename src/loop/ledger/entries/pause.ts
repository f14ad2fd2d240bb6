import * as z from 'zod/mini';
import { entryKind, name } from './entry.ts';

/** The kill switch: nothing of this agent leaves (`*`: of any agent) until a person lets it go on. */
export const pauseEntry = entryKind({
  kind: 'pause',
  summary: { en: 'an agent was paused or let go on', de: 'ein Agent wurde angehalten oder durfte weiter' },
  people: true,
  schema: z.strictObject({ agent: name, paused: z.boolean(), by: name, why: z.optional(z.string().check(z.maxLength(300))) }),
  says: ({ agent, paused }) => ({
    en: `${agent === '*' ? 'all agents' : agent}: ${paused ? 'paused' : 'may go on'}`,
    de: `${agent === '*' ? 'alle Agenten' : agent}: ${paused ? 'angehalten' : 'darf weiter'}`,
  }),
});
