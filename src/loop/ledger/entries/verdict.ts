import * as z from 'zod';
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
    phase: z.number().int().min(1).max(3),
    /** Line of `AGENT_POLICY.md` that decided. */
    line: z.number().int().optional(),
    /** Entry of the approval that it rests on. */
    approval: hash.optional(),
  }),
  says: ({ action, decision, code, reason }) => {
    const de = { refuse: 'abgelehnt', hold: 'wartet auf einen Menschen', go: 'darf hinaus' }[decision];
    return { en: `action ${action}: ${decision} (${code}): ${reason.en}`, de: `Aktion ${action}: ${de} (${code}): ${reason.de}` };
  },
});
