import * as z from 'zod/mini';
import { BizosError } from '../../../core/problem.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { appendEntries } from '../../ledger/ledger.ts';
import { outcomeOf, show } from '../decide.ts';
import { actionCalled, openInbox } from '../inbox.ts';
import { personAt } from '../person.ts';

const input = z.object({ id: z.string().check(z.minLength(1), z.maxLength(80)), was: z.enum(['sent', 'not-sent']) });

/** `bizos approvals settle ID --was sent`. */
export const approvalsSettle: Operation<typeof input> = {
  name: 'approvals settle',
  summary: {
    en: 'Say what became of a message that nobody knows about.',
    de: 'Sagt, was aus einer Nachricht wurde, von der niemand es weiß.',
  },
  about: {
    en: 'Look at the other side first. "sent" ends it; "not-sent" lets it leave once more, through the gate. Only a person at a terminal outside any session can do this.',
    de: 'Sieh zuerst auf der Gegenseite nach. „sent“ beendet es; „not-sent“ lässt sie noch einmal hinaus, durch das Tor. Das kann nur ein Mensch an einem Terminal außerhalb jeder Sitzung.',
  },
  effect: 'writes',
  input,
  fields: {
    id: { value: 'ID', position: 0, help: { en: 'id of the action, or its beginning', de: 'Id der Aktion, oder deren Anfang' } },
    was: { value: 'WHAT', help: { en: 'sent or not-sent', de: 'sent oder not-sent' } },
  },
  examples: [{ command: 'bizos approvals settle 3f9a --was sent', does: { en: 'it did arrive', de: 'sie kam an' } }],
  async run(context, { id, was }) {
    const inbox = await openInbox(context);
    const { ask, by } = personAt(context, inbox.root);
    const action = actionCalled(inbox, id);
    const key = action.dispatch?.data.key;
    if (action.standing !== 'unknown' || key === undefined)
      throw new BizosError(
        2,
        { en: `What became of ${action.action} is known.`, de: `Was aus ${action.action} wurde, ist bekannt.` },
        { en: 'See: bizos approvals list', de: 'Siehe: bizos approvals list' },
      );
    await show(inbox, action);
    const question =
      was === 'sent'
        ? { en: 'It did arrive?', de: 'Sie kam an?' }
        : { en: 'It did not arrive, and may leave once more?', de: 'Sie kam nicht an und darf noch einmal hinaus?' };
    const sure = await ask.confirm(question, false);
    if (sure)
      appendEntries({ root: inbox.root, who: 'people', now: () => context.now() }, [
        { kind: 'ruling', data: { action: action.action, key, was, by } },
      ]);
    const after = actionCalled(await openInbox(context), action.action);
    return outcomeOf(inbox, after, sure);
  },
};
