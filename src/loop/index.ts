import type { ActionKindEntry } from '../workspace/action.ts';
import type { Explanation, OperationEntry } from '../workspace/operation.ts';

/** What the loop offers: agents, approvals, schedule, ledger. Each is loaded when it is called. */
export const operations: readonly OperationEntry[] = [
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
];

/** The kinds of action that every agent has. */
export const actionKinds: readonly ActionKindEntry[] = [];

/** What the codes of the policy, the gate, the approvals and the ledger mean. */
export const explanations = async (): Promise<readonly Explanation[]> => {
  const [channels, gate, ledger, policy] = await Promise.all([
    import('./dispatch/explanations.ts'),
    import('./explanations/gate.ts'),
    import('./explanations/ledger.ts'),
    import('./explanations/policy.ts'),
  ]);
  return [...channels.CHANNEL_EXPLANATIONS, ...gate.gateExplanations, ...ledger.ledgerExplanations, ...policy.policyExplanations];
};
