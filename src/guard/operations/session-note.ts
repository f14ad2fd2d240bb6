import * as z from 'zod/mini';
import { BizosError } from '../../core/problem.ts';
import { same } from '../../core/text.ts';
import type { Operation } from '../../workspace/operation.ts';
import { localLease } from '../leases/look.ts';
import { assertHolder } from '../sessions/lifecycle.ts';
import { meantSession, openSessions } from '../sessions/open.ts';
import { activePath, guaranteeWords } from '../sessions/record.ts';
import { addNote } from '../sessions/registry.ts';
import { sessionsNow } from '../sessions/state.ts';

const input = z.object({ words: z._default(z.string(), ''), session: z.optional(z.string()) });

/** `bizos session note`. */
export const sessionNote: Operation<typeof input> = {
  name: 'session note',
  summary: { en: 'Write down what the next one must know.', de: 'Schreibt auf, was der Nächste wissen muss.' },
  effect: 'writes',
  input,
  fields: {
    words: { value: 'WORDS', position: 'rest', help: { en: 'the note', de: 'die Notiz' } },
    session: { value: 'ID', help: { en: 'which session (this one)', de: 'welche Sitzung (sonst diese)' } },
  },
  examples: [{ command: 'bizos session note PD-000127 waits for the site visit', does: { en: 'a note', de: 'eine Notiz' } }],
  async run(context, { words, session }) {
    if (words.trim() === '')
      throw new BizosError(2, { en: 'A note needs words.', de: 'Eine Notiz braucht Worte.' }, same('bizos session note "…"'));
    const sessions = await openSessions(context);
    const { place, root, language } = sessions;
    const id = meantSession(sessions, context, session);
    await assertHolder(place, id);
    const guarantee = localLease(place, id)?.guarantee ?? sessionsNow(place).guarantee;
    addNote(root, id, new Date(place.now()).toISOString(), words);
    return {
      exit: 0,
      json: () => ({ schema: 'bizos.session-note/1', id, record: activePath(id), guarantee }),
      report: () => ({
        title: language === 'de' ? 'Notiert' : 'Noted',
        language,
        blocks: [
          {
            kind: 'facts',
            items: [
              { label: language === 'de' ? 'Eintrag' : 'Record', value: activePath(id) },
              { label: language === 'de' ? 'Garantie' : 'Guarantee', value: guaranteeWords(guarantee)[language] },
            ],
          },
        ],
      }),
    };
  },
};
