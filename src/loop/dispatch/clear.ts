import { randomBytes } from 'node:crypto';
import type { ActionDraft } from '../../core/action.ts';
import { patternKey } from '../../core/action.ts';
import { dayOf, wallOf } from '../../core/moment.ts';
import { type GateVerdict, judge } from '../gate/judge.ts';
import { isPaused } from '../gate/paused.ts';
import type { EntryDraft, LedgerEntry } from '../ledger/entries/index.ts';
import type { OpenLedger } from '../ledger/ledger.ts';
import { approvalOf, type OutboxAction } from '../outbox/state.ts';
import { idempotencyKey, patternOf } from '../plan/identity.ts';
import { neededSetting } from '../policy/needed.ts';
import { gateRow } from '../policy/policy.ts';
import { patternRecords } from '../trust/records.ts';
import { patternStandings, trustLines } from '../trust/standing.ts';
import { type DispatchWorld, holderHere } from './world.ts';

/** One message that the gate let go, with what the channel needs. Its dispatch line is on the disk. */
export interface Cleared {
  readonly action: string;
  readonly key: string;
  readonly attempt: number;
  readonly draft: ActionDraft;
}

/** Codes of a hold that asks a person; the others wait for another day or for the switch. */
const ASKS = /^(?:gate-ask|gate-outside|gate-unproven|approval-)/;

/**
 * Takes one action through the gate, with the ledger held: verdict, and where it is `go` the dispatch line behind it. Whoever comes second
 * finds the action on its way and leaves it. What a person must decide is asked for.
 */
export function clear(
  world: DispatchWorld,
  ledger: OpenLedger,
  entries: readonly LedgerEntry[],
  actions: ReadonlyMap<string, OutboxAction>,
  action: OutboxAction,
  draft: ActionDraft,
): Cleared | GateVerdict {
  const verdict = judgeAction(world, entries, actions, action, draft);
  const { plan, content, verdict: last } = action;
  const approval = approvalOf(action, world.now());
  const lines: EntryDraft[] = [];
  // What it rests on stands before it.
  if (verdict.code === 'gate-proven') {
    const { act, template, stage, entity } = plan;
    const records = patternRecords(entries, world.who, actions);
    const record = records.get(patternKey(patternOf({ kind: act, template, stage, entity })));
    if (record) lines.push(...trustLines(entries, patternStandings([record], world)));
  }
  const same =
    ['planned', 'held'].includes(action.standing) &&
    last &&
    last.data.decision === verdict.decision &&
    last.data.code === verdict.code &&
    last.data.content === content;
  if (!same || verdict.decision === 'go') {
    const { decision, code, reason, line } = verdict;
    const rests = 'approval' in approval && code === 'gate-approved' ? { approval: approval.approval.h } : {};
    lines.push({
      kind: 'verdict',
      data: {
        action: action.action,
        decision,
        code,
        reason,
        content,
        agent: world.who,
        phase: world.phase,
        ...(line !== undefined && { line }),
        ...rests,
      },
    });
  }
  if (verdict.decision !== 'go') {
    if (verdict.decision === 'hold' && ASKS.test(verdict.code) && !isAsked(action, world.now())) lines.push(asking(world, action));
    ledger.append(lines);
    return verdict;
  }
  const written = ledger.append(lines)[lines.length - 1];
  const key = idempotencyKey(action.action, plan.channel, draft.message);
  const attempt = action.attempts + 1;
  ledger.append([
    {
      kind: 'dispatch',
      data: { action: action.action, key, channel: plan.channel, content, attempt, verdict: written.h, holder: holderHere() },
    },
  ]);
  return { action: action.action, key, attempt, draft };
}

/** What the gate says of an action now; changes nothing. */
function judgeAction(
  world: DispatchWorld,
  entries: readonly LedgerEntry[],
  actions: ReadonlyMap<string, OutboxAction>,
  action: OutboxAction,
  draft: ActionDraft,
): GateVerdict {
  const { plan } = action;
  const { act, template, stage, entity, audience, channel } = plan;
  const approval = approvalOf(action, world.now());
  const pattern = patternKey(patternOf({ kind: act, template, stage, entity }));
  return judge({
    agent: world.who,
    phase: world.phase,
    policy: world.policy,
    kind: world.kinds.find(({ name }) => name === act),
    act,
    entity,
    audience,
    channel,
    to: draft.message.to,
    paused: isPaused(entries, world.who),
    sentToday: sentToday(world, actions, action),
    streak: patternRecords(entries, world.who, actions).get(pattern)?.streak ?? 0,
    approval: 'approval' in approval ? 'valid' : approval.fault,
  });
}

/** How many actions under the same row of the policy have left today, other than this one. An unknown one counts: it may have arrived. */
function sentToday({ policy, timeZone, now }: DispatchWorld, actions: ReadonlyMap<string, OutboxAction>, action: OutboxAction): number {
  const row = gateRow(policy, action.plan.act, action.plan.entity);
  const today = dayOf(wallOf(now(), timeZone));
  let count = 0;
  for (const other of actions.values()) {
    if (other.action === action.action || !other.dispatch || !['sent', 'unknown', 'sending'].includes(other.standing)) continue;
    if (dayOf(wallOf(other.dispatch.at, timeZone)) === today && gateRow(policy, other.plan.act, other.plan.entity) === row) count++;
  }
  return count;
}

/** Whether a person has been asked about exactly this, and may still answer. */
export function isAsked({ ask, content, answers }: OutboxAction, moment: number): boolean {
  return (
    ask !== undefined &&
    ask.data.content === content &&
    moment < Date.parse(ask.data.expires) &&
    !answers.some(({ data }) => data.nonce === ask.data.nonce)
  );
}

/** A question to a person, with a nonce that one answer uses up. */
export function asking({ policy, now }: Pick<DispatchWorld, 'policy' | 'now'>, { action, content, plan }: OutboxAction): EntryDraft {
  const expires = new Date(now() + neededSetting(policy, 'approvalMs')).toISOString();
  return {
    kind: 'ask',
    data: { action, content, recipients: plan.recipients, channel: plan.channel, expires, nonce: randomBytes(12).toString('hex') },
  };
}
