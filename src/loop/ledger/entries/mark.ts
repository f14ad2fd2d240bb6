import * as z from 'zod/mini';
import { entryKind, id16, instant, name } from './entry.ts';

/** A person has seen a finding, or wants to hear no more of it for a while. */
export const markEntry = entryKind({
  kind: 'mark',
  summary: {
    en: 'a person acknowledged or snoozed a finding',
    de: 'ein Mensch hat einen Befund zur Kenntnis genommen oder zurückgestellt',
  },
  people: true,
  schema: z.strictObject({ finding: id16, mark: z.enum(['acknowledged', 'snoozed', 'cleared']), until: z.optional(instant), by: name }),
  says: ({ finding, mark, until }) => {
    const de = { acknowledged: 'zur Kenntnis genommen', snoozed: 'zurückgestellt', cleared: 'wieder offen' }[mark];
    return {
      en: `finding ${finding}: ${mark}${until === undefined ? '' : ` until ${until}`}`,
      de: `Befund ${finding}: ${de}${until === undefined ? '' : ` bis ${until}`}`,
    };
  },
});
