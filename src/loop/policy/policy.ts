import type { Autonomy } from '../../core/action.ts';
import type { Severity } from '../../core/finding.ts';
import type { ChannelRow } from '../../net/channel-table.ts';

/** How findings of a rule are told (Alertmanager's terms). `*` stands for every rule that has no row of its own. Milliseconds. */
export interface AlertRow {
  readonly rule: string;
  /** How long a finding must stand before it counts (`for`). */
  readonly forMs: number;
  /** How long it must be gone before it is resolved: short gaps don't make it new again. */
  readonly clearMs: number;
  /** After which time one that still stands is told again; null: never. */
  readonly repeatMs: number | null;
  /** Below this severity nobody is told. */
  readonly from: Severity;
  readonly line: number;
}

/** A finding of `source` silences those of `target` in the same company and group: an overloaded owner silences his single deals. */
export interface SilenceRow {
  readonly source: string;
  readonly target: string;
  readonly line: number;
}

/** Hours in which nobody is told, on the wall clock of the tree. Minutes of the day; `to` before `from` runs over midnight. */
export interface QuietRow {
  /** 0 Sunday … 6 Saturday: the days on which the quiet begins. */
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
  /** From this severity on the quiet does not hold; null: it always does. */
  readonly unless: Severity | null;
  readonly line: number;
}

/** A day on which nobody works: no working day of a schedule, and none that runs against the SLA of a deal. */
export interface HolidayRow {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly name: string;
  /** Slug of the company whose day it is, or `*`. */
  readonly entity: string;
  readonly line: number;
}

/** What an agent may do with one kind of action in one company. `*` stands for every company, every agent. */
export interface GateRow {
  readonly action: string;
  /** Slug of the company, or `*`. */
  readonly entity: string;
  /** How far this kind may go at most here, whatever the agent's own phase is. */
  readonly phase: Autonomy;
  /** Approvals in a row without an edit that prove a pattern. */
  readonly approvals: number;
  /** How many may leave on one day of the tree's wall clock; null: any number. */
  readonly daily: number | null;
  /** The company lets proven patterns of this kind reach people outside without being asked. */
  readonly outside: boolean;
  readonly line: number;
}

/** Single settings of the loop. Milliseconds and numbers. */
export interface LoopSettings {
  /** How long an approval may be given after it was asked for, and the draft sent after it was approved. */
  readonly approvalMs: number;
  /** How long a postponed approval rests where the person names no time. */
  readonly postponeMs: number;
  /** Findings that one message lists singly; the others are counted. */
  readonly listed: number;
  /** Attempts at a message that the other side puts off before it is given up. */
  readonly attempts: number;
  /** Actions that one run may plan of one kind; the rest waits for the next. */
  readonly planned: number;
  /** Most characters of a draft for somebody outside, whoever words it. */
  readonly draftCharacters: number;
  /** How long after an action the snapshots are looked at for what became of its record. */
  readonly outcomeMs: number;
  /** Records on either side below which no effect is said. */
  readonly effectSample: number;
  /** Name of the channel that people of the group are told through. */
  readonly alertChannel: string;
  /** Name of the channel that approvals are asked for and answered in; where not set, the alert channel if people can answer there. */
  readonly approvalChannel: string;
}

/** A language model that may word drafts. Its words pass the same checks and the same gate. */
export interface ModelRow {
  readonly api: 'openai' | 'anthropic';
  /** https, or http on this machine. */
  readonly endpoint: string;
  readonly name: string;
  /** Name of the secret that holds its key; undefined: it needs none. */
  readonly secret?: string;
  /** Hosts that a draft may link to. */
  readonly links: readonly string[];
  readonly line: number;
}

/** `bizos/AGENT_POLICY.md` as data. Nothing of this stands in code. */
export interface AgentPolicy {
  readonly alerts: readonly AlertRow[];
  readonly silences: readonly SilenceRow[];
  readonly quiet: readonly QuietRow[];
  readonly holidays: readonly HolidayRow[];
  readonly channels: readonly ChannelRow[];
  readonly gates: readonly GateRow[];
  /** Who may word drafts besides the templates; undefined: nobody. */
  readonly model?: ModelRow;
  /** Settings that are missing are not guessed: the loop doesn't run without them. */
  readonly settings: Partial<LoopSettings>;
  /** The line that each of them stands in, and the heading of their table. */
  readonly settingLines?: Readonly<Partial<Record<keyof LoopSettings | 'table', number>>>;
}

/** The row for a rule: its own, else `*`; undefined where the policy has neither: nobody is told. */
export function alertRow(policy: AgentPolicy, rule: string): AlertRow | undefined {
  return policy.alerts.find((row) => row.rule === rule) ?? policy.alerts.find((row) => row.rule === '*');
}

/** The row for an action in a company: the one that names both, then the company, then the action, then `*`. */
export function gateRow(policy: AgentPolicy, action: string, entity: string): GateRow | undefined {
  const rank = (row: GateRow): number => (row.action === action ? 2 : 0) + (row.entity === entity ? 1 : 0);
  return policy.gates
    .filter((row) => (row.action === action || row.action === '*') && (row.entity === entity || row.entity === '*'))
    .sort((a, b) => rank(b) - rank(a))[0];
}

/** The holidays of a company, `YYYY-MM-DD`: its own and those of all; without a company those of all. */
export function holidaysOf({ holidays }: Pick<AgentPolicy, 'holidays'>, entity?: string): string[] {
  return holidays.filter((row) => row.entity === '*' || row.entity === entity).map(({ date }) => date);
}
