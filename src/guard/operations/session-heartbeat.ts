import * as z from 'zod/mini';
import type { Operation } from '../../workspace/operation.ts';
import { fallenLease, localLease } from '../leases/look.ts';
import { renewLease } from '../leases/renew.ts';
import { meantSession, openSessions } from '../sessions/open.ts';
import { guaranteeWords } from '../sessions/record.ts';
import { lostLease, shortMoment } from '../sessions/refusals.ts';

const input = z.object({ id: z.optional(z.string()) });

/** `bizos session heartbeat`. */
export const sessionHeartbeat: Operation<typeof input> = {
  name: 'session heartbeat',
  summary: { en: 'Renew a session’s hold on its zones.', de: 'Erneuert die Reservierung einer Sitzung.' },
  effect: 'writes',
  input,
  fields: { id: { value: 'ID', position: 0, help: { en: 'which session (this one)', de: 'welche Sitzung (sonst diese)' } } },
  examples: [{ command: 'bizos session heartbeat', does: { en: 'I am still at work', de: 'ich arbeite noch' } }],
  async run(context, { id }) {
    const sessions = await openSessions(context);
    const { place, language } = sessions;
    const session = meantSession(sessions, context, id);
    const done = await renewLease(place, session, true);
    const lease = localLease(place, session);
    if (done === 'lost' || !lease) throw lostLease(session, fallenLease(place, session)?.to);
    const until = new Date(Date.parse(lease.renewed) + lease.leaseMs).toISOString();
    return {
      exit: 0,
      json: () => ({
        schema: 'bizos.session-heartbeat/1',
        id: session,
        until,
        guarantee: lease.guarantee,
        remote: done === 'unreachable' ? 'unreachable' : (lease.remote ?? null),
      }),
      report: () => ({
        title: language === 'de' ? `${session} lebt` : `${session} is alive`,
        language,
        blocks: [
          {
            kind: 'facts',
            items: [
              { label: language === 'de' ? 'Gilt bis' : 'Until', value: shortMoment(until) },
              { label: language === 'de' ? 'Garantie' : 'Guarantee', value: guaranteeWords(lease.guarantee)[language] },
              ...(done === 'unreachable'
                ? [
                    {
                      label: 'Remote',
                      value: language === 'de' ? 'nicht erreichbar; erneuert ist nur hier' : 'not reachable; renewed here only',
                      tone: 'warn' as const,
                    },
                  ]
                : []),
            ],
          },
        ],
      }),
    };
  },
};
