import type { Severity } from '../../core/finding.ts';
import { type AgentPolicy, alertRow } from '../policy/policy.ts';
import { type FindingState, isWorse } from './state.ts';

/** A finding as a scan has it now. */
export interface Seen {
  readonly id: string;
  readonly scan: string;
  readonly entity: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly worth?: number;
  readonly stage?: string;
  readonly group?: string;
}

/** What a run looked at: only findings of these can be resolved by not being there. */
export interface Looked {
  readonly scan: string;
  readonly entity: string;
}

export type Change = 'pending' | 'new' | 'worse' | 'better' | 'clearing' | 'back' | 'resolved' | 'reopened';

/** One finding that stands differently now. `seen` is undefined where the scan no longer has it. */
export interface FindingChange {
  readonly id: string;
  readonly change: Change;
  readonly state?: FindingState;
  readonly seen?: Seen;
}

/**
 * What a scan changes in the life of findings. A function of its arguments alone; a finding that only goes on is no change, and asking twice
 * at the same moment changes nothing. A moment before the state's own (a clock that was set back) never resolves and never makes
 * anything count sooner: waiting begins anew from then on.
 */
export function advance(
  states: ReadonlyMap<string, FindingState>,
  scanned: readonly Seen[],
  looked: readonly Looked[],
  policy: Pick<AgentPolicy, 'alerts'>,
  moment: number,
): FindingChange[] {
  const changes: FindingChange[] = [];
  const seen = new Map<string, Seen>();
  // The same finding twice in one scan is one, at its worst.
  for (const one of scanned) {
    const other = seen.get(one.id);
    if (!other || isWorse(one.severity, other.severity)) seen.set(one.id, one);
  }
  for (const one of seen.values()) {
    const state = states.get(one.id);
    const change = changeOf(state, one, policy, moment);
    if (change) changes.push({ id: one.id, change, seen: one, ...(state && { state }) });
  }
  const scopes = new Set(looked.map(({ scan, entity }) => `${scan}\u0000${entity}`));
  for (const state of states.values()) {
    if (seen.has(state.id) || !scopes.has(`${state.scan}\u0000${state.entity}`)) continue;
    const change = changeOfGone(state, policy, moment);
    if (change) changes.push({ id: state.id, change, state });
  }
  return changes;
}

function changeOf(state: FindingState | undefined, seen: Seen, policy: Pick<AgentPolicy, 'alerts'>, moment: number): Change | undefined {
  const forMs = alertRow(policy as AgentPolicy, seen.rule)?.forMs ?? 0;
  if (!state || state.standing === 'resolved') {
    if (forMs > 0) return 'pending';
    return state ? 'reopened' : 'new';
  }
  if (state.standing === 'pending') return moment - state.since >= forMs ? (state.reopened ? 'reopened' : 'new') : undefined;
  if (state.standing === 'clearing') return 'back';
  if (isWorse(seen.severity, state.severity)) return 'worse';
  return isWorse(state.severity, seen.severity) ? 'better' : undefined;
}

function changeOfGone(state: FindingState, policy: Pick<AgentPolicy, 'alerts'>, moment: number): Change | undefined {
  // It never counted: nobody needs to hear that it is gone.
  if (state.standing === 'pending') return 'resolved';
  if (state.standing === 'resolved') return undefined;
  const clearMs = alertRow(policy as AgentPolicy, state.rule)?.clearMs ?? 0;
  if (state.standing === 'clearing') return moment - state.since >= clearMs ? 'resolved' : undefined;
  return clearMs > 0 ? 'clearing' : 'resolved';
}
