import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpRequest, retryAfterMs, safeAddress } from '../../src/net/http.ts';
import { deadAddress, json, serve } from '../channels/local-http.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A server that speaks no HTTP: what it does with a connection is up to the test. */
async function raw(take: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    take(socket);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('what is known after a request', () => {
  it('a whole answer: answered, with whatever status', async () => {
    const server = await serve((_got, response) => json(response, 418, { a: 1 }));
    expect(await httpRequest({ url: server.url })).toMatchObject({ kind: 'answered', status: 418, body: Buffer.from('{"a":1}') });
  });

  it('C68 a redirect is an answer, not a way', async () => {
    const server = await serve((_got, response) => void response.writeHead(307, { location: '/elsewhere' }).end());
    expect(await httpRequest({ url: server.url, method: 'POST', body: 'x' })).toMatchObject({ kind: 'answered', status: 307 });
    expect(server.received).toHaveLength(1);
  });

  it.each([
    ['nobody listens', async () => deadAddress()],
    ['a name that does not exist', async () => 'http://name.invalid'],
    ['TLS with somebody who speaks none', async () => `https://${await raw((socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n'))}`],
    ['TLS that is never answered', async () => `https://${await raw(() => undefined)}`],
    ['TLS that is cut', async () => `https://${await raw((socket) => socket.destroy())}`],
  ])('%s: not-sent', async (_what, address) => {
    expect(await httpRequest({ url: await address(), method: 'POST', body: 'x', timeoutMs: 300 })).toMatchObject({ kind: 'not-sent' });
  });

  it.each([
    ['silence', () => undefined, { why: 'time-out' }],
    ['a cut connection', (socket: Socket) => void socket.once('data', () => socket.destroy()), {}],
    ['half a head', (socket: Socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 O')), {}],
    [
      'half a body',
      (socket: Socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')),
      { status: 200 },
    ],
    [
      'half a chunk',
      (socket: Socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf')),
      { status: 200 },
    ],
    [
      'a body that never ends',
      (socket: Socket) => void socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\nhalf')),
      { status: 200, why: 'time-out' },
    ],
    [
      'a body longer than we take',
      (socket: Socket) => void socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(2000)}`)),
      { why: 'answer too long' },
    ],
    ['no HTTP at all', (socket: Socket) => void socket.once('data', () => socket.end('hello\r\n\r\n')), {}],
  ])('%s: unknown', async (_what, take, more) => {
    const url = `http://${await raw(take)}`;
    expect(await httpRequest({ url, method: 'POST', body: 'x', timeoutMs: 300, bytesMax: 1000 })).toMatchObject({
      kind: 'unknown',
      ...more,
    });
  });

  it('stopped before it began: not-sent, and nobody was reached', async () => {
    const server = await serve((_got, response) => json(response, 200, {}));
    expect(await httpRequest({ url: server.url, signal: AbortSignal.abort() })).toEqual({ kind: 'not-sent', why: 'stopped' });
    expect(server.received).toEqual([]);
  });

  it('a header with a line end is refused by throwing, not sent', async () => {
    const server = await serve((_got, response) => json(response, 200, {}));
    await expect(httpRequest({ url: server.url, headers: { 'X-Key': 'a\r\nX-Evil: 1' } })).rejects.toThrow();
    expect(server.received).toEqual([]);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-20T01:00:00Z');
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5_000],
    ['999999999', 86_400_000],
    ['Fri, 20 Nov 2026 01:01:00 GMT', 60_000],
    ['Fri, 20 Nov 2020 01:01:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    [undefined, undefined],
  ])('%s', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});

describe('addresses that a secret may go to', () => {
  it.each(['https://x.example/a', 'http://127.0.0.1:1/x', 'http://localhost', 'http://[::1]:80/'])('%s', (text) => {
    expect(safeAddress(text)).toBeInstanceOf(URL);
  });
  it.each([
    'http://x.example',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'https://u:p@x.example',
    'https://u@x.example',
    'ftp://x',
    '//x',
    '',
    'file:///etc',
  ])('not %s', (text) => {
    expect(safeAddress(text)).toBeUndefined();
  });
});
