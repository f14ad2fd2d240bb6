import { createHash, createHmac } from 'node:crypto';
import { BizosError } from '../core/problem.ts';
import { type HttpResult, httpRequest, retryAfterMs, safeAddress } from '../net/http.ts';
import type { Channel, ChannelSetting, Delivery, Outgoing } from './channel.ts';
import { visible } from './plain.ts';
import { later, needed, neededSecret, refused, unknown } from './settings.ts';

/**
 * Posts JSON (`bizos.webhook/1`) to an address of one's own. Settings: `url` (https, or http on this machine), `secret` (usually
 * WEBHOOK_SECRET), and `url NAME` for further ones that a message may name as its recipient. Signed:
 * `X-Bizos-Signature: v1=` + hex of HMAC-SHA256 over `timestamp.body`, the timestamp in seconds in `X-Bizos-Timestamp`. The receiver
 * must take `Idempotency-Key` as such; no redirect is followed.
 */
export async function openWebhook(name: string, setting: ChannelSetting): Promise<Channel> {
  const secret = neededSecret(setting, name, 'WEBHOOK_SECRET');
  const addresses = new Map<string, URL>([[name, addressOf(name, 'url', needed(setting, name, 'url'))]]);
  for (const [key, value] of Object.entries(setting.policy)) {
    if (key.startsWith('url ')) addresses.set(key.slice(4), addressOf(name, key, value));
  }
  return {
    name,
    takesKeys: true,
    send: (message, key) => send(addresses, message, key, secret, setting),
    test: () => reach([...addresses.values()], setting),
    close: async () => undefined,
  };
}

/** The signature of a body at a moment (seconds since the epoch). */
export function signatureOf(secret: string, timestamp: number | string, body: string | Uint8Array): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;
}

function addressOf(name: string, key: string, value: string): URL {
  const url = safeAddress(value.trim());
  if (url) return url;
  throw new BizosError(
    2,
    { en: `Channel "${name}": "${key}" is no https address.`, de: `Kanal „${name}“: „${key}“ ist keine https-Adresse.` },
    { en: 'Without TLS only this machine itself may be reached.', de: 'Ohne TLS ist nur diese Maschine selbst erlaubt.' },
  );
}

async function send(
  addresses: ReadonlyMap<string, URL>,
  message: Outgoing,
  key: string,
  secret: string,
  setting: ChannelSetting,
): Promise<Delivery> {
  const urls = message.to.map((to) => addresses.get(to));
  if (urls.length === 0) return refused('The message has no recipient.', 'Die Nachricht hat keinen Empfänger.');
  const arrived: string[] = [];
  for (const url of urls) {
    if (!url)
      return refused(
        'A recipient is no address of this channel in the policy.',
        'Ein Empfänger ist keine Adresse dieses Kanals in der Richtlinie.',
      );
    const outcome = await post(url, message, key, secret, setting);
    if (outcome.state !== 'sent') return outcome;
    arrived.push(outcome.reference);
  }
  return { state: 'sent', reference: arrived.join(', ') };
}

async function post(url: URL, message: Outgoing, key: string, secret: string, setting: ChannelSetting): Promise<Delivery> {
  const now = setting.now();
  const body = bodyOf(message, key);
  const timestamp = Math.floor(now / 1000);
  const result = await httpRequest({
    url: url.href,
    method: 'POST',
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Idempotency-Key': headerSafe(key),
      'X-Bizos-Timestamp': String(timestamp),
      'X-Bizos-Signature': signatureOf(secret, timestamp, body),
    },
    body,
    bytesMax: 1 << 20,
    signal: setting.signal,
  });
  return outcomeOf(result, url.host, now);
}

/** JSON without any character that could end a script element or a line where somebody pastes it into a page. */
function bodyOf(message: Outgoing, key: string): string {
  const document = {
    schema: 'bizos.webhook/1',
    key,
    subject: message.subject,
    blocks: message.blocks,
    buttons: message.buttons,
    data: message.data,
  };
  const json = JSON.stringify(document, (_name, value: unknown) => (typeof value === 'string' ? visible(value) : value));
  return json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function headerSafe(key: string): string {
  return /^[\x21-\x7e]{1,200}$/.test(key) ? key : createHash('sha256').update(key).digest('hex');
}

function outcomeOf(result: HttpResult, host: string, now: number): Delivery {
  if (result.kind === 'not-sent')
    return later(30_000, `${host} can not be reached (${result.why}).`, `${host} ist nicht erreichbar (${result.why}).`);
  if (result.kind === 'unknown')
    return unknown(
      `The request went to ${host} and no whole answer came (${result.why}).`,
      `Die Anfrage ging an ${host}, und keine ganze Antwort kam (${result.why}).`,
    );
  const { status } = result;
  if (status >= 200 && status < 300) return { state: 'sent', reference: `${host} HTTP ${status}` };
  const asked = retryAfterMs(result.headers['retry-after'], now);
  // With a key a second try is no second delivery, so a failure over there may be tried again.
  if ([408, 409, 425, 429].includes(status) || status >= 500)
    return later(asked ?? 60_000, `${host} answered HTTP ${status}.`, `${host} antwortete mit HTTP ${status}.`);
  if (status >= 300 && status < 400)
    return refused(
      `${host} sends elsewhere (HTTP ${status}); that is not followed.`,
      `${host} verweist woandershin (HTTP ${status}); dem wird nicht gefolgt.`,
    );
  return refused(`${host} refused the message (HTTP ${status}).`, `${host} hat die Nachricht abgelehnt (HTTP ${status}).`);
}

/** Asks for the headers alone: whether somebody answers there. Whether the secret holds, only a message can tell. */
async function reach(urls: readonly URL[], setting: ChannelSetting): Promise<Delivery> {
  const hosts: string[] = [];
  for (const url of urls) {
    const result = await httpRequest({ url: url.href, method: 'HEAD', signal: setting.signal });
    if (result.kind !== 'answered')
      return later(30_000, `${url.host} can not be reached (${result.why}).`, `${url.host} ist nicht erreichbar (${result.why}).`);
    if (result.status >= 500 || result.status === 404 || result.status === 410) return outcomeOf(result, url.host, setting.now());
    hosts.push(`${url.host} HTTP ${result.status}`);
  }
  return { state: 'sent', reference: hosts.join(', ') };
}
