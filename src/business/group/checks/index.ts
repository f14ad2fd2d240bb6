import type { TreeCheck } from '../../../workspace/check.ts';
import { dateInvalid } from './date-invalid.ts';
import { entitySettings } from './entity-settings.ts';
import { exportUnrecognised } from './export-unrecognised.ts';
import { gitignoreLacks } from './gitignore-lacks.ts';
import { hooksMissing } from './hooks-missing.ts';
import { idDuplicate } from './id-duplicate.ts';
import { indexStale } from './index-stale.ts';
import { linkBroken } from './link-broken.ts';
import { scopeUnknown } from './scope-unknown.ts';
import { secretTracked } from './secret-tracked.ts';
import { documentMissing, fileUnknown } from './structure.ts';
import { writeLeftover } from './write-leftover.ts';

/** The doctor's checks, in the order in which their problems are shown where nothing else decides. */
export const CHECKS: readonly TreeCheck[] = [
  documentMissing,
  fileUnknown,
  idDuplicate,
  dateInvalid,
  linkBroken,
  entitySettings,
  scopeUnknown,
  exportUnrecognised,
  gitignoreLacks,
  secretTracked,
  writeLeftover,
  indexStale,
  hooksMissing,
];
