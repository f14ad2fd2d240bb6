import type { Autonomy } from '../../core/action.ts';
import { BizosError } from '../../core/problem.ts';
import { instantOf } from '../../core/zone-time.ts';
import { newNonce } from '../../guard/leases/lock.ts';
import type { Entity } from '../../tree/kinds/entity.ts';
import { labelKey } from '../../tree/tables.ts';
import type { ActionKindEntry } from '../../workspace/action.ts';
import { readAsOf } from '../../workspace/as-of.ts';
import type { Context } from '../../workspace/operation.ts';
import type { ScanEntry } from '../../workspace/scan.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { agentCalled, broughtBy, type Duty, type RosterAgent, rosterOf } from '../agents/roster.ts';
import { listChannels } from '../dispatch/channels.ts';
import type { DispatchWorld } from '../dispatch/world.ts';
import { committedPolicy, withCommittedOutside } from '../policy/committed.ts';
import { agentPolicy } from '../policy/needed.ts';
import type { AgentPolicy } from '../policy/policy.ts';

/** What is asked of a run. */
export interface RunQuestion {
  /** Slug or name of the agent. */
  readonly agent: string;
  /** Slug of one company of its scope; undefined: all of it. */
  readonly entity?: string;
  /** Rows of its schedule, as they are written there; undefined: everything it does. */
  readonly duties?: readonly string[];
  /** Nothing is written and nothing leaves. */
  readonly dry?: boolean;
  /** As `--as-of` says it. */
  readonly asOf?: string;
  /** Everything that would leave goes through this channel instead. */
  readonly channel?: string;
  /** Don't ask the remote whether somebody else is running. */
  readonly offline?: boolean;
  /** The moment that the run was due and missed, milliseconds. */
  readonly due?: number;
  readonly open?: DispatchWorld['open'];
}

/** Everything that a run knows before it begins. */
export interface Setting {
  readonly workspace: Workspace;
  readonly who: RosterAgent;
  readonly policy: AgentPolicy;
  readonly phase: Autonomy;
  readonly entities: readonly Entity[];
  readonly duties: readonly Duty[];
  readonly scans: readonly ScanEntry[];
  readonly kinds: readonly ActionKindEntry[];
  /** Every kind there is: actions of other rows of the schedule are judged by theirs. */
  readonly known: readonly ActionKindEntry[];
  readonly moment: number;
  readonly asOf?: number;
  readonly run: string;
}

/**
 * Settles what a run is about. Throws BizosError (exit 2) for an agent, company, row, channel or date that there is not.
 */
export async function settingOf(context: Context, workspace: Workspace, question: RunQuestion): Promise<Setting> {
  const brought = await broughtBy(context);
  const who = agentCalled(rosterOf(workspace, brought), question.agent);
  const policy = withCommittedOutside(agentPolicy(workspace), await committedPolicy(workspace.root));
  if (question.channel !== undefined) await assertChannel(workspace.root, question.channel);
  const duties = askedDuties(who, question.duties);
  const named = new Set(duties.flatMap(({ kinds }) => kinds));
  const wall = readAsOf(question.asOf, context.now(), workspace.timeZone);
  const asOf = wall === undefined ? undefined : instantOf(wall, workspace.timeZone);
  const moment = asOf ?? context.now();
  return {
    workspace,
    who,
    policy,
    phase: Math.min(3, Math.max(1, who.agent.currentPhase)) as Autonomy,
    entities: askedEntities(workspace, who, question.entity),
    duties,
    scans: [...new Set(duties.flatMap(({ scans }) => scans))],
    kinds: brought.kinds.filter((kind) => kind.duties === undefined || named.has(kind)),
    known: brought.kinds,
    moment,
    ...(asOf !== undefined && { asOf }),
    run: `${new Date(context.now()).toISOString().replace(/[-:]|\.\d+/g, '')}-${who.agent.slug}-${newNonce().slice(0, 6)}`
      .slice(0, 80)
      .toLowerCase(),
  };
}

async function assertChannel(root: string, name: string): Promise<void> {
  const { value } = await listChannels(root);
  if (value.some((channel) => channel.name === name)) return;
  const names = value.map((channel) => channel.name).join(', ');
  throw new BizosError(
    2,
    { en: `There is no channel "${name}".`, de: `Es gibt keinen Kanal „${name}“.` },
    { en: `Channels: ${names}`, de: `Kanäle: ${names}` },
  );
}

function askedDuties(who: RosterAgent, asked: readonly string[] | undefined): readonly Duty[] {
  if (!asked) return who.duties.filter(({ scans, kinds }) => scans.length + kinds.length > 0);
  return asked.map((words) => {
    const found = who.duties.find(({ what }) => labelKey(what) === labelKey(words));
    if (found) return found;
    throw noDuty(who, words);
  });
}

function askedEntities(workspace: Workspace, { agent, entities }: RosterAgent, asked: string | undefined): readonly Entity[] {
  if (asked === undefined) return entities;
  const entity = workspace.entity(asked);
  if (entities.some(({ slug }) => slug === entity.slug)) return [entity];
  throw notInScope(agent.name, entity, entities);
}

function noDuty({ agent, duties }: RosterAgent, words: string): BizosError {
  const names = duties.map(({ what }) => what).join(', ');
  return new BizosError(
    2,
    { en: `The schedule of ${agent.name} has no row "${words}".`, de: `Der Zeitplan von ${agent.name} hat keine Zeile „${words}“.` },
    { en: `Rows: ${names}`, de: `Zeilen: ${names}` },
  );
}

function notInScope(agent: string, { name }: Entity, entities: readonly Entity[]): BizosError {
  const names = entities.map(({ slug }) => slug).join(', ');
  return new BizosError(
    2,
    { en: `${name} is not in the scope of ${agent}.`, de: `${name} ist nicht im Bereich von ${agent}.` },
    { en: `Its companies: ${names}`, de: `Seine Firmen: ${names}` },
  );
}
