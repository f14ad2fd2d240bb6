import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitBytes, gitText } from '../../git/run.ts';

/** Documents of a tree, wherever they are kept: on the disk or in a commit. Paths from the tree's root. */
export interface TreeSource {
  /** What it is, for messages: a folder or a commit. */
  readonly id: string;
  /** Names directly below a folder, folders with `/` behind them. */
  list(folder: string): Promise<readonly string[]>;
  /** Bytes of files, in the order asked for; undefined where there is none. */
  read(paths: readonly string[]): Promise<readonly (Buffer | undefined)[]>;
}

/** The tree as it stands on the disk. */
export function worktreeSource(root: string): TreeSource {
  return {
    id: root,
    list: async (folder) => namesIn(join(root, folder)),
    read: async (paths) => paths.map((path) => bytesAt(join(root, path))),
  };
}

function bytesAt(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
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
    read: async (paths) => {
      const out = await gitBytes(['cat-file', '--batch'], { ...call, input: paths.map((path) => `${commit}:${prefix}${path}\n`).join('') });
      let at = 0;
      return paths.map(() => {
        const end = out.indexOf(0x0a, at);
        // The answer for what is missing has no bytes behind it.
        const m = /^[0-9a-f]+ (\w+) (\d+)$/.exec(out.toString('utf8', at, end));
        const bytes = m?.[1] === 'blob' ? out.subarray(end + 1, end + 1 + Number(m[2])) : undefined;
        at = m ? end + 2 + Number(m[2]) : end + 1;
        return bytes;
      });
    },
  };
}
