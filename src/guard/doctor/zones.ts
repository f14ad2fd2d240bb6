import type { Problem } from '../../core/problem.ts';
import type { TreeCheck, TreeLook } from '../../workspace/check.ts';
import { ZONE_EXPLANATIONS } from '../explanations/zones.ts';

/** One look reads the zones once, whatever asks. */
const found = new WeakMap<TreeLook, Promise<readonly Problem[]>>();

/** What the doctor looks for in the zones: rows that can't be read, two agents on one path, patterns that match nothing. */
export const ZONE_CHECKS: readonly TreeCheck[] = ZONE_EXPLANATIONS.map((explanation) => ({
  explanation,
  run: async (look) => {
    let problems = found.get(look);
    if (!problems) {
      problems = problemsIn(look);
      found.set(look, problems);
    }
    return (await problems).filter(({ code }) => code === explanation.code).map((problem) => ({ problem }));
  },
}));

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
