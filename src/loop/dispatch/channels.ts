import { resolve } from 'node:path';
import type { Channel, Delivery } from '../../channels/channel.ts';
import { BizosError, type Checked } from '../../core/problem.ts';
import { type ChannelRow, readChannels } from '../../net/channel-table.ts';
import { openSecrets } from '../../net/secrets.ts';

export type { Delivery } from '../../channels/channel.ts';

/** Where the file channel puts what goes out, unless the policy says otherwise: ignored by git, and never taken for an export. */
const FILE_FOLDER = '.bizos/outgoing';

/** What a channel needs of the world. */
export interface ChannelWorld {
  readonly environment: Readonly<Record<string, string | undefined>>;
  now(): number;
  readonly signal?: AbortSignal;
}

/** The channels of the policy; `file` is always there. */
export async function listChannels(root: string): Promise<Checked<ChannelRow[]>> {
  const { value, problems } = await readChannels(root);
  const all = value.some(({ name }) => name === 'file') ? value : [...value, { name: 'file', kind: 'file', settings: {}, line: 0 }];
  return { value: all, problems };
}

/**
 * Opens a channel of the policy by its name, with the secrets of this machine. Throws BizosError (exit 2) for an unknown channel or a
 * wrong setting, (3) where git tracks the `.env`, (4) for a secret that is not set; no message holds a secret.
 */
export async function openNamedChannel(root: string, name: string, world: ChannelWorld): Promise<Channel> {
  const { value, problems } = await listChannels(root);
  const row = value.find((channel) => channel.name === name.toLowerCase());
  if (!row) {
    const names = value.map((channel) => channel.name).join(', ');
    throw new BizosError(
      2,
      { en: `There is no channel "${name}".`, de: `Es gibt keinen Kanal „${name}“.` },
      { en: `Channels: ${names}`, de: `Kanäle: ${names}` },
      problems,
    );
  }
  return openRow(root, row, world);
}

/** Tries a channel without telling anyone anything, and closes it. */
export async function tryChannel(root: string, name: string, world: ChannelWorld): Promise<Delivery> {
  const channel = await openNamedChannel(root, name, world);
  try {
    return await channel.test();
  } finally {
    await channel.close();
  }
}

async function openRow(root: string, row: ChannelRow, world: ChannelWorld): Promise<Channel> {
  const { openChannel } = await import('../../channels/index.ts');
  const folder = row.settings.folder ?? (row.kind === 'file' ? FILE_FOLDER : undefined);
  return openChannel(row.kind, row.name, {
    policy: { ...row.settings, ...(folder !== undefined && { folder: resolve(root, folder) }) },
    secret: openSecrets(root, world.environment).get,
    now: () => world.now(),
    signal: world.signal,
  });
}
