import { gitBytes } from '../../git/run.ts';
import { nameKey } from '../decide/names.ts';
import { shown } from '../decide/words.ts';
import { FAULTS } from './faults.ts';
import type { RangeFault } from './judged.ts';

/**
 * Names that agents made (path from the top of the repository → commit) and that, in the tree of a commit, differ from another file's or
 * folder's only in case or Unicode form. Git keeps both; half of all disks can't.
 */
export async function collisionsAt(root: string, commit: string, created: ReadonlyMap<string, string>): Promise<readonly RangeFault[]> {
  if (created.size === 0) return [];
  const out = await gitBytes(['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit], { cwd: root });
  const seen = new Map<string, Set<string>>();
  for (const path of out.toString('utf8').split('\0')) {
    for (const part of withFolders(path)) {
      const key = nameKey(part);
      const names = seen.get(key);
      if (names) names.add(part);
      else seen.set(key, new Set([part]));
    }
  }
  return [...created].flatMap(([path, by]) => {
    for (const part of withFolders(path)) {
      const names = seen.get(nameKey(part));
      const other = names?.has(part) ? [...names].find((name) => name !== part) : undefined;
      if (other !== undefined) return [FAULTS.collision(by, shown(part), shown(other))];
    }
    return [];
  });
}

/** `a/b/c` → `a`, `a/b`, `a/b/c`. */
function withFolders(path: string): readonly string[] {
  const parts: string[] = [];
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) parts.push(path.slice(0, at));
  if (path !== '') parts.push(path);
  return parts;
}
