import * as z from 'zod/mini';
import { entryKind, hash, name, text } from './entry.ts';

/** A pattern of actions earned or lost the right to go alone. Reckoned from the approvals; the line is there so that people see when. */
export const trustEntry = entryKind({
  kind: 'trust',
  summary: {
    en: 'a pattern earned or lost the right to go alone',
    de: 'ein Muster hat das Recht, allein zu gehen, erworben oder verloren',
  },
  people: false,
  schema: z.strictObject({
    pattern: z.string().check(z.maxLength(500)),
    agent: name,
    may: z.boolean(),
    streak: z.int().check(z.minimum(0)),
    needed: z.int().check(z.minimum(1)),
    why: text,
    /** Hashes of the approvals that it rests on, the newest at the end. */
    earned: z.optional(z.array(hash).check(z.maxLength(200))),
  }),
  says: ({ pattern, may, why }) => ({
    en: `${pattern}: ${may ? 'may go alone' : 'asks again'}: ${why.en}`,
    de: `${pattern}: ${may ? 'darf allein gehen' : 'fragt wieder'}: ${why.de}`,
  }),
});
