import { BizosError } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import { machineHere } from '../../guard/leases/machine.ts';
import { leasePlace } from '../../guard/sessions/place.ts';
import { enclosingSession } from '../../guard/sessions/state.ts';
import type { Context } from '../../workspace/operation.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import { pausedAgents } from '../gate/paused.ts';
import type { LedgerEntry } from '../ledger/entries/index.ts';
import { readLedger } from '../ledger/read.ts';
import type { AgentRunner } from './call.ts';
import { readSchedule, type Schedule, type ScheduledRow } from './read.ts';
import type { SchedulerWorld } from './run-due.ts';
import { TurnBook } from './turn-book.ts';

/** A tree with its schedule. */
export interface OpenSchedule {
  readonly root: string;
  readonly language: Language;
  readonly timeZone: string;
  readonly schedule: Schedule;
  /** Names that rows may have, for help. */
  readonly names: readonly string[];
}

/** Reads the schedule of the tree around the call. Throws BizosError (exit 2) where there is no tree, or no agent of that name. */
export async function openSchedule(context: Context, agent?: string): Promise<OpenSchedule> {
  const [scans, kinds] = await Promise.all([context.scans?.() ?? [], context.actionKinds?.() ?? []]);
  const workspace = await openWorkspace(context);
  try {
    const { root, language, timeZone } = workspace;
    const schedule = await readSchedule(workspace, { scans, kinds });
    const agents = [...new Set(schedule.entries.map((row) => row.agent))];
    if (agent !== undefined && !agents.includes(agent)) throw noSchedule(agent, agents);
    const names = [...scans.map(({ name }) => name), ...kinds.filter(({ duties }) => duties !== undefined).map(({ name }) => name)];
    return { root, language, timeZone, schedule, names };
  } finally {
    workspace.close();
  }
}

/** Everything that running what is due needs. Throws BizosError (exit 3) inside a session: agents are started in sessions of their own. */
export async function schedulerWorld(
  context: Context,
  open: OpenSchedule,
  setting: { readonly run: AgentRunner; readonly offline: boolean; readonly agent?: string },
): Promise<SchedulerWorld> {
  const { root, timeZone, schedule } = open;
  const place = leasePlace(root, context);
  const inside = enclosingSession(place, context.environment.BIZOS_SESSION || undefined, process.ppid);
  if (inside) throw inSession(inside.id);
  const book = await TurnBook.open(place, setting.offline);
  let entries: readonly LedgerEntry[] | undefined;
  const ledger = (): readonly LedgerEntry[] => {
    entries ??= readLedger(root).entries;
    return entries;
  };
  return {
    context,
    timeZone,
    schedule,
    book,
    machine: machineHere(),
    runsOf: (row) => runsIn(ledger(), row),
    isPaused: (agent) => {
      const paused = pausedAgents(ledger());
      return paused.has('*') || paused.has(agent);
    },
    ...setting,
  };
}

/** When a row ran as the ledger has it: runs for the row, and older ones of the same scans that name no rows. Milliseconds. */
export function runsIn(entries: readonly LedgerEntry[], { agent, row, meaning }: ScheduledRow): number[] {
  const scans = meaning?.scans ?? [];
  return entries.flatMap((entry) => {
    if (entry.kind !== 'run-start' || entry.data.agent !== agent) return [];
    const { data, at } = entry;
    const fits = data.rows?.includes(row) ?? (scans.length > 0 && scans.every((scan) => data.scans.includes(scan)));
    return fits ? [at] : [];
  });
}

function noSchedule(agent: string, agents: readonly string[]): BizosError {
  const list = agents.join(', ') || '–';
  return new BizosError(
    2,
    { en: `The agent "${agent}" has no schedule.`, de: `Der Agent „${agent}“ hat keinen Zeitplan.` },
    { en: `Agents with one: ${list}`, de: `Agenten mit einem: ${list}` },
  );
}

function inSession(session: string): BizosError {
  return new BizosError(
    3,
    {
      en: `This is inside session ${session}: the schedule runs agents in sessions of their own.`,
      de: `Dies ist in der Sitzung ${session}: Der Zeitplan lässt Agenten in eigenen Sitzungen laufen.`,
    },
    {
      en: 'Run it outside any session, or run one agent: bizos agent run',
      de: 'Rufe es außerhalb auf, oder einen Agenten: bizos agent run',
    },
  );
}
