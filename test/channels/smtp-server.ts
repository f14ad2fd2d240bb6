import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { afterEach } from 'vitest';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

/** What goes wrong, and where. */
export type SmtpFault =
  | 'drop-greeting'
  | 'drop-in-data'
  | 'drop-after-data'
  | 'silent-after-data'
  | '451-after-data'
  | '554-after-data'
  | '452-mail'
  | 'no-rcpt'
  | 'half-250';

/**
 * A mail server that speaks RFC 5321 line by line: EHLO with SIZE and AUTH PLAIN, sign-in before MAIL, sequence of commands, dot-stuffing, lines of at
 * most 998 characters, CRLF only. `reject`: recipients it refuses.
 */
export async function smtpServer(given: { user?: string; password?: string; size?: number; fault?: SmtpFault; reject?: string[] } = {}) {
  const mails: Mail[] = [];
  const errors: string[] = [];
  const state = { data: 0, sockets: new Set<Socket>() };
  const server = createServer((socket) => {
    state.sockets.add(socket);
    socket.on('error', () => undefined);
    if (given.fault === 'drop-greeting') return void socket.destroy();
    let [buffer, inData, signedIn, from, to] = ['', false, given.user === undefined, undefined as string | undefined, [] as string[]];
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    const command = (line: string): void => {
      const [verb] = line.toUpperCase().split(/[ :]/);
      if (verb === 'EHLO') {
        from = undefined;
        return void socket.write(
          `250-mail.example\r\n250-SIZE ${given.size ?? 100_000}\r\n250-8BITMIME\r\n${given.user ? '250-AUTH PLAIN\r\n' : ''}250 HELP\r\n`,
        );
      }
      if (verb === 'QUIT') return void socket.end('221 bye\r\n');
      if (verb === 'RSET' || verb === 'NOOP') return void say('250 ok');
      if (verb === 'AUTH') {
        const [, user, password] = Buffer.from(line.split(' ')[2] ?? '', 'base64')
          .toString()
          .split('\0');
        signedIn = user === given.user && password === given.password;
        return void say(signedIn ? '235 welcome' : `535 5.7.8 bad credentials ${password}`);
      }
      if (!signedIn) return void say('530 5.7.0 authentication required');
      if (verb === 'MAIL') {
        if (given.fault === '452-mail') return void say('452 4.3.1 insufficient storage');
        const found = /^MAIL FROM:<([^<>\s]*)>((?: \S+)*)$/i.exec(line);
        const size = Number(/ SIZE=(\d+)/.exec(found?.[2] ?? '')?.[1] ?? 0);
        if (!found) return void say('501 5.5.4 bad sender');
        if (size > (given.size ?? 100_000)) return void say('552 5.3.4 too big');
        [from, to] = [found[1], []];
        return void say('250 ok');
      }
      if (verb === 'RCPT') {
        const found = /^RCPT TO:<([^<>\s]+@[^<>\s]+)>$/i.exec(line);
        if (from === undefined) return void say('503 sequence');
        if (!found || given.fault === 'no-rcpt' || given.reject?.includes(found[1])) return void say('550 5.1.1 no such user');
        to.push(found[1]);
        return void say('250 ok');
      }
      if (verb === 'DATA') {
        if (from === undefined || to.length === 0) return void say('503 sequence');
        inData = true;
        state.data++;
        if (given.fault === 'drop-in-data') return void socket.destroy();
        return void say('354 go on');
      }
      errors.push(line);
      return void say('500 5.5.1 unknown command');
    };
    const finish = (body: string): void => {
      if (given.fault === 'drop-after-data') return void socket.destroy();
      if (given.fault === 'silent-after-data') return;
      if (given.fault === 'half-250') return void socket.write('25', () => socket.destroy());
      if (given.fault === '451-after-data') return void say('451 4.3.0 try later');
      if (given.fault === '554-after-data') return void say('554 5.7.1 spam for ann@example.com');
      const lines = body.split('\r\n');
      if (lines.some((line) => Buffer.byteLength(line) > 998 || /[\r\n]/.test(line))) return void say('500 5.5.2 line');
      mails.push({ from: from ?? '', to, raw: lines.map((line) => line.replace(/^\./, '')).join('\r\n') });
      say('250 2.0.0 queued as 1');
    };
    socket.on('data', (piece) => {
      buffer += piece.toString('latin1');
      for (;;) {
        if (inData) {
          const end = buffer.startsWith('.\r\n') ? 0 : buffer.indexOf('\r\n.\r\n');
          if (end < 0) return;
          const body = buffer.slice(0, end);
          buffer = buffer.slice(end === 0 ? 3 : end + 5);
          inData = false;
          finish(Buffer.from(body, 'latin1').toString('utf8'));
          continue;
        }
        const end = buffer.indexOf('\r\n');
        if (end < 0) return;
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        command(line);
      }
    });
    say('220 mail.example ESMTP');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(
    () =>
      new Promise((done) => {
        for (const socket of state.sockets) socket.destroy();
        server.close(() => done());
      }),
  );
  return { port: (server.address() as AddressInfo).port, mails, errors, state };
}

/** Header fields and text of a message, decoded as a reader's program would (RFC 5322, 2045, 2047). */
export function readMail(raw: string): { headers: [string, string][]; text: string } {
  const cut = raw.indexOf('\r\n\r\n');
  const headers = raw
    .slice(0, cut)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line): [string, string] => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      decodeWords(line.slice(line.indexOf(':') + 1).trim()),
    ]);
  const of = (name: string): string => headers.find(([key]) => key === name)?.[1] ?? '';
  const body = raw.slice(cut + 4);
  const encoding = of('content-transfer-encoding').toLowerCase();
  let text = body;
  if (encoding === 'base64') text = Buffer.from(body, 'base64').toString('utf8');
  if (encoding === 'quoted-printable')
    text = Buffer.from(
      body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ).toString('utf8');
  // format=flowed (RFC 3676): soft line breaks and stuffed blanks.
  if (/format=flowed/i.test(of('content-type'))) text = text.replace(/ \r\n/g, ' ').replace(/^ /gm, '');
  return { headers, text: text.replace(/\r\n/g, '\n') };
}

function decodeWords(text: string): string {
  return text.replace(/\?=\s+=\?/g, '?==?').replace(/(?:=\?utf-8\?[QB]\?[^?]*\?=)+/gi, (run) => {
    const bytes = [...run.matchAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi)].map(([, kind, word]) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64')
        : Buffer.from(
            word.replace(/_/g, ' ').replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
            'latin1',
          ),
    );
    return Buffer.concat(bytes).toString('utf8');
  });
}
