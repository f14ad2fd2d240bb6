import type { TreeCheck } from '../../../workspace/check.ts';
import { conflictInLog } from './conflict.ts';
import { crossedLink } from './crossed.ts';
import { danglingReference } from './dangling.ts';
import { endlessExperiment } from './endless.ts';
import { entryGone } from './gap.ts';
import { overdueExperiment } from './overdue.ts';
import { provisionalId } from './provisional.ts';
import { idInTwoDocuments } from './twice.ts';
import { twoEnds } from './two-ends.ts';
import { unroutedLog } from './unrouted.ts';

/** What the doctor looks for in logs and lessons. */
export const CHECKS: readonly TreeCheck[] = [
  conflictInLog,
  idInTwoDocuments,
  entryGone,
  danglingReference,
  crossedLink,
  provisionalId,
  overdueExperiment,
  endlessExperiment,
  twoEnds,
  unroutedLog,
];
