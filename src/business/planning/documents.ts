import type { DocumentKind } from '../../tree/kinds.ts';

/** The documents that planning areas are run by. */
export const kinds: readonly DocumentKind[] = [
  {
    name: 'planning-area',
    summary: { en: 'cycles, tails and guard bands of planning areas', de: 'Zyklen, Ränder und Zielbänder von Planungsgebieten' },
    paths: ['bizos/*/PLANNING_AREA.md', 'bizos/PLANNING_AREA.md'],
    version: 1,
    load: () => import('./area-reader.ts'),
  },
];
