import type { ActionKindEntry } from '../workspace/action.ts';
import type { TreeCheck } from '../workspace/check.ts';
import type { Explanation, OperationEntry } from '../workspace/operation.ts';
import { alertKind } from './actions/alert-kind.ts';
import { approvalRequestKind } from './actions/approval-request-kind.ts';

/** What the loop offers: agents, approvals, schedule, ledger. Each is loaded when it is called. */
export const operations: readonly OperationEntry[] = [
  {
    name: 'brief',
    summary: {
      en: 'The morning in a minute: new, worse, resolved, waiting for you.',
      de: 'Der Morgen in einer Minute: neu, schlimmer, erledigt, wartend.',
    },
    load: async () => (await import('./runs/operations/brief.ts')).brief,
  },
  {
    name: 'agent list',
    summary: {
      en: 'The agents, how far each may go, and when it ran last.',
      de: 'Die Agenten, wie weit jeder gehen darf und wann er zuletzt lief.',
    },
    load: async () => (await import('./agents/operations/list.ts')).agentList,
  },
  {
    name: 'agent show',
    summary: {
      en: 'Mission, targets, phases, zones, sources and schedule of an agent.',
      de: 'Auftrag, Ziele, Phasen, Zonen, Quellen und Zeitplan eines Agenten.',
    },
    load: async () => (await import('./agents/operations/show.ts')).agentShow,
  },
  {
    name: 'agent run',
    summary: {
      en: 'Run an agent once: scan, plan, pass the gate, send, write it down.',
      de: 'Lässt einen Agenten einmal laufen: prüfen, planen, durchs Tor, senden, festhalten.',
    },
    load: async () => (await import('./runs/operations/run.ts')).agentRun,
  },
  {
    name: 'channel list',
    summary: { en: 'List the channels that messages can leave by.', de: 'Listet die Kanäle, auf denen Nachrichten hinausgehen können.' },
    load: async () => (await import('./operations/channel-list.ts')).channelList,
  },
  {
    name: 'channel test',
    summary: { en: 'Try a channel without telling anyone anything.', de: 'Probiert einen Kanal aus, ohne jemandem etwas zu sagen.' },
    load: async () => (await import('./operations/channel-test.ts')).channelTest,
  },
  {
    name: 'approvals list',
    summary: { en: 'What waits for a person.', de: 'Was auf einen Menschen wartet.' },
    load: async () => (await import('./approvals/operations/list.ts')).approvalsList,
  },
  {
    name: 'approvals show',
    summary: { en: 'Show exactly what would leave, to whom, and why.', de: 'Zeigt genau, was hinausgehen würde, an wen und warum.' },
    load: async () => (await import('./approvals/operations/show.ts')).approvalsShow,
  },
  {
    name: 'approvals approve',
    summary: { en: 'Approve an action: exactly what is shown, once.', de: 'Gibt eine Aktion frei: genau das Gezeigte, einmal.' },
    load: async () => (await import('./approvals/operations/approve.ts')).approvalsApprove,
  },
  {
    name: 'approvals reject',
    summary: { en: 'Reject an action for good.', de: 'Lehnt eine Aktion endgültig ab.' },
    load: async () => (await import('./approvals/operations/reject.ts')).approvalsReject,
  },
  {
    name: 'approvals edit',
    summary: { en: 'Edit an action in your editor; it is asked about anew.', de: 'Ändert eine Aktion im Editor; danach wird neu gefragt.' },
    load: async () => (await import('./approvals/operations/edit.ts')).approvalsEdit,
  },
  {
    name: 'approvals postpone',
    summary: {
      en: 'Let an action rest for a while; then it is asked again.',
      de: 'Lässt eine Aktion eine Weile ruhen; dann wird wieder gefragt.',
    },
    load: async () => (await import('./approvals/operations/postpone.ts')).approvalsPostpone,
  },
  {
    name: 'approvals inbox',
    summary: { en: 'Decide what waits, one after the other.', de: 'Entscheidet, was wartet, eines nach dem anderen.' },
    load: async () => (await import('./approvals/operations/inbox.ts')).approvalsInbox,
  },
  {
    name: 'approvals poll',
    summary: { en: 'Ask in the chat, and hear what people decide there.', de: 'Fragt im Chat und hört, was Menschen dort entscheiden.' },
    load: async () => (await import('./approvals/operations/poll.ts')).approvalsPoll,
  },
  {
    name: 'agent trust',
    summary: { en: 'Which patterns may go alone, and what earned it.', de: 'Welche Muster allein gehen dürfen, und womit verdient.' },
    load: async () => (await import('./trust/operations/trust.ts')).agentTrust,
  },
  {
    name: 'agent effect',
    summary: {
      en: 'What became of what the agents did, beside what got none.',
      de: 'Was aus dem wurde, was die Agenten taten, neben dem Übrigen.',
    },
    load: async () => (await import('./outcomes/operations/effect.ts')).agentEffect,
  },
  {
    name: 'ledger log',
    summary: { en: 'What was decided and done, by whom.', de: 'Was entschieden und getan wurde, von wem.' },
    load: async () => (await import('./ledger/operations/log.ts')).ledgerLog,
  },
  {
    name: 'ledger verify',
    summary: {
      en: 'Prove that no line of the ledger was changed, removed or reordered.',
      de: 'Beweist, dass keine Zeile des Ledgers geändert, entfernt oder umgestellt wurde.',
    },
    load: async () => (await import('./ledger/operations/verify.ts')).ledgerVerify,
  },
  {
    name: 'ledger show',
    summary: { en: 'Show everything that the ledger has on an id.', de: 'Zeigt alles, was das Ledger zu einer Id hat.' },
    load: async () => (await import('./ledger/operations/show.ts')).ledgerShow,
  },
  {
    name: 'approvals settle',
    summary: {
      en: 'Say what became of a message that nobody knows about.',
      de: 'Sagt, was aus einer Nachricht wurde, von der niemand es weiß.',
    },
    load: async () => (await import('./approvals/operations/settle.ts')).approvalsSettle,
  },
  {
    name: 'findings list',
    summary: { en: 'What stands open, worst first, and who hears of it.', de: 'Was offen ist, das Schlimmste zuerst, und wer davon hört.' },
    load: async () => (await import('./findings/operations/list.ts')).findingsList,
  },
  {
    name: 'findings snooze',
    summary: { en: 'Not now, but again after a while.', de: 'Jetzt nicht, aber nach einer Weile wieder.' },
    load: async () => (await import('./findings/operations/snooze.ts')).findingsSnooze,
  },
  {
    name: 'findings acknowledge',
    summary: { en: 'Seen: silent until it gets worse.', de: 'Gesehen: still, bis er schlimmer wird.' },
    load: async () => (await import('./findings/operations/acknowledge.ts')).findingsAcknowledge,
  },
  {
    name: 'findings clear',
    summary: { en: 'Take a mark back: it is told again.', de: 'Nimmt eine Marke zurück: Er wird wieder gemeldet.' },
    load: async () => (await import('./findings/operations/clear.ts')).findingsClear,
  },
  {
    name: 'agent pause',
    summary: {
      en: 'The kill switch: nothing leaves until a person lets it go on.',
      de: 'Der Notschalter: Nichts geht hinaus, bis ein Mensch es weiterlaufen lässt.',
    },
    load: async () => (await import('./gate/operations/pause.ts')).agentPause,
  },
  {
    name: 'agent resume',
    summary: { en: 'Release the kill switch.', de: 'Löst den Notschalter.' },
    load: async () => (await import('./gate/operations/resume.ts')).agentResume,
  },
  {
    name: 'goals refresh',
    summary: { en: 'Bring the column "Current" of the goals up to date.', de: 'Bringt die Spalte „Current“ der Ziele auf den Stand.' },
    load: async () => (await import('./goals/operations/refresh.ts')).goalsRefresh,
  },
  {
    name: 'schedule list',
    summary: { en: 'When which agent runs next, and ran last.', de: 'Wann welcher Agent wieder läuft und zuletzt lief.' },
    load: async () => (await import('./schedule/operations/list.ts')).scheduleList,
  },
  {
    name: 'schedule run',
    summary: {
      en: 'Run what is due now; what was missed is made up once.',
      de: 'Lässt laufen, was fällig ist; Versäumtes wird einmal nachgeholt.',
    },
    load: async () => (await import('./schedule/operations/run.ts')).scheduleRun,
  },
  {
    name: 'schedule install',
    summary: { en: 'Have a timer of this machine call the schedule.', de: 'Lässt einen Timer dieser Maschine den Zeitplan rufen.' },
    load: async () => (await import('./schedule/operations/install.ts')).scheduleInstall,
  },
];

/** What the doctor looks for on behalf of the loop: schedules that would not run as written. */
export const checks = async (): Promise<readonly TreeCheck[]> => (await import('./schedule/checks.ts')).CHECKS;

/** The kinds of action that every agent has. */
export const actionKinds: readonly ActionKindEntry[] = [alertKind, approvalRequestKind];

/** What the codes of the policy, the gate, the approvals and the ledger mean. */
export const explanations = async (): Promise<readonly Explanation[]> => {
  const [agents, channels, gate, goals, ledger, policy, schedule] = await Promise.all([
    import('./explanations/agents.ts'),
    import('./dispatch/explanations.ts'),
    import('./explanations/gate.ts'),
    import('./explanations/goals.ts'),
    import('./explanations/ledger.ts'),
    import('./explanations/policy.ts'),
    import('./explanations/schedule.ts'),
  ]);
  return [
    ...agents.agentExplanations,
    ...goals.goalsExplanations,
    ...channels.CHANNEL_EXPLANATIONS,
    ...gate.gateExplanations,
    ...ledger.ledgerExplanations,
    ...policy.policyExplanations,
    ...schedule.scheduleExplanations,
  ];
};
