import { createHash } from 'node:crypto';
import type { Delivery, Outgoing } from '../channel.ts';
import { oneLine, plainText, visible } from '../plain.ts';
import { refused } from '../settings.ts';

/** One plain mailbox: no display name, no comment, no list, no quoting, no line end. RFC 5321 lengths. */
const ADDRESS =
  /^(?=.{3,254}$)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;

/** Whether a text is one mail address and nothing else. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text);
}

/** Message-ID from the key: the same message has the same one, so that a mail program can tell a second copy. */
function messageId(key: string, from: string): string {
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 40)}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

/**
 * Why a message can't go out as an e-mail; undefined where it can. `recipients`: addresses and `@domain`s that the policy allows,
 * empty where the policy leaves that to the gate.
 */
export function mailProblem(message: Outgoing, recipients: readonly string[]): Delivery | undefined {
  if (message.to.length === 0) return refused('The message has no recipient.', 'Die Nachricht hat keinen Empfänger.');
  if (!message.to.every(isAddress))
    return refused('A recipient is not one plain mail address.', 'Ein Empfänger ist keine einzelne, schlichte Mailadresse.');
  const allowed = recipients.map((one) => one.toLowerCase());
  const stranger = message.to.some((to) => {
    const address = to.toLowerCase();
    return allowed.length > 0 && !allowed.includes(address) && !allowed.includes(address.slice(address.lastIndexOf('@')));
  });
  if (stranger)
    return refused(
      'A recipient is not allowed by the policy of this channel.',
      'Die Richtlinie dieses Kanals erlaubt einen der Empfänger nicht.',
    );
  const subject = message.subject ?? '';
  if (/[\r\n\0\u2028\u2029\u0085\v\f]/.test(subject))
    return refused(
      'The subject has a line end: it could add a header.',
      'Der Betreff enthält ein Zeilenende: Es könnte eine Kopfzeile ergänzen.',
    );
  if (subject.length > 500) return refused('The subject is longer than 500 characters.', 'Der Betreff ist länger als 500 Zeichen.');
  return undefined;
}

/** The message as MIME: text alone, no HTML, nothing read from files or addresses. */
export async function mimeOf(message: Outgoing, from: string, key: string, now: number): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const composer = new MailComposer({
    from: { name: '', address: from },
    to: message.to.map((address) => ({ name: '', address })),
    headers: { Subject: subjectHeader(oneLine(message.subject ?? '')), 'Auto-Submitted': 'auto-generated' },
    text: visible(plainText(message)),
    messageId: messageId(key, from),
    date: new Date(now),
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** A subject that looks like an encoded word (RFC 2047) is encoded itself: else the reader's program would decode what is only text. */
function subjectHeader(subject: string): string | { prepared: boolean; value: string } {
  if (!subject.includes('=?')) return subject;
  const words: string[] = [];
  let word = '';
  for (const char of subject) {
    if (Buffer.byteLength(word + char) > 42) {
      words.push(word);
      word = '';
    }
    word += char;
  }
  words.push(word);
  return { prepared: true, value: words.map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`).join('\r\n ') };
}
