import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LogOutline, scanLog } from '../../src/business/kaizen/log-scan.ts';
import { document } from '../tree/fixture.ts';
import { bundledWorker } from './bundled-worker.ts';

/**
 * Commands of the log that are killed, by strace at their Nth system call of a sort, or at random among others. BIZOS_FAULTS=full: every
 * command that writes, at every call of every sort from where it first touches the tree: two thousand kills and more.
 */
const FULL = process.env.BIZOS_FAULTS === 'full';
const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-kaizen-kill-'));
/** One for each command that runs at the same time: what is killed in one leaves the other alone. */
const TREES = [join(folder, 'tree-a'), join(folder, 'tree-b')] as const;
const tree = TREES[0];
const LOG = 'bizos/KAIZEN_LOG.md';
const DOCUMENTS = [
  LOG,
  'bizos/FAILURE_LOG.md',
  'bizos/BIZOS_RULES.md',
  'bizos/BIZOS_PATTERNS.md',
  'cto-brain/kaizen/KAIZEN_LOG.md',
] as const;
const FOLDERS = ['bizos', 'cto-brain/kaizen'] as const;
let built = { folder: '', script: '' };

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
  ['a dropped experiment', ['kaizen decide', { id: 'K-BIZ-003', decision: 'drop', learning: 'Nobody has a phone' }]],
  ['an experiment that begins', ['kaizen start', { id: 'K-BIZ-001' }]],
  ['an idea', ['kaizen candidate', { text: 'Process: fewer ropes' }]],
  ['a rule', ['learn', { words: 'rule bizos: Count the ropes before the boat leaves' }]],
  ['a pattern', ['learn', { words: 'pattern bizos: Boats that are late on Monday are late all week' }]],
  ['an experiment of another log', ['learn', { words: 'kaizen cto: If we test then fewer boats sink because we look', layer: 'process' }]],
  ['an adopted experiment', ['kaizen decide', { id: 'K-BIZ-003', decision: 'adopt', learning: 'Good' }]],
  ['a rule that links back', ['learn', { words: 'rule bizos: Ask before the boat leaves', from: 'K-BIZ-003' }]],
  ['a pattern that links back', ['learn', { words: 'pattern bizos: Who is asked early comes early', from: 'K-BIZ-002' }]],
];
/** Of a lock that is taken (`fcntl`) nothing is left on the disk: who dies there dies as at the call behind it. */
const CALLS = FULL
  ? ['rename', 'link', 'unlink', 'fsync', 'pwrite64', 'write', 'openat', 'close', 'mkdir', 'ftruncate']
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
  cpSync(join(ROOT, 'test', 'fixtures', 'kaizen', 'KAIZEN_LOG.md'), join(tree, LOG));
  writeFileSync(join(tree, '.gitignore'), '.bizos/\n');
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'tree');
  cpSync(tree, TREES[1], { recursive: true });
  built = await bundledWorker('kaizen-worker');
}, 300_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(built.folder, { recursive: true, force: true });
}, 60_000);

function texts(root: string = tree): Texts {
  return Object.fromEntries(DOCUMENTS.map((file) => [file, readFileSync(join(root, file), 'utf8')])) as Texts;
}

const leftovers = (root: string = tree): string[] =>
  FOLDERS.flatMap((part) =>
    readdirSync(join(root, part)).flatMap((name) => (name.endsWith('.bizos-part') ? [join(root, part, name)] : [])),
  );

/** The documents as they were, and no number remembered: a command then writes the same bytes each time. */
function reset(to: Texts, root: string = tree): void {
  for (const file of DOCUMENTS) writeFileSync(join(root, file), to[file]);
  for (const path of leftovers(root)) rmSync(path);
  rmSync(join(root, '.git', 'bizos'), { recursive: true, force: true });
}

const command = (call: Call, root: string): string[] => [process.execPath, built.script, root, 'Ana', JSON.stringify([call])];

