import type { Api } from 'grammy';
import { BizosError } from '../../core/problem.ts';
import { safeAddress } from '../../net/http.ts';
import { redactor } from '../../net/redact.ts';
import type { AnsweringChannel, ChannelSetting, Delivery, Outgoing } from '../channel.ts';
import { oneLine } from '../plain.ts';
import { listed, needed, neededSecret, refused, unknown, wait } from '../settings.ts';
import { openApi, outcomeOf } from './api.ts';
import { telegramParts } from './format.ts';
import { type Allowed, pollOnce } from './poll.ts';

/** More than this many messages at a time nobody reads, and a group takes only 20 a minute. */
const PARTS_MAX = 15;
/** A wait that Telegram asks for between two parts of one message is waited out up to here. */
const PART_WAIT_MS_MAX = 60_000;

/** What the tests put in the place of waiting. */
export interface TelegramWays {
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/**
 * A Telegram bot. Settings: `chat` (numeric ids), `allowed users` (numeric ids), `language`, `secret` (name of the token's secret, usually
 * TELEGRAM_BOT_TOKEN), `api root` (a Bot API server of one's own). Takes no keys: an unknown outcome is for a person. Limits and
 * formats: core.telegram.org/bots/api, sendMessage, Formatting options, and the FAQ on broadcasting.
 */
export async function openTelegram(name: string, setting: ChannelSetting, ways: TelegramWays = { wait }): Promise<AnsweringChannel> {
  const token = neededSecret(setting, name, 'TELEGRAM_BOT_TOKEN');
  const redact = redactor([token]);
  const chats = new Set(listed(needed(setting, name, 'chat')).map((id) => chatId(id, name)));
  const users = new Set(listed(setting.policy['allowed users']).map((id) => chatId(id, name)));
  const allowed: Allowed = { users, chats, language: setting.policy.language === 'de' ? 'de' : 'en' };
  const api = await openApi(token, rootOf(setting, name), setting.signal);
  const pace = pacer(setting, ways);
  return {
    name,
    takesKeys: false,
    send: (message) => send(api, message, chats, { pace, wait: (ms) => ways.wait(ms, setting.signal), redact }),
    test: () => tryOut(api, chats, redact),
    poll: (offset, seconds, take) => pollOnce(api, allowed, offset, seconds, take, redact),
    close: async () => undefined,
  };
}

function rootOf(setting: ChannelSetting, name: string): string {
  const url = safeAddress(setting.policy['api root']?.trim() || 'https://api.telegram.org');
  if (url) return url.href.replace(/\/+$/, '');
  throw new BizosError(
    2,
    {
      en: `The "api root" of channel "${name}" must begin with https://.`,
      de: `Die „api root“ des Kanals „${name}“ muss mit https:// beginnen.`,
    },
    { en: 'The bot token is part of every request.', de: 'Das Bot-Token steht in jeder Anfrage.' },
  );
}

function chatId(text: string, name: string): number {
  if (/^-?\d{1,16}$/.test(text)) return Number(text);
  throw new BizosError(
    2,
    {
      en: `Channel "${name}": "${oneLine(text).slice(0, 40)}" is no numeric Telegram id.`,
      de: `Kanal „${name}“: „${oneLine(text).slice(0, 40)}“ ist keine numerische Telegram-Kennung.`,
    },
    {
      en: 'Names can change hands: take the number, not the @name.',
      de: 'Namen können den Besitzer wechseln: Nimm die Zahl, nicht den @Namen.',
    },
  );
}

/** Waits until a chat may get another message: one a second, and twenty a minute in a group (ids below zero). */
function pacer(setting: ChannelSetting, ways: TelegramWays): (chat: number) => Promise<void> {
  const sent = new Map<number, number[]>();
  return async (chat) => {
    const past = sent.get(chat) ?? [];
    const now = setting.now();
    const fromLast = past.length > 0 ? past[past.length - 1] + 1000 - now : 0;
    const fromMinute = chat < 0 && past.length >= 20 ? past[past.length - 20] + 60_000 - now : 0;
    const ms = Math.min(Math.max(fromLast, fromMinute), 60_000);
    if (ms > 0) await ways.wait(ms, setting.signal);
    sent.set(chat, [...past.slice(-19), Math.max(setting.now(), now + Math.max(ms, 0))]);
  };
}

interface Sending {
  readonly pace: (chat: number) => Promise<void>;
  readonly wait: (ms: number) => Promise<void>;
  readonly redact: (text: string) => string;
}

async function send(api: Api, message: Outgoing, chats: ReadonlySet<number>, by: Sending): Promise<Delivery> {
  const wrong = problemOf(message, chats);
  if (wrong) return wrong;
  const parts = telegramParts(message);
  if (parts.length === 0) return refused('There is nothing to say.', 'Es gibt nichts zu sagen.');
  if (parts.length > PARTS_MAX)
    return refused(
      `This would be ${parts.length} messages; more than ${PARTS_MAX} at a time are not sent.`,
      `Das wären ${parts.length} Nachrichten; mehr als ${PARTS_MAX} auf einmal werden nicht gesendet.`,
    );
  const arrived: string[] = [];
  const total = parts.length * message.to.length;
  for (const chat of message.to.map(Number)) {
    for (const [i, part] of parts.entries()) {
      await by.pace(chat);
      const buttons = i === parts.length - 1 ? message.buttons : undefined;
      let outcome = await sendPart(api, chat, part, buttons, by.redact);
      // Not taken, so once more is safe; and what has begun should not stay half.
      for (let tries = 0; outcome.state === 'later' && arrived.length > 0 && outcome.afterMs <= PART_WAIT_MS_MAX && tries < 3; tries++) {
        await by.wait(outcome.afterMs);
        outcome = await sendPart(api, chat, part, buttons, by.redact);
      }
      if (outcome.state === 'sent') arrived.push(outcome.reference);
      else return arrived.length === 0 ? outcome : halfway(arrived, total, outcome);
    }
  }
  return { state: 'sent', reference: arrived.join(',') };
}

/** Some parts are there and some are not: sent again as a whole, the first would be doubled. */
function halfway(arrived: readonly string[], total: number, outcome: Exclude<Delivery, { state: 'sent' }>): Delivery {
  const which = arrived.join(', ');
  return unknown(
    `${arrived.length} of ${total} parts arrived (${which}); then: ${outcome.why.en}`,
    `${arrived.length} von ${total} Teilen kamen an (${which}); dann: ${outcome.why.de}`,
  );
}

async function sendPart(
  api: Api,
  chat: number,
  html: string,
  buttons: Outgoing['buttons'],
  redact: (text: string) => string,
): Promise<Delivery> {
  try {
    const { message_id } = await api.sendMessage(chat, html, {
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      ...(buttons && {
        reply_markup: {
          inline_keyboard: buttons.map((row) => row.map(({ label, data }) => ({ text: oneLine(label).slice(0, 64), callback_data: data }))),
        },
      }),
    });
    return { state: 'sent', reference: `${chat}/${message_id}` };
  } catch (error) {
    return outcomeOf(error, redact);
  }
}

/** What can't be sent at all, before anything is. */
function problemOf(message: Outgoing, chats: ReadonlySet<number>): Delivery | undefined {
  if (message.to.length === 0) return refused('The message has no recipient.', 'Die Nachricht hat keinen Empfänger.');
  const stranger = message.to.find((to) => !/^-?\d{1,16}$/.test(to) || !chats.has(Number(to)));
  if (stranger !== undefined)
    return refused('A recipient is no chat of this channel in the policy.', 'Ein Empfänger ist kein Chat dieses Kanals in der Richtlinie.');
  const data = message.buttons?.flat().find((button) => {
    const bytes = Buffer.byteLength(button.data);
    return bytes < 1 || bytes > 64 || oneLine(button.label) === '';
  });
  if (data) return refused('A button holds nothing, or more than 64 bytes.', 'Eine Schaltfläche trägt nichts oder mehr als 64 Bytes.');
  return undefined;
}

/** Asks who the bot is and whether it sees its chats; nobody is written to. */
async function tryOut(api: Api, chats: ReadonlySet<number>, redact: (text: string) => string): Promise<Delivery> {
  try {
    const me = await api.getMe();
    for (const chat of chats) await api.getChat(chat);
    return { state: 'sent', reference: `@${me.username}` };
  } catch (error) {
    return outcomeOf(error, redact);
  }
}
