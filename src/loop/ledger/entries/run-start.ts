import * as z from 'zod';
import { entryKind, hash, instant, name } from './entry.ts';

/** A run of an agent began. */
export const runStartEntry = entryKind({
  kind: 'run-start',
  summary: { en: 'a run began', de: 'ein Lauf begann' },
  people: false,
  schema: z.strictObject({
    run: z.string().max(80),
    agent: name,
    phase: z.number().int().min(1).max(3),
    scans: z.array(name),
    entities: z.array(name),
    session: z.string().max(120).optional(),
    asOf: instant.optional(),
    /** Made up for: the moment that it was due and missed. */
    due: instant.optional(),
    /** Rows of the schedule that it is for, as `labelKey` makes them. */
    rows: z.array(z.string().max(200)).max(100).optional(),
    sources: z.array(z.strictObject({ file: z.string().max(400), sha256: hash })).max(1000),
  }),
  says: ({ agent, scans, rows = [], due }) => ({
    en: `${agent} runs ${(scans.length > 0 ? scans : rows).join(', ')}${due === undefined ? '' : ` (made up for ${due})`}`,
    de: `${agent} prüft ${(scans.length > 0 ? scans : rows).join(', ')}${due === undefined ? '' : ` (nachgeholt für ${due})`}`,
  }),
});
