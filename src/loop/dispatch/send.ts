import type { Channel, Delivery } from '../../channels/channel.ts';
import { BizosError, type Problem } from '../../core/problem.ts';
import type { EntryDraft } from '../ledger/entries/index.ts';
import { isOf, type OpenLedger, withLedger } from '../ledger/ledger.ts';
import { openDrafts } from '../outbox/drafts.ts';
import { foldOutbox, type OutboxAction } from '../outbox/state.ts';
import { neededSetting } from '../policy/needed.ts';
import { patternRecords } from '../trust/records.ts';
import { patternStandings, trustLines } from '../trust/standing.ts';
import { type Cleared, clear } from './clear.ts';
import { type DispatchWorld, isRunning, notOpen, OpenChannels } from './world.ts';

/** What became of the actions of one round, by id. */
export interface Dispatched {
  readonly sent: readonly string[];
  readonly held: readonly string[];
  readonly refused: readonly string[];
  readonly later: readonly string[];
  readonly unknown: readonly string[];
  readonly problems: readonly Problem[];
}

type Result = { -readonly [K in keyof Dispatched]: Dispatched[K][number][] };

/**
 * Lets every action of the agent leave that may: each through the gate, its verdict and its dispatch line fsynced before the first byte goes,
 * its result written behind it. What a process left half done is settled first. Nothing is sent twice: an action is on its way for
 * everybody as soon as its dispatch line stands. Throws BizosError (exit 4) where the ledger can't be written; then nothing
 * more leaves. `only` narrows it to some actions.
 */
export async function dispatchDue(world: DispatchWorld, only?: ReadonlySet<string>): Promise<Dispatched> {
  const result: Result = { sent: [], held: [], refused: [], later: [], unknown: [], problems: [] };
  const channels = new OpenChannels(world);
  const drafts = openDrafts(world.root);
  try {
    for (const id of due(world, only)) await one(world, { channels, drafts }, id, result);
  } finally {
    await channels.close();
  }
  return result;
}

const DUE: readonly OutboxAction['standing'][] = ['planned', 'held', 'approved', 'postponed', 'later', 'unknown'];

function due(world: DispatchWorld, only: ReadonlySet<string> | undefined): string[] {
  return withLedger(world, (ledger) => {
    const { entries } = ledger.read();
    const actions = foldOutbox(entries, isRunning);
    const standings = patternStandings(patternRecords(entries, world.who, actions).values(), world);
    ledger.append(trustLines(entries, standings));
    return [...actions.values()]
      .filter((action) => (only?.has(action.action) ?? true) && isDue(world, ledger, action))
      .map(({ action }) => action);
  });
}

/** Only what was planned in this checkout: the contents of others are on their machines, and they may be at it. */
function isDue(world: DispatchWorld, ledger: OpenLedger, { plan, planWriter, standing, after }: OutboxAction): boolean {
  return (
    plan.agent === world.who && isOf(planWriter, ledger.checkout) && DUE.includes(standing) && (after === undefined || after <= world.now())
  );
}

/** What a round of dispatching has opened: held for all of its actions. Contents are held against the ledger whenever they are used. */
interface Opened {
  readonly channels: OpenChannels;
  readonly drafts: ReturnType<typeof openDrafts>;
}

async function one(world: DispatchWorld, { channels, drafts }: Opened, id: string, result: Result): Promise<void> {
  const look = withLedger(world, (ledger) => foldOutbox(ledger.read().entries, isRunning).get(id));
  if (!look) return;
  const found = drafts(look);
  if ('fault' in found) {
    result.problems.push(draftProblem(id, found.fault));
    return;
  }
  let channel: Channel;
  try {
    channel = await channels.get(look.plan.channel);
  } catch (error) {
    if (!(error instanceof BizosError)) throw error;
    result.problems.push(notOpen(look.plan.channel, error));
    return;
  }
  const settled = look.standing === 'unknown' ? await settle(world, channel, look, found.draft.message) : 'go';
  if (settled !== 'go') {
    result[settled].push(id);
    return;
  }
  const cleared = take(world, { id, takesKeys: channel.takesKeys, drafts }, result);
  if (cleared) await send(world, channel, cleared, result);
}

/** Puts one action on its way, if it still may; somebody else may have come first. */
function take(
  world: DispatchWorld,
  { id, takesKeys, drafts }: { readonly id: string; readonly takesKeys: boolean; readonly drafts: Opened['drafts'] },
  result: Result,
): Cleared | undefined {
  return withLedger(world, (ledger) => {
    const { entries } = ledger.read();
    const actions = foldOutbox(entries, isRunning);
    const action = actions.get(id);
    if (!action || !isDue(world, ledger, action) || (action.standing === 'unknown' && !takesKeys)) return undefined;
    const found = drafts(action);
    if ('fault' in found) {
      result.problems.push(draftProblem(id, found.fault));
      return undefined;
    }
    if (action.dispatch && action.attempts >= neededSetting(world.policy, 'attempts')) {
      ledger.append([failure(action.dispatch.data, 'refused', GIVEN_UP)]);
      result.refused.push(id);
      return undefined;
    }
    const cleared = clear(world, ledger, entries, actions, action, found.draft);
    if ('key' in cleared) return cleared;
    result[cleared.decision === 'refuse' ? 'refused' : 'held'].push(id);
    return undefined;
  });
}

