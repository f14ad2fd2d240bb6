import type { DocumentKind } from '../../tree/kinds.ts';

/** The documents of running the business: budgets and the cockpits' numbers. */
export const kinds: readonly DocumentKind[] = [
  {
    name: 'cost-budgets',
    summary: { en: 'what services may cost in a month', de: 'was Dienste im Monat kosten dürfen' },
    paths: ['bizos/*/COST_BUDGETS.md'],
    version: 1,
    load: () => import('./budget-reader.ts'),
  },
  {
    name: 'operations',
    summary: {
      en: 'numbers that operations are measured by, and their budgets',
      de: 'Zahlen, an denen der Betrieb gemessen wird, und seine Budgets',
    },
    paths: ['bizos/*/OPERATIONS.md', 'bizos/OPERATIONS.md'],
    version: 1,
    load: () => import('./operations-reader.ts'),
  },
];
