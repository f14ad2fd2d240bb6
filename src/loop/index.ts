import type { Explanation, OperationEntry } from '../workspace/operation.ts';

/** What the loop offers: agents, approvals, schedule, ledger. Each is loaded when it is called. */
export const operations: readonly OperationEntry[] = [];

/** What the codes of the gate, the ledger and the channels mean. */
export const explanations = async (): Promise<readonly Explanation[]> => [];
