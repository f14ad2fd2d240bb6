import type { ActionKindEntry } from '../../workspace/action.ts';
import type { Explanation, OperationEntry } from '../../workspace/operation.ts';
import type { ScanEntry } from '../../workspace/scan.ts';
import { ACTION_KINDS } from './actions/index.ts';
import { pipelineScanEntry } from './scan-entry.ts';

/** What the pipeline field offers. */
export const operations: readonly OperationEntry[] = [
  {
    name: 'scan pipeline',
    summary: {
      en: 'Say what is wrong in the sales pipeline, worst first.',
      de: 'Sagt, was in der Pipeline nicht stimmt, das Schlimmste zuerst.',
    },
    load: async () => (await import('./operations/scan.ts')).scan,
  },
];

/** What it looks for when an agent's time has come. */
export const scans: readonly ScanEntry[] = [pipelineScanEntry];

/** What agents may do about it. */
export const actionKinds: readonly ActionKindEntry[] = ACTION_KINDS;

/** What its rules mean, read when somebody asks. */
export const explanations = async (): Promise<readonly Explanation[]> => [
  ...(await import('./rules/index.ts')).RULES,
  (await import('./loop-scan.ts')).SCAN_WITHOUT_EXPORT,
  ...(await import('./actions/explanations.ts')).ACTION_EXPLANATIONS,
];
