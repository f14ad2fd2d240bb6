import type { DocumentKind } from '../../tree/kinds.ts';

/** The documents that the sales process is described in. */
export const kinds: readonly DocumentKind[] = [
  {
    name: 'sales-process',
    summary: {
      en: 'scoring layers, agents and their permissions in the sales process',
      de: 'Bewertungsebenen, Agenten und ihre Rechte im Verkauf',
    },
    paths: ['bizos/*/SALES_PROCESS.md', 'bizos/SALES_PROCESS.md'],
    version: 1,
    load: () => import('./process-reader.ts'),
  },
];
