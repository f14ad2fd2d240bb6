import * as z from 'zod/mini';
import { entryKind, hash, id16, name, text } from './entry.ts';

/** What the gate said of an action. Nothing leaves without one that says `go` for exactly this content. */
export const verdictEntry = entryKind({
  kind: 'verdict',
  summary: { en: 'the gate decided on an action', de: 'das Tor hat über eine Aktion entschieden' },
  people: false,
  schema: z.strictObject({
    action: id16,
    decision: z.enum(['refuse', 'hold', 'go']),
    code: name,
    reason: text,
    content: hash,
    agent: name,
    phase: z.int().check(z.minimum(1), z.maximum(3)),
    /** Line of `AGENT_POLICY.md` that decided. */
    line: z.optional(z.int()),
    /** Entry of the approval that it rests on. */
    approval: z.optional(hash),
  }),
  says: ({ action, decision, code, reason }) => {
    const de = { refuse: 'abgelehnt', hold: 'wartet auf einen Menschen', go: 'darf hinaus' }[decision];
    return { en: `action ${action}: ${decision} (${code}): ${reason.en}`, de: `Aktion ${action}: ${de} (${code}): ${reason.de}` };
  },
});
