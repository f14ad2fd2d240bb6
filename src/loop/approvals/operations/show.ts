import * as z from 'zod/mini';
import type { Operation } from '../../../workspace/operation.ts';
import { actionBlocks, actionCalled, actionJson, neededDraft, openInbox } from '../inbox.ts';

const input = z.object({ id: z.string().check(z.minLength(1), z.maxLength(80)) });

/** `bizos approvals show ID`. */
export const approvalsShow: Operation<typeof input> = {
  name: 'approvals show',
  summary: { en: 'Show exactly what would leave, to whom, and why.', de: 'Zeigt genau, was hinausgehen würde, an wen und warum.' },
  effect: 'reads',
  input,
  fields: { id: { value: 'ID', position: 0, help: { en: 'id of the action, or its beginning', de: 'Id der Aktion, oder deren Anfang' } } },
  examples: [{ command: 'bizos approvals show 3f9a', does: { en: 'one action', de: 'eine Aktion' } }],
  async run(context, { id }) {
    const inbox = await openInbox(context);
    const action = actionCalled(inbox, id);
    const draft = neededDraft(inbox, action);
    return {
      exit: 0,
      json: () => ({ schema: 'bizos.approval/1', ...actionJson(inbox, action) }),
      report: () => ({
        title: `${inbox.language === 'de' ? 'Aktion' : 'Action'} ${action.action}`,
        language: inbox.language,
        blocks: actionBlocks(inbox, action, draft),
      }),
    };
  },
};
