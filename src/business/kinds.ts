import { kinds as loop } from '../loop/policy/documents.ts';
import { treeKinds } from '../tree/kinds/index.ts';
import type { DocumentKind } from '../tree/kinds.ts';
import { kinds as kaizen } from './kaizen/documents.ts';
import { kinds as operations } from './operations/documents.ts';
import { kinds as performance } from './performance/documents.ts';
import { kinds as pipeline } from './pipeline/documents.ts';
import { kinds as planning } from './planning/documents.ts';
import { kinds as sales } from './sales/documents.ts';

/** Every kind of document, the more particular before the more general: the first whose pattern matches reads a file. */
export const kinds: readonly DocumentKind[] = [
  ...pipeline,
  ...performance,
  ...kaizen,
  ...operations,
  ...sales,
  ...planning,
  ...loop,
  ...treeKinds,
];
