import type { Explanation, OperationEntry } from '../workspace/operation.ts';
import { explanations as groupExplanations, operations as groupOperations } from './group/index.ts';
import { explanations as pipelineExplanations, operations as pipelineOperations } from './pipeline/index.ts';

/** The fields of the business, by name only here. */
export const operations: readonly OperationEntry[] = [...pipelineOperations, ...groupOperations];

/** Every code that a finding, a check or a problem may carry. */
export const explanations = async (): Promise<readonly Explanation[]> =>
  (await Promise.all([pipelineExplanations(), groupExplanations()])).flat();
