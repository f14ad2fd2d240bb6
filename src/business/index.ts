import { checks as guardChecks, explanations as guardExplanations, operations as guardOperations } from '../guard/index.ts';
import {
  checks as loopChecks,
  explanations as loopExplanations,
  actionKinds as loopKinds,
  operations as loopOperations,
} from '../loop/index.ts';
import { explanations as sourcesExplanations, operations as sourcesOperations } from '../sources/index.ts';
import type { ActionKindEntry } from '../workspace/action.ts';
import type { TreeCheck } from '../workspace/check.ts';
import type { MergeDriver } from '../workspace/merge-driver.ts';
import type { Explanation, OperationEntry } from '../workspace/operation.ts';
import type { ScanEntry } from '../workspace/scan.ts';
import { explanations as groupExplanations, operations as groupOperations } from './group/index.ts';
import {
  checks as kaizenChecks,
  explanations as kaizenExplanations,
  mergeDrivers as kaizenMergeDrivers,
  operations as kaizenOperations,
  scans as kaizenScans,
} from './kaizen/index.ts';
import {
  explanations as pipelineExplanations,
  actionKinds as pipelineKinds,
  operations as pipelineOperations,
  scans as pipelineScans,
} from './pipeline/index.ts';

/** The fields of the business, by name only here, and what the floors below them offer by themselves. */
export const operations: readonly OperationEntry[] = [
  ...pipelineOperations,
  ...kaizenOperations,
  ...groupOperations,
  ...guardOperations,
  ...loopOperations,
  ...sourcesOperations,
];

/** Every code that a finding, a check or a problem may carry. */
export const explanations = async (): Promise<readonly Explanation[]> =>
  (
    await Promise.all([
      pipelineExplanations(),
      kaizenExplanations(),
      groupExplanations(),
      guardExplanations(),
      loopExplanations(),
      sourcesExplanations(),
    ])
  ).flat();

/** What the fields have `bizos doctor` look for besides its own checks. */
export const checks = async (): Promise<readonly TreeCheck[]> => (await Promise.all([kaizenChecks(), guardChecks(), loopChecks()])).flat();

/** The scans that agents may name in their schedule. */
export const scans = async (): Promise<readonly ScanEntry[]> => [...pipelineScans, ...kaizenScans];

/** The kinds of action that agents may propose. */
export const actionKinds = async (): Promise<readonly ActionKindEntry[]> => [...loopKinds, ...pipelineKinds];

/** How git merges the fields' own documents. */
export const mergeDrivers: readonly MergeDriver[] = [...kaizenMergeDrivers];
