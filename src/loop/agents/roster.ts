import { BizosError, type Problem } from '../../core/problem.ts';
import { isInScope } from '../../tree/agent-scope.ts';
import type { Agent, AgentGoals } from '../../tree/kinds/agent-goals.ts';
import type { Entity } from '../../tree/kinds/entity.ts';
import { labelKey } from '../../tree/tables.ts';
import type { ActionKindEntry } from '../../workspace/action.ts';
import type { Context } from '../../workspace/operation.ts';
import type { ScanEntry } from '../../workspace/scan.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { type Meaning, meaningOf } from '../schedule/meaning.ts';

/** A row of an agent's schedule, or a line of what it does: what is scanned and told when it is due. */
export interface Duty {
  /** As the document has it: `Pipeline scan`. */
  readonly what: string;
  /** `working days 08:00`; undefined where only a phase names it. */
  readonly when?: string;
  readonly line?: number;
  readonly scans: readonly ScanEntry[];
  readonly kinds: readonly ActionKindEntry[];
}

/** An agent of the tree with what it can be asked to do. */
export interface RosterAgent {
  readonly agent: Agent;
  readonly file: string;
  /** Companies that it looks after. */
  readonly entities: readonly Entity[];
  readonly duties: readonly Duty[];
  /** What of its section can't be followed. */
  readonly problems: readonly Problem[];
}

/** What the fields of the business bring. */
export interface Brought {
  readonly scans: readonly ScanEntry[];
  readonly kinds: readonly ActionKindEntry[];
}

/** What the fields of the business bring to the agents. */
export async function broughtBy(context: Context): Promise<Brought> {
  const [scans, kinds] = await Promise.all([context.scans?.() ?? [], context.actionKinds?.() ?? []]);
  return { scans, kinds };
}

/** Every agent of `AGENT_GOALS.md`, in the order of the document. */
export function rosterOf(workspace: Pick<Workspace, 'documents' | 'entities'>, brought: Brought): RosterAgent[] {
  return workspace
    .documents<AgentGoals>('agent-goals')
    .flatMap(({ path, value }) => value.agents.map((agent) => rosterAgent(agent, path, workspace.entities, brought)));
}

/** The agent with a slug or name. Throws BizosError (exit 2) that names those there are. */
export function agentCalled(roster: readonly RosterAgent[], name: string): RosterAgent {
  const found = roster.find(({ agent }) => agent.slug === name.toLowerCase() || agent.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const names = roster.map(({ agent }) => agent.slug).join(', ');
  throw new BizosError(
    2,
    { en: `There is no agent "${name}" in AGENT_GOALS.md.`, de: `In AGENT_GOALS.md gibt es keinen Agenten „${name}“.` },
    names === ''
      ? {
          en: 'Run bizos init in this tree: it adds the document and changes nothing.',
          de: 'Rufe bizos init in diesem Baum auf: Es ergänzt das Dokument und ändert nichts.',
        }
      : { en: `Agents: ${names}`, de: `Agenten: ${names}` },
  );
}

function rosterAgent(agent: Agent, file: string, entities: readonly Entity[], brought: Brought): RosterAgent {
  const own = entities.filter((entity) => isInScope(agent.scope, entity));
  const duties = dutiesOf(agent, brought);
  const problems = [
    ...duties.filter(({ scans, kinds }) => scans.length + kinds.length === 0).map((duty) => unknownDuty(agent, file, duty)),
    ...(own.length === 0 ? [nobodyInScope(agent, file)] : []),
  ];
  return { agent, file, entities: own, duties, problems };
}

/** The schedule's rows; where there is no schedule, what its phases up to the current one name. */
function dutiesOf(agent: Agent, brought: Brought): Duty[] {
  if (agent.schedule.length > 0)
    return agent.schedule.map(({ what, when, line }) => ({ what, when, line, ...entriesOf(meaningOf(what, brought), brought) }));
  return agent.phases
    .filter(({ number }) => number <= agent.currentPhase)
    .flatMap(({ does }) => does)
    .map((what) => ({ what, ...begunBy(labelKey(what), brought) }))
    .filter((duty) => duty.scans.length + duty.kinds.length > 0);
}

function entriesOf(meaning: Meaning | undefined, { scans, kinds }: Brought): Pick<Duty, 'scans' | 'kinds'> {
  return {
    scans: scans.filter(({ name }) => meaning?.scans.includes(name)),
    kinds: kinds.filter(({ name }) => meaning?.kinds.includes(name)),
  };
}

/** Prose says more than a name: "Daily pipeline risk scan (stalled deals, …)" begins with one. */
function begunBy(key: string, { scans, kinds }: Brought): Pick<Duty, 'scans' | 'kinds'> {
  return {
    scans: scans.filter(({ names }) => names.some((word) => key.startsWith(word))),
    kinds: kinds.filter(({ duties }) => duties?.some((word) => key.startsWith(word))),
  };
}

function unknownDuty(agent: Agent, file: string, { what, line }: Duty): Problem {
  return {
    code: 'duty-unknown',
    level: 'note',
    place: { file, line },
    message: {
      en: `${agent.name}: nothing here does "${what}" yet; the row is passed over.`,
      de: `${agent.name}: Noch nichts hier tut „${what}“; die Zeile wird übergangen.`,
    },
    remedy: { en: 'See what there is: bizos explain duty-unknown', de: 'Sieh nach, was es gibt: bizos explain duty-unknown' },
  };
}

function nobodyInScope(agent: Agent, file: string): Problem {
  return {
    code: 'scope-empty',
    level: 'warning',
    place: { file, line: agent.line },
    message: {
      en: `${agent.name} looks after no company of this tree: its scope names ${agent.scope.join(', ')}.`,
      de: `${agent.name} betreut keine Firma dieses Baums: Der Bereich nennt ${agent.scope.join(', ')}.`,
    },
    remedy: {
      en: 'Name companies by their folder or name, or write "All entities".',
      de: 'Nenne Firmen mit Ordner oder Namen, oder schreibe „Alle Firmen“.',
    },
  };
}
