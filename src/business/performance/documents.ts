import type { DocumentKind } from '../../tree/kinds.ts';

/** The documents of roles and of how players are scored. */
export const kinds: readonly DocumentKind[] = [
  {
    name: 'roles-index',
    summary: { en: 'which roles a company has, and who holds them', de: 'welche Rollen eine Firma hat und wer sie innehat' },
    paths: ['bizos/*/roles/_ROLES_INDEX.md'],
    version: 1,
    load: () => import('./roles-index-reader.ts'),
  },
  {
    name: 'role',
    summary: { en: 'a role: its key results and what it decides', de: 'eine Rolle: ihre Ergebnisse und was sie entscheidet' },
    paths: ['bizos/*/roles/*.md'],
    version: 1,
    load: () => import('./role-reader.ts'),
  },
  {
    name: 'ptl-framework',
    summary: { en: 'areas and points by which players are scored', de: 'Bereiche und Punkte, nach denen Spieler bewertet werden' },
    paths: ['bizos/*/PTL_FRAMEWORK.md'],
    version: 1,
    load: () => import('./ptl-reader.ts'),
  },
];
