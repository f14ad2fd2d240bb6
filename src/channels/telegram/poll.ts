import type { Api } from 'grammy';
import type { Update } from 'grammy/types';
import type { Answer, Polled } from '../channel.ts';
import { oneLine } from '../plain.ts';
import { isApiError, outcomeOf, whyOf } from './api.ts';

/** Who may answer, and where. Numbers, since names can be taken over. */
export interface Allowed {
  readonly users: ReadonlySet<number>;
  readonly chats: ReadonlySet<number>;
  readonly language: 'en' | 'de';
}

/** One look for answers by long polling; see `AnsweringChannel.poll`. Every press gets an answer, from whomever it came. */
export async function pollOnce(
  api: Api,
  allowed: Allowed,
  offset: number,
  seconds: number,
  take: (answer: Answer) => Promise<string>,
  redact: (text: string) => string,
): Promise<Polled> {
  let updates: Update[];
  try {
    updates = await api.getUpdates({ offset, timeout: Math.min(Math.max(seconds, 0), 50), allowed_updates: ['callback_query', 'message'] });
  } catch (error) {
    return notRead(error, offset, redact);
  }
  let [next, answers, strangers] = [offset, 0, 0];
  for (const update of updates) {
    const { answer, stranger } = answerOf(update, allowed);
    if (stranger) strangers++;
    if (answer) {
      answers++;
      await handle(api, answer, take, allowed.language);
    } else if (update.callback_query) {
      await say(api, update.callback_query.id, stranger ? NOT_YOURS[allowed.language] : TOO_OLD[allowed.language]);
    }
    next = Math.max(next, update.update_id + 1);
  }
  return { state: 'read', next, answers, strangers };
}

const NOT_YOURS = { en: 'You may not decide this.', de: 'Darüber entscheidest du nicht.' };
const TOO_OLD = { en: 'This button is too old.', de: 'Diese Schaltfläche ist zu alt.' };
const FAILED = { en: 'That failed; nothing was decided.', de: 'Das schlug fehl; nichts ist entschieden.' };

async function handle(api: Api, answer: Answer, take: (answer: Answer) => Promise<string>, language: 'en' | 'de'): Promise<void> {
  if (answer.kind === 'reply') {
    await take(answer);
    return;
  }
  let words = FAILED[language];
  try {
    words = await take(answer);
  } finally {
    await say(api, answer.id, words);
  }
}

/** Answers a press (at most 200 characters). One that can't be answered any more, or a lost answer, changes nothing about the decision. */
async function say(api: Api, id: string, words: string): Promise<void> {
  try {
    await api.answerCallbackQuery(id, { text: oneLine(words).slice(0, 200), show_alert: false });
  } catch {
    // The button's spinner stays for a while; the decision is made or refused all the same.
  }
}

function answerOf(update: Update, allowed: Allowed): { answer?: Answer; stranger: boolean } {
  const press = update.callback_query;
  const chat = press ? press.message?.chat.id : update.message?.chat.id;
  const from = press ? press.from : update.message?.from;
  if (!from || (!press && !update.message)) return { stranger: false };
  const known = chat !== undefined && allowed.chats.has(chat) && allowed.users.has(from.id) && !from.is_bot;
  // In the name of a group or channel `from` is a placeholder: nobody in particular spoke.
  if (!known || update.message?.sender_chat) return { stranger: true };
  if (press) {
    if (press.data === undefined || !press.message) return { stranger: false };
    return {
      stranger: false,
      answer: { kind: 'press', id: press.id, from: from.id, chat, message: press.message.message_id, data: press.data },
    };
  }
  const message = update.message;
  if (message?.text === undefined) return { stranger: false };
  const answers = message.reply_to_message?.message_id;
  return { stranger: false, answer: { kind: 'reply', from: from.id, chat, message: message.message_id, answers, text: message.text } };
}

function notRead(error: unknown, offset: number, redact: (text: string) => string): Polled {
  const none = { next: offset, answers: 0, strangers: 0 };
  if (isApiError(error) && error.error_code === 409)
    return {
      ...none,
      state: 'busy',
      afterMs: 30_000,
      why: {
        en: 'Another program or a webhook reads the answers to this bot.',
        de: 'Ein anderes Programm oder ein Webhook liest die Antworten an diesen Bot.',
      },
    };
  const outcome = outcomeOf(error, redact);
  // Reading changes nothing, so what would be unknown for a message may simply be tried again here.
  const afterMs = outcome.state === 'later' ? outcome.afterMs : 5_000;
  return { ...none, state: outcome.state === 'refused' ? 'refused' : 'later', why: whyOf(outcome), afterMs };
}
