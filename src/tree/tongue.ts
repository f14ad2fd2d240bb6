import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../core/text.ts';
import { chooseRoot } from './root.ts';

/** The language of a tree, as the front matter of the group's own `_ENTITY.md` has it; undefined where it says none. For when no index is open. */
export function treeLanguage(root: string): Language | undefined {
  try {
    const holding = readdirSync(join(root, 'bizos')).find((name) => name.startsWith('00_'));
    if (holding === undefined) return undefined;
    const text = readFileSync(join(root, 'bizos', holding, '_ENTITY.md'), 'utf8');
    const front = /^\ufeff?---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? '';
    return /^language:\s*["']?(en|de)\b/m.exec(front)?.[1] as Language | undefined;
  } catch {
    return undefined;
  }
}

/** The language of the tree around a folder, or of the one that is named; undefined where there is none. */
export function languageAround(cwd: string, named: string | undefined): Language | undefined {
  try {
    const root = chooseRoot(cwd, named);
    return root === undefined ? undefined : treeLanguage(root);
  } catch {
    // What is named is no tree: whoever needs one says so.
    return undefined;
  }
}
