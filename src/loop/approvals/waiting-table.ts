import type { Block } from '../../core/report.ts';
import type { Language } from '../../core/text.ts';
import type { OutboxAction } from '../outbox/state.ts';
import { type Inbox, standingWords } from './inbox.ts';
import { momentWords } from './moment-words.ts';

/** What an action is about, for a person who has many before him: the name of its subject, else its title; empty where its contents are not here. */
function aboutAction(inbox: Pick<Inbox, 'draftOf'>, action: OutboxAction): string {
  const found = inbox.draftOf(action);
  if ('fault' in found) return '';
  const { subject, message } = found.draft;
  return subject?.name || subject?.id || message.subject || '';
}

/** Kinds with how many there are of each, the most first: `33 follow-up-mail, 10 stage-update`. */
export function countedKinds(actions: readonly OutboxAction[]): string {
  const counts = new Map<string, number>();
  for (const { plan } of actions) counts.set(plan.act, (counts.get(plan.act) ?? 0) + 1);
  return [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([kind, n]) => `${n} ${kind}`)
    .join(', ');
}

/** Actions as a table: what each is and what it is about; how it stands only where one does not simply wait. */
export function waitingTable(inbox: Inbox, actions: readonly OutboxAction[], title?: Readonly<Record<Language, string>>): Block {
  const { language, timeZone } = inbox;
  const de = language === 'de';
  const plain = actions.every(({ standing }) => standing === 'held' || standing === 'planned');
  return {
    kind: 'table',
    ...(title && { title: title[language] }),
    columns: [
      { label: 'Id' },
      { label: de ? 'Aktion' : 'Action' },
      { label: de ? 'Worum es geht' : 'About', flexible: true },
      { label: de ? 'Firma' : 'Company' },
      ...(plain ? [] : [{ label: de ? 'Stand' : 'Status', flexible: true }]),
      { label: de ? 'Bis' : 'Until' },
    ],
    rows: actions.map((action) => [
      action.action.slice(0, 8),
      action.plan.act,
      aboutAction(inbox, action) || '–',
      action.plan.entity,
      ...(plain ? [] : [standingWords(action, language)]),
      action.ask ? momentWords(Date.parse(action.ask.data.expires), timeZone).slice(5) : '–',
    ]),
  };
}
