import type { TreeCheck } from '../../workspace/check.ts';
import { doorCi } from './door-ci.ts';
import { doorClaude } from './door-claude.ts';
import { ZONE_CHECKS } from './zones.ts';

/** What `bizos doctor` looks for on behalf of the guard. */
export const CHECKS: readonly TreeCheck[] = [...ZONE_CHECKS, doorClaude, doorCi];
