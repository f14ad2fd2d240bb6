import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

it('what writes or shows a log does without hashes, streams, terminals, processes and threads of Node, 10 ms of a start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bizos-start-'));
  try {
    const tree = join(folder, 'tree');
    for (const [file, text] of [
      ['STRUCTURE.md', '# Structure\n'],
      ['00_Holding/_ENTITY.md', '# Holding\n'],
    ]) {
      mkdirSync(dirname(join(tree, 'bizos', file)), { recursive: true });
      writeFileSync(join(tree, 'bizos', file), text);
    }
    const [preload, list] = [join(folder, 'loaded.cjs'), join(folder, 'loaded.txt')];
    writeFileSync(
      preload,
      `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(list)}, process.moduleLoadList.join('\\n')));`,
    );
    const run = (...words: string[]): readonly string[] => {
      const env = { ...process.env, GIT_AUTHOR_NAME: 'Ana' };
      const { status, stderr } = spawnSync(process.execPath, ['-r', preload, ...words], { cwd: tree, env, encoding: 'utf8' });
      expect({ words, status, stderr }).toEqual({ words, status: 0, stderr: '' });
      return (
        readFileSync(list, 'utf8').match(
          /NativeModule (?:internal\/)?(?:crypto|streams?|tty|net|perf_hooks|child_process|worker_threads)\b.*/g,
        ) ?? []
      );
    };
    const learn = (words: string): readonly string[] =>
      run(join(ROOT, 'bin', 'bizos.js'), 'learn', 'kaizen', `bizos: If we ${words} then all is well`, '--layer', 'Process');
    const bare = run('-e', '0');
    const more = (loaded: readonly string[]): readonly string[] => loaded.filter((part) => !bare.includes(part));
    expect(more(learn('alert'))).toEqual([]);
    expect(more(run(join(ROOT, 'bin', 'bizos.js'), 'kaizen', 'show', 'K-BIZ-001'))).toEqual([]);
    // In a clone that has commits, and no remote, git is asked; nothing is hashed there either.
    const hashes = (loaded: readonly string[]): readonly string[] => more(loaded).filter((part) => part.includes('crypto'));
    const git = (...words: string[]): unknown =>
      expect(spawnSync('git', ['-c', 'user.name=Ana', '-c', 'user.email=ana@example.com', ...words], { cwd: tree }).status).toBe(0);
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'all');
    expect(hashes(learn('call'))).toEqual([]);
    expect(hashes(run(join(ROOT, 'bin', 'bizos.js'), 'kaizen', 'candidate', 'a weekly look'))).toEqual([]);
    expect(readFileSync(join(tree, 'bizos', 'KAIZEN_LOG.md'), 'utf8')).toMatch(/K-BIZ-001\][\s\S]*K-BIZ-002\][\s\S]*a weekly look/);
    // And the look sees it where it is loaded.
    expect(hashes(run('-e', "require('node:crypto')"))).toContain('NativeModule crypto');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
