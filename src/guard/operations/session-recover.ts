import * as z from 'zod/mini';
import type { Block } from '../../core/report.ts';
import type { Operation } from '../../workspace/operation.ts';
import { refreshShared } from '../leases/look.ts';
import { type Remains, remainsOf } from '../sessions/lifecycle.ts';
import { openSessions } from '../sessions/open.ts';
import { guaranteeWords } from '../sessions/record.ts';
import { STATES } from '../sessions/state-words.ts';

const input = z.object({ id: z.string().check(z.minLength(1)) });

/** `bizos session recover`. */
export const sessionRecover: Operation<typeof input> = {
  name: 'session recover',
  summary: { en: 'Show what a dead session left, and how to go on.', de: 'Zeigt, was eine tote Sitzung hinterließ und wie es weitergeht.' },
  effect: 'reads',
  input,
  fields: { id: { value: 'ID', position: 0, help: { en: 'which session', de: 'welche Sitzung' } } },
  examples: [
    {
      command: 'bizos session recover 2026-11-20-crm-ops-1a2b3c',
      does: { en: 'its log and uncommitted paths', de: 'ihr Verlauf und nicht committete Pfade' },
    },
  ],
  async run(context, { id }) {
    const { place, policy, language } = await openSessions(context);
    await refreshShared(place);
    const remains = await remainsOf(place, policy, id);
    const { session, state, committed, uncommitted } = remains;
    const de = language === 'de';
    return {
      exit: 0,
      json: () => ({
        schema: 'bizos.session-recover/1',
        id,
        agent: session.agent,
        entity: session.entity ?? null,
        goal: session.goal,
        state,
        notes: session.notes,
        committed,
        uncommitted,
        base: session.base ?? null,
        outcome: session.outcome ?? null,
        guarantee: remains.guarantee,
      }),
      report: () => ({
        title: de ? `Was ${id} hinterließ` : `What ${id} left`,
        language,
        blocks: [
          {
            kind: 'facts',
            items: [
              {
                label: de ? 'Stand' : 'State',
                value: STATES[state][language],
                tone: state === 'alive' ? 'warn' : 'plain',
                note: state === 'alive' ? (de ? 'sie arbeitet noch' : 'it is still at work') : undefined,
              },
              { label: de ? 'Ziel' : 'Goal', value: session.goal || '–' },
              { label: de ? 'Garantie' : 'Guarantee', value: guaranteeWords(remains.guarantee)[language] },
              { label: de ? 'Committet' : 'Committed', value: committed.join(', ') || '–' },
              {
                label: de ? 'Nicht committet' : 'Uncommitted',
                value: uncommitted.join(', ') || '–',
                tone: uncommitted.length > 0 ? 'warn' : 'plain',
              },
            ],
          },
          ...(session.notes.length > 0
            ? [
                { kind: 'heading' as const, text: de ? 'Übergabe' : 'Hand-over' },
                { kind: 'list' as const, items: session.notes },
              ]
            : []),
          ...(state === 'alive' && uncommitted.length === 0 ? [] : [nextSteps(remains, de)]),
        ],
      }),
    };
  },
};

/** What to type next. */
function nextSteps({ session, state, uncommitted, untracked }: Remains, de: boolean): Block {
  // The comparison shows nothing of a file that git doesn't know.
  const known = uncommitted.filter((path) => !untracked.includes(path));
  const entity = session.entity === undefined ? '' : ` --entity ${session.entity}`;
  return {
    kind: 'commands',
    title: de ? 'Als Nächstes' : 'Next',
    items: [
      ...(known.length > 0
        ? [{ command: `git diff HEAD -- ${someOf(known)}`, does: de ? 'ansehen, was daran neu ist' : 'see what is new in them' }]
        : []),
      ...(untracked.length > 0
        ? [{ command: `cat ${someOf(untracked)}`, does: de ? 'ansehen, was ganz neu ist' : 'see what is new altogether' }]
        : []),
      ...(state === 'ended' || state === 'alive'
        ? []
        : [{ command: `bizos session take-over ${session.id}`, does: de ? 'ihre Zonen freigeben' : 'free its zones' }]),
      ...(state === 'alive'
        ? []
        : [
            {
              command: `bizos session start --agent ${session.agent}${entity} --goal "…"`,
              does: de ? 'dort weitermachen' : 'go on there',
            },
          ]),
    ],
  };
}

/** The first of some paths, as words of a shell. */
function someOf(paths: readonly string[]): string {
  return paths.slice(0, 3).map(quoted).join(' ');
}

/** A path as a word of a POSIX shell. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
