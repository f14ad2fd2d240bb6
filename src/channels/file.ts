import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { BizosError } from '../core/problem.ts';
import { createNew } from '../tree/write.ts';
import type { Channel, ChannelSetting, Delivery, Outgoing } from './channel.ts';
import { oneLine, plainText } from './plain.ts';
import { later, needed, refused } from './settings.ts';

/**
 * Puts every message into a folder (`folder`, absolute): NAME.txt to read and NAME.json (`bizos.outgoing/1`) for programs, NAME from
 * the key. The JSON file is put there last and whole, so where it stands the message was sent; the same key again is the same file.
 */
export async function openFile(name: string, setting: ChannelSetting): Promise<Channel> {
  const folder = needed(setting, name, 'folder');
  if (!isAbsolute(folder))
    throw new BizosError(2, {
      en: `The folder of channel "${name}" must be absolute here.`,
      de: `Der Ordner des Kanals „${name}“ muss hier absolut sein.`,
    });
  return {
    name,
    takesKeys: true,
    send: async (message, key) => put(folder, name, message, key, setting.now()),
    reconcile: async (key) => (existsSync(join(folder, `${fileName(key)}.json`)) ? 'sent' : 'not-sent'),
    test: async () => writable(folder),
    close: async () => undefined,
  };
}

/** The key itself where it is a plain word, else its hash: a key never chooses a path. */
export function fileName(key: string): string {
  return /^[A-Za-z0-9][\w-]{0,79}$/.test(key) ? key : createHash('sha256').update(key).digest('hex');
}

function put(folder: string, channel: string, message: Outgoing, key: string, now: number): Delivery {
  const base = join(folder, fileName(key));
  const content = JSON.stringify(message);
  try {
    const there = contentOf(`${base}.json`);
    if (there !== undefined) return there === content ? { state: 'sent', reference: `${fileName(key)}.json` } : differs();
    mkdirSync(folder, { recursive: true });
    if (!existsSync(`${base}.txt`)) createNew(`${base}.txt`, Buffer.from(readable(message)), { root: folder });
    const document = { schema: 'bizos.outgoing/1', key, channel, at: new Date(now).toISOString(), message };
    createNew(`${base}.json`, Buffer.from(`${JSON.stringify(document, null, 2)}\n`), { root: folder });
    return { state: 'sent', reference: `${fileName(key)}.json` };
  } catch (error) {
    if (error instanceof BizosError && contentOf(`${base}.json`) === content) return { state: 'sent', reference: `${fileName(key)}.json` };
    const what =
      error instanceof BizosError ? error.text : { en: 'The folder can not be written.', de: 'Der Ordner ist nicht beschreibbar.' };
    return later(60_000, what.en, what.de);
  }
}

function differs(): Delivery {
  return refused('This key was used for another message.', 'Dieser Schlüssel gehört schon zu einer anderen Nachricht.');
}

/** The message of a file that stands there, as one JSON text to compare with; undefined where there is none. */
function contentOf(path: string): string | undefined {
  try {
    return JSON.stringify((JSON.parse(readFileSync(path, 'utf8')) as { message: unknown }).message);
  } catch {
    return undefined;
  }
}

function readable(message: Outgoing): string {
  const head = [
    `To: ${message.to.map(oneLine).join(', ')}`,
    ...(message.subject === undefined ? [] : [`Subject: ${oneLine(message.subject)}`]),
  ];
  const buttons = (message.buttons ?? []).map((row) => row.map(({ label }) => `[${oneLine(label)}]`).join(' '));
  return `${[...head, '', plainText(message), ...(buttons.length ? ['', ...buttons] : [])].join('\n')}\n`;
}

function writable(folder: string): Delivery {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return { state: 'sent', reference: folder };
  } catch {
    return refused(`The folder ${folder} can not be written.`, `Der Ordner ${folder} ist nicht beschreibbar.`);
  }
}