const GIVEN_UP = {
  en: 'The other side put it off as often as the policy allows.',
  de: 'Die Gegenseite hat es so oft vertagt, wie die Richtlinie erlaubt.',
};

async function send(world: DispatchWorld, channel: Channel, { action, key, attempt, draft }: Cleared, result: Result): Promise<void> {
  let delivery: Delivery;
  try {
    delivery = await channel.send(draft.message, key);
  } catch {
    // A channel never throws for what the other side does; what it throws anyway says nothing about whether something left.
    delivery = {
      state: 'unknown',
      why: { en: 'The channel failed in the middle of sending.', de: 'Der Kanal versagte mitten im Senden.' },
    };
  }
  const line: EntryDraft =
    delivery.state === 'sent'
      ? { kind: 'delivery', data: { action, key, attempt, reference: delivery.reference.slice(0, 500), how: 'answered' } }
      : failure(
          { action, key, attempt },
          delivery.state,
          delivery.why,
          delivery.state === 'later' ? world.now() + delivery.afterMs : undefined,
        );
  withLedger(world, (ledger) => ledger.append([line]));
  result[delivery.state].push(action);
}

/**
 * What became of a message that nobody knows about: the other side is asked where it can be. `go`: it doesn't have it, or takes keys, so sending
 * again is safe. Otherwise a person must look; it is never sent again by itself.
 */
async function settle(
  world: DispatchWorld,
  channel: Channel,
  look: OutboxAction,
  message: Parameters<Channel['send']>[0],
): Promise<'go' | 'sent' | 'unknown'> {
  const dispatch = look.dispatch?.data;
  if (!dispatch) return 'unknown';
  let answer: 'sent' | 'not-sent' | 'unknown' = 'unknown';
  try {
    answer = (await channel.reconcile?.(dispatch.key, message)) ?? 'unknown';
  } catch {
    // Not reachable now: still unknown.
  }
  return withLedger(world, (ledger) => {
    const now = foldOutbox(ledger.read().entries, isRunning).get(look.action);
    if (now?.standing !== 'unknown' || now.attempts !== look.attempts) return now?.standing === 'sent' ? 'sent' : 'unknown';
    if (answer === 'sent') {
      ledger.append([
        { kind: 'delivery', data: { action: look.action, key: dispatch.key, attempt: dispatch.attempt, reference: 'asked', how: 'asked' } },
      ]);
      return 'sent';
    }
    if (answer === 'not-sent') {
      ledger.append([failure(dispatch, 'not-sent', NOT_THERE)]);
      return 'go';
    }
    // Said once, so that the ledger shows it; a cut-off attempt has no line of its own yet.
    if (now.why && !isNoted(ledger, dispatch)) ledger.append([failure(dispatch, 'unknown', now.why)]);
    return channel.takesKeys ? 'go' : 'unknown';
  });
}

const NOT_THERE = { en: 'The other side was asked and does not have it.', de: 'Die Gegenseite wurde gefragt und hat es nicht.' };

function isNoted(ledger: OpenLedger, { action, attempt }: { readonly action: string; readonly attempt: number }): boolean {
  return ledger.read().entries.some((entry) => entry.kind === 'failure' && entry.data.action === action && entry.data.attempt === attempt);
}

function failure(
  { action, key, attempt }: { readonly action: string; readonly key: string; readonly attempt: number },
  state: 'later' | 'refused' | 'unknown' | 'not-sent',
  why: { readonly en: string; readonly de: string },
  after?: number,
): EntryDraft {
  const cut = (text: string): string => (text.length > 600 ? `${text.slice(0, 599)}…` : text);
  return {
    kind: 'failure',
    data: {
      action,
      key,
      attempt,
      state,
      why: { en: cut(why.en), de: cut(why.de) },
      ...(after !== undefined && { after: new Date(after).toISOString() }),
    },
  };
}

function draftProblem(action: string, code: 'draft-missing' | 'draft-changed'): Problem {
  const missing = code === 'draft-missing';
  return {
    code,
    level: missing ? 'warning' : 'error',
    message: missing
      ? {
          en: `The contents of action ${action} are not on this machine; it stays where it is.`,
          de: `Der Inhalt der Aktion ${action} liegt nicht auf dieser Maschine; sie bleibt, wo sie ist.`,
        }
      : {
          en: `The contents of action ${action} are not what the ledger says; nothing was sent.`,
          de: `Der Inhalt der Aktion ${action} ist nicht, was das Ledger sagt; nichts wurde gesendet.`,
        },
    remedy: { en: `See bizos ledger show ${action}`, de: `Siehe bizos ledger show ${action}` },
  };
}
