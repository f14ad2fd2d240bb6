import * as z from 'zod';
import { entryKind, name } from './entry.ts';

/** The kill switch: nothing of this agent leaves (`*`: of any agent) until a person lets it go on. */
export const pauseEntry = entryKind({
  kind: 'pause',
  summary: { en: 'an agent was paused or let go on', de: 'ein Agent wurde angehalten oder durfte weiter' },
  people: true,
  schema: z.strictObject({ agent: name, paused: z.boolean(), by: name, why: z.string().max(300).optional() }),
  says: ({ agent, paused }) => ({
    en: `${agent === '*' ? 'all agents' : agent}: ${paused ? 'paused' : 'may go on'}`,
    de: `${agent === '*' ? 'alle Agenten' : agent}: ${paused ? 'angehalten' : 'darf weiter'}`,
  }),
});
