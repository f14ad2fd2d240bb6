import * as z from 'zod/mini';
import { entryKind, id16, name, sealed, severity } from './entry.ts';

/** What a run made of a finding. `pending`: seen, and not yet for as long as the policy asks. `clearing`: gone, and not yet for as long. */
const CHANGES = ['pending', 'new', 'worse', 'better', 'clearing', 'back', 'resolved', 'reopened'] as const;

const WORDS = {
  pending: ['seen, does not count yet', 'gesehen, zählt noch nicht'],
  new: ['new', 'neu'],
  worse: ['worse', 'schlimmer'],
  better: ['better', 'besser'],
  clearing: ['gone, not yet resolved', 'weg, noch nicht erledigt'],
  back: ['there again before it was resolved', 'wieder da, bevor er erledigt war'],
  resolved: ['resolved', 'erledigt'],
  reopened: ['there again', 'wieder da'],
} as const;

/** A finding changed how it stands. One that only goes on makes no line. */
export const findingEntry = entryKind({
  kind: 'finding',
  summary: { en: 'a finding changed how it stands', de: 'ein Befund steht anders da' },
  people: false,
  schema: z.strictObject({
    finding: id16,
    agent: name,
    scan: name,
    entity: name,
    rule: name,
    severity,
    change: z.enum(CHANGES),
    /** Minor units of money. */
    worth: z.optional(z.number()),
    stage: z.optional(z.string().check(z.maxLength(200))),
    /** Commitment to subject, owner and group. */
    about: z.optional(sealed),
    /** Hash of the group, so that silencing works where the names have been erased. */
    group: z.optional(id16),
  }),
  says: ({ finding, rule, entity, severity: how, change }) => ({
    en: `finding ${finding} (${rule}, ${entity}, ${how}): ${WORDS[change][0]}`,
    de: `Befund ${finding} (${rule}, ${entity}, ${how}): ${WORDS[change][1]}`,
  }),
});
