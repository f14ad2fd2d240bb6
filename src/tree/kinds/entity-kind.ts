import type { DocumentKind } from '../kinds.ts';

/** The kind of `_ENTITY.md`. */
export const entityKind: DocumentKind = {
  name: 'entity',
  summary: { en: 'a company of the group', de: 'eine Firma der Gruppe' },
  paths: ['bizos/*/_ENTITY.md'],
  version: 2,
  load: () => import('./entity.ts'),
};
