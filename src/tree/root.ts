import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { BizosError } from '../core/problem.ts';
import { same } from '../core/text.ts';

/** Either of these makes a folder the root of a tree. */
const MARKS = ['bizos/STRUCTURE.md', 'bizos/00_Holding/_ENTITY.md'];

/** True when the folder is the root of a tree. */
export function isRoot(folder: string): boolean {
  return MARKS.some((mark) => existsSync(join(folder, mark)));
}

/** The root of the tree that `folder` lies in, looking upwards; undefined where there is none. */
export function findRoot(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (isRoot(at)) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** The tree's root: `given` (`--root`, BIZOS_ROOT) or looked for upwards from `cwd`. Throws BizosError (exit 2) when `given` is none. */
export function chooseRoot(cwd: string, given: string | undefined): string | undefined {
  if (given === undefined) return findRoot(cwd);
  const folder = resolve(cwd, given);
  if (isRoot(folder)) return folder;
  throw new BizosError(
    2,
    {
      en: `${given} is no BizOS tree: there is no bizos/STRUCTURE.md in it.`,
      de: `${given} ist kein BizOS-Baum: Es gibt darin keine bizos/STRUCTURE.md.`,
    },
    same(`bizos init ${given}`),
  );
}
