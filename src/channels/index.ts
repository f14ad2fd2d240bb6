import { BizosError } from '../core/problem.ts';
import type { Channel, ChannelSetting } from './channel.ts';

/** The kinds of channel there are. */
const CHANNEL_KINDS = ['file', 'telegram', 'email', 'webhook', 'zoho'] as const;

/** Opens a channel of a kind; its library is loaded only now. Throws BizosError (exit 2) for an unknown kind or setting, (4) for a missing secret. */
export async function openChannel(kind: string, name: string, setting: ChannelSetting): Promise<Channel> {
  switch (kind) {
    case 'file':
      return (await import('./file.ts')).openFile(name, setting);
    case 'telegram':
      return (await import('./telegram/index.ts')).openTelegram(name, setting);
    case 'email':
      return (await import('./email/index.ts')).openEmail(name, setting);
    case 'webhook':
      return (await import('./webhook.ts')).openWebhook(name, setting);
    case 'zoho':
      return (await import('./zoho.ts')).openZohoChannel(name, setting);
    default:
      throw new BizosError(
        2,
        { en: `Channel "${name}" is of an unknown kind "${kind}".`, de: `Der Kanal „${name}“ ist von unbekannter Art „${kind}“.` },
        { en: `Kinds: ${CHANNEL_KINDS.join(', ')}`, de: `Arten: ${CHANNEL_KINDS.join(', ')}` },
      );
  }
}
