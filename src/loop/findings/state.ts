import { createHash } from 'node:crypto';
import { type Severity, type Subject, severityRank } from '../../core/finding.ts';
import type { LedgerEntry } from '../ledger/entries/index.ts';

/** Where a finding is in its life. */
export type Standing = 'pending' | 'open' | 'clearing' | 'resolved';

/** What the ledger knows of a finding. Moments in milliseconds. */
export interface FindingState {
  readonly id: string;
  readonly agent: string;
  readonly scan: string;
  readonly entity: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly standing: Standing;
  /** Since when it stands like this. */
  readonly since: number;
  /** Since when it counts; undefined while pending. */
  readonly countsSince?: number;
  /** It was resolved once and came back. */
  readonly reopened: boolean;
  /** When people were told last, and how severe it was then; undefined: never in this life. */
  readonly told?: { readonly at: number; readonly severity: Severity };
  /** A person has seen it: silent until it gets worse. */
  readonly acknowledged?: { readonly at: number; readonly severity: Severity };
  readonly snoozedUntil?: number;
  /** A message about it is on its way or waits for a person. */
  readonly action?: string;
  readonly worth?: number;
  readonly stage?: string;
  /** Hash of the group that silences or is silenced with it. */
  readonly group?: string;
  /** Commitment to subject and owner. */
  readonly about?: string;
}

/** What stands behind the commitment of a finding, where it has not been erased. */
export interface FindingAbout {
  readonly subject: Subject;
  readonly owner?: string;
  readonly group?: string;
}

/** A group's name as a hash, so that silencing needs no names. */
export function groupHash(entity: string, group: string): string {
  return createHash('sha256').update(`${entity}\u0000${group}`).digest('hex').slice(0, 16);
}

/** The states of all findings, from the ledger alone. */
export function foldFindings(entries: readonly LedgerEntry[]): Map<string, FindingState> {
  const states = new Map<string, FindingState>();
  const plans = new Map<string, { findings: readonly string[]; audience: string }>();
  for (const entry of entries) {
    if (entry.kind === 'finding') states.set(entry.data.finding, afterChange(states.get(entry.data.finding), entry));
    else if (entry.kind === 'mark') mark(states, entry);
    else if (entry.kind === 'plan') {
      plans.set(entry.data.action, entry.data);
      for (const id of entry.data.findings) set(states, id, { action: entry.data.action });
    } else if (entry.kind === 'delivery' || (entry.kind === 'ruling' && entry.data.was === 'sent'))
      told(states, plans, entry.data.action, entry.at);
    // Whether an unknown one arrived nobody knows: saying it twice is worse than saying it late.
    else if (entry.kind === 'failure' && entry.data.state === 'unknown') told(states, plans, entry.data.action, entry.at);
    else if (entry.kind === 'failure' && entry.data.state === 'refused') free(states, plans, entry.data.action);
    else if (entry.kind === 'verdict' && entry.data.decision === 'refuse') free(states, plans, entry.data.action);
    else if (entry.kind === 'approval' && entry.data.answer === 'rejected') free(states, plans, entry.data.action);
  }
  return states;
}

type Entry<K extends LedgerEntry['kind']> = Extract<LedgerEntry, { kind: K }>;

/** A state after a line about it. The same function serves the planner, so what it foresees is what the ledger will say. */
export function afterChange(before: FindingState | undefined, { data, at }: Pick<Entry<'finding'>, 'data' | 'at'>): FindingState {
  const { finding: id, agent, scan, entity, rule, severity, change, worth, stage, group, about } = data;
  // One shape for all of them, since there may be many thousands.
  const base: FindingState = {
    id,
    agent,
    scan,
    entity,
    rule,
    severity,
    standing: 'open',
    since: at,
    countsSince: undefined,
    reopened: before?.reopened ?? false,
    told: undefined,
    acknowledged: undefined,
    snoozedUntil: undefined,
    action: undefined,
    worth,
    stage,
    group,
    about: about ?? before?.about,
  };
  const goesOn = (standing: Standing, since: number): FindingState => ({
    ...base,
    standing,
    since,
    countsSince: before?.countsSince ?? at,
    told: before?.told,
    acknowledged: before?.acknowledged,
    snoozedUntil: before?.snoozedUntil,
    action: before?.action,
  });
  switch (change) {
    case 'pending':
      return { ...base, standing: 'pending', since: at, reopened: before?.countsSince !== undefined || base.reopened };
    case 'new':
      return { ...base, standing: 'open', since: at, countsSince: at };
    // It came back after it was resolved: a new life, and people hear of it again.
    case 'reopened':
      return { ...base, standing: 'open', since: at, countsSince: at, reopened: true };
    case 'worse':
    case 'better':
      return goesOn('open', before?.since ?? at);
    case 'back':
      return goesOn('open', at);
    case 'clearing':
      return goesOn('clearing', at);
    case 'resolved':
      return { ...base, standing: 'resolved', countsSince: before?.countsSince };
  }
}

function set(states: Map<string, FindingState>, id: string, part: Partial<FindingState>): void {
  const before = states.get(id);
  if (before) states.set(id, { ...before, ...part });
}

function mark(states: Map<string, FindingState>, { data, at }: Entry<'mark'>): void {
  const before = states.get(data.finding);
  if (!before) return;
  const { acknowledged: _a, snoozedUntil: _s, ...rest } = before;
  if (data.mark === 'acknowledged') states.set(before.id, { ...rest, acknowledged: { at, severity: before.severity } });
  else if (data.mark === 'snoozed')
    states.set(before.id, { ...rest, ...(data.until !== undefined && { snoozedUntil: Date.parse(data.until) }) });
  else states.set(before.id, rest);
}

type Plans = ReadonlyMap<string, { readonly findings: readonly string[]; readonly audience: string }>;

function told(states: Map<string, FindingState>, plans: Plans, action: string, at: number): void {
  const plan = plans.get(action);
  for (const id of plan?.findings ?? []) {
    const before = states.get(id);
    if (!before) continue;
    const { action: now, ...rest } = before;
    // A letter to a customer tells nobody of the group anything.
    const heard = plan?.audience === 'inside' ? { told: { at, severity: before.severity } } : {};
    states.set(id, { ...rest, ...heard, ...(now !== undefined && now !== action && { action: now }) });
  }
}

function free(states: Map<string, FindingState>, plans: Plans, action: string): void {
  for (const id of plans.get(action)?.findings ?? []) {
    const before = states.get(id);
    if (before?.action !== action) continue;
    const { action: _gone, ...rest } = before;
    states.set(id, rest);
  }
}

/** Whether one severity is worse than another. */
export function isWorse(now: Severity, before: Severity): boolean {
  return severityRank(now) > severityRank(before);
}
