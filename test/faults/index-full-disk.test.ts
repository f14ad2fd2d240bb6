import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, environmentOf, type Said } from '../guard/tree-fixture.ts';

/**
 * The disk under the index is full, fails or may take no more: real system calls of the built program that strace makes fail from the
 * Nth on, and the limit of the system on the size of files. The index is derived: the answer is given all the same, or the program
 * says what is wrong and ends with 4; the next run is whole.
 */
const ROOT = join(import.meta.dirname, '..', '..');
const PROGRAM = join(ROOT, 'bin', 'bizos.js');
const FULL = process.env.BIZOS_FAULTS === 'full';
/** How much of the index has been written when the disk fills up. BIZOS_FAULTS=full: points over all of it. */
const POINTS = [1, 30, 70];
const MOST = 60;
const SEARCH = ['search', 'Solartech', '--json'];
const QUERY = ['query', 'SELECT count(*) AS n, sum(amount) AS total FROM deals', '--json'];

/**
 * Two trees for all tests, each left with a whole index: one of documents, which is made anew some twenty times, and one with deals besides.
 * What an index is not written differently for is left out.
 */
let documents: string;
let deals: string;
/** What the program says there in peace. */
const answers = new Map<readonly string[], string>();

beforeAll(() => {
  documents = treeWithout(['CRM_STRUCTURE.md', 'demo']);
  deals = treeWithout(['Deals_2025_12_01.csv', 'Deals_2026_01_05.csv', 'Stage_History_2026_02_10.csv']);
  for (const words of [SEARCH, QUERY]) {
    const { out, code } = whole(rootOf(words), words);
    expect([code, out.length > 20]).toEqual([0, true]);
    answers.set(words, out);
  }
});

function treeWithout(names: readonly string[]): string {
  const root = emptyFolder();
  for (const part of ['bizos', 'cto-brain', '_SESSIONS', 'templates/demo'])
    cpSync(join(ROOT, part), join(root, part), { recursive: true, filter: (path) => !names.includes(basename(path)) });
  return root;
}

const rootOf = (words: readonly string[]): string => (words === SEARCH ? documents : deals);

function forget(root: string): void {
  rmSync(join(root, '.bizos'), { recursive: true, force: true });
}

function run(root: string, command: readonly string[]): Said {
  const [program, ...words] = command;
  const done = spawnSync(program, words, { cwd: root, env: environmentOf(root), encoding: 'utf8', maxBuffer: 1 << 28 });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const whole = (root: string, words: readonly string[]): Said => run(root, [process.execPath, PROGRAM, ...words]);

const failing = (root: string, inject: string, words: readonly string[]): Said =>
  run(root, [
    'strace',
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    `trace=${inject.split(':')[0]}`,
    '-e',
    `inject=${inject}`,
    process.execPath,
    PROGRAM,
    ...words,
  ]);

/** Calls of `pwrite64`, up to MOST of them, spread over all that the busiest thread makes: strace counts by thread. */
function everyPoint(words: readonly string[]): readonly number[] {
  const trace = join(emptyFolder(), 'trace');
  forget(rootOf(words));
  expect(run(rootOf(words), ['strace', '-f', '-qq', '-o', trace, '-e', 'trace=pwrite64', process.execPath, PROGRAM, ...words]).code).toBe(
    0,
  );
  const counts = new Map<string, number>();
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const [, thread] = /^(\d+) +pwrite64\(/.exec(line) ?? [];
    if (thread) counts.set(thread, (counts.get(thread) ?? 0) + 1);
  }
  const all = Math.max(...counts.values());
  const count = Math.min(MOST, all);
  return Array.from({ length: count }, (_, k) => 1 + Math.floor((k * (all - 1)) / (count - 1)));
}

/** The answer as ever; or in words what is wrong with the disk, and 4. */
function answeredOrSaid(said: Said, words: readonly string[], at: string): void {
  const answer = answers.get(words);
  if (said.code === 0) {
    expect([at, said.out, said.err]).toEqual([at, answer, '']);
    return;
  }
  expect([at, said.code, said.out]).toEqual([at, 4, '']);
  expect(said.err).toMatch(/the disk is full|the disk reported an error/);
  expect(said.err).not.toMatch(/^\s+at |bug in BizOS/m);
}

/** What is left is a whole index, or none; and the next answer is right. */
function lookAtRest(words: readonly string[]): void {
  const root = rootOf(words);
  expect(whole(root, words)).toEqual({ code: 0, out: answers.get(words), err: '' });
  const store = new Database(join(root, '.bizos', 'index.sqlite'), { readonly: true });
  expect(store.pragma('integrity_check', { simple: true })).toBe('ok');
  store.close();
}

describe('a disk that is full under the index', () => {
  it.each([
    ['search', 'pwrite64:error=ENOSPC', SEARCH],
    ['search', 'pwrite64:error=EIO', SEARCH],
    ['query', 'pwrite64:error=ENOSPC', QUERY],
  ])('%s, with %s from any call on: the answer as ever, or what is wrong in words', { timeout: 3_600_000 }, (_name, inject, words) => {
    // The other faults go the same road: a point each shows that they are seen.
    for (const n of FULL ? everyPoint(words) : inject.endsWith('ENOSPC') ? POINTS : POINTS.slice(1, 2)) {
      forget(rootOf(words));
      answeredOrSaid(failing(rootOf(words), `${inject}:when=${n}+`, words), words, `${inject} from ${n} on`);
      lookAtRest(words);
    }
  });

  it('search: the index takes no less than it did when the disk fills up while it is brought up to date', () => {
    for (const n of FULL ? Array.from({ length: 20 }, (_, k) => k + 1) : POINTS.slice(0, 2)) {
      run(documents, ['touch', 'bizos/STRUCTURE.md', 'bizos/AGENT_GOALS.md']);
      answeredOrSaid(failing(documents, `pwrite64:error=ENOSPC:when=${n}+`, SEARCH), SEARCH, `from ${n} on`);
      lookAtRest(SEARCH);
    }
  });

  it('a scan gives its answer, and says in one line that the index could not be written', () => {
    const scan = ['scan', 'pipeline', '--input', 'templates/demo/Deals_2026_02_10.csv', '--as-of', '2026-02-10', '--json'];
    const { out } = whole(deals, scan);
    const answer = JSON.parse(out) as { problems: { code: string }[] };
    forget(deals);
    const { code, out: other, err } = failing(deals, 'pwrite64:error=ENOSPC:when=1+', scan);
    const { problems, ...rest } = JSON.parse(other) as typeof answer;
    expect([code, err, rest]).toEqual([0, '', { ...answer, problems: undefined }]);
    expect(problems.filter((one) => one.code === 'index-stale')).toMatchObject([{ level: 'note', place: { file: '.bizos/index.sqlite' } }]);
    expect(problems.filter((one) => one.code !== 'index-stale')).toEqual(answer.problems);
    expect(whole(deals, scan).out).toBe(out);
  });

  it.each(FULL ? [0, 1, 8, 64, 160] : [0, 64])('files may not pass %i blocks (ulimit -f): the answer as ever', (blocks) => {
    forget(documents);
    const limited = ['bash', '-c', `ulimit -f ${blocks}; exec "$@"`, 'bash', process.execPath, PROGRAM, ...SEARCH];
    // Output goes through a pipe, which no limit on files concerns.
    answeredOrSaid(run(documents, limited), SEARCH, `ulimit ${blocks}`);
    lookAtRest(SEARCH);
  });
});
