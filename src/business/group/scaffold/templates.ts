import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Language } from '../../../core/text.ts';
import type { ReadTemplate } from './plan.ts';

/** The package's `templates/`: found upwards from this file, which lies in `src/` or, bundled, in `dist/`. */
export function templatesFolder(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const folder = join(at, 'templates');
    if (existsSync(join(folder, 'tree')) && existsSync(join(folder, 'policies'))) return folder;
    if (dirname(at) === at) throw new Error('the package has lost its templates');
  }
}

/** Reads the scaffolds of a language; policies that have no translation come in English. */
export function templateReader(language: Language, folder = templatesFolder()): ReadTemplate {
  return (name) => {
    if (!name.startsWith('policies/')) return readFileSync(join(folder, 'tree', language, name), 'utf8');
    const file = name.slice('policies/'.length);
    const translated = join(folder, 'tree', language, 'policies', file);
    return readFileSync(existsSync(translated) ? translated : join(folder, 'policies', file), 'utf8');
  };
}

/** What the tree's `.gitignore` must hold. */
export function gitignoreLines(folder = templatesFolder()): string[] {
  return readFileSync(join(folder, 'tree', 'gitignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
