import { existsSync, mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import { createNew } from '../../tree/write.ts';
import type { Channel, ChannelSetting, Delivery, Outgoing } from '../channel.ts';
import { fileName } from '../file.ts';
import { later, listed, needed, neededSecret, refused } from '../settings.ts';
import { isAddress, mailProblem, mimeOf } from './message.ts';
import { deliver, type SmtpServer, signIn } from './smtp.ts';

/**
 * E-mail. Settings: `from`; then `host`, `port`, `security` (`tls`, `starttls` or, on this machine alone, `none`), `user`, `secret`
 * (usually SMTP_PASSWORD), or `folder` (absolute) for drafts as .eml files; `recipients` (addresses and `@domain`s). SMTP takes no
 * keys: the Message-ID is made from the key, which lets a reader's program tell copies, but no server promises to.
 */
export async function openEmail(name: string, setting: ChannelSetting): Promise<Channel> {
  const from = needed(setting, name, 'from');
  if (!isAddress(from)) throw wrong(name, 'from', 'is not one plain mail address', 'ist keine einzelne, schlichte Mailadresse');
  const recipients = listed(setting.policy.recipients);
  if (setting.policy.folder?.trim()) return drafts(name, setting, from, recipients);
  const server = serverOf(name, setting);
  return {
    name,
    takesKeys: false,
    send: async (message, key) => {
      const problem = mailProblem(message, recipients);
      if (problem) return problem;
      const mime = await mimeOf(message, from, key, setting.now());
      return deliver(server, { from, to: message.to }, mime, setting.signal);
    },
    test: () => signIn(server, setting.signal),
    close: async () => undefined,
  };
}

function serverOf(name: string, setting: ChannelSetting): SmtpServer {
  const host = needed(setting, name, 'host');
  const security = (setting.policy.security?.trim() || 'starttls').toLowerCase();
  const local = ['127.0.0.1', '::1', 'localhost'].includes(host);
  if (security !== 'tls' && security !== 'starttls' && !(security === 'none' && local))
    throw wrong(
      name,
      'security',
      'must be tls or starttls (none only on this machine)',
      'muss tls oder starttls sein (none nur auf dieser Maschine)',
    );
  const port = Number(setting.policy.port?.trim() || (security === 'tls' ? 465 : 587));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw wrong(name, 'port', 'is no port', 'ist kein Port');
  const user = setting.policy.user?.trim() || undefined;
  return { host, port, security, user, password: user === undefined ? undefined : neededSecret(setting, name, 'SMTP_PASSWORD') };
}

function wrong(name: string, key: string, en: string, de: string): BizosError {
  return new BizosError(2, {
    en: `Channel "${name}": the setting "${key}" ${en}.`,
    de: `Kanal „${name}“: Die Einstellung „${key}“ ${de}.`,
  });
}

/** Drafts for a mail program: one .eml a key, so the same key twice is one draft. */
function drafts(name: string, setting: ChannelSetting, from: string, recipients: readonly string[]): Channel {
  const folder = needed(setting, name, 'folder');
  if (!isAbsolute(folder)) throw wrong(name, 'folder', 'must be absolute here', 'muss hier absolut sein');
  const pathOf = (key: string): string => join(folder, `${fileName(key)}.eml`);
  return {
    name,
    takesKeys: true,
    send: async (message, key) =>
      mailProblem(message, recipients) ?? (await writeDraft(pathOf(key), folder, message, from, key, setting.now())),
    reconcile: async (key) => (existsSync(pathOf(key)) ? 'sent' : 'not-sent'),
    test: async () => {
      try {
        mkdirSync(folder, { recursive: true });
        return { state: 'sent', reference: folder };
      } catch {
        return refused(`The folder ${folder} can not be written.`, `Der Ordner ${folder} ist nicht beschreibbar.`);
      }
    },
    close: async () => undefined,
  };
}

async function writeDraft(path: string, folder: string, message: Outgoing, from: string, key: string, now: number): Promise<Delivery> {
  if (existsSync(path)) return { state: 'sent', reference: path };
  const mime = await mimeOf(message, from, key, now);
  try {
    mkdirSync(folder, { recursive: true });
    // X-Unsent makes mail programs open it for editing rather than as something received.
    createNew(path, Buffer.concat([Buffer.from('X-Unsent: 1\r\n'), mime]), { root: folder });
    return { state: 'sent', reference: path };
  } catch (error) {
    if (existsSync(path)) return { state: 'sent', reference: path };
    const what =
      error instanceof BizosError ? error.text : { en: 'The folder can not be written.', de: 'Der Ordner ist nicht beschreibbar.' };
    return later(60_000, what.en, what.de);
  }
}
