import type { DocumentKind } from '../../tree/kinds.ts';

/** The documents that experiments stand in. */
export const kinds: readonly DocumentKind[] = [
  {
    name: 'kaizen-log',
    summary: { en: 'experiments: what was tried and what it taught', de: 'Versuche: was probiert wurde und was es lehrte' },
    paths: ['bizos/KAIZEN_LOG.md', 'bizos/*/KAIZEN_LOG.md', 'cto-brain/kaizen/KAIZEN_LOG.md'],
    version: 6,
    load: () => import('./log-reader.ts'),
  },
];
