import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { document } from '../tree/fixture.ts';
import { bundledWorker } from './bundled-worker.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PROCESSES = 16;
const EACH = 50;
// What counts is who writes over whom: memory will do for a disk.
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : realpathSync(tmpdir()), 'bizos-kaizen-race-'));
const tree = join(folder, 'tree');
const second = join(folder, 'second');
let built = { folder: '', script: '' };

function git(...words: string[]): void {
  const { status, stderr } = spawnSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...words], {
    cwd: tree,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

beforeAll(async () => {
  for (const part of ['bizos', 'cto-brain']) cpSync(join(ROOT, part), join(tree, part), { recursive: true });
  writeFileSync(join(tree, '.gitignore'), '.bizos/\n');
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'tree');
  git('worktree', 'add', '-q', second);
  built = await bundledWorker('kaizen-worker');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(built.folder, { recursive: true, force: true });
});

function run(cwd: string, name: string): Promise<{ code: number | null; ids: string[]; said: string }> {
  return new Promise((done) => {
    const calls = Array.from({ length: EACH }, (_, i) => [
      'learn',
      { words: `kaizen bizos: If we send alert ${name} number ${i} then all is well because it is ${'said '.repeat(i)}` },
    ]);
    const child = spawn(process.execPath, [built.script, cwd, name, JSON.stringify(calls)]);
    let text = '';
    let said = '';
    child.stdout.on('data', (part) => {
      text += part;
    });
    child.stderr.on('data', (part) => {
      said += part;
    });
    child.on('close', (code) => done({ code, ids: text.trim().split('\n'), said }));
  });
}

describe('sixteen processes that log fifty experiments each', () => {
  it('in two worktrees of one clone get 800 ids, and leave 800 whole entries', async () => {
    const done = await Promise.all(Array.from({ length: PROCESSES }, (_, k) => run(k % 2 === 0 ? tree : second, `p${k}`)));
    expect(done.map(({ code, said }) => `${code} ${said}`)).toEqual(Array(PROCESSES).fill('0 '));
    const ids = done.flatMap((one) => one.ids);
    expect(ids).toHaveLength(PROCESSES * EACH);
    expect(new Set(ids).size).toBe(PROCESSES * EACH);
    const before = readFileSync(join(ROOT, 'bizos', 'KAIZEN_LOG.md'), 'utf8');
    for (const [k, cwd] of [tree, second].entries()) {
      const text = readFileSync(join(cwd, 'bizos', 'KAIZEN_LOG.md'), 'utf8');
      const log = document('bizos/KAIZEN_LOG.md', text);
      const own = done.filter((_, p) => p % 2 === k).flatMap((one) => one.ids);
      const entries = log.sections.filter(({ title }) => own.includes(/^\[(.+?)\]/.exec(title)?.[1] ?? ''));
      expect(entries).toHaveLength((PROCESSES / 2) * EACH);
      for (const { fields } of entries) expect(fields.map(({ label }) => label)).toEqual(LABELS);
      // What stood there before stands there still, byte by byte.
      const lines = new Set(text.split('\n'));
      expect(before.split('\n').filter((line) => !lines.has(line))).toEqual([]);
    }
  }, 600_000);
});

const LABELS = [
  'Date',
  'Layer',
  'Entity',
  'Status',
  'By',
  'Hypothesis',
  'Expected Result',
  'Duration',
  'Actual Result',
  'Learning',
  'Decision',
];
