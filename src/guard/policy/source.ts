import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitBytes, gitText } from '../../git/run.ts';

/** Documents of a tree, wherever they are kept: on the disk or in a commit. Paths from the tree's root. */
export interface TreeSource {
  /** What it is, for messages: a folder or a commit. */
  readonly id: string;
  /** Names directly below a folder, folders with `/` behind them. */
  list(folder: string): Promise<readonly string[]>;
  /** A file's bytes; undefined where there is none. */
  read(path: string): Promise<Buffer | undefined>;
}

/** The tree as it stands on the disk. */
export function worktreeSource(root: string): TreeSource {
  return {
    id: root,
    list: async (folder) => namesIn(join(root, folder)),
    read: async (path) => {
      try {
        return readFileSync(join(root, path));
      } catch {
        return undefined;
      }
    },
  };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  } catch {
    return [];
  }
}

/**
 * The tree as a commit has it. `prefix`: where the tree's root stands in the repository, with `/` behind it, or nothing. Objects are
 * read as they are: replacements don't count. Throws BizosError (exit 4) when git fails.
 */
export function commitSource(repository: string, commit: string, prefix = ''): TreeSource {
  const call = { cwd: repository };
  return {
    id: commit,
    list: async (folder) => {
      const at = `${prefix}${folder}`.replace(/\/?$/, '/');
      const out = await gitText(['ls-tree', '-z', '--full-tree', commit, ...(at === '/' ? [] : ['--', at])], call);
      return out
        .split('\0')
        .filter(Boolean)
        .map((row) => {
          const [meta, path] = row.split('\t');
          return `${path.slice(at === '/' ? 0 : at.length)}${meta.split(' ')[1] === 'tree' ? '/' : ''}`;
        });
    },
    read: async (path) => {
      const out = await gitBytes(['cat-file', '--batch'], { ...call, input: `${commit}:${prefix}${path}\n` });
      const end = out.indexOf(0x0a);
      const m = /^[0-9a-f]+ blob (\d+)$/.exec(out.toString('utf8', 0, end));
      return m ? out.subarray(end + 1, end + 1 + Number(m[1])) : undefined;
    },
  };
}
