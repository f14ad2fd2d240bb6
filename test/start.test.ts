import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Script } from 'node:vm';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chunks, partOf } from '../scripts/one-script.mjs';

const ROOT = join(import.meta.dirname, '..');

/** The chunks that have run, with what they export. */
type Made = Record<string, object>;

/** What a script of the program gives. */
interface Linked {
  chunk(name: string): object;
  readonly chunks: Chunks;
}

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

const DIST = join(ROOT, 'dist');
const { linked, compiled, loaded } = createRequire(import.meta.url)(join(ROOT, 'bin', 'start.js')) as {
  compiled(kind?: string): Script;
  linked(script: Script, made: Made, elsewhere: (name: string) => () => object): Linked;
  loaded(kind?: string, made?: Made): Linked;
};
const KINDS = ['guard', 'kaizen', 'kaizen-reading', 'scan', 'short'];
const none = (name: string): never => expect.fail(`${name} is nowhere`);

describe('the parts of the program, each for a kind of call', () => {
  /** A table of chunks that refuses one that has run already. */
  const once = (): Made => new Proxy<Made>({}, { set: (made, name, value) => !(name in made) && Reflect.set(made, name, value) });

  it('are all there, with the code of each and of the whole', () => {
    const files = readdirSync(DIST).filter((name) => name.startsWith('program.'));
    const parts = KINDS.map((kind) => `program.${kind}.js`);
    expect(files.sort()).toEqual(['program.js', ...parts].flatMap((name) => [name, `${name}.code`]).sort());
    // In a process without flags: under others than it was made under, V8 takes no code.
    const rejected = `[undefined, ...${JSON.stringify(KINDS)}].map((kind) => compiled(kind).cachedDataRejected)`;
    const asked = `const { compiled } = require(${JSON.stringify(join(ROOT, 'bin', 'start.js'))}); JSON.stringify(${rejected})`;
    const { stdout } = spawnSync(process.execPath, ['-p', asked], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual([undefined, ...KINDS].map(() => false));
  });

  it.each(KINDS)('%s: holds some chunks as they stand in the whole, and those are read from there that it lacks', (kind) => {
    const whole = linked(compiled(), {}, none);
    const part = linked(compiled(kind), {}, none);
    const [all, some] = [Object.keys(whole.chunks), Object.keys(part.chunks)];
    expect(some.length).toBeGreaterThan(10);
    expect(some.length).toBeLessThan(all.length / 2);
    for (const name of some) expect(String(part.chunks[name])).toBe(String(whole.chunks[name]));
  });

  it.each(KINDS)('%s: every chunk is reached, and runs once', (kind) => {
    const made = once();
    const { chunk, chunks } = loaded(kind, made);
    const lacking = Object.keys(loaded().chunks).filter((name) => !(name in chunks));
    // From the whole first: the chunks of the part that they want are not run once more for the part.
    for (const name of [...lacking, ...Object.keys(chunks)]) {
      const given = chunk(name);
      expect(chunk(name)).toBe(given);
      expect(made[name]).toBe(given);
    }
    expect(Object.keys(made).length).toBe(lacking.length + Object.keys(chunks).length);
  });

  it.each(['kaizen', 'kaizen-reading'])("%s: is without Markdown's parser, which runs with the first text that is given to it", (kind) => {
    expect(Object.keys(linked(compiled(kind), {}, none).chunks)).not.toContain('markdown.js');
    const made: Made = {};
    loaded(kind, made).chunk('markdown.js');
    expect(made['markdown.js']).toMatchObject({ fromMarkdown: expect.any(Function), gfm: expect.any(Function) });
  });

  it('say so where the whole is of another build than the part', () => {
    expect(() => loaded('short').chunk('chunk-OF-NOWHERE.js')).toThrow('chunk-OF-NOWHERE.js is not in');
  });
});

describe('a program in a folder of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bizos-start-'));
  const dist = join(folder, 'dist');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeAll(() => {
    for (const part of ['bin', 'package.json']) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    for (const part of ['node_modules', 'templates']) symlinkSync(join(ROOT, part), join(folder, part));
    mkdirSync(dist);
  });
  const keep = (...names: string[]): void => {
    for (const name of readdirSync(dist)) rmSync(join(dist, name));
    for (const name of names) cpSync(join(ROOT, 'dist', name), join(dist, name));
  };
  const said = (cwd: string, ...words: string[]): { status: number | null; stdout: string; stderr: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin', 'bizos.js'), ...words], {
      cwd,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };
  const help = (): string => {
    const { status, stdout, stderr } = said(folder, '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  };

  it.each(['program.js', 'program.short.js'])(
    'answers the same with the compiled code of %s, without it, and with what is no such thing',
    (file) => {
      keep('program.js', file);
      const plain = help();
      expect(plain).toContain('bizos scan pipeline');
      const code = readFileSync(join(ROOT, 'dist', `${file}.code`));
      for (const bytes of [code, code.subarray(0, code.length / 2), Buffer.alloc(0), Buffer.from('not compiled code'.repeat(100))]) {
        writeFileSync(join(dist, `${file}.code`), bytes);
        expect(help()).toBe(plain);
      }
    },
  );

  it('answers the same from a part that lacks half of what a call uses, with the code of the whole or of none', () => {
    const tree = join(folder, 'tree');
    expect(spawnSync(process.execPath, [join(ROOT, 'bin', 'bizos.js'), 'init', tree, '--yes']).status).toBe(0);
    const calls = [
      ['--help', '--lang', 'de'],
      ['status', '--json'],
      ['search', 'solar'],
      ['search'],
      ['kaizen', 'list', '--help'],
      ['kaizen', 'report'],
      ['kaizen', 'show', 'K-BIZ-999', '--lang', 'de'],
      ['kaizen', 'start', 'K-BIZ-999'],
      ['scan', 'pipeline', '--as-of', 'then'],
      ['zones', 'check'],
      ['doctor', '--json'],
    ];
    const answers = (): unknown[] => calls.map((words) => said(tree, ...words));
    keep('program.js', 'program.js.code');
    const whole = answers();
    expect(new Set(whole.map((one) => JSON.stringify(one))).size).toBe(calls.length);
    for (const code of [['program.js.code'], []]) {
      keep('program.js', ...code);
      for (const kind of KINDS) {
        const { chunks } = linked(compiled(kind), {}, none);
        const half = Object.keys(chunks).filter((name, at) => name === 'program.js' || at % 2 === 1);
        writeFileSync(join(dist, `program.${kind}.js`), partOf(chunks, half));
      }
      expect(answers()).toEqual(whole);
    }
  }, 120_000);
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
