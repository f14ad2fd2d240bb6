import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BizosError } from '../../core/problem.ts';
import { HOOK_FILE } from './plugin.ts';

/** A file of this installation: bundled beside this one, or from the sources. Throws BizosError (exit 4) where it is missing. */
export function placeOf(name: string): string {
  for (const up of ['../', '../../../']) {
    const path = fileURLToPath(new URL(`${up}${name}`, import.meta.url));
    if (existsSync(path)) return path;
  }
  throw new BizosError(
    4,
    { en: `This installation of BizOS lacks ${name}.`, de: `Dieser Installation von BizOS fehlt ${name}.` },
    { en: 'Build it with: npm run build', de: 'Baue sie mit: npm run build' },
  );
}

/** The text of the hook that comes with this program. */
export function shippedHook(): string {
  return readFileSync(placeOf(`dist/${HOOK_FILE}`), 'utf8');
}
