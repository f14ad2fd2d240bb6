import * as z from 'zod/mini';
import type { Operation } from '../../workspace/operation.ts';
import { meantSession, openSessions } from '../sessions/open.ts';
import { guaranteeWords } from '../sessions/record.ts';
import { shortMoment, unknownSession } from '../sessions/refusals.ts';
import { findSession } from '../sessions/registry.ts';
import { sessionsNow } from '../sessions/state.ts';
import { STATES } from '../sessions/state-words.ts';
import { stateJson } from './session-list.ts';

const input = z.object({ id: z.optional(z.string()) });

/** `bizos session show`. */
export const sessionShow: Operation<typeof input> = {
  name: 'session show',
  summary: { en: 'Show one session: goal, zones, notes, how it stands.', de: 'Zeigt eine Sitzung: Ziel, Zonen, Notizen, Stand.' },
  effect: 'reads',
  input,
  fields: { id: { value: 'ID', position: 0, help: { en: 'which session (this one)', de: 'welche Sitzung (sonst diese)' } } },
  examples: [{ command: 'bizos session show', does: { en: 'this session', de: 'diese Sitzung' } }],
  async run(context, { id }) {
    const sessions = await openSessions(context);
    const { place, root, language } = sessions;
    const named = meantSession(sessions, context, id);
    const now = sessionsNow(place);
    const kept = findSession(root, named);
    const known = now.states.find(({ session }) => session.id === named);
    const session = kept?.session ?? known?.session;
    if (!session)
      throw unknownSession(
        named,
        now.states.map((one) => one.session),
      );
    const state = known ?? {
      session,
      state: 'ended' as const,
      lastAlive: session.ended ?? session.started,
      until: session.ended ?? session.started,
      guarantee: now.guarantee,
    };
    const claims = now.leases.find(({ lease }) => lease.session === named)?.lease.claims ?? [];
    const de = language === 'de';
    return {
      exit: 0,
      json: () => ({
        schema: 'bizos.session-show/1',
        ...stateJson(state),
        record: kept?.path ?? null,
        notes: session.notes,
        ended: session.ended ?? null,
        outcome: session.outcome ?? null,
        claims: claims.map(({ pattern, rule }) => ({ pattern, rule })),
      }),
      report: () => ({
        title: de ? `Sitzung ${named}` : `Session ${named}`,
        language,
        blocks: [
          {
            kind: 'facts',
            items: [
              { label: 'Agent', value: session.agent, note: session.entity },
              { label: de ? 'Ziel' : 'Goal', value: session.goal },
              { label: de ? 'Stand' : 'State', value: STATES[state.state][language], tone: state.state === 'alive' ? 'good' : 'warn' },
              { label: de ? 'Beginn' : 'Started', value: shortMoment(session.started), note: session.host },
              {
                label: de ? 'Zuletzt' : 'Last alive',
                value: shortMoment(state.lastAlive),
                note: `${de ? 'bis' : 'until'} ${shortMoment(state.until)}`,
              },
              { label: de ? 'Garantie' : 'Guarantee', value: guaranteeWords(state.guarantee)[language] },
              { label: 'Token', value: String(session.token) },
              ...claims.map(({ pattern, rule }) => ({ label: de ? 'Hält' : 'Holds', value: pattern, note: rule })),
              ...(session.outcome === undefined ? [] : [{ label: de ? 'Ergebnis' : 'Outcome', value: session.outcome }]),
              ...(kept ? [{ label: de ? 'Eintrag' : 'Record', value: kept.path }] : []),
            ],
          },
          ...(session.notes.length > 0
            ? [
                { kind: 'heading' as const, text: de ? 'Notizen' : 'Notes' },
                { kind: 'list' as const, items: session.notes },
              ]
            : []),
        ],
      }),
    };
  },
};
