import type { AskedDrafts } from '../../../workspace/action.ts';

/** Where a kind of action sends when the policy has no fitting channel: into files, for a person to send. */
const NO_WAY = 'file';

/** The channel for mails: `email`, else the first with a sender's address. */
export function mailWay(channels: AskedDrafts['channels']): string {
  return chosen(channels, 'email', 'from');
}

/** The channel that writes to the CRM: `crm` or `zoho`, else the first with a data centre. */
export function crmWay(channels: AskedDrafts['channels']): string {
  return channels.crm ? 'crm' : chosen(channels, 'zoho', 'data centre');
}

/** The channel to people of the group, and whom it reaches there. */
export function groupWay(channels: AskedDrafts['channels']): { readonly channel: string; readonly to: readonly string[] } {
  const channel = chosen(channels, 'telegram', 'chat');
  const chat = channels[channel]?.chat;
  return { channel, to: chat === undefined ? [] : [chat] };
}

function chosen(channels: AskedDrafts['channels'], name: string, setting: string): string {
  if (channels[name]) return name;
  return Object.entries(channels).find(([, settings]) => settings[setting] !== undefined)?.[0] ?? NO_WAY;
}
