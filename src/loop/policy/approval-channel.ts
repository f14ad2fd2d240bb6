import type { ChannelRow } from '../../net/channel-table.ts';
import type { AgentPolicy } from './policy.ts';

/** Kinds of channel that people can answer in by a button. */
const ANSWERING: readonly string[] = ['telegram'];

/** The channel that approvals are asked for and answered in; undefined where the policy has none: then the terminal alone asks. */
export function approvalChannel({ settings, channels }: AgentPolicy): ChannelRow | undefined {
  const name = settings.approvalChannel ?? settings.alertChannel;
  return channels.find((row) => row.name === name && ANSWERING.includes(row.kind));
}

/** Chats of a channel, as its row names them. */
export function chatsOf({ settings }: Pick<ChannelRow, 'settings'>): string[] {
  return (settings.chat ?? '').split(/[\s,;]+/).filter((word) => word !== '');
}
