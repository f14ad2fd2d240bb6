import * as z from 'zod/mini';
import type { Report } from '../../core/report.ts';
import type { Language } from '../../core/text.ts';
import type { Operation } from '../../workspace/operation.ts';
import { type Ended, endSession } from '../sessions/lifecycle.ts';
import { meantSession, openSessions } from '../sessions/open.ts';
import { guaranteeWords } from '../sessions/record.ts';

const input = z.object({ id: z.optional(z.string()), outcome: z.optional(z.string()) });

/** `bizos session end`. */
export const sessionEnd: Operation<typeof input> = {
  name: 'session end',
  summary: {
    en: 'End a session: archive its record and free its zones.',
    de: 'Beendet eine Sitzung: legt ihren Eintrag ab und gibt ihre Zonen frei.',
  },
  effect: 'writes',
  input,
  fields: {
    id: { value: 'ID', position: 0, help: { en: 'which session (this one)', de: 'welche Sitzung (sonst diese)' } },
    outcome: { value: 'WORDS', help: { en: 'what came of it', de: 'was daraus wurde' } },
  },
  examples: [{ command: 'bizos session end --outcome "three deals moved"', does: { en: 'end this session', de: 'beendet diese Sitzung' } }],
  async run(context, { id, outcome }) {
    const sessions = await openSessions(context);
    const { place, policy, language } = sessions;
    const ended = await endSession(place, policy, meantSession(sessions, context, id), outcome, language);
    return {
      exit: 0,
      json: () => ({
        schema: 'bizos.session-end/1',
        id: ended.session.id,
        record: ended.path,
        changed: ended.changed,
        uncommitted: ended.uncommitted,
        lease: ended.lease,
        guarantee: ended.guarantee,
      }),
      report: () => draw(ended, language),
    };
  },
};

function draw({ session, path, changed, uncommitted, lease, guarantee }: Ended, language: Language): Report {
  const de = language === 'de';
  return {
    title: de ? `Sitzung ${session.id} ist beendet` : `Session ${session.id} has ended`,
    language,
    blocks: [
      {
        kind: 'facts',
        items: [
          { label: de ? 'Eintrag' : 'Record', value: path },
          { label: de ? 'Committet' : 'Committed', value: changed.length === 0 ? (de ? 'keine Dateien' : 'no files') : changed.join(', ') },
          ...(uncommitted.length > 0
            ? [{ label: de ? 'Nicht committet' : 'Uncommitted', value: uncommitted.join(', '), tone: 'warn' as const }]
            : []),
          { label: de ? 'Garantie' : 'Guarantee', value: guaranteeWords(guarantee)[language] },
          ...(lease === 'released'
            ? []
            : [
                {
                  label: de ? 'Reservierung' : 'Hold',
                  value:
                    lease === 'lost'
                      ? de
                        ? 'war schon nicht mehr ihre'
                        : 'was no longer its own'
                      : de
                        ? 'Remote nicht erreichbar; dort läuft sie ab'
                        : 'remote not reachable; it expires there',
                  tone: 'warn' as const,
                },
              ]),
        ],
      },
    ],
  };
}
