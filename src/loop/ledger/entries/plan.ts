import * as z from 'zod/mini';
import { counted } from '../../../core/text.ts';
import { entryKind, hash, id16, name, sealed } from './entry.ts';

/** An action was planned: what it is about, and the hash of exactly what would leave. */
export const planEntry = entryKind({
  kind: 'plan',
  summary: { en: 'an action was planned', de: 'eine Aktion wurde geplant' },
  people: false,
  schema: z.strictObject({
    action: id16,
    act: name,
    agent: name,
    run: z.string().check(z.maxLength(80)),
    entity: name,
    audience: z.enum(['inside', 'outside']),
    findings: z.array(id16).check(z.maxLength(20_000)),
    template: z.string().check(z.maxLength(120)),
    stage: z.string().check(z.maxLength(200)),
    channel: name,
    /** Hash of message and channel: what an approval is bound to. */
    content: hash,
    /** Hash of the recipients. */
    recipients: hash,
    /** Commitment to the draft as a whole. */
    draft: sealed,
  }),
  says: ({ action, act, entity, channel, findings }) => ({
    en: `action ${action}: ${act} for ${entity} through ${channel}, about ${counted(findings.length, 'finding', 'findings', 'Befund', 'Befunden').en}`,
    de: `Aktion ${action}: ${act} für ${entity} durch ${channel}, zu ${counted(findings.length, 'finding', 'findings', 'Befund', 'Befunden').de}`,
  }),
});
