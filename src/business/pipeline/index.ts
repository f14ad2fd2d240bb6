import type { Explanation, OperationEntry } from '../../workspace/operation.ts';

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

/** What its rules mean, read when somebody asks. */
export const explanations = async (): Promise<readonly Explanation[]> => (await import('./rules/index.ts')).RULES;
