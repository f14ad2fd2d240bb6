import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * Two clones of one remote, each with schedulers that are processes of the built program. The nightly run adds those that take long; the same
 * decisions are in the tables of test/loop/schedule.
 */
const NIGHTLY = process.env.BIZOS_FAULTS === 'full';
const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-schedule-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = (now: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: folder,
  LANG: 'C.UTF-8',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.org',
  NO_COLOR: '1',
  BIZOS_NOW: now,
});

function git(cwd: string, ...words: string[]): string {
  const done = spawnSync('git', words, { cwd, encoding: 'utf8', env: environment('') });
  if (done.status !== 0) throw new Error(`git ${words.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

function start(clone: string, now: string, ...words: string[]): ChildProcess {
  return spawn(process.execPath, [join(ROOT, 'bin', 'bizos.js'), 'schedule', ...words], {
    cwd: join(folder, clone),
    env: environment(now),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

interface Due {
  readonly what: string;
  readonly result: string;
  readonly madeUp: boolean;
  readonly missed: number;
  readonly exit: number;
}

/** `bizos schedule run --json` in a clone: what became of each row that was due. */
async function run(clone: string, now: string, ...words: string[]): Promise<{ code: number | null; due: readonly Due[]; err: string }> {
  const child = start(clone, now, 'run', '--json', ...words);
  let [out, err] = ['', ''];
  child.stdout?.on('data', (piece) => {
    out += piece;
  });
  child.stderr?.on('data', (piece) => {
    err += piece;
  });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, due: out === '' ? [] : (JSON.parse(out) as { due: Due[] }).due, err };
}

interface Line {
  readonly kind: string;
  readonly data: { readonly rows?: readonly string[]; readonly due?: string; readonly result?: string };
}

/** Lines of a kind in the ledgers of all clones, which none has from another: nothing is pulled here. */
function lines(kind: string): Line[] {
  return ['one', 'two'].flatMap((clone) => {
    const ledger = join(folder, clone, '_SESSIONS', 'ledger');
    return readdirSync(ledger)
      .filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) =>
        readFileSync(join(ledger, name), 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as Line),
      )
      .filter((line) => line.kind === kind);
  });
}

const results = (runs: readonly { due: readonly Due[] }[]): string[] => runs.flatMap(({ due }) => due.map(({ result }) => result)).sort();

beforeAll(() => {
  git(folder, 'init', '-q', '--bare', '-b', 'main', 'bare');
  git(folder, 'init', '-q', '-b', 'main', 'one');
  for (const part of ['bizos', 'cto-brain', '_SESSIONS', 'templates/demo'])
    cpSync(join(ROOT, part), join(folder, 'one', part), { recursive: true });
  const goals = join(folder, 'one', 'bizos', 'AGENT_GOALS.md');
  writeFileSync(goals, readFileSync(goals, 'utf8').replace(/^\| Won and lost .*\n/m, ''));
  writeFileSync(join(folder, 'one', '.gitignore'), '_INBOX/\n.bizos/\n');
  git(join(folder, 'one'), 'add', '-A');
  git(join(folder, 'one'), 'commit', '-qm', 'tree');
  git(join(folder, 'one'), 'remote', 'add', 'origin', join(folder, 'bare'));
  git(join(folder, 'one'), 'push', '-q', 'origin', 'main');
  git(folder, 'clone', '-q', 'bare', 'two');
});

describe('schedulers on two clones of one remote', { timeout: 600_000 }, () => {
  it('two on each, all at eight: one of them runs it', async () => {
    const eight = '2026-11-20T00:00:10Z';
    const runs = await Promise.all(['one', 'two', 'one', 'two'].map((clone) => run(clone, eight)));
    expect(runs.map(({ err }) => err)).toEqual(['', '', '', '']);
    expect(results(runs).filter((result) => result === 'ran')).toEqual(['ran']);
    expect(results(runs).every((result) => result === 'ran' || result === 'elsewhere')).toBe(true);
    expect(lines('run-start').map(({ data }) => data.rows)).toEqual([['pipeline scan']]);
    expect(lines('delivery')).toHaveLength(1);
  });

  it('after it ran neither runs it again that day', async () => {
    for (const clone of ['one', 'two']) expect((await run(clone, '2026-11-20T03:00:00Z')).due).toEqual([]);
    expect(lines('run-start')).toHaveLength(1);
  });

  it('both slept until Thursday: made up once, by one of them, and it says so', async () => {
    const thursday = '2026-11-26T05:00:00Z';
    const runs = [await run('one', thursday), await run('two', thursday)];
    // The second one's own ledger knows of nothing: the remote tells it.
    expect(results(runs)).toEqual(['ran']);
    const made = runs.flatMap(({ due }) => due).find(({ what }) => what === 'Pipeline scan');
    expect(made).toMatchObject({ madeUp: true, missed: 3 });
    const starts = lines('run-start').map(({ data }) => data.due ?? 'in time');
    expect(starts.sort()).toEqual(['2026-11-26T00:00:00.000Z', 'in time']);
  });

  it.runIf(NIGHTLY)('the clock of one jumps ahead a month and back: nothing is run twice, and the next day is run', async () => {
    const ahead = await run('two', '2026-12-28T05:00:00Z');
    expect(results([ahead])).toEqual(['ran']);
    const starts = lines('run-start').length;
    const back = [await run('two', '2026-11-26T06:00:00Z'), await run('one', '2026-11-26T06:00:00Z')];
    expect(results(back)).not.toContain('ran');
    expect(lines('run-start')).toHaveLength(starts);
    const next = [await run('one', '2026-11-27T00:01:00Z'), await run('two', '2026-11-27T00:01:00Z')];
    expect(results(next).filter((result) => result === 'ran')).toEqual(['ran']);
  });

  it('a scheduler killed in the middle of a run is made up for by the next on its machine', async () => {
    const monday = '2026-11-30T00:00:10Z';
    const child = start('one', monday, 'run', '--agent', 'crm-ops');
    const ledger = join(folder, 'one', '_SESSIONS', 'active');
    const began = (): boolean => existsSync(ledger) && readdirSync(ledger).some((name) => name.endsWith('.md'));
    while (!began() && child.exitCode === null) await new Promise((go) => setTimeout(go, 5));
    child.kill('SIGKILL');
    await new Promise((done) => child.on('close', done));
    const ends = lines('run-end').length;
    const after = await run('one', '2026-11-30T00:10:00Z');
    expect([after.err, results([after])]).toEqual(['', ['ran']]);
    expect(lines('run-end')).toHaveLength(ends + 1);
    expect(results([await run('two', '2026-11-30T00:11:00Z')])).not.toContain('ran');
  });

  it('a remote that can not be reached: nothing runs, exit 4, and later it is made up', async () => {
    const tuesday = '2026-12-01T00:01:00Z';
    const url = git(join(folder, 'two'), 'remote', 'get-url', 'origin').trim();
    git(join(folder, 'two'), 'remote', 'set-url', 'origin', join(folder, 'gone'));
    const starts = lines('run-start').length;
    const cut = await run('two', tuesday);
    expect(cut.code).toBe(4);
    expect(lines('run-start')).toHaveLength(starts);
    git(join(folder, 'two'), 'remote', 'set-url', 'origin', url);
    const later = await run('two', '2026-12-01T02:00:00Z');
    expect(later.due.find(({ what }) => what === 'Pipeline scan')).toMatchObject({ result: 'ran', madeUp: true, missed: 0 });
  });

  it.runIf(NIGHTLY)('a session of somebody in the zones: held, nothing is lost, and it runs when they are free', async () => {
    const wednesday = '2026-12-02T00:01:00Z';
    const bizos = (now: string, ...words: string[]): string =>
      spawnSync(process.execPath, [join(ROOT, 'bin', 'bizos.js'), ...words], {
        cwd: join(folder, 'one'),
        env: environment(now),
        encoding: 'utf8',
      }).stdout;
    const said = bizos(wednesday, 'session', 'start', '--agent', 'crm-ops', '--entity', 'solartech', '--goal', 'x', '--json');
    const { id } = JSON.parse(said) as { id: string };
    const held = await run('two', wednesday);
    expect([held.code, results([held])]).toEqual([0, ['held']]);
    bizos(wednesday, 'session', 'end', id);
    expect(results([await run('two', '2026-12-02T00:06:00Z')])).toEqual(['ran']);
  });

  it('one that stays looks by itself, and ends with the signal', async () => {
    const child = start('two', '2026-12-03T00:00:10Z', 'run', '--watch');
    let said = '';
    child.stderr?.on('data', (piece) => {
      said += piece;
    });
    while (!said.includes('Pipeline scan') && child.exitCode === null) await new Promise((go) => setTimeout(go, 20));
    expect(said).toMatch(/^crm-ops, Pipeline scan: ran – /);
    child.kill('SIGINT');
    expect(await new Promise((done) => child.on('close', done))).toBe(130);
  });
});
