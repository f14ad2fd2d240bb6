import type { Explanation, OperationEntry } from '../../workspace/operation.ts';

/** What can be asked of the kaizen log and the lessons. Each is loaded when it is called. */
export const operations: readonly OperationEntry[] = [];

/** What the codes of the log's problems mean. */
export const explanations = async (): Promise<readonly Explanation[]> => [];
