import * as z from 'zod/mini';
import type { Operation } from '../../workspace/operation.ts';
import { refreshShared } from '../leases/look.ts';
import { takeOver } from '../sessions/lifecycle.ts';
import { openSessions } from '../sessions/open.ts';
import { guaranteeWords } from '../sessions/record.ts';
import { currentSession } from '../sessions/state.ts';

const input = z.object({ id: z.string().check(z.minLength(1)) });

/** `bizos session take-over`. */
export const sessionTakeOver: Operation<typeof input> = {
  name: 'session take-over',
  summary: {
    en: 'Free the zones of a session that has expired or died.',
    de: 'Gibt die Zonen einer abgelaufenen oder toten Sitzung frei.',
  },
  about: {
    en: 'Its record goes to the archive with who took it over; its uncommitted files stay for whoever goes on. Never takes a session that is alive. What it left shows: bizos session recover ID.',
    de: 'Ihr Eintrag kommt mit dem Namen des Übernehmenden ins Archiv; ihre nicht committeten Dateien bleiben für den Nächsten. Nimmt nie eine lebende Sitzung. Was sie hinterließ, zeigt: bizos session recover ID.',
  },
  effect: 'writes',
  input,
  fields: { id: { value: 'ID', position: 0, help: { en: 'which session', de: 'welche Sitzung' } } },
  examples: [
    { command: 'bizos session take-over 2026-11-20-crm-ops-1a2b3c', does: { en: 'free what it held', de: 'gibt frei, was sie hielt' } },
  ],
  async run(context, { id }) {
    const { place, policy, language } = await openSessions(context);
    await refreshShared(place);
    const current = currentSession(place, context.environment.BIZOS_SESSION);
    const by = current && current.id !== id ? `${current.id} (${current.agent})` : (context.environment.USER ?? place.machine.host);
    const { session, path, uncommitted, guarantee } = await takeOver(place, policy, id, by, language);
    const de = language === 'de';
    const entity = session.entity === undefined ? '' : ` --entity ${session.entity}`;
    return {
      exit: 0,
      json: () => ({ schema: 'bizos.session-take-over/1', id: session.id, by, record: path, uncommitted, guarantee }),
      report: () => ({
        title: de ? `${session.id} ist übernommen` : `${session.id} is taken over`,
        language,
        blocks: [
          {
            kind: 'facts',
            items: [
              { label: de ? 'Eintrag' : 'Record', value: path },
              { label: de ? 'Garantie' : 'Guarantee', value: guaranteeWords(guarantee)[language] },
              {
                label: de ? 'Nicht committet' : 'Uncommitted',
                value: uncommitted.join(', ') || '–',
                tone: uncommitted.length > 0 ? 'warn' : 'plain',
              },
            ],
          },
          {
            kind: 'commands',
            items: [
              {
                command: `bizos session start --agent ${session.agent}${entity} --goal "…"`,
                does: de ? 'dort weitermachen' : 'go on there',
              },
            ],
          },
        ],
      }),
    };
  },
};
