import type { Explanation, OperationEntry } from '../workspace/operation.ts';

/** What the guard offers: sessions, zones, hooks, integrations. Each is loaded when it is called. */
export const operations: readonly OperationEntry[] = [];

/** What the codes of verdicts and refusals mean. */
export const explanations = async (): Promise<readonly Explanation[]> => [];
