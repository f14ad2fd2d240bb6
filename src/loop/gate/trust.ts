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
  readonly approved: number;
  readonly edited: number;
  readonly rejected: number;
  /** Bad outcomes. */
  readonly bad: number;
  /** When the streak was broken last. */
  readonly brokenAt?: number;
  readonly brokenBy?: 'edited' | 'rejected' | 'bad-outcome';
}

/**
 * Records of all patterns of an agent. One edit, one rejection or one bad outcome begins the streak anew. Only answers that counted
 * (`actions`: the same ledger, folded) earn anything: a forged or replayed one is none.
 */
export function patternRecords(
  entries: readonly LedgerEntry[],
  agent: string,
  actions: ReadonlyMap<string, OutboxAction>,
): Map<string, PatternRecord> {
  const records = new Map<string, PatternRecord>();
  const patterns = new Map<string, string>();
  const edited = new Set<string>();
  for (const entry of entries) {
    if (entry.kind === 'plan' && entry.data.agent === agent) {
      const { action, act, template, stage, entity } = entry.data;
      const pattern = patternKey(patternOf({ kind: act, template, stage, entity }));
      patterns.set(action, pattern);
      if (!records.has(pattern))
        records.set(pattern, { pattern, act, template, stage, entity, streak: 0, approved: 0, edited: 0, rejected: 0, bad: 0 });
    } else if (entry.kind === 'approval' || entry.kind === 'outcome') {
      const record = records.get(patterns.get(entry.data.action) ?? '');
      const counts = entry.kind === 'outcome' || actions.get(entry.data.action)?.counted.includes(entry.h);
      if (record && counts) records.set(record.pattern, counting(record, entry, edited));
    }
  }
  return records;
}

function counting(
  record: PatternRecord,
  entry: Extract<LedgerEntry, { kind: 'approval' | 'outcome' }>,
  edited: Set<string>,
): PatternRecord {
  if (entry.kind === 'outcome')
    return entry.data.bad ? { ...record, bad: record.bad + 1, streak: 0, brokenAt: entry.at, brokenBy: 'bad-outcome' } : record;
  const { answer, action } = entry.data;
  if (answer === 'edited') {
    edited.add(action);
    return { ...record, edited: record.edited + 1, streak: 0, brokenAt: entry.at, brokenBy: 'edited' };
  }
  if (answer === 'rejected') return { ...record, rejected: record.rejected + 1, streak: 0, brokenAt: entry.at, brokenBy: 'rejected' };
  if (answer === 'postponed') return record;
  // Approved after an edit says that the edit was good, not the pattern.
  return edited.has(action)
    ? { ...record, approved: record.approved + 1 }
    : { ...record, approved: record.approved + 1, streak: record.streak + 1 };
}
