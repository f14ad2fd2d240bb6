import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';

/** A request to the other side. Redirects are never followed: they could lead a secret to another host. */
export interface HttpCall {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** From the start to the last byte of the answer; 30,000 where not given. */
  readonly timeoutMs?: number;
  /** Answers longer than so many bytes are given up; 16 MiB where not given. */
  readonly bytesMax?: number;
  readonly signal?: AbortSignal;
}

/**
 * What is known after a request. `answered`: a whole answer came. `not-sent`: the request never left (no address, refused, no TLS,
 * time-out while connecting), so another try can't double anything. `unknown`: it left, and what became of it nobody said
 * (time-out, cut connection, half an answer); `status` where the first line of an answer had come.
 */
export type HttpResult =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }
  | { readonly kind: 'not-sent'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string; readonly status?: number };

/**
 * Sends one request on a connection of its own and says what is known of it. Never throws for what the network does; `why` is an
 * error code or a few words of ours, never an address with a secret in it. Throws TypeError for an address that is none.
 */
export async function httpRequest(call: HttpCall): Promise<HttpResult> {
  const url = new URL(call.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new TypeError('neither http nor https');
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const body = call.body === undefined ? undefined : Buffer.from(call.body);
  const options: RequestOptions = {
    method: call.method ?? 'GET',
    // A connection of its own: a kept one may die between two requests, and then nobody knows which side dropped what.
    agent: false,
    headers: { 'User-Agent': 'bizos', ...call.headers, ...(body && { 'Content-Length': String(body.length) }) },
  };
  return new Promise((resolve) => exchange(request(url, options), body, call, url.protocol === 'https:', resolve));
}

function exchange(
  sent: ClientRequest,
  body: Buffer | undefined,
  call: HttpCall,
  tls: boolean,
  resolve: (result: HttpResult) => void,
): void {
  let reached = false;
  let status: number | undefined;
  let done = false;
  const finish = (result: HttpResult): void => {
    if (done) return;
    done = true;
    clearTimeout(limit);
    call.signal?.removeEventListener('abort', stop);
    resolve(result);
    sent.destroy();
  };
  const lost = (why: string): void => finish(reached ? { kind: 'unknown', why, status } : { kind: 'not-sent', why });
  const stop = (): void => lost('stopped');
  const limit = setTimeout(() => lost('time-out'), call.timeoutMs ?? 30_000);
  sent.on('socket', (socket) => socket.once(tls ? 'secureConnect' : 'connect', () => (reached = true)));
  sent.on('error', (error: NodeJS.ErrnoException) => lost(error.code ?? 'connection failed'));
  sent.on('response', (answer) => {
    reached = true;
    status = answer.statusCode;
    collect(answer, call.bytesMax ?? 16 << 20, finish, lost);
  });
  if (call.signal?.aborted) stop();
  else {
    call.signal?.addEventListener('abort', stop, { once: true });
    sent.end(body);
  }
}

function collect(answer: IncomingMessage, bytesMax: number, finish: (result: HttpResult) => void, lost: (why: string) => void): void {
  const pieces: Buffer[] = [];
  let size = 0;
  answer.on('data', (piece: Buffer) => {
    size += piece.length;
    if (size > bytesMax) lost('answer too long');
    else pieces.push(piece);
  });
  answer.on('error', () => lost('half an answer'));
  answer.on('aborted', () => lost('half an answer'));
  answer.on('end', () => {
    if (!answer.complete) return lost('half an answer');
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(answer.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
    finish({ kind: 'answered', status: answer.statusCode ?? 0, headers, body: Buffer.concat(pieces) });
  });
}

/** The answer's JSON object; undefined where the body is none. */
export function jsonObject(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** `Retry-After` in milliseconds, from seconds or a date (RFC 9110, 10.2.3); undefined where it is absent or neither. At most a day. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const date = /^[A-Z][a-z]{2,8},? .*\bGMT$/.test(text) ? Date.parse(text) - now : Number.NaN;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : date;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 86_400_000) : undefined;
}

/** The address when a secret may be sent to it: https, or http to this machine itself; undefined otherwise. */
export function safeAddress(text: string): URL | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  if (url.username || url.password) return undefined;
  if (url.protocol === 'https:') return url;
  const local = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  return url.protocol === 'http:' && local ? url : undefined;
}
