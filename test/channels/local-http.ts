import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import type { ChannelSetting, Outgoing } from '../../src/channels/channel.ts';

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** What a test makes the server do instead of keeping to the protocol. */
export type Fault = 'silent' | 'cut' | 'half' | { status: number; headers?: Record<string, string>; body?: string };

/** A server on this machine that goes away after the test. `fault` is used up by one request. */
export async function serve(answer: (got: Received, response: ServerResponse) => void | Promise<void>): Promise<{
  url: string;
  faults: (Fault | undefined)[];
  received: Received[];
}> {
  const received: Received[] = [];
  const faults: (Fault | undefined)[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const got = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) };
    received.push(got);
    const fault = faults.shift();
    if (fault === undefined) return answer(got, response);
    if (fault === 'silent') return;
    if (fault === 'cut') return void request.socket.destroy();
    if (fault === 'half') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"ok":true,"resu', () => setImmediate(() => request.socket.destroy()));
      return;
    }
    response.writeHead(fault.status, fault.headers);
    response.end(fault.body ?? '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(
    () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, faults, received };
}

/** An address that nobody listens on. */
export async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((done) => server.close(() => done()));
  return `http://127.0.0.1:${port}`;
}

export function json(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

/** A setting with a clock that stands still and secrets from a table. */
export function settingOf(
  policy: Record<string, string>,
  secrets: Record<string, string> = {},
  more: Partial<ChannelSetting> = {},
): ChannelSetting {
  return { policy, secret: (name) => secrets[name], now: () => Date.parse('2026-11-20T01:00:00Z'), ...more };
}

export function saying(text: string, more: Partial<Outgoing> = {}): Outgoing {
  return { to: ['42'], subject: 'Stalled deals', blocks: [{ kind: 'text', text }], ...more };
}
