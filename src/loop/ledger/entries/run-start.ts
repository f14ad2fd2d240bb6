import * as z from 'zod/mini';
import { entryKind, hash, instant, name } from './entry.ts';

/** A run of an agent began. */
export const runStartEntry = entryKind({
  kind: 'run-start',
  summary: { en: 'a run began', de: 'ein Lauf begann' },
  people: false,
  schema: z.strictObject({
    run: z.string().check(z.maxLength(80)),
    agent: name,
    phase: z.int().check(z.minimum(1), z.maximum(3)),
    scans: z.array(name),
    entities: z.array(name),
    session: z.optional(z.string().check(z.maxLength(120))),
    asOf: z.optional(instant),
    /** Made up for: the moment that it was due and missed. */
    due: z.optional(instant),
    /** Rows of the schedule that it is for, as `labelKey` makes them. */
    rows: z.optional(z.array(z.string().check(z.maxLength(200))).check(z.maxLength(100))),
    sources: z.array(z.strictObject({ file: z.string().check(z.maxLength(400)), sha256: hash })).check(z.maxLength(1000)),
  }),
  says: ({ agent, scans, rows = [], due }) => ({
    en: `${agent} runs ${(scans.length > 0 ? scans : rows).join(', ')}${due === undefined ? '' : ` (made up for ${due})`}`,
    de: `${agent} prüft ${(scans.length > 0 ? scans : rows).join(', ')}${due === undefined ? '' : ` (nachgeholt für ${due})`}`,
  }),
});
