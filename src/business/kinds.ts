import { treeKinds } from '../tree/kinds/index.ts';
import type { DocumentKind } from '../tree/kinds.ts';
import { kinds as pipeline } from './pipeline/documents.ts';

/** Every kind of document, the more particular before the more general. */
export const kinds: readonly DocumentKind[] = [...pipeline, ...treeKinds];
