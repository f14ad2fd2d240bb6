import type { DocumentKind } from '../../tree/kinds.ts';

/** The documents that the pipeline field reads. */
export const kinds: readonly DocumentKind[] = [
  {
    name: 'crm-structure',
    summary: { en: 'stages, SLAs, required fields and rules of the pipeline', de: 'Stufen, SLAs, Pflichtfelder und Regeln der Pipeline' },
    paths: ['bizos/*/CRM_STRUCTURE.md'],
    version: 7,
    load: () => import('./policy-reader.ts'),
  },
];
