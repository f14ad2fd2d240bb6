import * as z from 'zod/mini';
import { entryKind, hash, id16, instant, text } from './entry.ts';

/** It did not arrive, or nobody knows whether it did. */
export const failureEntry = entryKind({
  kind: 'failure',
  summary: { en: 'a message was not delivered, or nobody knows', de: 'eine Nachricht kam nicht an, oder niemand weiß es' },
  people: false,
  schema: z.strictObject({
    action: id16,
    key: hash,
    attempt: z.int().check(z.minimum(1)),
    /** `later`: not taken, may be tried again; `refused`: not taken, for good; `unknown`: may have arrived; `not-sent`: asked, and it has not. */
    state: z.enum(['later', 'refused', 'unknown', 'not-sent']),
    why: text,
    after: z.optional(instant),
  }),
  says: ({ action, state, why }) => ({ en: `action ${action}: ${state}: ${why.en}`, de: `Aktion ${action}: ${state}: ${why.de}` }),
});
