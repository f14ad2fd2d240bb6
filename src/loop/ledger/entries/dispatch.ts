import * as z from 'zod/mini';
import { entryKind, hash, id16, name } from './entry.ts';

/** A message is about to leave. It stands on the disk before the first byte goes; without a result behind it, nobody knows. */
export const dispatchEntry = entryKind({
  kind: 'dispatch',
  summary: { en: 'a message was handed to a channel', de: 'eine Nachricht wurde einem Kanal übergeben' },
  people: false,
  schema: z.strictObject({
    action: id16,
    /** Idempotency key: hash of channel, recipients, body and action. */
    key: hash,
    channel: name,
    content: hash,
    attempt: z.int().check(z.minimum(1)),
    /** The verdict that lets it go. */
    verdict: hash,
    /** The process at work: `boot pid born`, as a hash and numbers; tells a send under way from one that was cut off. */
    holder: z.strictObject({ boot: z.string().check(z.maxLength(64)), pid: z.int(), born: z.string().check(z.maxLength(64)) }),
  }),
  says: ({ action, channel, attempt }) => ({
    en: `action ${action}: attempt ${attempt} through ${channel}`,
    de: `Aktion ${action}: Versuch ${attempt} durch ${channel}`,
  }),
});
