import type { Api } from 'grammy';
import type { Text } from '../../core/text.ts';
import { type HttpResult, httpRequest, jsonObject } from '../../net/http.ts';
import type { Delivery } from '../channel.ts';
import { oneLine } from '../plain.ts';
import { later, refused, unknown } from '../settings.ts';

/** The request got no answer of the Bot API: it never left, or nobody knows. */
class NoAnswer extends Error {
  constructor(readonly result: HttpResult) {
    super('no answer of the Bot API');
  }
}

/**
 * The Bot API by grammY, over our own requests, which know whether a request has left. Nothing is tried again by itself: Telegram takes
 * no keys, so a second try may be a second message.
 */
export async function openApi(token: string, apiRoot: string, signal?: AbortSignal): Promise<Api> {
  const { Api } = await import('grammy');
  const send = async (url: string, init: { method?: string; headers?: Record<string, string>; body?: string }) => {
    const method = url.slice(url.lastIndexOf('/') + 1);
    const seconds = method === 'getUpdates' ? (jsonObject(Buffer.from(init.body ?? ''))?.timeout as number | undefined) : undefined;
    const result = await httpRequest({
      url,
      method: init.body === undefined ? 'GET' : 'POST',
      headers: { ...init.headers, connection: 'close' },
      body: init.body,
      timeoutMs: ((seconds ?? 0) + 20) * 1000,
      signal,
    });
    const answer = result.kind === 'answered' ? jsonObject(result.body) : undefined;
    if (!answer || typeof answer.ok !== 'boolean') throw new NoAnswer(result);
    return { json: async () => answer };
  };
  // grammY's type wants all of fetch; it calls only this much of it.
  return new Api(token, {
    apiRoot,
    fetch: send as unknown as NonNullable<ConstructorParameters<typeof Api>[1]>['fetch'],
    timeoutSeconds: 300,
  });
}

/** What an error of a call means for what was to be sent. Words of the other side are cut, on one line, and without the token. */
export function outcomeOf(error: unknown, redact: (text: string) => string): Delivery {
  const inner = error instanceof Error && 'error' in error ? error.error : error;
  if (inner instanceof NoAnswer) return unanswered(inner.result);
  if (!isApiError(error)) return unknown('The call ended in an unexpected way.', 'Der Aufruf endete auf unerwartete Weise.');
  const said = redact(oneLine(error.description)).slice(0, 200);
  switch (true) {
    case error.error_code === 429:
      return later((error.parameters?.retry_after ?? 30) * 1000, 'Telegram asks to wait.', 'Telegram bittet zu warten.');
    case error.error_code === 401 || error.error_code === 404:
      return refused(
        'Telegram does not know this bot token: it was revoked or mistyped.',
        'Telegram kennt dieses Bot-Token nicht: Es wurde widerrufen oder vertippt.',
      );
    case error.error_code === 403:
      return refused(`The bot may not write to this chat (${said}).`, `Der Bot darf in diesen Chat nicht schreiben (${said}).`);
    case error.error_code >= 500:
      return unknown('Telegram failed while it had the message.', 'Telegram ist ausgefallen, als es die Nachricht schon hatte.');
    default:
      return refused(`Telegram refused the message (${said}).`, `Telegram hat die Nachricht abgelehnt (${said}).`);
  }
}

function unanswered(result: HttpResult): Delivery {
  if (result.kind === 'not-sent')
    return later(30_000, `Telegram can not be reached (${result.why}).`, `Telegram ist nicht erreichbar (${result.why}).`);
  const status = result.status;
  if (result.kind === 'answered' && status !== undefined && status >= 400 && status < 500)
    return refused(
      `Something before Telegram refused the request (HTTP ${status}).`,
      `Etwas vor Telegram hat die Anfrage abgelehnt (HTTP ${status}).`,
    );
  const why = result.kind === 'answered' ? `HTTP ${status}` : result.why;
  return unknown(
    `The message went out and no whole answer came (${why}).`,
    `Die Nachricht ging hinaus, und keine ganze Antwort kam (${why}).`,
  );
}

/** An answer of the Bot API that says no. By its shape: grammY's class is not loaded here. */
export function isApiError(
  error: unknown,
): error is { error_code: number; description: string; parameters?: { retry_after?: number; migrate_to_chat_id?: number } } {
  return error instanceof Error && 'error_code' in error && 'description' in error;
}

/** Why nothing could be read, from a delivery's words. */
export function whyOf(delivery: Delivery): Text | undefined {
  return delivery.state === 'sent' ? undefined : delivery.why;
}
