import type { Explanation } from '../../workspace/operation.ts';
import { CHECKS } from '../doctor/index.ts';
import { COMMIT_EXPLANATIONS } from './commits.ts';
import { VERDICT_EXPLANATIONS } from './verdicts.ts';

/** What the guard's codes mean, for `bizos explain`. */
export const GUARD_EXPLANATIONS: readonly Explanation[] = [
  ...VERDICT_EXPLANATIONS,
  ...COMMIT_EXPLANATIONS,
  ...CHECKS.map(({ explanation }) => explanation),
];
