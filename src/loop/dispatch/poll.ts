import type { Problem } from '../../core/problem.ts';
import type { Context } from '../../workspace/operation.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { readLedger } from '../ledger/read.ts';
import { foldOutbox } from '../outbox/state.ts';
import { agentPolicy } from '../policy/needed.ts';
import { agentWorlds } from './agent-worlds.ts';
import { type Heard, hearAnswers } from './answers.ts';
import { type RequestQuestion, requestApprovals } from './requests.ts';
import { type Dispatched, dispatchDue } from './send.ts';
import { type DispatchWorld, isRunning } from './world.ts';

/** What came of listening. */
export interface PolledApprovals {
  readonly heard: Heard;
  /** Requests that were put before listening, and those that `Show` asked for. */
  readonly asked: number;
  /** What became of the actions that were approved. */
  readonly left: readonly Dispatched[];
  readonly problems: readonly Problem[];
}

/**
 * Puts the requests that nobody has seen yet, listens for so many seconds, and lets what was approved leave through the gate. For every agent of
 * the tree. Throws BizosError (exit 4) where the ledger can't be written.
 */
export async function pollApprovals(
  context: Context,
  workspace: Workspace,
  seconds: number,
  open?: DispatchWorld['open'],
): Promise<PolledApprovals> {
  const worlds = await agentWorlds(context, workspace, open);
  const { language, root } = workspace;
  const policy = agentPolicy(workspace);
  const world = { root, environment: context.environment, now: () => context.now(), policy, language, ...(open && { open }) };
  const before = await requestAll(worlds, { language, run: 'approvals-poll' });
  const heard = await hearAnswers(world, seconds);
  const of = (result: string): string[] =>
    heard.pressed.flatMap((one) => (one.result === result && one.action !== undefined ? [one.action] : []));
  const shown = new Map(
    heard.pressed.flatMap((one) => (one.result === 'show' && one.action !== undefined ? [[one.action, one.press] as const] : [])),
  );
  const after = shown.size === 0 ? [] : await requestAll(worlds, { language, run: 'approvals-poll', shown });
  const decided = new Set(of('decided'));
  const approved = [...foldOutbox(readLedger(root).entries, isRunning).values()].filter(
    ({ action, standing }) => decided.has(action) && standing === 'approved',
  );
  const left: Dispatched[] = [];
  for (const one of worlds) {
    const ids = approved.filter(({ plan }) => plan.agent === one.who).map(({ action }) => action);
    if (ids.length > 0) left.push(await dispatchDue(one, new Set(ids)));
  }
  const asked = [...before, ...after];
  return {
    heard,
    asked: asked.reduce((sum, { sent }) => sum + sent.length, 0),
    left,
    problems: [...heard.problems, ...[...asked, ...left].flatMap(({ problems }) => problems)],
  };
}

async function requestAll(worlds: readonly DispatchWorld[], question: RequestQuestion): Promise<Dispatched[]> {
  const all: Dispatched[] = [];
  for (const world of worlds) {
    const one = await requestApprovals(world, question);
    if (one) all.push(one);
  }
  return all;
}
