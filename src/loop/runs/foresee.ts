import { patternKey } from '../../core/action.ts';
import type { Text } from '../../core/text.ts';
import type { DispatchWorld } from '../dispatch/world.ts';
import { isRunning } from '../dispatch/world.ts';
import { judge } from '../gate/judge.ts';
import { isPaused } from '../gate/paused.ts';
import type { LedgerEntry } from '../ledger/entries/index.ts';
import { foldOutbox, type OutboxStanding } from '../outbox/state.ts';
import { patternOf } from '../plan/identity.ts';
import type { PlannedAction } from '../plan/plan.ts';
import { patternRecords } from '../trust/records.ts';

/** An action of a run, with how it stands or would stand. */
export interface ForeseenAction extends PlannedAction {
  readonly standing: OutboxStanding | 'would-go' | 'would-hold' | 'would-refuse';
  readonly code?: string;
  readonly why?: Text;
}

/** What the gate would say of each plan, were it asked now. Plans that the ledger knows already stand as they stand. */
export function foreseen(world: DispatchWorld, entries: readonly LedgerEntry[], planned: readonly PlannedAction[]): ForeseenAction[] {
  const actions = foldOutbox(entries, isRunning);
  const records = patternRecords(entries, world.who, actions);
  const paused = isPaused(entries, world.who);
  return planned.map((one) => {
    const known = actions.get(one.action);
    if (known) return { ...one, standing: known.standing, ...(known.why && { why: known.why }) };
    const { kind, draft } = one;
    const verdict = judge({
      agent: world.who,
      phase: world.phase,
      policy: world.policy,
      kind,
      act: draft.kind,
      entity: draft.entity,
      audience: kind.audience,
      channel: draft.channel,
      to: draft.message.to,
      paused,
      sentToday: 0,
      streak: records.get(patternKey(patternOf({ ...draft })))?.streak ?? 0,
      approval: 'none',
    });
    return { ...one, standing: `would-${verdict.decision}`, code: verdict.code, why: verdict.reason };
  });
}

/** How the plans of a run stand once it is over. */
export function stands(entries: readonly LedgerEntry[], planned: readonly PlannedAction[]): ForeseenAction[] {
  const actions = foldOutbox(entries, isRunning);
  return planned.flatMap((one) => {
    const known = actions.get(one.action);
    if (!known) return [];
    // What let it go is worth knowing once it has gone, not what held it before.
    const why = known.standing === 'sent' ? known.verdict?.data.reason : known.why;
    return [{ ...one, standing: known.standing, ...(known.verdict && { code: known.verdict.data.code }), ...(why && { why }) }];
  });
}
