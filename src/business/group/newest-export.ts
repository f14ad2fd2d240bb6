import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { WallMs } from '../../core/moment.ts';
import { findExports } from '../../sources/crm/inbox.ts';
import { dateInName } from '../../sources/crm/snapshot.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/** An export and its date, by its name or, where that has none, by the file's time. Not opened: `status` must be quick. */
export interface NewestExport {
  readonly file: string;
  readonly at: WallMs;
  /** `file`: only the file's own time is known, which says when it was put there. */
  readonly basis: 'name' | 'file';
}

/** The newest export of a company; of those of one day the first by name. Undefined where it has none. */
export function newestExport(workspace: Pick<Workspace, 'root' | 'entities'>, slug: string): NewestExport | undefined {
  const entity = workspace.entities.find((one) => one.slug === slug);
  if (!entity) return undefined;
  let newest: NewestExport | undefined;
  for (const file of findExports(workspace.root, entity, workspace.entities).value) {
    const named = dateInName(file.slice(file.lastIndexOf('/') + 1));
    const at = Number.isNaN(named) ? (statSync(join(workspace.root, file), { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN) : named;
    if (!Number.isNaN(at) && (!newest || at > newest.at)) newest = { file, at, basis: Number.isNaN(named) ? 'file' : 'name' };
  }
  return newest;
}
