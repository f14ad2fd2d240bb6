import { type Severity, severityRank } from '../../core/finding.ts';
import { DAY_MS, type WallMs } from '../../core/moment.ts';
import { type AgentPolicy, alertRow, type QuietRow } from '../policy/policy.ts';
import { type FindingState, isWorse } from './state.ts';

/** Why people are told of a finding now. */
export type Reason = 'new' | 'worse' | 'again';

/** Why people are not told of one that counts. */
export type Silence = 'below' | 'told' | 'acknowledged' | 'snoozed' | 'silenced' | 'quiet' | 'under-way' | 'no-row';

/** Findings that count, sorted into those to tell and those not, each with why. */
export interface Telling {
  readonly tell: readonly { readonly state: FindingState; readonly reason: Reason }[];
  readonly silent: readonly { readonly state: FindingState; readonly why: Silence; readonly by?: string }[];
}

/**
 * Which findings people hear of now: those that count, are severe enough, are not silenced by another, acknowledged, snoozed or on their way,
 * and are new, worse than told, or due for a repeat; in quiet hours only what is severe enough to break them. `wall` is the tree's wall clock
 * at `moment`. A function of its arguments alone.
 */
export function toTell(states: Iterable<FindingState>, policy: AgentPolicy, moment: number, wall: WallMs): Telling {
  const open = [...states].filter(({ standing }) => standing === 'open' || standing === 'clearing');
  const silencers = silencersOf(open, policy);
  const tell: Telling['tell'][number][] = [];
  const silent: Telling['silent'][number][] = [];
  for (const state of open) {
    const verdict = about(state, policy, moment, wall, silencers);
    if ('reason' in verdict) tell.push({ state, ...verdict });
    else if (verdict.why) silent.push({ state, why: verdict.why, ...(verdict.by !== undefined && { by: verdict.by }) });
  }
  return { tell, silent };
}

type About = { readonly reason: Reason } | { readonly why?: Silence; readonly by?: string };

function about(
  state: FindingState,
  policy: AgentPolicy,
  moment: number,
  wall: WallMs,
  silencers: ReadonlyMap<string, FindingState>,
): About {
  const row = alertRow(policy, state.rule);
  if (!row) return { why: 'no-row' };
  // Already gone, only not yet resolved: nothing to tell.
  if (state.standing === 'clearing') return {};
  if (severityRank(state.severity) < severityRank(row.from)) return { why: 'below' };
  const by = silencers.get(`${state.rule}\u0000${state.entity}\u0000${state.group ?? ''}`);
  if (by && by.id !== state.id) return { why: 'silenced', by: by.id };
  const { acknowledged, snoozedUntil, told } = state;
  if (acknowledged && !isWorse(state.severity, acknowledged.severity)) return { why: 'acknowledged' };
  if (snoozedUntil !== undefined && moment < snoozedUntil) return { why: 'snoozed' };
  if (state.action !== undefined) return { why: 'under-way' };
  const reason = reasonOf(state, row.repeatMs, moment, told);
  if (!reason) return { why: 'told' };
  return isQuiet(policy.quiet, wall, state.severity) ? { why: 'quiet' } : { reason };
}

function reasonOf(state: FindingState, repeatMs: number | null, moment: number, told: FindingState['told']): Reason | undefined {
  if (!told) return 'new';
  if (isWorse(state.severity, told.severity)) return 'worse';
  return repeatMs !== null && moment - told.at >= repeatMs ? 'again' : undefined;
}

/** Open findings that silence others, by rule, company and group of those that they silence. Acknowledged ones silence too. */
function silencersOf(open: readonly FindingState[], policy: AgentPolicy): Map<string, FindingState> {
  const found = new Map<string, FindingState>();
  if (policy.silences.length === 0) return found;
  for (const state of open) {
    if (state.group === undefined || state.standing !== 'open') continue;
    for (const { source, target } of policy.silences)
      if (source === state.rule && source !== target) found.set(`${target}\u0000${state.entity}\u0000${state.group}`, state);
  }
  return found;
}

/** Whether it is a quiet hour on the wall clock for a finding of this severity. */
export function isQuiet(rows: readonly QuietRow[], wall: WallMs, severity: Severity): boolean {
  const day = (((Math.floor(wall / DAY_MS) + 4) % 7) + 7) % 7;
  const minute = Math.floor((((wall % DAY_MS) + DAY_MS) % DAY_MS) / 60_000);
  return rows.some(({ days, from, to, unless }) => {
    if (unless !== null && severityRank(severity) >= severityRank(unless)) return false;
    if (from <= to) return days.includes(day) && minute >= from && minute < to;
    return (days.includes(day) && minute >= from) || (days.includes((day + 6) % 7) && minute < to);
  });
}
