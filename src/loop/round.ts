import type { ActionRules, Autonomy } from '../core/action.ts';
import type { Problem } from '../core/problem.ts';
import type { ActionKindEntry } from '../workspace/action.ts';
import type { Context } from '../workspace/operation.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type Heard, hearAnswers } from './dispatch/answers.ts';
import { requestApprovals } from './dispatch/requests.ts';
import { type Dispatched, dispatchDue } from './dispatch/send.ts';
import { type DispatchWorld, isRunning } from './dispatch/world.ts';
import { type TakenIn, type TakenScan, takeIn } from './findings/take-in.ts';
import { withLedger } from './ledger/ledger.ts';
import { foldOutbox } from './outbox/state.ts';
import { noteOutcomes } from './outcomes/note.ts';
import { type PlannedAction, proposeActions, recordPlans } from './plan/plan.ts';
import type { AgentPolicy } from './policy/policy.ts';

/** One round of an agent: what it may, what its scans brought, and when. */
export interface RoundQuestion {
  readonly agent: string;
  readonly phase: Autonomy;
  readonly run: string;
  readonly policy: AgentPolicy;
  readonly kinds: readonly ActionKindEntry[];
  /** Every kind there is, where `kinds` are only those that this round drafts: what was planned before is judged by them. */
  readonly known?: readonly ActionRules[];
  readonly scans: readonly TakenScan[];
  readonly moment: number;
  /** Everything planned goes through this channel instead; only what was planned for it leaves. */
  readonly channel?: string;
  /** Nothing is written and nothing leaves. */
  readonly dry?: boolean;
  readonly open?: DispatchWorld['open'];
}

/** What a round did. */
export interface Round {
  readonly taken: TakenIn;
  readonly planned: readonly PlannedAction[];
  readonly dispatched?: Dispatched;
  /** How many lines said what became of the records of earlier actions. */
  readonly outcomes?: number;
  /** What people answered in the approval channel since the last look. */
  readonly heard?: Heard;
  /** Requests for approval that were put. */
  readonly requested?: Dispatched;
  readonly problems: readonly Problem[];
}

/**
 * The road of every agent after its scans: findings → actions → gate → dispatch → ledger. Opening a session, running the scans, and noting
 * start and end of the run are the caller's. Throws BizosError (exit 4) where the ledger can't be written; nothing more leaves then.
 */
export async function runRound(context: Context, workspace: Workspace, question: RoundQuestion): Promise<Round> {
  const { agent, policy, moment, phase, kinds } = question;
  const { root, timeZone } = workspace;
  const place = { root, who: agent, now: () => context.now() };
  const taken = withLedger(place, (ledger) =>
    takeIn(ledger, question.scans, { agent, policy, moment, timeZone, ...(question.dry && { dry: true }) }),
  );
  const { planned, problems } = await proposeActions(context, workspace, kinds, { ...question, tell: taken.tell, open: taken.open });
  if (question.dry) return { taken, planned, problems };
  const only = withLedger(place, (ledger) => {
    const before = foldOutbox(ledger.read().entries, isRunning);
    const fresh = recordPlans(ledger, new Set(before.keys()), question, planned);
    const earlier = [...before.values()].filter(({ plan }) => question.channel === undefined || plan.channel === question.channel);
    return new Set([...fresh, ...earlier.map(({ action }) => action)]);
  });
  const world: DispatchWorld = {
    ...place,
    phase,
    policy,
    kinds: question.known ?? kinds,
    environment: context.environment,
    timeZone,
    ...(question.open && { open: question.open }),
  };
  const { language } = workspace;
  const companies = question.scans.flatMap(({ entity, records }) => (records ? [{ entity, records }] : []));
  // Before the gate is asked: a bad outcome ends what a pattern has earned.
  const outcomes = noteOutcomes(place, policy, companies);
  // Answers first, so that what was approved since the last run leaves with this one.
  const heard = phase > 1 && question.channel === undefined ? await hearAnswers({ ...world, language }, 0) : undefined;
  const dispatched = await dispatchDue(world, only);
  const requested = phase > 1 ? await requestApprovals(world, { ...question, language }) : undefined;
  return {
    taken,
    planned,
    dispatched,
    outcomes,
    ...(heard && { heard }),
    ...(requested && { requested }),
    problems: [
      ...problems,
      ...(heard && heard.state !== 'busy' ? heard.problems : []),
      ...dispatched.problems,
      ...(requested?.problems ?? []),
    ],
  };
}
