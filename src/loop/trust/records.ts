import { patternKey } from '../../core/action.ts';
import type { LedgerEntry } from '../ledger/entries/index.ts';
import type { OutboxAction } from '../outbox/state.ts';
import { patternOf } from '../plan/identity.ts';

/** What a pattern of actions has behind it. Reckoned from plans, answers and outcomes; nothing else counts. */
export interface PatternRecord {
  readonly pattern: string;
  readonly act: string;
  readonly template: string;
  readonly stage: string;
  readonly entity: string;
  /** Approvals in a row without an edit, up to now. */
  readonly streak: number;
  /** The approvals of that row, in order: what a right to go alone rests on. */
  readonly earned: readonly Earned[];
  readonly approved: number;
  readonly edited: number;
  readonly rejected: number;
  /** Bad outcomes. */
  readonly bad: number;
  /** When the streak was broken last. */
  readonly brokenAt?: number;
  readonly brokenBy?: 'edited' | 'rejected' | 'bad-outcome';
}

/** An approval that counts towards a pattern. */
export interface Earned {
  readonly action: string;
  readonly at: number;
  readonly by: string;
  /** Hash of its line in the ledger. */
  readonly h: string;
}

/**
 * Records of all patterns of an agent. One edit, one rejection or one bad outcome begins the streak anew. Only answers that counted
 * (`actions`: the same ledger, folded) earn anything: a forged or replayed one is none. An action earns once, however often it was asked about.
 */
export function patternRecords(
  entries: readonly LedgerEntry[],
  agent: string,
  actions: ReadonlyMap<string, OutboxAction>,
): Map<string, PatternRecord> {
  const records = new Map<string, PatternRecord>();
  const patterns = new Map<string, string>();
  const spent = new Set<string>();
  for (const entry of entries) {
    if (entry.kind === 'plan' && entry.data.agent === agent) {
      const { action, act, template, stage, entity } = entry.data;
      const pattern = patternKey(patternOf({ kind: act, template, stage, entity }));
      patterns.set(action, pattern);
      if (!records.has(pattern))
        records.set(pattern, { pattern, act, template, stage, entity, streak: 0, earned: [], approved: 0, edited: 0, rejected: 0, bad: 0 });
    } else if (entry.kind === 'approval' || entry.kind === 'outcome') {
      const record = records.get(patterns.get(entry.data.action) ?? '');
      const counts = entry.kind === 'outcome' || actions.get(entry.data.action)?.counted.includes(entry.h);
      if (record && counts) records.set(record.pattern, counting(record, entry, spent));
    }
  }
  return records;
}

/** `spent`: actions that can earn nothing (any more): edited, or approved before. */
function counting(record: PatternRecord, entry: Extract<LedgerEntry, { kind: 'approval' | 'outcome' }>, spent: Set<string>): PatternRecord {
  const broken = (brokenBy: PatternRecord['brokenBy']) => ({ ...record, streak: 0, earned: [], brokenAt: entry.at, brokenBy });
  if (entry.kind === 'outcome') return entry.data.bad ? { ...broken('bad-outcome'), bad: record.bad + 1 } : record;
  const { answer, action, by } = entry.data;
  if (answer === 'postponed') return record;
  if (answer === 'rejected') return { ...broken('rejected'), rejected: record.rejected + 1 };
  const earns = !spent.has(action);
  spent.add(action);
  if (answer === 'edited') return { ...broken('edited'), edited: record.edited + 1 };
  // Approved after an edit says that the edit was good, not the pattern.
  if (!earns) return { ...record, approved: record.approved + 1 };
  const earned = [...record.earned, { action, at: entry.at, by, h: entry.h }];
  return { ...record, approved: record.approved + 1, streak: record.streak + 1, earned };
}
