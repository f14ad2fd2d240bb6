import * as z from 'zod/mini';
import type { Operation } from '../../../workspace/operation.ts';
import { actionJson, openInbox, waiting } from '../inbox.ts';
import { waitingTable } from '../waiting-table.ts';

const input = z.object({ all: z._default(z.boolean(), false) });

/** `bizos approvals list`. */
export const approvalsList: Operation<typeof input> = {
  name: 'approvals list',
  summary: { en: 'What waits for a person.', de: 'Was auf einen Menschen wartet.' },
  about: {
    en: 'Exit code 8 where something waits. A message whose fate nobody knows is listed too: it is never sent again by itself.',
    de: 'Exit-Code 8, wenn etwas wartet. Auch eine Nachricht, deren Schicksal niemand kennt, steht hier: Sie wird nie von selbst noch einmal gesendet.',
  },
  effect: 'reads',
  input,
  fields: { all: { help: { en: 'everything that was ever planned', de: 'alles, was je geplant wurde' } } },
  examples: [{ command: 'bizos approvals list', does: { en: 'what waits for you', de: 'was auf dich wartet' } }],
  async run(context, { all }) {
    const inbox = await openInbox(context);
    const open = waiting(inbox, context.now());
    const shown = all ? [...inbox.actions.values()] : open;
    const german = inbox.language === 'de';
    return {
      exit: open.length > 0 ? 8 : 0,
      json: () => ({
        schema: 'bizos.approvals/1',
        waiting: open.length,
        actions: shown.map((action) => actionJson(inbox, action)),
        problems: inbox.ledger.problems,
      }),
      report: () => ({
        title: german ? 'Freigaben' : 'Approvals',
        language: inbox.language,
        blocks: [
          shown.length === 0
            ? { kind: 'text' as const, tone: 'good' as const, text: german ? 'Nichts wartet auf dich.' : 'Nothing waits for you.' }
            : waitingTable(inbox, shown),
          ...(inbox.ledger.problems.length > 0 ? [{ kind: 'problems' as const, items: inbox.ledger.problems }] : []),
          ...(open.length > 0
            ? [
                {
                  kind: 'commands' as const,
                  items: [
                    { command: 'bizos approvals show ID', does: german ? 'was hinausgehen würde' : 'what would leave' },
                    {
                      command: 'bizos approvals inbox',
                      does: german ? 'eines nach dem anderen entscheiden' : 'decide one after the other',
                    },
                  ],
                },
              ]
            : []),
        ],
      }),
    };
  },
};
