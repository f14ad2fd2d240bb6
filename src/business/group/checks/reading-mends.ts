import type { Problem } from '../../../core/problem.ts';
import type { Mend, TreeLook } from '../../../workspace/check.ts';

/** What `--fix` may do about problems that the readers of documents report; undefined: a person must. */
export function mendsOfReading(_look: TreeLook, _problem: Problem): Mend | undefined {
  return undefined;
}
