import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { VIEWS } from '../../src/index/schema.ts';
import { emptyFolder, environmentOf, type Said } from '../guard/tree-fixture.ts';

/**
 * The full index of a tree that is large enough for a thread of its own to read it, by the built program: killed while it is made, made by
 * several processes at once, and with a thread that fails. The answer and the index are always those of one process in peace.
 */
const ROOT = join(import.meta.dirname, '..', '..');
const FULL = process.env.BIZOS_FAULTS === 'full';
const WORDS = ['search', 'inverter', '--json'];
const COUNT = 1100;

let root: string;
/** What one process in peace says, and what it leaves. */
let answer: Said;
let index: unknown;

beforeAll(() => {
  root = emptyFolder();
  cpSync(join(ROOT, 'bizos'), join(root, 'bizos'), { recursive: true });
  for (let folder = 0; folder < 10; folder++) mkdirSync(join(root, 'bizos', 'notes', String(folder)), { recursive: true });
  for (let i = 0; i < COUNT; i++) {
    const front = i % 50 === 0 ? `---\nid: note-${i}\n---\n` : '';
    const links = `[next](note-${i + 10}.md) [[note-${(i * 7) % COUNT}]] [gone](nowhere-${i % 5}.md)`;
    const text = `${front}# Note ${i}\n\n${i % 90 === 0 ? 'An inverter.' : 'A roof.'} ${links}\n\n## Größe\n\n${i} kWp\n`;
    writeFileSync(join(root, 'bizos', 'notes', String(i % 10), `note-${i}.md`), text);
  }
  answer = run([process.execPath, join(ROOT, 'bin', 'bizos.js'), ...WORDS]);
  index = held();
  expect([answer.code, answer.err, answer.out.includes('note-0.md')]).toEqual([0, '', true]);
});

function run([program, ...words]: readonly string[]): Said {
  const done = spawnSync(program, words, { cwd: root, env: environmentOf(root), encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** All rows of the views; the database whole. */
function held(): unknown {
  const store = new Database(join(root, '.bizos', 'index.sqlite'), { readonly: true });
  try {
    expect(store.pragma('integrity_check', { simple: true })).toBe('ok');
    return VIEWS.map(({ name }) => store.prepare(`SELECT * FROM ${name}`).all());
  } finally {
    store.close();
  }
}

function forget(): void {
  rmSync(join(root, '.bizos'), { recursive: true, force: true });
}

/** A copy of the built program whose thread is another. Undefined takes the thread away. */
function programWith(thread: string | undefined): string {
  const folder = emptyFolder();
  for (const part of ['bin', 'dist', 'package.json']) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const file = join(folder, 'dist', 'index-reader.js');
  if (thread === undefined) unlinkSync(file);
  else writeFileSync(file, thread);
  return join(folder, 'bin', 'bizos.js');
}

/** A thread that reads no document right, so that an answer of it is seen; after some of them it ends as told. */
const thread = (end: string): string => `import { parentPort } from 'node:worker_threads';
import { readFileSync } from 'node:fs';
let batches = 0;
parentPort.on('message', () => { if (++batches === 1) { ${end} } });`;

describe('a full index', () => {
  it.each([
    ['is not there', undefined],
    ['fails as it starts', 'throw new Error("no");'],
    ['fails as it reads', thread("throw new Error('no');")],
    ['fails later', thread("Promise.reject(new Error('no'));")],
    ['ends without a word', thread('process.exit();')],
  ])('whose thread %s is made all the same', (_name, source) => {
    forget();
    expect(run([process.execPath, programWith(source), ...WORDS])).toEqual(answer);
    expect(held()).toEqual(index);
  });

  // Calls are counted for each thread: of the documents, one of the two opens half at least.
  const POINTS: readonly [call: string, points: readonly number[]][] = [
    ['pwrite64', FULL ? Array.from({ length: 50 }, (_, i) => 1 + i * 4) : [2, 60]],
    ['openat', FULL ? Array.from({ length: 50 }, (_, i) => 55 + i * 10) : [400]],
  ];
  it.each(POINTS)('killed at %s is made by the next process', { timeout: 3_600_000 }, (call, points) => {
    for (const n of points) {
      forget();
      const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${n}`];
      const killed = run(['strace', '-f', '-qq', '-o', '/dev/null', ...inject, process.execPath, join(ROOT, 'bin', 'bizos.js'), ...WORDS]);
      expect([n, killed.out]).toEqual([n, '']);
      expect(run([process.execPath, join(ROOT, 'bin', 'bizos.js'), ...WORDS])).toEqual(answer);
      expect(held()).toEqual(index);
    }
  });

  it('is made once by several processes at once, and all say the same', { timeout: 3_600_000 }, async () => {
    for (let round = 0; round < (FULL ? 20 : 1); round++) {
      forget();
      const said = await Promise.all(
        Array.from(
          { length: 4 },
          () =>
            new Promise<Said>((done) => {
              const child = spawn(process.execPath, [join(ROOT, 'bin', 'bizos.js'), ...WORDS], { cwd: root, env: environmentOf(root) });
              const said = { out: '', err: '' };
              for (const [name, stream] of [
                ['out', child.stdout],
                ['err', child.stderr],
              ] as const)
                stream.on('data', (part) => {
                  said[name] += part;
                });
              child.on('close', (code) => done({ code, ...said }));
            }),
        ),
      );
      expect(said).toEqual(Array(4).fill(answer));
      expect(held()).toEqual(index);
      expect(readdirSync(join(root, '.bizos')).filter((name) => name.endsWith('-journal'))).toEqual([]);
    }
  });
});
