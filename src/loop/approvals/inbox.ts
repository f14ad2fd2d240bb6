import type { ActionDraft } from '../../core/action.ts';
import { BizosError } from '../../core/problem.ts';
import type { Block } from '../../core/report.ts';
import type { Language } from '../../core/text.ts';
import type { Context } from '../../workspace/operation.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import { isAsked } from '../dispatch/clear.ts';
import { isRunning } from '../dispatch/world.ts';
import { type LedgerView, readLedger } from '../ledger/read.ts';
import { type FoundDraft, openDrafts } from '../outbox/drafts.ts';
import { foldOutbox, type OutboxAction } from '../outbox/state.ts';
import { agentPolicy } from '../policy/needed.ts';
import type { AgentPolicy } from '../policy/policy.ts';
import { momentWords } from './moment-words.ts';

/** Everything that the operations on approvals need. */
export interface Inbox {
  readonly root: string;
  readonly language: Language;
  readonly timeZone: string;
  readonly policy: AgentPolicy;
  readonly ledger: LedgerView;
  readonly actions: ReadonlyMap<string, OutboxAction>;
  draftOf(action: OutboxAction): FoundDraft;
}

/** Opens the tree for its approvals. Throws BizosError (exit 2) without a tree or policy. */
export async function openInbox(context: Context): Promise<Inbox> {
  const workspace = await openWorkspace(context);
  try {
    const { root, language, timeZone } = workspace;
    const policy = agentPolicy(workspace);
    const ledger = readLedger(root);
    return { root, language, timeZone, policy, ledger, actions: foldOutbox(ledger.entries, isRunning), draftOf: openDrafts(root) };
  } finally {
    workspace.close();
  }
}

/** Actions that a person can decide on now, the oldest first; with them those whose fate nobody knows. */
export function waiting(inbox: Pick<Inbox, 'actions'>, moment: number): OutboxAction[] {
  return [...inbox.actions.values()].filter(
    (action) => action.standing === 'unknown' || (['planned', 'held', 'postponed'].includes(action.standing) && isAsked(action, moment)),
  );
}

/** The action with an id, or with a beginning of one that only it has. Throws BizosError (exit 2) otherwise. */
export function actionCalled({ actions }: Pick<Inbox, 'actions'>, id: string): OutboxAction {
  const found = [...actions.values()].filter(({ action }) => id.length >= 4 && action.startsWith(id.toLowerCase()));
  if (found.length === 1) return found[0];
  throw new BizosError(
    2,
    found.length === 0
      ? { en: `There is no action "${id}".`, de: `Es gibt keine Aktion „${id}“.` }
      : { en: `"${id}" is the beginning of ${found.length} actions.`, de: `„${id}“ ist der Anfang von ${found.length} Aktionen.` },
    { en: 'See: bizos approvals list', de: 'Siehe: bizos approvals list' },
  );
}

/** The draft of an action. Throws BizosError (exit 3) where its contents are not here or not what the ledger says. */
export function neededDraft(inbox: Inbox, action: OutboxAction): ActionDraft {
  const found = inbox.draftOf(action);
  if ('draft' in found) return found.draft;
  throw new BizosError(
    3,
    {
      en: `The contents of ${action.action} can not be shown (${found.fault}), so nothing can be decided.`,
      de: `Der Inhalt von ${action.action} ist nicht zu zeigen (${found.fault}); so ist nichts zu entscheiden.`,
    },
    { en: `bizos explain ${found.fault}`, de: `bizos explain ${found.fault}` },
  );
}

const STANDING = {
  planned: ['planned', 'geplant'],
  held: ['waits for you', 'wartet auf dich'],
  approved: ['approved', 'freigegeben'],
  postponed: ['postponed', 'aufgeschoben'],
  sending: ['sending', 'wird gesendet'],
  sent: ['sent', 'gesendet'],
  unknown: ['unknown: look at the other side', 'unbekannt: sieh auf der Gegenseite nach'],
  later: ['to be tried again', 'neuer Versuch folgt'],
  rejected: ['rejected', 'abgelehnt'],
  refused: ['refused', 'verweigert'],
} as const;

/** How an action stands, in words. */
export function standingWords({ standing, ask }: Pick<OutboxAction, 'standing' | 'ask'>, language: Language): string {
  // What was edited is planned anew and asked at once.
  return STANDING[standing === 'planned' && ask ? 'held' : standing][language === 'de' ? 1 : 0];
}

/** An action as a person sees it before deciding: what leaves, to whom, why, and until when it may be decided. */
export function actionBlocks(inbox: Inbox, action: OutboxAction, draft: ActionDraft): Block[] {
  const german = inbox.language === 'de';
  const { message } = draft;
  const facts = [
    { label: german ? 'Stand' : 'Status', value: standingWords(action, inbox.language) },
    { label: german ? 'Aktion' : 'Action', value: `${draft.kind} · ${draft.entity}` },
    { label: german ? 'Kanal' : 'Channel', value: draft.channel },
    { label: german ? 'An' : 'To', value: message.to.join(', ') },
    ...(message.subject === undefined ? [] : [{ label: german ? 'Betreff' : 'Subject', value: message.subject }]),
    { label: german ? 'Warum' : 'Why', value: draft.why[inbox.language] },
    ...(action.why ? [{ label: german ? 'Tor' : 'Gate', value: action.why[inbox.language] }] : []),
    ...(action.ask
      ? [{ label: german ? 'Entscheiden bis' : 'Decide until', value: momentWords(Date.parse(action.ask.data.expires), inbox.timeZone) }]
      : []),
    { label: 'SHA-256', value: action.content.slice(0, 16) },
  ];
  const body = message.blocks.map((block) => {
    if (block.kind === 'list') return block.items.map((item) => `- ${item}`).join('\n');
    return block.kind === 'quoted'
      ? block.text
          .split('\n')
          .map((line) => `> ${line}`)
          .join('\n')
      : block.text;
  });
  const data = message.data === undefined ? [] : [JSON.stringify(message.data, null, 2)];
  return [
    { kind: 'facts', items: facts },
    { kind: 'heading', text: german ? 'Was hinausgeht' : 'What would leave' },
    { kind: 'verbatim', text: [...body, ...data].join('\n\n') },
  ];
}

/** An action as a program sees it. */
export function actionJson(inbox: Inbox, action: OutboxAction): object {
  const found = inbox.draftOf(action);
  const { plan, ask, verdict } = action;
  return {
    action: action.action,
    standing: action.standing,
    act: plan.act,
    agent: plan.agent,
    entity: plan.entity,
    audience: plan.audience,
    channel: plan.channel,
    findings: plan.findings,
    plannedAt: new Date(action.plannedAt).toISOString(),
    content: action.content,
    expires: ask?.data.expires ?? null,
    gate: verdict ? { decision: verdict.data.decision, code: verdict.data.code } : null,
    attempts: action.attempts,
    why: action.why ?? null,
    reference: action.reference ?? null,
    draft: 'draft' in found ? found.draft : null,
    fault: 'fault' in found ? found.fault : null,
  };
}
