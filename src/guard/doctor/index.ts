import type { TreeCheck } from '../../workspace/check.ts';
import { doorCi } from './door-ci.ts';
import { doorClaude } from './door-claude.ts';
import { zoneOverlap } from './zones-lint.ts';

/** What `bizos doctor` looks for on behalf of the guard. */
export const CHECKS: readonly TreeCheck[] = [zoneOverlap, doorClaude, doorCi];
