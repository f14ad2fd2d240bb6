import * as z from 'zod/mini';
import { placeText } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';
import type { Verdict } from '../../core/zone.ts';
import type { Operation } from '../../workspace/operation.ts';
import { ownersOf } from '../decide/ready-policy.ts';
import { decide } from '../decide.ts';
import { holdersOf } from '../sessions/holders.ts';
import { openSessions } from '../sessions/open.ts';
import { shortMoment } from '../sessions/refusals.ts';
import { currentSession } from '../sessions/state.ts';

const input = z.object({ path: z.string().check(z.minLength(1)), agent: z.optional(z.string()) });

/** `bizos zones explain`. */
export const zonesExplain: Operation<typeof input> = {
  name: 'zones explain',
  summary: {
    en: 'Who may write a path, who holds it, and which rule decides.',
    de: 'Wer einen Pfad schreiben darf, wer ihn hält und welche Regel entscheidet.',
  },
  effect: 'reads',
  input,
  fields: {
    path: {
      value: 'PATH',
      position: 0,
      help: { en: 'a path from the tree’s root; it need not exist', de: 'ein Pfad ab der Wurzel des Baums; er muss nicht existieren' },
    },
    agent: { value: 'AGENT', help: { en: 'what is decided for this agent', de: 'was für diesen Agenten entschieden wird' } },
  },
  examples: [
    {
      command: 'bizos zones explain bizos/02_Solartech/_ENTITY.md --agent crm-ops',
      does: { en: 'may crm-ops write it?', de: 'darf crm-ops es schreiben?' },
    },
  ],
  async run(context, { path, agent }) {
    const { policy, place, language, root } = await openSessions(context);
    const inside = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
    const current = currentSession(place, context.environment.BIZOS_SESSION || undefined);
    const asked = agent ?? current?.agent;
    const owners = ownersOf(policy, inside);
    const names = asked === undefined ? policy.agents.map((zones) => zones.agent) : [asked];
    const verdicts = names.map((name) => ({
      agent: name,
      verdict: decide(policy, { kind: 'agent', agent: name, session: current?.agent === name ? current.id : undefined }, [
        { path: inside, what: 'modify' },
      ])[0],
    }));
    const person = decide(policy, { kind: 'person' }, [{ path: inside, what: 'modify' }])[0];
    const holders = holdersOf(place, inside);
    const de = language === 'de';
    const allowed = asked === undefined ? undefined : verdicts[0].verdict.allowed;
    const starter = allowed ? asked : owners[0];
    const [next, does]: readonly [command: string, does: Text] =
      holders.length > 0
        ? [`bizos session show ${holders[0].session}`, { en: 'who holds it, and why', de: 'wer es hält, und wozu' }]
        : starter === undefined
          ? ['bizos zones map', { en: 'whose which part of the tree is', de: 'wem welcher Teil des Baums gehört' }]
          : [`bizos session start --agent ${starter} --goal "…"`, { en: 'begin to work on it', de: 'daran zu arbeiten anfangen' }];
    return {
      exit: 0,
      json: () => ({
        schema: 'bizos.zones-explain/1',
        path: inside,
        owners,
        agents: verdicts.map(({ agent: name, verdict }) => ({
          agent: name,
          allowed: verdict.allowed,
          code: verdict.code,
          reason: verdict.reason[language],
          rule: verdict.rule ?? null,
        })),
        people: { allowed: person.allowed, code: person.code, rule: person.rule ?? null },
        holders,
        next,
      }),
      report: () => ({
        title: inside,
        language,
        blocks: [
          {
            kind: 'facts',
            items: [
              {
                label: de ? 'Menschen' : 'People',
                value: person.allowed ? (de ? 'dürfen' : 'may') : de ? 'dürfen nicht' : 'may not',
                note: placeText(person.rule, language) || undefined,
                tone: person.allowed ? 'good' : 'bad',
              },
              ...verdicts.map(({ agent: name, verdict }) => ({
                label: name,
                value: mayWords(verdict)[language],
                note: `${verdict.reason[language]}${verdict.rule ? ` ${placeText(verdict.rule, language)}` : ''} (${verdict.code})`,
                tone: verdict.allowed ? ('good' as const) : verdict.code === 'zone-part-only' ? ('warn' as const) : ('bad' as const),
              })),
              holders.length === 0
                ? { label: de ? 'Gehalten' : 'Held', value: de ? 'von niemandem' : 'by nobody' }
                : {
                    label: de ? 'Gehalten' : 'Held',
                    value: holders.map(({ session }) => session).join(', '),
                    note: `${de ? 'bis' : 'until'} ${shortMoment(holders[0].until)}`,
                  },
            ],
          },
          { kind: 'commands', title: de ? 'Als Nächstes' : 'Next', items: [{ command: next, does: does[language] }] },
        ],
      }),
    };
  },
};

/** A file that is the agent's in part is neither simply its own nor closed. */
function mayWords({ allowed, code }: Verdict): Text {
  if (allowed) return { en: 'may', de: 'darf' };
  return code === 'zone-part-only' ? { en: 'in part', de: 'teilweise' } : { en: 'may not', de: 'darf nicht' };
}
