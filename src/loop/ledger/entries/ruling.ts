import * as z from 'zod/mini';
import { entryKind, hash, id16, name } from './entry.ts';

/** A person looked at the other side and says what became of a message that nobody knew about. */
export const rulingEntry = entryKind({
  kind: 'ruling',
  summary: { en: 'a person said what became of a message', de: 'ein Mensch hat gesagt, was aus einer Nachricht wurde' },
  people: true,
  schema: z.strictObject({ action: id16, key: hash, was: z.enum(['sent', 'not-sent']), by: name }),
  says: ({ action, was, by }) => ({
    en: `action ${action}: ${was === 'sent' ? 'it did arrive' : 'it did not arrive'}, says ${by}`,
    de: `Aktion ${action}: ${was === 'sent' ? 'kam an' : 'kam nicht an'}, sagt ${by}`,
  }),
});
