import * as z from 'zod/mini';
import { BizosError } from '../../core/problem.ts';
import type { Block } from '../../core/report.ts';
import type { Language, Text } from '../../core/text.ts';
import type { Operation } from '../../workspace/operation.ts';
import { seenToHold, writeHostSession } from '../claude/host-session.ts';
import { type Started, startSession } from '../sessions/lifecycle.ts';
import { openSessions, spanMs } from '../sessions/open.ts';
import { guaranteeWords } from '../sessions/record.ts';
import { shortMoment } from '../sessions/refusals.ts';
import { sessionsNow } from '../sessions/state.ts';
import { STATES } from '../sessions/state-words.ts';

const input = z.object({
  agent: z.string().check(z.minLength(1)),
  entity: z.optional(z.string()),
  goal: z._default(z.string(), ''),
  lease: z._default(z.string(), '30m'),
  wait: z.optional(z.string()),
  offline: z._default(z.boolean(), false),
});

/** `bizos session start`. */
export const sessionStart: Operation<typeof input> = {
  name: 'session start',
  summary: { en: 'Register a stretch of work and take its write zones.', de: 'Meldet Arbeit an und reserviert ihre Schreibzonen.' },
  about: {
    en: 'Writes _SESSIONS/active/ID.md and holds the zones of the agent in the company, so that no other session writes there. Two agents share a company when their zones do not meet. Where a remote is shared, the hold counts for all its clones.',
    de: 'Schreibt _SESSIONS/active/ID.md und hält die Zonen des Agenten in der Firma, damit keine andere Sitzung dort schreibt. Zwei Agenten teilen sich eine Firma, wenn ihre Zonen sich nicht treffen. Mit einem gemeinsamen Remote gilt das für alle Klone.',
  },
  effect: 'writes',
  input,
  fields: {
    agent: { value: 'AGENT', help: { en: 'who works: an agent of AGENT_GOALS.md', de: 'wer arbeitet: ein Agent aus AGENT_GOALS.md' } },
    entity: {
      value: 'COMPANY',
      help: { en: 'for which company (all in its scope)', de: 'für welche Firma (sonst alle in seinem Bereich)' },
    },
    goal: { value: 'WORDS', help: { en: 'what for, in a sentence', de: 'wofür, in einem Satz' } },
    lease: {
      value: 'SPAN',
      help: { en: 'how long the hold lasts without a sign of life (30m)', de: 'wie lange ohne Lebenszeichen reserviert bleibt (30m)' },
    },
    wait: {
      value: 'SPAN',
      help: { en: 'wait so long for what another session holds: 5m', de: 'so lange auf das warten, was eine andere Sitzung hält: 5m' },
    },
    offline: {
      help: {
        en: 'do not ask the remote: the hold counts on this machine only',
        de: 'das Remote nicht fragen: gilt nur auf dieser Maschine',
      },
    },
  },
  examples: [
    { command: 'bizos session start --agent crm-ops --entity solartech --goal "stalled deals"', does: { en: 'begin', de: 'beginnen' } },
    {
      command: 'bizos session start --agent performance --wait 5m',
      does: { en: 'wait if somebody holds it', de: 'warten, wenn es jemand hält' },
    },
  ],
  async run(context, given) {
    if (given.goal.trim() === '') throw noGoal();
    const sessions = await openSessions(context);
    const { place, policy, language } = sessions;
    const leaseMs = spanMs('--lease', given.lease);
    if (leaseMs < 60_000 || leaseMs > 24 * 3_600_000) throw leaseOut();
    const entity = given.entity === undefined ? undefined : sessions.folderOf(given.entity);
    const waitMs = given.wait === undefined ? 0 : spanMs('--wait', given.wait);
    const pid = Number(context.environment.BIZOS_SESSION_PID) || process.ppid;
    const started = await startSession(place, policy, {
      agent: given.agent,
      entity,
      goal: given.goal,
      leaseMs,
      waitMs,
      offline: given.offline,
      language,
      pid,
      waiting: ([{ by }], waited) => context.progress({ en: `waiting for ${by.session}`, de: `warte auf ${by.session}` }, waited, waitMs),
    });
    const host = context.environment.BIZOS_HOST_SESSION;
    if (host)
      writeHostSession(
        sessions.root,
        host,
        seenToHold({ session: started.session.id, agent: given.agent, entity }, context.now(), leaseMs),
      );
    const others = sessionsNow(place).states.filter(({ session }) => session.id !== started.session.id);
    return {
      exit: 0,
      json: () => ({ schema: 'bizos.session-start/1', ...startedJson(started), others: others.map(({ session }) => session.id) }),
      report: () => ({
        title: language === 'de' ? `Sitzung ${started.session.id}` : `Session ${started.session.id}`,
        language,
        blocks: [
          ...startedBlocks(started, language),
          ...unsignedBlocks(started, language),
          ...(others.length > 0
            ? [
                {
                  kind: 'facts' as const,
                  items: others.map(({ session, state }) => ({
                    label: language === 'de' ? 'Auch am Werk' : 'Also at work',
                    value: session.id,
                    note: `${session.agent}${session.entity ? `, ${session.entity}` : ''}, ${STATES[state][language]}`,
                  })),
                },
              ]
            : []),
          {
            kind: 'commands' as const,
            items: [
              {
                command: `export BIZOS_SESSION=${started.session.id}`,
                does: language === 'de' ? 'damit jeder Aufruf dazugehört' : 'so that every call belongs to it',
              },
              {
                command: 'bizos session end --outcome "…"',
                does: language === 'de' ? 'wenn die Arbeit getan ist' : 'when the work is done',
              },
            ],
          },
        ],
      }),
    };
  },
};

