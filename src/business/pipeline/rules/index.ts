import { amountMissing } from './amount-missing.ts';
import { approachingSla } from './approaching-sla.ts';
import { closingPushed } from './closing-pushed.ts';
import { earlyWarning } from './early-warning.ts';
import { movedBackwards } from './moved-backwards.ts';
import { noNextStep } from './no-next-step.ts';
import { overdueClosing } from './overdue-closing.ts';
import { ownerConcentration } from './owner-concentration.ts';
import { ownerOverload } from './owner-overload.ts';
import type { Rule } from './rule.ts';
import { silent } from './silent.ts';
import { stalled } from './stalled.ts';

/** Every rule of the pipeline scan, in the order in which the report shows them. */
export const RULES: readonly Rule[] = [
  ownerConcentration,
  ownerOverload,
  stalled,
  earlyWarning,
  overdueClosing,
  closingPushed,
  movedBackwards,
  silent,
  noNextStep,
  amountMissing,
  approachingSla,
];
