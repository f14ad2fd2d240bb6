import * as z from 'zod/mini';
import type { SessionState } from '../../core/session.ts';
import type { Language } from '../../core/text.ts';
import type { Operation } from '../../workspace/operation.ts';
import { refreshShared } from '../leases/look.ts';
import { openSessions } from '../sessions/open.ts';
import { guaranteeWords } from '../sessions/record.ts';
import { shortMoment } from '../sessions/refusals.ts';
import { endedSessions } from '../sessions/registry.ts';
import { releaseEnded, sessionsNow } from '../sessions/state.ts';
import { STATES } from '../sessions/state-words.ts';

const input = z.object({ all: z._default(z.boolean(), false), offline: z._default(z.boolean(), false) });

/** `bizos session list`. */
export const sessionList: Operation<typeof input> = {
  name: 'session list',
  summary: { en: 'Who is at work, on what, until when.', de: 'Wer arbeitet, woran, bis wann.' },
  effect: 'reads',
  input,
  fields: {
    all: { help: { en: 'ended sessions too', de: 'auch beendete Sitzungen' } },
    offline: { help: { en: 'do not ask the remote', de: 'das Remote nicht fragen' } },
  },
  examples: [{ command: 'bizos session list', does: { en: 'who is at work', de: 'wer arbeitet' } }],
  async run(context, { all, offline }) {
    const { place, root, language } = await openSessions(context);
    const unreachable = offline ? undefined : await refreshShared(place);
    await releaseEnded(place);
    const { states, guarantee } = sessionsNow(place);
    const ended = all ? endedSessions(root).map(({ session }) => session) : [];
    return {
      exit: 0,
      json: () => ({
        schema: 'bizos.session-list/1',
        guarantee,
        remote: unreachable === undefined ? null : unreachable,
        sessions: states.map(stateJson),
        ended: ended.map(({ id, agent, entity, started, ended: at, outcome }) => ({
          id,
          agent,
          entity: entity ?? null,
          started,
          ended: at ?? null,
          outcome: outcome ?? null,
        })),
      }),
      report: () => ({
        title: language === 'de' ? 'Sitzungen' : 'Sessions',
        subtitle: guaranteeWords(guarantee)[language],
        language,
        blocks: [
          states.length === 0
            ? { kind: 'text' as const, text: language === 'de' ? 'Niemand ist am Werk.' : 'Nobody is at work.' }
            : table(states, language),
          ...(unreachable === undefined
            ? []
            : [
                {
                  kind: 'text' as const,
                  text:
                    language === 'de' ? `Das Remote ist nicht erreichbar: ${unreachable}` : `The remote can't be reached: ${unreachable}`,
                  tone: 'warn' as const,
                },
              ]),
          ...(ended.length > 0
            ? [
                {
                  kind: 'table' as const,
                  title: language === 'de' ? 'Beendet' : 'Ended',
                  columns: [
                    { label: 'Id' },
                    { label: language === 'de' ? 'Ende' : 'End' },
                    { label: language === 'de' ? 'Ergebnis' : 'Outcome', flexible: true },
                  ],
                  rows: ended.map((session) => [session.id, shortMoment(session.ended ?? ''), session.outcome ?? '']),
                },
              ]
            : []),
        ],
      }),
    };
  },
};

function table(states: readonly SessionState[], language: Language) {
  const de = language === 'de';
  return {
    kind: 'table' as const,
    columns: [
      { label: 'Id' },
      { label: de ? 'Firma' : 'Company' },
      { label: de ? 'Stand' : 'State' },
      { label: de ? 'Bis' : 'Until' },
      { label: de ? 'Ziel' : 'Goal', flexible: true },
    ],
    rows: states.map(({ session, state, until }) => [
      session.id,
      session.entity ?? '–',
      STATES[state][language],
      shortMoment(until).slice(5, 16),
      session.goal,
    ]),
    tones: states.map(({ state }) => (state === 'alive' ? ('plain' as const) : ('warn' as const))),
  };
}

/** A session and how it stands, for programs. */
export function stateJson({ session, state, lastAlive, until, guarantee }: SessionState): object {
  const { id, agent, entity, goal, host, started, token, base, leaseMs } = session;
  return {
    id,
    agent,
    entity: entity ?? null,
    goal,
    host,
    started,
    leaseMinutes: leaseMs / 60_000,
    token,
    base: base ?? null,
    state,
    lastAlive,
    until,
    guarantee,
  };
}
