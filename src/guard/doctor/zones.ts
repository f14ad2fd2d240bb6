import type { Problem } from '../../core/problem.ts';
import { checksOf, type TreeCheck, type TreeLook } from '../../workspace/check.ts';
import { ZONE_EXPLANATIONS } from '../explanations/zones.ts';

/** What the doctor looks for in the zones: rows that can't be read, two agents on one path, patterns that match nothing. */
export const ZONE_CHECKS: readonly TreeCheck[] = checksOf(ZONE_EXPLANATIONS, problemsIn);

async function problemsIn({ root }: TreeLook): Promise<readonly Problem[]> {
  const [{ readPolicy }, { worktreeSource }, { lintZones }, { pathsOf }] = await Promise.all([
    import('../policy/read.ts'),
    import('../policy/source.ts'),
    import('../policy/lint.ts'),
    import('../policy/tree-paths.ts'),
  ]);
  const { value, problems } = await readPolicy(worktreeSource(root));
  return [...problems, ...lintZones(value, await pathsOf(root)).problems];
}
