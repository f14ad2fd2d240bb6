import * as z from 'zod';
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
    pattern: z.string().max(500),
    agent: name,
    may: z.boolean(),
    streak: z.number().int().min(0),
    needed: z.number().int().min(1),
    why: text,
    /** Hashes of the approvals that it rests on, the newest at the end. */
    earned: z.array(hash).max(200).optional(),
  }),
  says: ({ pattern, may, why }) => ({
    en: `${pattern}: ${may ? 'may go alone' : 'asks again'}: ${why.en}`,
    de: `${pattern}: ${may ? 'darf allein gehen' : 'fragt wieder'}: ${why.de}`,
  }),
});
