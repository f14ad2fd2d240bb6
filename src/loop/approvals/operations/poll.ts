import * as z from 'zod/mini';
import type { Operation } from '../../../workspace/operation.ts';
import { openWorkspace } from '../../../workspace/workspace.ts';
import { pollApprovals } from '../../dispatch/poll.ts';
import { noAgent } from '../person.ts';
import { spanOf } from '../span.ts';

const input = z.object({ for: z._default(z.string().check(z.minLength(1), z.maxLength(40)), '1m') });

/** `bizos approvals poll`. */
export const approvalsPoll: Operation<typeof input> = {
  name: 'approvals poll',
  summary: {
    en: 'Ask in the chat, and hear what people decide there.',
    de: 'Fragt im Chat und hört, was Menschen dort entscheiden.',
  },
  about: {
    en: 'Sends what waits with buttons, listens by long polling (no public address needed), checks each press against the allowed user ids of the policy and the content that was shown, and lets what was approved leave through the gate. Exit code 8 where something still waits, 4 where the channel can not be read.',
    de: 'Sendet, was wartet, mit Schaltflächen, hört durch Long Polling zu (keine öffentliche Adresse nötig), prüft jeden Klick gegen die erlaubten Benutzer-Ids der Richtlinie und den gezeigten Inhalt, und lässt Freigegebenes durch das Tor hinaus. Exit-Code 8, wenn noch etwas wartet, 4, wenn der Kanal nicht zu lesen ist.',
  },
  effect: 'sends',
  input,
  fields: {
    for: { value: 'SPAN', help: { en: 'how long to listen: 1m, 2h (default 1m)', de: 'wie lange zugehört wird: 1m, 2h (sonst 1m)' } },
  },
  examples: [{ command: 'bizos approvals poll --for 10m', does: { en: 'ten minutes at the chat', de: 'zehn Minuten am Chat' } }],
  async run(context, { for: span }) {
    const seconds = Math.ceil(spanOf(span) / 1000);
    const workspace = await openWorkspace(context);
    const { root, language } = workspace;
    workspace.close();
    noAgent(context, root);
    const { heard, asked, sent, problems } = await pollApprovals(context, seconds);
    const { openInbox, waiting } = await import('../inbox.ts');
    const open = waiting(await openInbox(context), context.now()).length;
    const count = (result: string): number => heard.pressed.filter((one) => one.result === result).length;
    const german = language === 'de';
    const facts: [string, string, number][] = [
      ['Asked', 'Gefragt', asked],
      ['Decided', 'Entschieden', count('decided')],
      ['Refused', 'Abgewiesen', count('refused') + heard.strangers],
      ['Left', 'Hinausgegangen', sent],
      ['Still waiting', 'Noch offen', open],
    ];
    return {
      exit: heard.state === 'none' || heard.state === 'read' ? (open > 0 ? 8 : 0) : 4,
      json: () => ({
        schema: 'bizos.approvals-poll/1',
        channel: heard.state,
        asked,
        presses: heard.pressed,
        strangers: heard.strangers,
        sent,
        waiting: open,
        problems,
      }),
      report: () => ({
        title: german ? 'Freigaben im Chat' : 'Approvals in the chat',
        language,
        blocks: [
          heard.state === 'none'
            ? {
                kind: 'text' as const,
                tone: 'warn' as const,
                text: german
                  ? 'Die Richtlinie hat keinen Kanal, in dem Menschen antworten können (Einstellung „Freigabekanal“).'
                  : 'The policy has no channel that people can answer in (setting "Approval channel").',
              }
            : { kind: 'facts' as const, items: facts.map(([en, de, value]) => ({ label: german ? de : en, value: String(value) })) },
          ...(problems.length > 0 ? [{ kind: 'problems' as const, items: problems }] : []),
        ],
      }),
    };
  },
};
