import { createHash, timingSafeEqual } from 'node:crypto';
import { openWebhook, signatureOf } from '../../src/channels/webhook.ts';
import { json, serve, settingOf } from './local-http.ts';

export const SECRET = 'whsec-0123456789abcdef';
export const NOW_S = Date.parse('2026-11-20T01:00:00Z') / 1000;

/** How far a receiver's clock may be off. */
const SIGNATURE_AGE_S_MAX = 300;

/** Whether a signature holds and is not older than five minutes. `nowS` in seconds. */
export function signatureHolds(secret: string, timestamp: string, body: string | Uint8Array, signature: string, nowS: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowS - Number(timestamp)) > SIGNATURE_AGE_S_MAX) return false;
  const [want, got] = [signatureOf(secret, timestamp, body), signature].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(want, got);
}

/** A receiver as the page in docs/ tells people to write one: signature, age, one delivery a key. */
export async function receiver() {
  const seen = new Map<string, unknown>();
  const server = await serve(({ method, headers, body }, response) => {
    if (method === 'HEAD') return json(response, 405, {});
    const [timestamp, signature, key] = ['x-bizos-timestamp', 'x-bizos-signature', 'idempotency-key'].map((name) =>
      String(headers[name] ?? ''),
    );
    if (!signatureHolds(SECRET, timestamp, body, signature, NOW_S)) return json(response, 401, { error: 'signature' });
    if (!key) return json(response, 400, { error: 'key' });
    if (!seen.has(key)) seen.set(key, JSON.parse(body.toString('utf8')));
    return json(response, 200, { ok: true });
  });
  return { ...server, seen };
}

export function hook(url: string, policy: Record<string, string> = {}, secret = SECRET, signal?: AbortSignal) {
  return openWebhook('hook', settingOf({ url: `${url}/in`, ...policy }, { WEBHOOK_SECRET: secret }, { signal }));
}
