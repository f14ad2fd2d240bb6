import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { gitFolderOf } from '../../git/folder.ts';
import { findRepository } from '../../git/repository.ts';
import { gitText } from '../../git/run.ts';
import { noRepository, partial, shallow } from './refusals.ts';

/** Settings of a clone that has not got every object, wherever they stand in its configuration. */
const PARTIAL = /\b(?:partialclone|promisor|partialclonefilter)\b/i;

/**
 * Where the tree stands in its repository (with `/` behind it, or nothing). Throws BizosError (exit 4) where there is none, or not all of
 * it: a shallow or partial clone, in which commits look as if they changed nothing or everything.
 */
export async function seenWhole(root: string): Promise<string> {
  const place = gitFolderOf(realpathSync(root));
  const commonDir = place?.commonDir ?? (await findRepository(root))?.commonDir;
  if (commonDir === undefined) throw noRepository();
  if (existsSync(join(commonDir, 'shallow'))) throw shallow();
  for (const config of ['config', 'config.worktree'].map((name) => join(commonDir, name)))
    if (existsSync(config) && PARTIAL.test(readFileSync(config, 'utf8'))) throw partial();
  if (!place) return gitText(['rev-parse', '--show-prefix'], { cwd: root });
  return place.inside === '' ? '' : `${place.inside}/`;
}
