import * as z from 'zod/mini';
import { entryKind, id16, instant } from './entry.ts';

/** What became of an action's subject afterwards. */
export const outcomeEntry = entryKind({
  kind: 'outcome',
  summary: { en: 'what became of it afterwards', de: 'was danach daraus wurde' },
  people: false,
  schema: z.strictObject({
    action: id16,
    outcome: z.enum(['moved', 'won', 'lost', 'answered', 'resolved', 'nothing', 'worse']),
    /** A bad outcome takes a pattern's right to go alone. */
    bad: z.boolean(),
    asOf: instant,
  }),
  says: ({ action, outcome }) => ({ en: `action ${action}: afterwards ${outcome}`, de: `Aktion ${action}: danach ${outcome}` }),
});
