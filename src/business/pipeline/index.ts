import type { OperationEntry } from '../../workspace/operation.ts';

/** What the pipeline field offers. */
export const operations: readonly OperationEntry[] = [
  {
    name: 'scan pipeline',
    summary: { en: 'Say what is wrong in the sales pipeline, worst first.', de: 'Sagt, was in der Pipeline nicht stimmt, das Schlimmste zuerst.' },
    load: async () => (await import('./operations/scan.ts')).scan,
  },
];
