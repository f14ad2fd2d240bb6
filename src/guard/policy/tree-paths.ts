import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gitFolderOf } from '../../git/folder.ts';
import { git } from '../../git/run.ts';

/** Files of a tree, from its root: what git tracks or would; without git, what lies there, hidden folders and packages passed over. */
export async function pathsOf(root: string): Promise<readonly string[]> {
  if (gitFolderOf(root)) {
    const answer = await git(['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
    if (answer.code === 0) return answer.stdout.toString('utf8').split('\0').filter(Boolean).sort();
  }
  return walk(root, '').sort();
}

function walk(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? walk(root, path) : [path];
  });
}