/** How a command ends: with its exit code, or `killed`. */
function run(call: Call, inject?: string, root: string = tree): Promise<number | 'killed'> {
  // Documents are written by the main thread: its calls are enough, and tracing git and the pool too takes three times as long.
  const trace = inject ? ['strace', '-qq', '-o', '/dev/null', '-e', `trace=${inject.split(':')[0]}`, '-e', `inject=${inject}`] : [];
  const [program, ...rest] = [...trace, ...command(call, root)];
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { stdio: 'ignore' });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal === 'SIGKILL' ? 'killed' : (code ?? -1)));
  });
}

/** Where a command's calls of a sort begin to have to do with the tree, and how many there are: before, Node can't hurt anything. */
function callsInTree(call: Call): ReadonlyMap<string, { readonly first: number; readonly all: number }> {
  const calls = join(folder, 'calls');
  const traced = ['-qq', '-y', '-s', '400', '-o', calls, '-e', `trace=${CALLS.join(',')}`, ...command(call, tree)];
  expect(spawnSync('strace', traced, { stdio: 'ignore' }).status).toBe(0);
  const lines = readFileSync(calls, 'utf8').split('\n');
  return new Map(
    CALLS.map((sort) => {
      const own = lines.filter((line) => line.startsWith(`${sort}(`));
      return [
        sort,
        {
          first: Math.max(
            1,
            own.findIndex((line) => line.includes(tree)),
          ),
          all: own.length,
        },
      ] as const;
    }),
  );
}

/** Nothing on the disk says that the command ever ran: saying it again is saying it for the first time. */
const isUntouched = (before: Texts, now: Texts, root: string): boolean =>
  DOCUMENTS.every((file) => now[file] === before[file]) && !existsSync(join(root, '.git', 'bizos')) && leftovers(root).length === 0;

/** Kills so far. */
let total = 0;

describe('a command that is killed', () => {
  it.each(FULL ? COMMANDS : COMMANDS.slice(0, 2))(
    '%s: every document is the old or the new one; said again, it is done once',
    async (_, call) => {
      const before = texts();
      reset(before);
      expect(await run(call)).toBe(0);
      const after = texts();
      expect(after).not.toEqual(before);
      reset(before);
      const calls = callsInTree(call);
      let kills = 0;

      /** Whether the command got to its end before the Nth call of a sort. */
      const endsBefore = async (sort: string, n: number, root: string): Promise<boolean> => {
        reset(before, root);
        const end = await run(call, `${sort}:signal=KILL:when=${n}`, root);
        expect(['killed', 0], `${sort} ${n}`).toContain(end);
        const now = texts(root);
        for (const file of DOCUMENTS) expect([before[file], after[file]], `${sort} ${n} ${file}`).toContain(now[file]);
        if (end === 0) expect(now).toEqual(after);
        else kills++;
        // The number that a killed command had taken may stay unused; the documents are whole and linked all the same.
        if (end === 'killed' && now[LOG] === before[LOG] && !isUntouched(before, now, root)) {
          expect(await run(call, undefined, root)).toBe(0);
          expect(texts(root), `${sort} ${n}, said again`).toEqual(after);
        }
        return end === 0;
      };

      for (const sort of CALLS) {
        const { first, all } = calls.get(sort) as { first: number; all: number };
        let [next, ended] = [first, false];
        await Promise.all(
          TREES.map(async (root) => {
            while (!ended) {
              const n = next;
              next++;
              // How often Node makes a call differs a little from run to run; a command that never ends is none.
              expect(n).toBeLessThan(2 * all + 50);
              if (await endsBefore(sort, n, root)) ended = true;
            }
          }),
        );
      }
      expect(kills).toBeGreaterThan(5);
      total += kills;
      for (const root of TREES) reset(before, root);
    },
    3_600_000,
  );

  it.each(['fsync:error=EIO', 'rename:error=ENOSPC'])('%s: the old documents stand, and nothing is left over', async (inject) => {
    const before = texts();
    reset(before);
    expect(await run(COMMANDS[3][1], inject)).toBeGreaterThan(0);
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
      const child = spawn(process.execPath, [built.script, tree, `w${own}`, JSON.stringify(calls)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
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
    expect(await run(['learn', { words: 'kaizen bizos: If the last alert comes then all is well because so' }])).toBe(0);
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
