import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
    external: ['*.wasm'],
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

it('the program answers the same with its compiled code, without it, and with code that is no such thing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bizos-start-'));
  try {
    for (const part of ['bin', 'package.json']) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    mkdirSync(join(folder, 'dist'));
    const program = join(folder, 'dist', 'program.js');
    cpSync(join(ROOT, 'dist', 'program.js'), program);
    const code = readFileSync(join(ROOT, 'dist', 'program.js.short.code'));
    const help = (): string => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin', 'bizos.js'), '--help'], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return stdout;
    };
    const plain = help();
    expect(plain).toContain('bizos scan pipeline');
    for (const bytes of [code, code.subarray(0, code.length / 2), Buffer.alloc(0), Buffer.from('not compiled code'.repeat(100))]) {
      writeFileSync(`${program}.short.code`, bytes);
      expect(help()).toBe(plain);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
