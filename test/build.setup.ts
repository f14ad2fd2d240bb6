import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** Builds dist/ once before the tests when a source is newer: transcripts run the program that users run. */
export default function buildWhenStale(): void {
  const built = newest(join(ROOT, 'dist'));
  const sources = Math.max(newest(join(ROOT, 'src')), newest(join(ROOT, 'templates')), newest(join(ROOT, 'scripts')));
  if (built < sources) execFileSync(process.execPath, [join(ROOT, 'scripts', 'build.mjs')], { stdio: 'inherit' });
}

function newest(folder: string): number {
  try {
    return Math.max(0, ...readdirSync(folder, { recursive: true }).map((name) => statSync(join(folder, String(name))).mtimeMs));
  } catch {
    return 0;
  }
}
