import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

const ROOT = join(import.meta.dirname, '..');

declare module 'vitest' {
  export interface ProvidedContext {
    /** A copy of the example tree with its index, which nobody changes. Only in runs that this file set up. */
    example: string | undefined;
  }
}

/**
 * Builds dist/ once before the tests when a source is newer: transcripts run the program that users run. That program then reads the example
 * tree once; tests take its index over (`example-index.ts`).
 */
export default function buildWhenStale(project: TestProject): () => void {
  const built = newest(join(ROOT, 'dist'));
  const sources = Math.max(newest(join(ROOT, 'src')), newest(join(ROOT, 'templates')), newest(join(ROOT, 'scripts')));
  if (built < sources) execFileSync(process.execPath, [join(ROOT, 'scripts', 'build.mjs')], { stdio: 'inherit' });
  const example = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-example-'));
  for (const part of ['bizos', 'cto-brain', '_SESSIONS', 'templates/demo'])
    cpSync(join(ROOT, part), join(example, part), { recursive: true });
  execFileSync(process.execPath, [join(ROOT, 'bin', 'bizos.js'), 'status'], { cwd: example, stdio: 'ignore' });
  project.provide('example', example);
  return () => rmSync(example, { recursive: true, force: true });
}

function newest(folder: string): number {
  try {
    return Math.max(0, ...readdirSync(folder, { recursive: true }).map((name) => statSync(join(folder, String(name))).mtimeMs));
  } catch {
    return 0;
  }
}
