import * as z from 'zod/mini';
import type { Report } from '../../core/report.ts';
import { POLICY_DOCUMENT } from '../../net/channel-table.ts';
import type { Operation } from '../../workspace/operation.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import { listChannels } from '../dispatch/channels.ts';

const input = z.object({});

/** `bizos channel list`. */
export const channelList: Operation<typeof input> = {
  name: 'channel list',
  summary: { en: 'List the channels that messages can leave by.', de: 'Listet die Kanäle, auf denen Nachrichten hinausgehen können.' },
  effect: 'reads',
  input,
  fields: {},
  examples: [{ command: 'bizos channel list', does: { en: 'what the policy sets up', de: 'was die Richtlinie einrichtet' } }],
  run: async (context) => {
    const workspace = await openWorkspace(context);
    const { root, language } = workspace;
    workspace.close();
    const { value, problems } = await listChannels(root);
    const german = language === 'de';
    const report = (): Report => ({
      title: german ? 'Kanäle' : 'Channels',
      language,
      blocks: [
        {
          kind: 'table',
          columns: [
            { label: german ? 'Kanal' : 'Channel' },
            { label: german ? 'Art' : 'Kind' },
            { label: german ? 'Einstellungen' : 'Settings', flexible: true },
          ],
          rows: value.map(({ name, kind, settings }) => [name, kind, Object.keys(settings).join(', ') || '–']),
        },
        ...(problems.length > 0 ? [{ kind: 'problems' as const, items: problems }] : []),
        {
          kind: 'text',
          tone: 'quiet',
          text: german ? `Eingerichtet in ${POLICY_DOCUMENT}; file gibt es immer.` : `Set up in ${POLICY_DOCUMENT}; file is always there.`,
        },
      ],
    });
    return {
      exit: problems.some(({ level }) => level === 'error') ? 1 : 0,
      json: () => ({ schema: 'bizos.channels/1', channels: value, problems }),
      report,
    };
  },
};
