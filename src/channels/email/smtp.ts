import { Readable } from 'node:stream';
import { redactor } from '../../net/redact.ts';
import type { Delivery } from '../channel.ts';
import { oneLine } from '../plain.ts';
import { later, refused, unknown } from '../settings.ts';

/** Where mail is handed over. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly security: string;
  readonly user?: string;
  readonly password?: string;
}

/** What nodemailer's errors carry. */
interface SmtpError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/**
 * Hands one message over. The server has it when it answered the end of DATA with 250 (RFC 5321, 4.2.5); until the last byte left, it
 * has nothing; between the two nobody knows. 4xx means later, 5xx no.
 */
export async function deliver(
  server: SmtpServer,
  envelope: { readonly from: string; readonly to: readonly string[] },
  mime: Buffer,
  signal?: AbortSignal,
): Promise<Delivery> {
  return inSession(server, signal, (connection, done, handedOver) => {
    // A stream is read only once the server said 354, so its end tells how far we came.
    const body = Readable.from([mime], { objectMode: false });
    body.on('end', handedOver);
    connection.send({ from: envelope.from, to: [...envelope.to], size: mime.length }, body, (error, info) => {
      if (error) return done(error as SmtpError);
      const no = info?.rejected?.length ?? 0;
      if (no === 0) return done(undefined, { state: 'sent', reference: said(server, info?.response ?? '250') });
      const yes = envelope.to.length - no;
      done(
        undefined,
        unknown(`Taken for ${yes} of ${envelope.to.length} recipients.`, `Für ${yes} von ${envelope.to.length} Empfängern angenommen.`),
      );
    });
  });
}

/** Connects, signs in where there is a user, and leaves. */
export async function signIn(server: SmtpServer, signal?: AbortSignal): Promise<Delivery> {
  return inSession(server, signal, (_connection, done) => done(undefined, { state: 'sent', reference: `${server.host}:${server.port}` }));
}

type Connection = InstanceType<typeof import('nodemailer/lib/smtp-connection').default>;
type Done = (error: SmtpError | undefined, delivery?: Delivery) => void;

async function inSession(
  server: SmtpServer,
  signal: AbortSignal | undefined,
  work: (connection: Connection, done: Done, handedOver: () => void) => void,
): Promise<Delivery> {
  const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection');
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    socketCloseTimeout: 1_000,
    allowInternalNetworkInterfaces: true,
    name: 'bizos.localhost',
  });
  return new Promise((resolve) => {
    let [over, finished] = [false, false];
    const done: Done = (error, delivery) => {
      if (finished) return;
      finished = true;
      signal?.removeEventListener('abort', stop);
      if (delivery?.state === 'sent') connection.quit();
      else connection.close();
      resolve(delivery ?? outcomeOf(error, over, server));
    };
    const stop = (): void => done(Object.assign(new Error('stopped'), { code: 'ETIMEDOUT' }));
    connection.on('error', (error) => done(error as SmtpError));
    connection.on('end', () => done(Object.assign(new Error('closed'), { code: 'ECONNECTION' })));
    if (signal?.aborted) return stop();
    signal?.addEventListener('abort', stop, { once: true });
    const begin = (): void => work(connection, done, () => (over = true));
    connection.connect((error) => {
      if (error) done(error as SmtpError);
      else if (server.user === undefined) begin();
      else connection.login({ user: server.user, pass: server.password }, (no) => (no ? done(no as SmtpError) : begin()));
    });
  });
}

function outcomeOf(error: SmtpError | undefined, handedOver: boolean, server: SmtpServer): Delivery {
  const code = error?.responseCode;
  const words = said(server, error?.response ?? '');
  if (code !== undefined && code >= 400 && code < 500)
    return later(300_000, `The mail server asks to try later (${words}).`, `Der Mailserver bittet um einen späteren Versuch (${words}).`);
  if (error?.code === 'EAUTH')
    return refused('The mail server refuses user or password.', 'Der Mailserver weist Benutzer oder Passwort ab.');
  if (code !== undefined && code >= 500)
    return refused(`The mail server refused the message (${words}).`, `Der Mailserver hat die Nachricht abgelehnt (${words}).`);
  if (error?.code === 'EMESSAGE' && !handedOver)
    return refused('The message is larger than the mail server takes.', 'Die Nachricht ist größer, als der Mailserver annimmt.');
  if (error?.code === 'ETLS')
    return refused('The mail server offers no safe connection.', 'Der Mailserver bietet keine sichere Verbindung.');
  if (handedOver)
    return unknown(
      'The message was handed over and the mail server did not say that it has it.',
      'Die Nachricht wurde übergeben, und der Mailserver hat sie nicht bestätigt.',
    );
  const why = error?.code ?? 'connection failed';
  return later(60_000, `The mail server can not be reached (${why}).`, `Der Mailserver ist nicht erreichbar (${why}).`);
}

/** The server's own words, short, without the password and without anyone's address. */
function said(server: SmtpServer, response: string): string {
  const clean = oneLine(redactor([server.password])(response));
  return clean.replace(/[^\s<>@]+@[^\s<>@]+/g, '…').slice(0, 120);
}
