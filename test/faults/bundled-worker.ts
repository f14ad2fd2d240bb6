import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * A process of this folder (`NAME.ts`) as a folder of bundles that starts in little more than Node itself: what it does not need at once
 * stands in files of their own. Beside the packages, since the native one stays outside. Gives the folder and its script.
 */
export async function bundledWorker(name: string): Promise<{ readonly folder: string; readonly script: string }> {
  const folder = join(import.meta.dirname, `../../dist.faults/${name}-${process.pid}`);
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['better-sqlite3'],
    // Packages of the older kind call `require`.
    banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
    logLevel: 'silent',
  });
  return { folder, script: join(folder, `${name}.mjs`) };
}
