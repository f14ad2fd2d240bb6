import { BizosError } from '../../core/problem.ts';
import type { Block } from '../../core/report.ts';
import type { Text } from '../../core/text.ts';
import { type Ask, type Context, Interrupted, type Outcome } from '../../workspace/operation.ts';
import type { EntryData } from '../ledger/entries/index.ts';
import type { OutboxAction } from '../outbox/state.ts';
import { giveAnswer } from './answer.ts';
import { editableText, editedMessage } from './editable.ts';
import { actionBlocks, actionCalled, actionJson, type Inbox, neededDraft, openInbox, standingWords } from './inbox.ts';
import { personAt } from './person.ts';
import { spanOf } from './span.ts';

type Answer = EntryData<'approval'>['answer'];

const QUESTIONS: Readonly<Record<Answer, Text>> = {
  approved: { en: 'Let exactly this leave?', de: 'Genau das hinausgehen lassen?' },
  rejected: { en: 'Reject it for good?', de: 'Endgültig ablehnen?' },
  postponed: { en: 'Ask again later?', de: 'Später wieder fragen?' },
  edited: { en: 'Take the text as you edited it?', de: 'Den geänderten Text übernehmen?' },
};

/** What a person said at the terminal about one action: shown in full, then asked. Throws BizosError (exit 3) for anybody who is no person. */
export async function decideAtTerminal(context: Context, id: string, answer: Answer, span?: string): Promise<Outcome> {
  const inbox = await openInbox(context);
  // Before anything is shown: an agent gets no rehearsal.
  const { ask, by } = personAt(context, inbox.root);
  const action = actionCalled(inbox, id);
  await show(inbox, action);
  const after = await decideOne(context, inbox, ask, by, action, answer, span);
  return outcomeOf(inbox, after ?? action, after !== undefined);
}

/** Asks about one action and writes the answer; undefined where the person said no to the question. */
async function decideOne(
  context: Context,
  inbox: Inbox,
  ask: Ask,
  by: string,
  action: OutboxAction,
  answer: Answer,
  span?: string,
): Promise<OutboxAction | undefined> {
  const draft = neededDraft(inbox, action);
  const message = answer === 'edited' ? await editedBy(ask, draft.message) : undefined;
  if (answer === 'edited' && message === undefined) return undefined;
  if (!(await ask.confirm(QUESTIONS[answer], answer !== 'approved'))) return undefined;
  const until = span === undefined ? undefined : context.now() + spanOf(span);
  return giveAnswer(
    { root: inbox.root, policy: inbox.policy, by, now: () => context.now() },
    {
      action: action.action,
      shown: action.content,
      nonce: action.ask?.data.nonce ?? '',
      answer,
      ...(until !== undefined && { until }),
      ...(message && { message }),
    },
  );
}

/** Shows an action on standard error, where the questions stand too: standard output is the result's alone. */
export async function show(inbox: Inbox, action: OutboxAction): Promise<void> {
  const { renderTerminal } = await import('../../report/terminal.ts');
  const report = {
    title: `${inbox.language === 'de' ? 'Aktion' : 'Action'} ${action.action}`,
    language: inbox.language,
    blocks: actionBlocks(inbox, action, neededDraft(inbox, action)),
  };
  process.stderr.write(renderTerminal(report, { width: process.stderr.columns || 80, colour: 0, unicode: true }));
}

async function editedBy(ask: Ask, message: Parameters<typeof editableText>[0]): Promise<ReturnType<typeof editedMessage> | undefined> {
  const before = editableText(message);
  if (!ask.edit)
    throw new BizosError(
      4,
      { en: 'There is no editor here.', de: 'Hier gibt es keinen Editor.' },
      { en: 'Set EDITOR, for example EDITOR=nano', de: 'Setze EDITOR, etwa EDITOR=nano' },
    );
  const text = await ask.edit(before);
  if (text === undefined || text.trim() === '' || text === before) return undefined;
  return editedMessage(message, text);
}

/** The result of a decision; exit code 8 where it still waits. */
export function outcomeOf(inbox: Inbox, action: OutboxAction, decided: boolean): Outcome {
  const german = inbox.language === 'de';
  const words = standingWords(action, inbox.language);
  return {
    exit: decided ? 0 : 8,
    json: () => ({ schema: 'bizos.approval/1', decided, ...actionJson(inbox, action) }),
    report: () => ({
      title: `${german ? 'Aktion' : 'Action'} ${action.action}`,
      language: inbox.language,
      blocks: [
        {
          kind: 'text',
          tone: decided ? 'good' : 'quiet',
          text: decided ? `${german ? 'Jetzt' : 'Now'}: ${words}.` : german ? 'Nichts geändert.' : 'Nothing changed.',
        },
        ...(decided ? nextStep(action, german) : []),
      ],
    }),
  };
}

/** What a person does then: an edited action asks anew, an approved one leaves with the next run. */
function nextStep({ action, standing, plan }: OutboxAction, german: boolean): Block[] {
  const items = {
    planned: {
      command: `bizos approvals approve ${action.slice(0, 8)}`,
      does: german ? 'den geänderten Text freigeben' : 'approve the edited text',
    },
    approved: {
      command: `bizos agent run ${plan.agent}`,
      does: german ? 'jetzt hinausgehen lassen; sonst geht es mit dem nächsten Lauf' : 'let it leave now; else it leaves with the next run',
    },
  };
  const item = standing === 'planned' || standing === 'approved' ? items[standing] : undefined;
  return item ? [{ kind: 'commands', items: [item] }] : [];
}

/** Goes through all that waits, one after the other, until the person leaves. Gives how many were decided. */
export async function goThrough(context: Context, inbox: Inbox, ask: Ask, by: string, actions: readonly OutboxAction[]): Promise<number> {
  let decided = 0;
  for (const action of actions.filter(({ standing }) => standing !== 'unknown')) {
    await show(inbox, action);
    try {
      const answer = await ask.choose<Answer | 'skip' | 'leave'>(
        { en: 'What shall become of it?', de: 'Was soll daraus werden?' },
        [
          { value: 'approved', label: { en: 'approve', de: 'freigeben' } },
          { value: 'edited', label: { en: 'edit', de: 'ändern' } },
          { value: 'postponed', label: { en: 'postpone', de: 'aufschieben' } },
          { value: 'rejected', label: { en: 'reject', de: 'ablehnen' } },
          { value: 'skip', label: { en: 'skip', de: 'überspringen' } },
          { value: 'leave', label: { en: 'leave', de: 'verlassen' } },
        ],
        'skip',
      );
      if (answer === 'leave') break;
      if (answer !== 'skip' && (await decideOne(context, inbox, ask, by, action, answer))) decided++;
    } catch (error) {
      if (!(error instanceof Interrupted) || decided === 0) throw error;
      break;
    }
  }
  return decided;
}
