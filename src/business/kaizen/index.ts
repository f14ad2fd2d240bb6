import type { TreeCheck } from '../../workspace/check.ts';
import type { Explanation, OperationEntry } from '../../workspace/operation.ts';

/** What can be asked of the kaizen log and the lessons. Each is loaded when it is called. */
export const operations: readonly OperationEntry[] = [
  {
    name: 'learn',
    summary: {
      en: 'Write down an experiment or a lesson, as it is spoken.',
      de: 'Schreibt einen Versuch oder eine Lehre auf, wie gesprochen.',
    },
    load: async () => (await import('./operations/learn.ts')).learn,
  },
  {
    name: 'kaizen list',
    summary: { en: 'List the experiments.', de: 'Listet die Versuche.' },
    load: async () => (await import('./operations/list.ts')).list,
  },
  {
    name: 'kaizen show',
    summary: { en: 'Show an experiment.', de: 'Zeigt einen Versuch.' },
    load: async () => (await import('./operations/show.ts')).show,
  },
];

/** What the codes of the log's problems mean. */
export const explanations = async (): Promise<readonly Explanation[]> => (await import('./explanations/index.ts')).EXPLANATIONS;

/** What `bizos doctor` looks for in logs and lessons. */
export const checks = async (): Promise<readonly TreeCheck[]> => (await import('./checks/index.ts')).CHECKS;
