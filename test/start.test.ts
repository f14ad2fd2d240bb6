import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

it('nothing heavy is loaded before the command is known', async () => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/main.ts'],
    outdir: 'out',
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const imports = (file: string) => metafile.inputs[file]?.imports ?? [];
  const loaded = new Set<string>();
  const libraries = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { path, kind, external } of imports(file)) {
      if (kind === 'dynamic-import') continue;
      if (!external) load(path);
      else if (!path.startsWith('node:')) libraries.add(path);
    }
  };
  for (const { path } of imports('src/main.ts')) load(path);
  expect([...libraries]).toEqual(['commander']);
  expect(loaded.size).toBeGreaterThan(10);
  expect([...loaded].filter((file) => /^src\/(?:business\/\w+\/operations|loop\/(?:ledger|approvals)|guard\/leases)\//.test(file))).toEqual(
    [],
  );
});
