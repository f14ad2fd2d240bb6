import type { ActionDraft, Message } from '../../core/action.ts';
import { BizosError } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';
import { asking, isAsked } from '../dispatch/clear.ts';
import { isRunning } from '../dispatch/world.ts';
import type { EntryData, EntryDraft } from '../ledger/entries/index.ts';
import { withLedger } from '../ledger/ledger.ts';
import { openDrafts } from '../outbox/drafts.ts';
import { foldOutbox, type OutboxAction } from '../outbox/state.ts';
import { contentHash } from '../plan/identity.ts';
import { neededSetting } from '../policy/needed.ts';
import type { AgentPolicy } from '../policy/policy.ts';

/** Who answers, and where. */
export interface AnswerWorld {
  readonly root: string;
  readonly policy: AgentPolicy;
  /** `terminal`, or `telegram-12345`. */
  readonly by: string;
  now(): number;
}

/** An answer to exactly what was shown. */
export interface GivenAnswer {
  readonly action: string;
  /** Hash of the content that the person saw. */
  readonly shown: string;
  /** Nonce of the asking that it was shown with. */
  readonly nonce: string;
  readonly answer: EntryData<'approval'>['answer'];
  /** Until when it rests, milliseconds; the policy's time where not given. */
  readonly until?: number;
  /** The message as the person edited it; recipients can't be changed. */
  readonly message?: Message;
}

/**
 * Writes a person's answer into the chain of people. It binds the content, recipients and channel that were shown, the expiry and the nonce.
 * An edit asks anew at once, for the edited content. Throws BizosError (exit 3) where the asking is over: answered, expired, or the content
 * is another one by now; (2) for an unknown action. Gives the action as it stands afterwards.
 */
export function giveAnswer(world: AnswerWorld, given: GivenAnswer): OutboxAction {
  return withLedger({ root: world.root, who: 'people', now: () => world.now() }, (ledger) => {
    const look = (): OutboxAction | undefined => foldOutbox(ledger.read().entries, isRunning).get(given.action);
    const action = look();
    if (!action) throw unknownAction(given.action);
    const ask = mustBeOpen(action, given, world.now());
    const { content, recipients, channel, expires, nonce } = ask;
    const base = { action: given.action, content, recipients, channel, expires, nonce, by: world.by };
    if (given.answer === 'edited') {
      const draft = edited(world, action, given.message);
      const entry: EntryDraft = {
        kind: 'approval',
        data: { ...base, answer: 'edited', edited: contentHash(channel, draft.message), draft: ledger.seal(draft) },
      };
      ledger.append([entry]);
      const now = look();
      if (now) ledger.append([asking(world, now)]);
    } else {
      const until = given.until ?? world.now() + neededSetting(world.policy, 'postponeMs');
      ledger.append([
        {
          kind: 'approval',
          data: { ...base, answer: given.answer, ...(given.answer === 'postponed' && { until: new Date(until).toISOString() }) },
        },
      ]);
    }
    return look() ?? action;
  });
}

/** The action that a nonce asks about (a button in Telegram carries it); undefined where nobody asked with it. */
export function actionAsked(actions: Iterable<OutboxAction>, nonce: string): OutboxAction | undefined {
  for (const action of actions) if (action.ask?.data.nonce === nonce) return action;
  return undefined;
}

function mustBeOpen(action: OutboxAction, given: GivenAnswer, moment: number): EntryData<'ask'> {
  const ask = action.ask?.data;
  if (
    ask &&
    ask.nonce === given.nonce &&
    ask.content === given.shown &&
    isAsked(action, moment) &&
    ['planned', 'held', 'postponed'].includes(action.standing)
  )
    return ask;
  if (!ask || ask.nonce !== given.nonce) throw over('approval-forged', { en: 'nobody asked this', de: 'das hat niemand gefragt' });
  if (action.answers.some(({ data }) => data.nonce === given.nonce))
    throw over('approval-replayed', { en: 'it was answered already', de: 'es wurde schon beantwortet' });
  if (ask.content !== given.shown || action.content !== given.shown)
    throw over('approval-changed', { en: 'the content is another one by now', de: 'der Inhalt ist inzwischen ein anderer' });
  if (moment >= Date.parse(ask.expires))
    throw over('approval-expired', { en: `it expired at ${ask.expires}`, de: `es lief ab um ${ask.expires}` });
  throw over('approval-replayed', {
    en: `the action is ${action.standing} by now`,
    de: `die Aktion steht inzwischen auf „${action.standing}“`,
  });
}

function edited(world: AnswerWorld, action: OutboxAction, message: Message | undefined): ActionDraft {
  const found = openDrafts(world.root)(action);
  if ('fault' in found) throw over(found.fault, { en: 'its contents are not here', de: 'ihr Inhalt ist nicht hier' });
  if (!message || JSON.stringify(message.to) !== JSON.stringify(found.draft.message.to))
    throw over('approval-changed', { en: 'recipients can not be edited', de: 'Empfänger lassen sich nicht ändern' });
  return { ...found.draft, message };
}

function over(code: string, why: Text): BizosError {
  return new BizosError(
    3,
    { en: `The answer does not count (${code}): ${why.en}.`, de: `Die Antwort zählt nicht (${code}): ${why.de}.` },
    { en: 'Look at it as it stands now: bizos approvals list', de: 'Sieh nach, wie es jetzt steht: bizos approvals list' },
  );
}

function unknownAction(action: string): BizosError {
  return new BizosError(
    2,
    { en: `There is no action "${action}".`, de: `Es gibt keine Aktion „${action}“.` },
    { en: 'See: bizos approvals list', de: 'Siehe: bizos approvals list' },
  );
}
