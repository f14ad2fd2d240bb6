import type { ActionRules, Autonomy } from '../../core/action.ts';
import type { Text } from '../../core/text.ts';
import { judge } from '../gate/judge.ts';
import type { EntryDraft, LedgerEntry } from '../ledger/entries/index.ts';
import { type AgentPolicy, gateRow } from '../policy/policy.ts';
import type { PatternRecord } from './records.ts';

/** A pattern with what the gate would say of it now. */
export interface PatternStanding extends PatternRecord {
  readonly agent: string;
  /** Approvals in a row that the policy asks for; undefined where no row of it is about this. */
  readonly needed?: number;
  /** It would go alone (a daily limit or the kill switch aside). */
  readonly may: boolean;
  /** Code of `bizos explain`. */
  readonly code: string;
  readonly why: Text;
}

/** What trust is judged by. */
export interface TrustWorld {
  /** Slug of the agent. */
  readonly who: string;
  readonly phase: Autonomy;
  readonly policy: AgentPolicy;
  readonly kinds: readonly ActionRules[];
}

/** How patterns stand: the gate itself is asked, so that nobody sees another answer than what holds. Kinds that only tell people are left out. */
export function patternStandings(records: Iterable<PatternRecord>, { who, phase, policy, kinds }: TrustWorld): PatternStanding[] {
  const found: PatternStanding[] = [];
  for (const record of records) {
    const { act, entity, streak } = record;
    const kind = kinds.find(({ name }) => name === act);
    if (kind?.phase === 1) continue;
    const question = { agent: who, phase, policy, kind, act, entity, streak, paused: false, sentToday: -1, approval: 'none' } as const;
    const { decision, code, reason } = judge({ ...question, audience: kind?.audience ?? 'outside', channel: 'file', to: ['file'] });
    const needed = gateRow(policy, act, entity)?.approvals;
    found.push({ ...record, agent: who, ...(needed !== undefined && { needed }), may: decision === 'go', code, why: reason });
  }
  return found;
}

/** As many hashes as a line names. */
const NAMED = 200;

/** Lines for patterns that earned or lost their right since the ledger said so last. */
export function trustLines(entries: readonly LedgerEntry[], standings: readonly PatternStanding[]): EntryDraft[] {
  const last = new Map<string, boolean>();
  for (const entry of entries) if (entry.kind === 'trust') last.set(`${entry.data.agent} ${entry.data.pattern}`, entry.data.may);
  return standings
    .filter(({ agent, pattern, may }) => (last.get(`${agent} ${pattern.slice(0, 500)}`) ?? false) !== may)
    .map(({ agent, pattern, may, streak, needed, why, earned }) => ({
      kind: 'trust',
      data: {
        pattern: pattern.slice(0, 500),
        agent,
        may,
        streak,
        needed: needed ?? 1,
        why,
        ...(may && { earned: earned.slice(-NAMED).map(({ h }) => h) }),
      },
    }));
}
