import { readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** Where git keeps things for a folder, found by looking at the disk alone: no process is started. */
export interface GitFolder {
  /** Top folder of the checkout. */
  readonly top: string;
  /** `.git` of this checkout. */
  readonly gitDir: string;
  /** `.git` that all worktrees of the clone share. */
  readonly commonDir: string;
  /** The asked folder from the top, `/` between parts; empty where it is the top. */
  readonly inside: string;
}

/** The checkout around a folder; undefined where there is none. A `.git` file (worktree, submodule) is followed. */
export function gitFolderOf(folder: string): GitFolder | undefined {
  for (let top = resolve(folder); ; top = dirname(top)) {
    const gitDir = gitDirIn(top);
    if (gitDir !== undefined) {
      const shared = firstLine(join(gitDir, 'commondir'));
      const commonDir = shared === undefined ? gitDir : resolve(gitDir, shared);
      return { top, gitDir, commonDir, inside: relative(top, resolve(folder)).split(sep).join('/') };
    }
    if (dirname(top) === top) return undefined;
  }
}

function gitDirIn(top: string): string | undefined {
  const path = join(top, '.git');
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return statSync(join(path, 'HEAD'), { throwIfNoEntry: false }) ? path : undefined;
  if (!stat?.isFile()) return undefined;
  const m = /^gitdir: (.+)$/.exec(firstLine(path) ?? '');
  return m ? resolve(top, m[1]) : undefined;
}

function firstLine(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0];
  } catch {
    return undefined;
  }
}