/** What a program needs of a session that has begun. */
function startedJson({ session, taken, path, commit, unsigned }: Started): object {
  return {
    id: session.id,
    agent: session.agent,
    entity: session.entity ?? null,
    token: session.token,
    started: session.started,
    leaseMinutes: session.leaseMs / 60_000,
    guarantee: taken.lease.guarantee,
    claims: taken.lease.claims.map(({ pattern, companies, parts, rule }) => ({
      pattern,
      companies: companies ?? null,
      parts: parts ?? null,
      rule,
    })),
    without: taken.without.map(({ wanted, by }) => ({ pattern: wanted.pattern, heldBy: by.session })),
    note: taken.note ?? null,
    record: path,
    commit: commit ?? null,
    ...(unsigned ? { unsigned } : {}),
  };
}

/** The same for people. */
function startedBlocks({ session, taken, path }: Started, language: Language): readonly Block[] {
  const de = language === 'de';
  const note = taken.note === undefined || taken.note === 'no-remote' ? undefined : NOTES[taken.note][language];
  return [
    {
      kind: 'facts',
      items: [
        { label: 'Agent', value: session.agent, note: session.entity },
        ...taken.lease.claims.map(({ pattern }) => ({ label: de ? 'Hält' : 'Holds', value: pattern })),
        ...taken.without.map(({ wanted, by }) => ({
          label: de ? 'Ohne' : 'Without',
          value: wanted.pattern,
          note: `${de ? 'hält' : 'held by'} ${by.session}`,
          tone: 'warn' as const,
        })),
        { label: de ? 'Garantie' : 'Guarantee', value: guaranteeWords(taken.lease.guarantee)[language], note },
        {
          label: de ? 'Gilt bis' : 'Until',
          value: shortMoment(new Date(Date.parse(taken.lease.renewed) + session.leaseMs).toISOString()),
          note: de ? 'jeder bizos-Aufruf erneuert' : 'any bizos call renews it',
        },
        { label: de ? 'Eintrag' : 'Record', value: path },
      ],
    },
  ];
}

/** What is to be typed before the agent's commits are signed as the policy asks. */
function unsignedBlocks({ unsigned }: Started, language: Language): readonly Block[] {
  if (!unsigned) return [];
  return [
    { kind: 'text', text: unsigned.message[language], tone: 'warn' },
    { kind: 'commands', items: unsigned.commands.map((command) => ({ command, does: '' })) },
  ];
}

const NOTES: Readonly<Record<'refs-refused' | 'offline', Text>> = {
  'refs-refused': {
    en: 'the remote takes no refs/bizos/*: other clones do not see it',
    de: 'das Remote nimmt keine refs/bizos/*: andere Klone sehen es nicht',
  },
  offline: { en: 'offline: the remote is asked at the next heartbeat', de: 'offline: das Remote wird beim nächsten Lebenszeichen gefragt' },
};

function noGoal(): BizosError {
  return new BizosError(
    2,
    { en: 'What is the session for?', de: 'Wofür ist die Sitzung?' },
    { en: 'Say it in a sentence: --goal "stalled deals of Solartech"', de: 'Sag es in einem Satz: --goal "stehende Deals von Solartech"' },
  );
}

function leaseOut(): BizosError {
  return new BizosError(
    2,
    { en: '--lease: between one minute and one day.', de: '--lease: zwischen einer Minute und einem Tag.' },
    { en: 'Try --lease 30m', de: 'Versuche --lease 30m' },
  );
}
