import { wait as waitFor } from '../../channels/settings.ts';
import type { Problem } from '../../core/problem.ts';
import type { Context } from '../../workspace/operation.ts';
import { openWorkspace, type Workspace } from '../../workspace/workspace.ts';
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
  /** How the last look went; the presses of all looks. */
  readonly heard: Heard;
  /** Requests that were put, and those that `Show` asked for. */
  readonly asked: number;
  /** Messages that left because they were approved. */
  readonly sent: number;
  readonly problems: readonly Problem[];
}

/** What the tests put in the place of the real channel and of waiting. */
export interface PollWays {
  readonly open?: DispatchWorld['open'];
  readonly wait?: (ms: number) => Promise<void>;
}

/** So long one look listens, seconds; what was approved leaves behind it, and the policy is read anew before it. */
const LOOK_S = 25;
/** A wait that the other side asks for is waited out up to here. */
const WAIT_MS_MAX = 30_000;

/**
 * Puts the requests that nobody has seen yet, listens, and lets what was approved leave through the gate; over and over for so many seconds. For
 * every agent of the tree. Each look goes by the policy as it stands then: who was taken out of it decides nothing more. A channel that
 * fails is tried again until the time is over; one that refuses ends it. Throws BizosError (exit 4) where the ledger can't be written.
 */
export async function pollApprovals(context: Context, seconds: number, ways: PollWays = {}): Promise<PolledApprovals> {
  const all: { pressed: Heard['pressed'][number][]; strangers: number; asked: number; sent: number } = {
    pressed: [],
    strangers: 0,
    asked: 0,
    sent: 0,
  };
  const said = new Map<string, Problem>();
  let last: Heard | undefined;
  for (let left = seconds; left > 0 || !last; ) {
    const look = Math.min(LOOK_S, left);
    const { heard, asked, sent, problems } = await lookOnce(context, look, ways.open);
    all.pressed.push(...heard.pressed);
    all.strangers += heard.strangers;
    all.asked += asked;
    all.sent += sent;
    for (const one of problems) if (one.code !== 'channel-not-heard') said.set(`${one.code} ${one.message.en}`, one);
    last = heard;
    if (heard.state === 'none' || heard.state === 'refused') break;
    if (heard.state === 'read') {
      left -= look;
      continue;
    }
    const ms = Math.min(heard.afterMs ?? WAIT_MS_MAX, WAIT_MS_MAX, left * 1000);
    await (ways.wait ?? waitFor)(ms);
    left -= Math.max(1, Math.ceil(ms / 1000));
  }
  // A look that failed and was made up for is no problem any more.
  const problems = [...said.values(), ...last.problems.filter(({ code }) => code === 'channel-not-heard')];
  return { heard: { ...last, pressed: all.pressed, strangers: all.strangers }, asked: all.asked, sent: all.sent, problems };
}

async function lookOnce(context: Context, seconds: number, open: DispatchWorld['open']): Promise<PolledApprovals> {
  const workspace = await openWorkspace(context);
  try {
    return await looked(context, workspace, seconds, open);
  } finally {
    workspace.close();
  }
}

async function looked(context: Context, workspace: Workspace, seconds: number, open: DispatchWorld['open']): Promise<PolledApprovals> {
  const worlds = await agentWorlds(context, workspace, open);
  const { language, root } = workspace;
  const policy = agentPolicy(workspace);
  const world = { root, environment: context.environment, now: () => context.now(), policy, language, ...(open && { open }) };
  const before = await requestAll(worlds, { language, run: 'approvals-poll' });
  const heard = await hearAnswers(world, seconds);
  const shown = new Map(
    heard.pressed.flatMap((one) => (one.result === 'show' && one.action !== undefined ? [[one.action, one.press] as const] : [])),
  );
  const after = shown.size === 0 ? [] : await requestAll(worlds, { language, run: 'approvals-poll', shown });
  const decided = new Set(heard.pressed.flatMap(({ result, action }) => (result === 'decided' && action !== undefined ? [action] : [])));
  const left = decided.size === 0 ? [] : await sendApproved(worlds, root, decided);
  const count = (rounds: readonly Dispatched[]): number => rounds.reduce((sum, { sent }) => sum + sent.length, 0);
  const problems = [...before, ...after, ...left].flatMap((one) => one.problems);
  return { heard, asked: count([...before, ...after]), sent: count(left), problems: [...heard.problems, ...problems] };
}

async function sendApproved(worlds: readonly DispatchWorld[], root: string, decided: ReadonlySet<string>): Promise<Dispatched[]> {
  const actions = [...foldOutbox(readLedger(root).entries, isRunning).values()];
  const approved = actions.filter(({ action, standing }) => decided.has(action) && standing === 'approved');
  const left: Dispatched[] = [];
  for (const world of worlds) {
    const ids = approved.filter(({ plan }) => plan.agent === world.who).map(({ action }) => action);
    if (ids.length > 0) left.push(await dispatchDue(world, new Set(ids)));
  }
  return left;
}

async function requestAll(worlds: readonly DispatchWorld[], question: RequestQuestion): Promise<Dispatched[]> {
  const all: Dispatched[] = [];
  for (const world of worlds) {
    const one = await requestApprovals(world, question);
    if (one) all.push(one);
  }
  return all;
}
