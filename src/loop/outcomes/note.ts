import type { ActionDraft } from '../../core/action.ts';
import type { RecordBook } from '../../workspace/records.ts';
import { isRunning } from '../dispatch/world.ts';
import type { EntryDraft, LedgerEntry } from '../ledger/entries/index.ts';
import { type LedgerPlace, withLedger } from '../ledger/ledger.ts';
import { openDrafts } from '../outbox/drafts.ts';
import { foldOutbox, type OutboxAction } from '../outbox/state.ts';
import type { AgentPolicy } from '../policy/policy.ts';
import { BAD, becameOf } from './became.ts';

/** Records of a company, as a scan of a run brought them. */
export interface CompanyRecords {
  readonly entity: string;
  readonly records: RecordBook;
}

/** An action that reached somebody about a record. */
export interface ActedOn {
  readonly action: OutboxAction;
  readonly entity: string;
  readonly kind: string;
  readonly key: string;
  /** When it left, milliseconds. */
  readonly at: number;
}

/**
 * Actions of an agent that were delivered and are about one record, and whose contents are still here. What went into a file reached nobody:
 * a file channel's are left out.
 */
export function actedOn(
  agent: string,
  policy: AgentPolicy,
  actions: Iterable<OutboxAction>,
  draftOf: (action: OutboxAction) => { readonly draft: ActionDraft } | object,
): ActedOn[] {
  const files = new Set(['file', ...policy.channels.filter(({ kind }) => kind === 'file').map(({ name }) => name)]);
  return [...actions].flatMap((action): ActedOn[] => {
    if (action.plan.agent !== agent || action.standing !== 'sent' || files.has(action.plan.channel)) return [];
    const found = draftOf(action);
    const subject = 'draft' in found ? found.draft.subject : undefined;
    return subject ? [{ action, entity: action.plan.entity, kind: subject.kind, key: subject.id, at: action.at }] : [];
  });
}

/**
 * Writes down what became of the records that the agent acted on, as far as the newest snapshots tell, for as long as the policy looks. One
 * line where it changed; `nothing` only once the time is over. Gives how many lines there are. Without the setting nothing is written.
 */
export function noteOutcomes(place: LedgerPlace, policy: AgentPolicy, companies: readonly CompanyRecords[]): number {
  const { outcomeMs } = policy.settings;
  if (outcomeMs === undefined || companies.length === 0) return 0;
  return withLedger(place, (ledger) => {
    const { entries } = ledger.read();
    const acted = actedOn(place.who, policy, foldOutbox(entries, isRunning).values(), openDrafts(place.root));
    const lines = outcomeLines(entries, acted, companies, outcomeMs);
    ledger.append(lines);
    return lines.length;
  });
}

/** The lines that are due. A function of its arguments alone. */
function outcomeLines(
  entries: readonly LedgerEntry[],
  acted: readonly ActedOn[],
  companies: readonly CompanyRecords[],
  outcomeMs: number,
): EntryDraft[] {
  const last = new Map<string, { readonly outcome: string; readonly asOf: number }>();
  for (const entry of entries)
    if (entry.kind === 'outcome') last.set(entry.data.action, { outcome: entry.data.outcome, asOf: Date.parse(entry.data.asOf) });
  return acted.flatMap(({ action, entity, kind, key, at }): EntryDraft[] => {
    const end = at + outcomeMs;
    const known = last.get(action.action);
    const records = companies.find((one) => one.entity === entity && one.records.kind === kind)?.records;
    if (!records || records.asOf <= at || (known && known.asOf >= end)) return [];
    const life = records.life(key);
    const until = Math.min(records.asOf, end);
    const outcome = life && becameOf(life, at, until);
    if (outcome === undefined || outcome === known?.outcome || (outcome === 'nothing' && until < end)) return [];
    return [{ kind: 'outcome', data: { action: action.action, outcome, bad: BAD.includes(outcome), asOf: new Date(until).toISOString() } }];
  });
}
