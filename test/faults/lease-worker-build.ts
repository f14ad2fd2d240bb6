import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..');

/** Bundles a TypeScript file of this folder, for processes of its own. */
export async function bundleWorker(file: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, file)],
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    external: ['better-sqlite3'],
    banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': '__url', 'import.meta.dirname': '__dirname' },
    logLevel: 'silent',
  });
}

/** How a process ended. */
export interface End {
  readonly code: number | null;
  readonly signal: string | null;
  readonly said: string;
}

/** Starts a bundled worker; `end` is there when it is over. */
export function startWorker(script: string, words: readonly string[]): { readonly pid: number; readonly end: Promise<End> } {
  const child = spawn(process.execPath, [script, ...words], {
    env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules'), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  const end = new Promise<End>((resolve) => child.on('close', (code, signal) => resolve({ code, signal, said })));
  return { pid: child.pid ?? 0, end };
}
