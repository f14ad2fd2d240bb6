import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-sqlite-'));
const program = join(folder, 'program');
const library = join(program, 'node_modules', 'better-sqlite3');
const tree = join(folder, 'tree');
const [preload, list] = [join(folder, 'loaded.cjs'), join(folder, 'loaded.json')];

beforeAll(() => {
  for (const part of ['bin', 'package.json']) cpSync(join(ROOT, part), join(program, part), { recursive: true });
  mkdirSync(join(program, 'dist'));
  cpSync(join(ROOT, 'dist', 'program.js'), join(program, 'dist', 'program.js'));
  for (const name of ['bindings', 'file-uri-to-path'])
    cpSync(join(ROOT, 'node_modules', name), join(program, 'node_modules', name), { recursive: true });
  const part = join('build', 'Release', 'better_sqlite3.node');
  mkdirSync(dirname(join(library, part)), { recursive: true });
  for (const name of ['package.json', 'lib', part])
    cpSync(join(ROOT, 'node_modules', 'better-sqlite3', name), join(library, name), { recursive: true });
  mkdirSync(join(tree, 'bizos'), { recursive: true });
  writeFileSync(join(tree, 'bizos', 'STRUCTURE.md'), '# Structure of the solar group\n');
  writeFileSync(
    preload,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify(Object.keys(require.cache))));`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What of the installed package a search loads, and how it ends. */
function searched(): { status: number | null; stdout: string; stderr: string; loaded: readonly string[] } {
  const words = ['-r', preload, join(program, 'bin', 'bizos.js'), 'search', 'solar'];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: tree, encoding: 'utf8' });
  const files = JSON.parse(readFileSync(list, 'utf8')) as string[];
  return { status, stdout, stderr, loaded: files.filter((file) => file.startsWith(library)).map((file) => file.slice(library.length + 1)) };
}

describe('the JavaScript of SQLite that the build took in', () => {
  const installed = (): { version: string } => JSON.parse(readFileSync(join(library, 'package.json'), 'utf8'));

  it('works with the compiled part of its own version', () => {
    const { loaded, ...said } = searched();
    expect(said).toEqual({ status: 0, stderr: '', stdout: expect.stringContaining('STRUCTURE.md') });
    expect(loaded.map((file) => file.split(/[\\/]/).join('/'))).toEqual(['build/Release/better_sqlite3.node']);
  });

  it('is left alone where another version is installed: that one’s own is loaded', () => {
    const own = installed();
    writeFileSync(join(library, 'package.json'), JSON.stringify({ ...own, version: `${own.version}-other` }));
    const { loaded, ...said } = searched();
    expect(said).toEqual({ status: 0, stderr: '', stdout: expect.stringContaining('STRUCTURE.md') });
    expect(loaded).toEqual(expect.arrayContaining([join('lib', 'index.js'), join('lib', 'database.js')]));
    writeFileSync(join(library, 'package.json'), JSON.stringify(own));
  });

  it('is left alone where the compiled part is not at its place; where there is none, it is said how to make it', () => {
    rmSync(join(library, 'build'), { recursive: true });
    const { loaded, ...said } = searched();
    expect(said).toEqual({ status: 4, stdout: '', stderr: expect.stringContaining('npm rebuild better-sqlite3') });
    expect(loaded).toContain(join('lib', 'index.js'));
  });
});
