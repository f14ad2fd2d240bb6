// Writes the pages of docs/ that are derived from the code.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bizos-docs-'));
try {
  const outfile = join(folder, 'schema.mjs');
  await build({ absWorkingDir: root, entryPoints: ['src/index/schema.ts'], outfile, bundle: true, format: 'esm', platform: 'node' });
  const { schemaPage } = await import(pathToFileURL(outfile).href);
  writeFileSync(join(root, 'docs', 'schema.md'), schemaPage());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
