import * as z from 'zod/mini';
import { entryKind, hash, id16 } from './entry.ts';

/** The other side has it. */
export const deliveryEntry = entryKind({
  kind: 'delivery',
  summary: { en: 'the other side has the message', de: 'die Gegenseite hat die Nachricht' },
  people: false,
  schema: z.strictObject({
    action: id16,
    key: hash,
    attempt: z.int().check(z.minimum(1)),
    reference: z.string().check(z.maxLength(500)),
    /** `answered`: it said so when it was sent; `asked`: it said so when it was asked afterwards. */
    how: z.enum(['answered', 'asked']),
  }),
  says: ({ action, reference }) => ({
    en: `action ${action}: delivered (${reference})`,
    de: `Aktion ${action}: zugestellt (${reference})`,
  }),
});
