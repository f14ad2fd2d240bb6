import type { Language } from '../../core/text.ts';
import { approvalRequestKind, REQUEST } from '../actions/approval-request-kind.ts';
import { momentWords } from '../approvals/moment-words.ts';
import { requestDraft } from '../approvals/request.ts';
import { isOf, withLedger } from '../ledger/ledger.ts';
import { openDrafts } from '../outbox/drafts.ts';
import { foldOutbox, type OutboxAction } from '../outbox/state.ts';
import { actionId } from '../plan/identity.ts';
import { type PlannedAction, recordPlans } from '../plan/plan.ts';
import { approvalChannel, chatsOf } from '../policy/approval-channel.ts';
import { isAsked } from './clear.ts';
import { type Dispatched, dispatchDue } from './send.ts';
import { type DispatchWorld, isRunning } from './world.ts';

/** What requests are made by. */
export interface RequestQuestion {
  readonly language: Language;
  readonly run: string;
  /** Everything goes through this channel instead (`--channel file`). */
  readonly channel?: string;
  /** Presses of `Show`, by the action that they want to see. */
  readonly shown?: ReadonlyMap<string, string>;
}

/**
 * Asks people in the approval channel about every action of the agent that waits for them, each asking once, through the gate as everything that
 * leaves. Undefined where nobody had to be asked, or the policy has no such channel: then the terminal asks. Throws BizosError (exit 4) where the ledger can't be written.
 */
export async function requestApprovals(world: DispatchWorld, question: RequestQuestion): Promise<Dispatched | undefined> {
  const row = approvalChannel(world.policy);
  if (!row) return undefined;
  const way = { channel: question.channel ?? row.name, to: question.channel === undefined ? chatsOf(row) : [question.channel] };
  const asked = withLedger(world, (ledger) => {
    const actions = foldOutbox(ledger.read().entries, isRunning);
    const drafts = openDrafts(world.root);
    const planned: PlannedAction[] = [];
    for (const action of actions.values()) {
      if (question.channel !== undefined && action.plan.channel !== question.channel) continue;
      const press = question.shown?.get(action.action);
      if (!isOf(action.planWriter, ledger.checkout) || !waits(action, world) || (question.shown && press === undefined)) continue;
      const found = drafts(action);
      const until = momentWords(Date.parse(action.ask?.data.expires ?? ''), world.timeZone);
      const draft =
        'draft' in found &&
        requestDraft(action, found.draft, { ...way, language: question.language, until, ...(press !== undefined && { shown: press }) });
      if (draft) planned.push({ action: actionId(world.who, draft), kind: approvalRequestKind, draft });
    }
    recordPlans(ledger, new Set(actions.keys()), { agent: world.who, run: question.run }, planned);
    return new Set(planned.map(({ action }) => action));
  });
  // What was put off before goes with them; what was sent is no longer due.
  return asked.size === 0 ? undefined : dispatchDue(world, asked);
}

function waits(action: OutboxAction, { who, now }: DispatchWorld): boolean {
  const { plan, standing } = action;
  return plan.agent === who && plan.act !== REQUEST && ['planned', 'held', 'postponed'].includes(standing) && isAsked(action, now());
}
