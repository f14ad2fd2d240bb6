import type { Explanation, OperationEntry } from '../workspace/operation.ts';

/** What the sources offer by themselves. */
export const operations: readonly OperationEntry[] = [
  {
    name: 'zoho pull',
    summary: { en: 'Fetch the deals of Zoho CRM as a snapshot.', de: 'Holt die Deals aus Zoho CRM als Momentaufnahme.' },
    load: async () => (await import('./zoho/operation.ts')).zohoPull,
  },
];

/** What the codes of the sources mean. */
export const explanations = async (): Promise<readonly Explanation[]> => (await import('./model/explanations.ts')).DRAFT_EXPLANATIONS;
