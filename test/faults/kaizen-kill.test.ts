import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LogOutline, scanLog } from '../../src/business/kaizen/log-scan.ts';
import { document } from '../tree/fixture.ts';

/**
 * Commands of the log that are killed, by strace at their Nth system call of a sort, or at random among others. BIZOS_FAULTS=full: every
 * command, every sort of call, two thousand kills and more.
 */
const FULL = process.env.BIZOS_FAULTS === 'full';
const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-kaizen-kill-'));
const tree = join(folder, 'tree');
const worker = join(folder, 'worker.mjs');
const DOCUMENTS = ['bizos/KAIZEN_LOG.md', 'bizos/FAILURE_LOG.md', 'bizos/BIZOS_RULES.md'] as const;

type Call = readonly [operation: string, input: Record<string, unknown>];
type Texts = Readonly<Record<(typeof DOCUMENTS)[number], string>>;

const COMMANDS: readonly (readonly [name: string, call: Call])[] = [
  ['a lesson that links back', ['learn', { words: 'failure bizos: The export was cut because nobody knew the limit', from: 'K-BIZ-002' }]],
  [
    'an adopted experiment that becomes a rule',
    ['kaizen decide', { id: 'K-BIZ-003', decision: 'adopt', learning: 'Good', rule: 'Sell by phone first' }],
  ],
  ['an experiment', ['learn', { words: 'kaizen bizos: If we alert then boats leave in time because crews see it' }]],
  ['a result', ['kaizen result', { id: 'K-BIZ-002', text: 'Half the time' }]],
  ['an idea that becomes an experiment', ['kaizen start-candidate', { number: 1 }]],
  [
    'an iterated experiment',
    ['kaizen decide', { id: 'K-BIZ-003', decision: 'iterate', learning: 'Ask', next: 'If we ask then it works because so' }],
  ],
];
const CALLS = FULL
  ? ['rename', 'link', 'unlink', 'fsync', 'pwrite64', 'write', 'openat', 'close', 'mkdir', 'ftruncate', 'fcntl']
  : ['rename', 'link', 'fsync', 'pwrite64'];

