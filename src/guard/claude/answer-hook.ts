import { appendFileSync, realpathSync } from 'node:fs';
import type { Language } from '../../core/text.ts';
import type { ZonePolicy } from '../../core/zone.ts';
import type { Agent, AgentGoals } from '../../tree/kinds/agent-goals.ts';
import type { Entity } from '../../tree/kinds/entity.ts';
import type { Context } from '../../workspace/operation.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import { policyForSession } from '../decide/session-policy.ts';
import { facetsOf } from '../facets/facets-of.ts';
import type { LeasePlace } from '../leases/contact.ts';
import { localLease } from '../leases/look.ts';
import { renewLease } from '../leases/renew.ts';
import { policyHere } from '../policy/compiled.ts';
import { holdersOf } from '../sessions/holders.ts';
import { endSession, startSession } from '../sessions/lifecycle.ts';
import { leasePlace } from '../sessions/place.ts';
import { guaranteeWords } from '../sessions/record.ts';
import { heldWords } from '../sessions/refusals.ts';
import type { SigningGap } from '../sessions/signing.ts';
import { sessionBelowHost, sessionOfHost, sessionsNow } from '../sessions/state.ts';
import { STATES } from '../sessions/state-words.ts';
import type { HookInput } from './hook-input.ts';
import { dropHostSession, fresh, type HostSession, readHostSession, seenToHold, writeHostSession } from './host-session.ts';
import { denyJson, refusalOf } from './judge.ts';
import { targetsOf } from './tool-targets.ts';

/** Lease time of a session that a host's hooks begin and keep alive. */
const LEASE_MS = 30 * 60_000;

interface HookWorld {
  readonly context: Context;
  readonly root: string;
  readonly language: Language;
  readonly policy: ZonePolicy;
  readonly place: LeasePlace;
  readonly agents: readonly Agent[];
  readonly entities: readonly Entity[];
}

/**
 * Answers one hook call in the host's form: the text for its standard output, empty where nothing is to be said. Throws BizosError where
 * it can't answer; the caller then refuses.
 */
export async function answerHook(context: Context, input: HookInput): Promise<string> {
  const workspace = await openWorkspace({ ...context, cwd: input.cwd });
  const { root: found, language, entities } = workspace;
  const agents = workspace.documents<AgentGoals>('agent-goals').flatMap(({ value }) => value.agents);
  workspace.close();
  const root = realpathSync(found);
  const { value: policy } = await policyHere(root);
  const world: HookWorld = { context, root, language, policy, place: leasePlace(root, context), agents, entities };
  switch (input.event) {
    case 'SessionStart':
      return begin(world, input);
    case 'PreToolUse':
      return beforeTool(world, input);
    case 'PostToolUse':
      await keepAlive(world, input);
      return '';
    default:
      return finish(world, input);
  }
}

async function begin(world: HookWorld, input: HookInput): Promise<string> {
  const { context, policy, place, root, language } = world;
  const kept = readHostSession(root, input.hostSession);
  if (kept && (await renewLease(place, kept.session, true)) !== 'lost') {
    believe(world, input, kept);
    // A host that starts up with the settings and the plugin asks twice: once is enough.
    return input.source === 'startup' && fresh(kept, context.now()) ? '' : contextJson(briefing(world, kept.session, kept.agent));
  }
  const env = context.environment;
  exported(env.CLAUDE_ENV_FILE, { BIZOS_HOST_SESSION: input.hostSession });
  const agent = env.BIZOS_AGENT || world.policy.agents.find(({ agent: slug }) => slug === input.agentType)?.agent;
  if (!agent) return contextJson(noAgent(world));
  const entity = env.BIZOS_ENTITY ? folderOf(world, env.BIZOS_ENTITY) : undefined;
  try {
    // The host's process is the one above this hook: the session dies with it.
    const { session, unsigned } = await startSession(place, policy, {
      agent,
      entity,
      goal: env.BIZOS_GOAL || 'Claude Code',
      leaseMs: LEASE_MS,
      waitMs: 0,
      offline: false,
      language,
      pid: hostPid(),
    });
    believe(world, input, { session: session.id, agent, entity });
    exported(env.CLAUDE_ENV_FILE, { BIZOS_SESSION: session.id });
    return contextJson([briefing(world, session.id, agent), ...(unsigned ? [gapWords(unsigned, language)] : [])].join('\n'));
  } catch (error) {
    const twin = sessionOfHost(place, hostPid(), agent, entity);
    if (twin !== undefined) {
      believe(world, input, { session: twin, agent, entity });
      return '';
    }
    const why = error instanceof Error && 'text' in error ? (error as { text: Record<Language, string> }).text[language] : String(error);
    return contextJson(
      language === 'de'
        ? `BizOS: Die Sitzung konnte nicht beginnen, also wird nichts geschrieben. ${why}`
        : `BizOS: the session could not begin, so nothing may be written. ${why}`,
    );
  }
}

/** The shell or runner between the hook and its host passes calls on; `hostProcess` looks past it. */
function hostPid(): number {
  return process.ppid;
}

async function beforeTool(world: HookWorld, input: HookInput): Promise<string> {
  const { root, language, place, policy } = world;
  const kept = readHostSession(root, input.hostSession) ?? sessionBelowHost(place, hostPid());
  if (!kept) {
    const { targets, bypasses } = targetsOf(input);
    return targets.length === 0 && bypasses.length === 0 ? '' : denyJson(noAgent(world));
  }
  const alive = localLease(place, kept.session) && (await renewLease(place, kept.session)) !== 'lost';
  if (!alive) {
    dropHostSession(root, input.hostSession);
    return denyJson(
      language === 'de'
        ? `BizOS lehnt ab: ${kept.session} hält ihre Reservierung nicht mehr. Beginne eine neue Sitzung: bizos session start --agent ${kept.agent} --goal "…"`
        : `BizOS refuses: ${kept.session} no longer holds its lease. Begin a new session: bizos session start --agent ${kept.agent} --goal "…"`,
    );
  }
  believe(world, input, kept);
  const reason = refusalOf(input, {
    root,
    policy: policyForSession(policy, kept.agent, kept.entity),
    actor: { kind: 'agent', agent: kept.agent, session: kept.session },
    language,
    parts: { facetsOf, heldBy: (_root, path) => heldWords(holdersOf(place, path)) },
  });
  return reason === undefined ? '' : denyJson(reason);
}

