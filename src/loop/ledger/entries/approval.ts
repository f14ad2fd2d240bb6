import * as z from 'zod/mini';
import { entryKind, hash, id16, instant, name, sealed } from './entry.ts';

/**
 * A person's answer. It binds exactly what was shown: content, recipients, channel, expiry and the nonce of the asking. `edited` brings a new
 * content under the same nonce, which is asked for anew.
 */
export const approvalEntry = entryKind({
  kind: 'approval',
  summary: {
    en: 'a person approved, edited, rejected or postponed an action',
    de: 'ein Mensch hat eine Aktion freigegeben, geändert, abgelehnt oder aufgeschoben',
  },
  people: true,
  schema: z.strictObject({
    action: id16,
    answer: z.enum(['approved', 'edited', 'rejected', 'postponed']),
    content: hash,
    recipients: hash,
    channel: name,
    expires: instant,
    nonce: z.string().check(z.regex(/^[0-9a-f]{24}$/)),
    /** `terminal`, or a Telegram user as `telegram-12345`. */
    by: name,
    until: z.optional(instant),
    /** Of an edit: hash of what the action says now, and the commitment to it. */
    edited: z.optional(hash),
    draft: z.optional(sealed),
  }),
  says: ({ action, answer, by }) => {
    const de = { approved: 'freigegeben', edited: 'geändert', rejected: 'abgelehnt', postponed: 'aufgeschoben' }[answer];
    return { en: `action ${action}: ${answer} by ${by}`, de: `Aktion ${action}: ${de} von ${by}` };
  },
});
