import type { Explanation } from '../../workspace/operation.ts';
import { CHECKS } from './checks/index.ts';
import { CONTAINER_EXPLANATIONS } from './explanations/containers.ts';
import { DOCUMENT_EXPLANATIONS } from './explanations/documents.ts';
import { EXPORT_ROW_EXPLANATIONS } from './explanations/export-rows.ts';
import { EXPORT_VALUE_EXPLANATIONS } from './explanations/export-values.ts';
import { EXPORT_EXPLANATIONS } from './explanations/exports.ts';
import { SNAPSHOT_EXPLANATIONS } from './explanations/snapshots.ts';
import { TABLE_EXPLANATIONS } from './explanations/tables.ts';

/** What the doctor's checks and the problems of reading mean, for `bizos explain`. */
export const EXPLANATIONS: readonly Explanation[] = [
  ...CHECKS.map(({ explanation }) => explanation),
  ...DOCUMENT_EXPLANATIONS,
  ...TABLE_EXPLANATIONS,
  ...CONTAINER_EXPLANATIONS,
  ...EXPORT_EXPLANATIONS,
  ...EXPORT_ROW_EXPLANATIONS,
  ...EXPORT_VALUE_EXPLANATIONS,
  ...SNAPSHOT_EXPLANATIONS,
];