async function keepAlive(world: HookWorld, input: HookInput): Promise<void> {
  const kept = readHostSession(world.root, input.hostSession);
  if (!kept) return;
  if ((await renewLease(world.place, kept.session)) === 'lost') dropHostSession(world.root, input.hostSession);
  else believe(world, input, kept);
}

async function finish(world: HookWorld, input: HookInput): Promise<string> {
  const kept = readHostSession(world.root, input.hostSession);
  if (!kept || !dropHostSession(world.root, input.hostSession)) return '';
  if (sessionsNow(world.place).states.some(({ session }) => session.id === kept.session))
    await endSession(
      world.place,
      world.policy,
      kept.session,
      input.reason === undefined ? undefined : `Claude Code: ${input.reason}`,
      world.language,
    );
  return '';
}

function believe({ root, context, place }: HookWorld, input: HookInput, kept: Pick<HostSession, 'session' | 'agent' | 'entity'>): void {
  const leaseMs = localLease(place, kept.session)?.leaseMs ?? LEASE_MS;
  writeHostSession(root, input.hostSession, seenToHold(kept, context.now(), leaseMs));
}

function folderOf({ entities }: HookWorld, name: string): string {
  const found = entities.find(({ slug, folder }) => slug === name.toLowerCase() || folder.endsWith(`/${name}`));
  return found ? found.folder.slice(found.folder.lastIndexOf('/') + 1) : name;
}

/** Variables for the session's later shell calls: the host reads this file before each. Values hold no quote. */
function exported(file: string | undefined, values: Readonly<Record<string, string>>): void {
  if (!file) return;
  for (const [name, value] of Object.entries(values)) if (/^[\w.:@-]+$/.test(value)) appendFileSync(file, `export ${name}='${value}'\n`);
}

/** Mission, targets, zones, and who else is at work. */
function briefing(world: HookWorld, id: string, slug: string): string {
  const { language, policy, place, agents } = world;
  const de = language === 'de';
  const agent = agents.find((one) => one.slug === slug);
  const { states } = sessionsNow(place);
  const own = states.find(({ session }) => session.id === id);
  const lease = localLease(place, id);
  const others = states.filter(({ session }) => session.id !== id);
  const lines = [
    de
      ? `BizOS-Sitzung ${id} (Agent ${slug}${own?.session.entity ? `, ${own.session.entity}` : ''}).`
      : `BizOS session ${id} (agent ${slug}${own?.session.entity ? `, ${own.session.entity}` : ''}).`,
    ...(agent
      ? [
          `${de ? 'Auftrag' : 'Mission'}: ${agent.mission}`,
          `${de ? 'Phase' : 'Phase'} ${agent.currentPhase}: ${agent.phases.find(({ number }) => number === agent.currentPhase)?.title ?? ''}`,
        ]
      : []),
    ...(agent?.metrics ?? []).map(({ name, currentText, targetText }) => `- ${name}: ${currentText || '–'} → ${targetText || '–'}`),
    de ? 'Schreiben darf diese Sitzung nur:' : 'This session may write only:',
    ...(lease?.claims ?? []).map(({ pattern }) => `- ${pattern}`),
    ...(lease ? [`${de ? 'Garantie' : 'Guarantee'}: ${guaranteeWords(lease.guarantee)[language]}.`] : []),
    others.length === 0
      ? de
        ? 'Sonst ist niemand am Werk.'
        : 'Nobody else is at work.'
      : `${de ? 'Auch am Werk' : 'Also at work'}: ${others.map(({ session, state }) => `${session.id} (${session.agent}${session.entity ? `, ${session.entity}` : ''}, ${STATES[state][language]})`).join('; ')}.`,
    de
      ? `Andere Dateien werden abgelehnt; warum, sagt: bizos zones explain PFAD --agent ${slug}. Notizen: bizos session note "…".`
      : `Other files are refused; why says: bizos zones explain PATH --agent ${slug}. Notes: bizos session note "…".`,
  ];
  if (policy.agents.every(({ agent: name }) => name !== slug))
    lines.push(de ? 'Dieser Agent hat keine Zonen.' : 'This agent has no zones.');
  return lines.join('\n');
}

function gapWords({ message, commands }: SigningGap, language: Language): string {
  return `${message[language]} ${language === 'de' ? 'Ein Mensch tippt' : 'A person types'}: ${commands.join('; ')}`;
}

function noAgent({ agents, language }: HookWorld): string {
  const list = agents.map(({ slug }) => slug).join(', ') || '–';
  return language === 'de'
    ? `BizOS: Dieser Baum wird bewacht, und diese Sitzung ist nicht angemeldet; bis dahin wird hier nichts geschrieben. Agenten: ${list}. Anmelden: bizos session start --agent AGENT --entity FIRMA --goal "wofür"`
    : `BizOS: this tree is guarded and this session is not registered, so nothing may be written here yet. Agents: ${list}. Register: bizos session start --agent AGENT --entity COMPANY --goal "what for"`;
}

function contextJson(additionalContext: string): string {
  return JSON.stringify({ hookSpecificOutput: { hookEventName: 'SessionStart', additionalContext } });
}
