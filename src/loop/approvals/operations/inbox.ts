import * as z from 'zod/mini';
import type { Operation } from '../../../workspace/operation.ts';
import { goThrough } from '../decide.ts';
import { openInbox, waiting } from '../inbox.ts';
import { personAt } from '../person.ts';

const input = z.object({});

/** `bizos approvals inbox`. */
export const approvalsInbox: Operation<typeof input> = {
  name: 'approvals inbox',
  summary: { en: 'Decide what waits, one after the other.', de: 'Entscheidet, was wartet, eines nach dem anderen.' },
  about: {
    en: 'Only a person at a terminal outside any session can do this.',
    de: 'Das kann nur ein Mensch an einem Terminal außerhalb jeder Sitzung.',
  },
  effect: 'writes',
  input,
  fields: {},
  examples: [{ command: 'bizos approvals inbox', does: { en: 'shows each and asks', de: 'zeigt jedes und fragt' } }],
  async run(context) {
    const inbox = await openInbox(context);
    const { ask, by } = personAt(context, inbox.root);
    const open = waiting(inbox, context.now());
    const decided = await goThrough(context, inbox, ask, by, open);
    const left = waiting(await openInbox(context), context.now()).length;
    const german = inbox.language === 'de';
    return {
      exit: left > 0 ? 8 : 0,
      json: () => ({ schema: 'bizos.approvals-inbox/1', decided, left }),
      report: () => ({
        title: german ? 'Freigaben' : 'Approvals',
        language: inbox.language,
        blocks: [
          {
            kind: 'text',
            tone: left > 0 ? 'quiet' : 'good',
            text: german ? `${decided} entschieden, ${left} offen.` : `${decided} decided, ${left} open.`,
          },
        ],
      }),
    };
  },
};