function git(...words: string[]): void {
  const { status, stderr } = spawnSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...words], {
    cwd: tree,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

beforeAll(async () => {
  for (const part of ['bizos', 'cto-brain']) cpSync(join(ROOT, part), join(tree, part), { recursive: true });
  cpSync(join(ROOT, 'test', 'fixtures', 'kaizen', 'KAIZEN_LOG.md'), join(tree, 'bizos', 'KAIZEN_LOG.md'));
  cpSync(join(ROOT, 'templates', 'kaizen'), join(folder, 'templates', 'kaizen'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(tree, '.gitignore'), '.bizos/\n');
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'tree');
  await build({
    entryPoints: [join(import.meta.dirname, 'kaizen-worker.ts')],
    outfile: worker,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    define: { BIZOS_BUILD: '"kill"' },
    logLevel: 'silent',
  });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000);

function texts(): Texts {
  return Object.fromEntries(DOCUMENTS.map((file) => [file, readFileSync(join(tree, file), 'utf8')])) as Texts;
}

/** The documents as they were, and no number remembered: a command then writes the same bytes each time. */
function reset(to: Texts): void {
  for (const file of DOCUMENTS) writeFileSync(join(tree, file), to[file]);
  for (const name of leftovers()) rmSync(join(tree, 'bizos', name));
  rmSync(join(tree, '.git', 'bizos'), { recursive: true, force: true });
}

function run(call: Call, inject?: string): number | null {
  const words = [process.execPath, worker, tree, 'Ana', JSON.stringify([call])];
  // Documents are written by the main thread: its calls are enough, and tracing git and the pool too takes three times as long.
  const trace = inject ? ['strace', '-qq', '-o', '/dev/null', '-e', `trace=${inject.split(':')[0]}`, '-e', `inject=${inject}`] : [];
  const [program, ...rest] = [...trace, ...words];
  return spawnSync(program, rest, { stdio: 'ignore' }).status;
}

/** The first system call of a sort that has to do with the tree: what Node does before it begins can't hurt anything. */
function firstInTree(call: Call, sort: string): number {
  const calls = join(folder, 'calls');
  const words = [process.execPath, worker, tree, 'Ana', JSON.stringify([call])];
  spawnSync('strace', ['-qq', '-y', '-s', '400', '-o', calls, '-e', `trace=${sort}`, ...words], { stdio: 'ignore' });
  const at = readFileSync(calls, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${sort}(`))
    .findIndex((line) => line.includes(tree));
  return Math.max(1, at);
}

/** Nothing on the disk says that the command ever ran: saying it again is saying it for the first time. */
const isUntouched = (before: Texts, now: Texts): boolean =>
  DOCUMENTS.every((file) => now[file] === before[file]) && !existsSync(join(tree, '.git', 'bizos')) && leftovers().length === 0;

/** Kills so far. */
let total = 0;

const leftovers = (): string[] => readdirSync(join(tree, 'bizos')).filter((name) => name.endsWith('.bizos-part'));

describe('a command that is killed', () => {
  it.each(FULL ? COMMANDS : COMMANDS.slice(0, 2))(
    '%s: every document is the old or the new one; said again, it is done once',
    (_, call) => {
      const before = texts();
      reset(before);
      expect(run(call)).toBe(0);
      const after = texts();
      expect(after).not.toEqual(before);
      let kills = 0;
      for (const sort of CALLS) {
        const step = !FULL && sort === 'pwrite64' ? 6 : 1;
        reset(before);
        for (let n = firstInTree(call, sort), ended = false; !ended; n += step) {
          reset(before);
          ended = run(call, `${sort}:signal=KILL:when=${n}`) === 0;
          const now = texts();
          for (const file of DOCUMENTS) expect([before[file], after[file]], `${sort} ${n} ${file}`).toContain(now[file]);
          if (ended) expect(now).toEqual(after);
          else kills++;
          // The number that a killed command had taken may stay unused; the documents are whole and linked all the same.
          if (!ended && now[DOCUMENTS[0]] === before[DOCUMENTS[0]] && !isUntouched(before, now)) {
            expect(run(call)).toBe(0);
            expect(texts(), `${sort} ${n}, said again`).toEqual(after);
          }
        }
      }
      expect(kills).toBeGreaterThan(5);
      total += kills;
      reset(before);
    },
    3_600_000,
  );

  it.each(['fsync:error=EIO', 'rename:error=ENOSPC'])('%s: the old documents stand, and nothing is left over', (inject) => {
    const before = texts();
    reset(before);
    for (const name of leftovers()) rmSync(join(tree, 'bizos', name));
    expect(run(COMMANDS[3][1], inject)).not.toBe(0);
    expect(texts()).toEqual(before);
    expect(leftovers()).toEqual([]);
  });
});

describe('writers that are killed at random', () => {
  const kills = FULL ? 300 : 12;

  it(`${kills} kills among 4: what was acknowledged stands there once, and every entry is whole`, async () => {
    const before = texts();
    reset(before);
    const said = new Set<string>();
    let turn = 0;
    const begin = () => {
      const own = ++turn;
      const calls = Array.from(
        { length: 40 },
        (_, i): Call => [
          'learn',
          i % 3 === 2
            ? { words: `failure bizos: Export ${own} failed at ${i}`, from: 'K-BIZ-002' }
            : { words: `kaizen bizos: If we send alert ${own} of ${i} then all is well because so` },
        ],
      );
      const child = spawn(process.execPath, [worker, tree, `w${own}`, JSON.stringify(calls)], { stdio: ['ignore', 'pipe', 'inherit'] });
      let text = '';
      child.stdout.on('data', (piece) => {
        text += piece;
      });
      const end = new Promise<void>((done) => {
        child.on('close', () => {
          // A line without its end was not said.
          for (const id of text.split('\n').slice(0, -1)) said.add(id);
          done();
        });
      });
      return { child, end };
    };
    const workers = Array.from({ length: 4 }, begin);
    for (let n = 0; n < kills; n++) {
      await wait(300 * (0.5 + Math.random()));
      const k = Math.floor(Math.random() * workers.length);
      workers[k].child.kill('SIGKILL');
      await workers[k].end;
      workers[k] = begin();
    }
    for (const { child } of workers) child.kill('SIGKILL');
    await Promise.all(workers.map(({ end }) => end));
    expect(run(['learn', { words: 'kaizen bizos: If the last alert comes then all is well because so' }])).toBe(0);
    const now = texts();
    const ids = (['bizos/KAIZEN_LOG.md', 'bizos/FAILURE_LOG.md'] as const).flatMap((file) => idsOf(scanLog(now[file])));
    expect(new Set(ids).size).toBe(ids.length);
    expect([...said].filter((id) => !ids.includes(id))).toEqual([]);
    expect(said.size).toBeGreaterThan(0);
    for (const file of DOCUMENTS.slice(0, 2)) {
      const own = document(file, now[file]).sections.filter(
        ({ title }) => /^\[[KF]-BIZ-\d+\]/.test(title) && !before[file].includes(title),
      );
      for (const { fields } of own) expect(fields.map(({ label }) => label)).toEqual(file.includes('KAIZEN') ? EXPERIMENT : FAILURE);
      const lines = new Set(now[file].split('\n'));
      const gone = before[file].split('\n').filter((line) => !lines.has(line) && !/^\*\*Last Updated/.test(line));
      expect(gone).toEqual([]);
    }
    expect(total + kills).toBeGreaterThan(FULL ? 2000 : 30);
    reset(before);
  }, 600_000);
});

const idsOf = ({ entries }: LogOutline): string[] => entries.map(({ id }) => id);
const EXPERIMENT = [
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
const FAILURE = ['Date', 'Entity', 'By', 'From', 'What happened', 'What it cost', 'Why', 'What changes'];
