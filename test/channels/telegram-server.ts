import { json, serve } from './local-http.ts';

export const TOKEN = '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQrr';

/** A message as the receiver's app would have it: text without marks, and what in it is marked or clickable. */
export interface Shown {
  readonly chat: number;
  readonly text: string;
  readonly entities: readonly { readonly type: string; readonly text: string }[];
  readonly buttons: readonly { text: string; callback_data: string }[];
  readonly preview: boolean;
}

class Refusal extends Error {}

/**
 * Telegram's HTML mode as the Bot API describes it: a closed list of tags, properly nested, four named entities and numeric ones, nothing else; then
 * the automatic entities (mention, command, hashtag, cashtag, url, e-mail, phone) outside code, and at most 100 marks that count.
 */
export function parseTelegramHtml(html: string): Pick<Shown, 'text' | 'entities'> {
  const tags = new Set(['b', 'strong', 'i', 'em', 'u', 's', 'code', 'pre', 'blockquote', 'a', 'tg-spoiler']);
  const stack: { tag: string; from: number }[] = [];
  const entities: { type: string; text: string; from: number; to: number }[] = [];
  let text = '';
  for (let at = 0; at < html.length; ) {
    const rest = html.slice(at);
    if (rest[0] === '<') {
      const tag = /^<(\/?)([a-z-]+)>/.exec(rest);
      if (!tag || !tags.has(tag[2])) throw new Refusal(`can't parse entities: Unsupported start tag at byte offset ${at}`);
      if (tag[1]) {
        const open = stack.pop();
        if (open?.tag !== tag[2]) throw new Refusal(`can't parse entities: Unmatched end tag at byte offset ${at}`);
        entities.push({ type: open.tag, text: text.slice(open.from), from: open.from, to: text.length });
      } else stack.push({ tag: tag[2], from: text.length });
      at += tag[0].length;
    } else if (rest[0] === '&') {
      const entity = /^&(?:lt|gt|amp|quot|#\d+|#x[0-9a-f]+);/i.exec(rest);
      if (!entity) throw new Refusal(`can't parse entities: bad entity at byte offset ${at}`);
      const name = entity[0].slice(1, -1);
      const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };
      text += named[name] ?? String.fromCodePoint(Number(name.replace('#x', '0x').replace('#', '')));
      at += entity[0].length;
    } else {
      text += rest[0];
      at++;
    }
  }
  if (stack.length > 0) throw new Refusal(`can't parse entities: Can't find end tag corresponding to start tag ${stack[0].tag}`);
  const marks = entities.slice(0, 100);
  const code = marks.filter(({ type }) => type === 'code' || type === 'pre');
  const automatic: [string, RegExp][] = [
    ['mention', /(?<![\w@])@\w{3,32}/g],
    ['bot_command', /(?<![\w/<>])\/[a-z0-9_]{1,64}(?:@\w+)?/gi],
    ['hashtag', /(?<!\w)[#＃][\p{L}\p{N}_]+/gu],
    ['cashtag', /(?<!\w)\$[A-Z]{3,8}\b/g],
    ['url', /(?:[a-z][a-z0-9+.-]*:\/\/[^\s<>"]+|\b(?:[\p{L}\p{N}-]+\.)+(?:com|net|org|io|my|me|de|ru|example|app|dev|xyz)\b[^\s<>"]*)/giu],
    ['email', /[\w.+-]+@[\w-]+\.[\w.]+/g],
    ['phone_number', /\+\d[\d ()-]{6,}\d/g],
  ];
  for (const [type, pattern] of automatic)
    for (const found of text.matchAll(pattern)) {
      const [from, to] = [found.index, found.index + found[0].length];
      if (!code.some((one) => from < one.to && to > one.from)) marks.push({ type, text: found[0], from, to });
    }
  return { text, entities: marks.map(({ type, text: inside }) => ({ type, text: inside })) };
}

interface Call {
  chat_id?: number;
  text?: string;
  parse_mode?: string;
  link_preview_options?: { is_disabled?: boolean };
  reply_markup?: { inline_keyboard: { text: string; callback_data: string }[][] };
  offset?: number;
  timeout?: number;
  callback_query_id?: string;
}

/** A Bot API server that refuses what Telegram refuses. */
export async function telegramServer(chats: readonly number[] = [42, -100]) {
  const shown: Shown[] = [];
  const answered: { id: string; text: string }[] = [];
  const updates: { update_id: number; [kind: string]: unknown }[] = [];
  const state = { revoked: false, polling: false, holdPolls: false };
  const release: (() => void)[] = [];
  const server = await serve(async ({ path, body }, response) => {
    const fail = (status: number, description: string, parameters?: object) =>
      json(response, status, { ok: false, error_code: status, description, ...(parameters && { parameters }) });
    const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(path) ?? [];
    if (token !== TOKEN) return fail(404, 'Not Found');
    if (state.revoked) return fail(401, 'Unauthorized');
    const call = (body.length ? JSON.parse(body.toString()) : {}) as Call;
    const known = call.chat_id === undefined || chats.includes(call.chat_id);
    if (!known) return fail(400, 'Bad Request: chat not found');
    if (method === 'getMe')
      return json(response, 200, { ok: true, result: { id: 1, is_bot: true, first_name: 'Biz', username: 'biz_bot' } });
    if (method === 'getChat') return json(response, 200, { ok: true, result: { id: call.chat_id, type: 'private' } });
    if (method === 'answerCallbackQuery') {
      if ((call.text?.length ?? 0) > 200) return fail(400, 'Bad Request: MESSAGE_TOO_LONG');
      answered.push({ id: call.callback_query_id ?? '', text: call.text ?? '' });
      return json(response, 200, { ok: true, result: true });
    }
    if (method === 'getUpdates') {
      if (state.polling)
        return fail(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running');
      state.polling = true;
      if (state.holdPolls) await new Promise<void>((done) => release.push(done));
      state.polling = false;
      const from = call.offset ?? 0;
      for (let i = updates.length - 1; i >= 0; i--) if (updates[i].update_id < from) updates.splice(i, 1);
      return json(response, 200, { ok: true, result: updates.slice(0, 100) });
    }
    if (method !== 'sendMessage') return fail(404, 'Not Found');
    try {
      const parsed = call.parse_mode === 'HTML' ? parseTelegramHtml(call.text ?? '') : { text: call.text ?? '', entities: [] };
      if (parsed.text.trim() === '') throw new Refusal('message text is empty');
      if (parsed.text.length > 4096) throw new Refusal('message is too long');
      const buttons = call.reply_markup?.inline_keyboard.flat() ?? [];
      for (const button of buttons) {
        const bytes = Buffer.byteLength(button.callback_data ?? '');
        if (bytes < 1 || bytes > 64) throw new Refusal('BUTTON_DATA_INVALID');
        if (!button.text) throw new Refusal('BUTTON_TEXT_EMPTY');
      }
      shown.push({ chat: call.chat_id ?? 0, ...parsed, buttons, preview: call.link_preview_options?.is_disabled !== true });
      return json(response, 200, {
        ok: true,
        result: { message_id: shown.length, date: 1, chat: { id: call.chat_id, type: 'private' }, text: parsed.text },
      });
    } catch (error) {
      if (error instanceof Refusal) return fail(400, `Bad Request: ${error.message}`);
      throw error;
    }
  });
  return { ...server, shown, answered, updates, state, release };
}
