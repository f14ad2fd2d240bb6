import type { AgentPolicy } from '../../../loop/policy/policy.ts';
import type { AskedDrafts } from '../../../workspace/action.ts';
import type { Workspace } from '../../../workspace/workspace.ts';

/** Where a kind of action sends when the policy has no fitting channel: into files, for a person to send. */
const NO_WAY = 'file';

/** Settings of a channel that say where people of the group are reached, by what a channel calls them. */
const WHERE = ['chat', 'chats', 'to', 'url', 'folder'];

/** The channel for mails: `email`, else the first with a sender's address. */
export function mailWay(channels: AskedDrafts['channels']): string {
  return chosen(channels, ['email'], 'from');
}

/** The channel that writes to the CRM: `crm` or `zoho`, else the first with a data centre. */
export function crmWay(channels: AskedDrafts['channels']): string {
  return chosen(channels, ['crm', 'zoho'], 'data centre');
}

/** The channel that people of the group are told through, by the policy's setting, and whom it reaches there. */
export function groupWay(
  workspace: Pick<Workspace, 'documents'>,
  channels: AskedDrafts['channels'],
): { readonly channel: string; readonly to: readonly string[] } {
  const channel = workspace.documents<AgentPolicy>('agent-policy')[0]?.value.settings.alertChannel ?? NO_WAY;
  const settings = channels[channel] ?? {};
  const where = WHERE.map((key) => settings[key]).find((value) => value !== undefined);
  return { channel, to: (where ?? channel).split(/[\s,;]+/).filter((word) => word !== '') };
}

/** The id of a record in the CRM as its interface takes it: without the prefix of module exports. */
export function recordId(id: string): string {
  return id.trim().replace(/^zcrm_/i, '');
}

/** Whether a channel can write to a record of this id: Zoho's are numbers, files take any. */
export function takesRecord(channels: AskedDrafts['channels'], channel: string, id: string): boolean {
  return channels[channel]?.['data centre'] === undefined || /^\d{5,25}$/.test(id);
}

function chosen(channels: AskedDrafts['channels'], names: readonly string[], setting: string): string {
  const named = names.find((name) => channels[name]);
  return named ?? Object.entries(channels).find(([, settings]) => settings[setting] !== undefined)?.[0] ?? NO_WAY;
}
