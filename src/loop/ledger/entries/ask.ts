import * as z from 'zod/mini';
import { entryKind, hash, id16, instant, name } from './entry.ts';

/** An approval was asked for. The nonce is used up by the first answer. */
export const askEntry = entryKind({
  kind: 'ask',
  summary: { en: 'an approval was asked for', de: 'eine Freigabe wurde erbeten' },
  people: false,
  schema: z.strictObject({
    action: id16,
    content: hash,
    recipients: hash,
    channel: name,
    expires: instant,
    nonce: z.string().check(z.regex(/^[0-9a-f]{24}$/)),
  }),
  says: ({ action, expires }) => ({
    en: `action ${action}: asks for approval until ${expires}`,
    de: `Aktion ${action}: erbittet Freigabe bis ${expires}`,
  }),
});
