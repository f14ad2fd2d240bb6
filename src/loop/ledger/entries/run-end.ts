import * as z from 'zod/mini';
import { entryKind, name } from './entry.ts';

const count = z.int().check(z.minimum(0));

/** A run of an agent ended, with what it counted. */
export const runEndEntry = entryKind({
  kind: 'run-end',
  summary: { en: 'a run ended', de: 'ein Lauf endete' },
  people: false,
  schema: z.strictObject({
    run: z.string().check(z.maxLength(80)),
    agent: name,
    result: z.enum(['done', 'failed', 'stopped']),
    findings: count,
    fresh: count,
    resolved: count,
    planned: count,
    sent: count,
    held: count,
    refused: count,
    unknown: count,
    problems: z.array(name).check(z.maxLength(200)),
  }),
  says: ({ agent, result, fresh, resolved, sent, held }) => ({
    en: `${agent} ${result}: ${fresh} new, ${resolved} resolved, ${sent} sent, ${held} waiting`,
    de: `${agent} ${result === 'done' ? 'fertig' : result === 'failed' ? 'gescheitert' : 'angehalten'}: ${fresh} neu, ${resolved} erledigt, ${sent} gesendet, ${held} wartend`,
  }),
});
