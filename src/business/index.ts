import type { OperationEntry } from '../workspace/operation.ts';
import { operations as group } from './group/index.ts';
import { operations as pipeline } from './pipeline/index.ts';

/** The fields of the business, by name only here. */
export const operations: readonly OperationEntry[] = [...pipeline, ...group];
