import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * The real thing beside the model: a writer writes a document again and again and says each version that stands. It is killed at its Nth
 * system call (strace's fault injection), or stands still before or after its Nth step on the file system when its process kills itself, for
 * N spread over all that it does; and its system calls are made to fail. What a crash leaves is the old or the new version, whole, and never
 * one older than what was said. 2,000 writers killed, 10,000 at night. `.ci/run` installs strace.
 *
 * To start Node takes longer than all that a writer does. So many writers stand still in one process, each within a step of the one before it
 * (write-worker.ts), and one SIGKILL meets all of them. Under strace it is one by one: every call that the versions make is met twice, since
 * how often Node itself makes one differs a little; at night twenty-five times.
 * What a kill leaves is in the kernel, so memory will do for a disk.
 */
const FULL = process.env.BIZOS_FAULTS === 'full';
const ALL = FULL ? 10_000 : 2000;
const CALLS = ['openat', 'write', 'fsync', 'rename', 'close'] as const;
const TIMES = FULL ? 25 : 2;
const VERSIONS = 8;
/** Writers that one death meets. */
const TOGETHER = 25;

const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : realpathSync(tmpdir()), 'bizos-kill-'));
const script = join(folder, 'writer.cjs');
/** Writers that were killed so far. */
let total = 0;

/** A version of the document: no two are equally long, and each is the same word from end to end. */
const version = (n: number): string => `version ${n}\n`.repeat(40 + 7 * n);

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, 'write-worker.ts')],
    outfile: script,
    bundle: true,
    // As the program starts: an ES module, and Node's streams, would make each start longer.
    format: 'cjs',
    platform: 'node',
    logLevel: 'silent',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  /** An exit code, or the signal that ended it. */
  readonly end: number | string | null;
  readonly said: string;
  readonly err: string;
}

/** Runs the process of the writers with these words: under strace with words of its own, or alone. */
function run(words: readonly string[], traced?: readonly string[]): Promise<Run> {
  const [program, ...more] = traced ? ['strace', '-qq', ...traced, process.execPath] : [process.execPath];
  return new Promise((resolve) => {
    const child = spawn(program, [...more, script, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [said, err] = ['', ''];
    child.stdout.on('data', (part) => {
      said += part;
    });
    child.stderr.on('data', (part) => {
      err += part;
    });
    child.on('close', (code, signal) => resolve({ end: signal ?? code, said, err }));
  });
}

/** A folder with version 0 of a document. */
function fresh(where: string): string {
  mkdirSync(where, { recursive: true });
  writeFileSync(join(where, 'doc.md'), version(0));
  return where;
}

/** How often a process that writes so many versions makes a call. */
async function counted(call: string, versions: number): Promise<number> {
  const log = join(folder, `${call}.log`);
  await run([String(versions), fresh(join(folder, 'count'))], ['-o', log, '-e', `trace=${call}`]);
  return readFileSync(log, 'utf8').split('\n').length - 1;
}

/** What the death of the Kth writer of a process left in its folder; what is left over is taken away. */
function lookAt(where: string, k: number, { said }: Run, name: string): void {
  const own = [...said.matchAll(/^(\d+) (\d+)$/gm)].flatMap(([, writer, n]) => (Number(writer) === k ? [Number(n)] : []));
  const last = Math.max(0, ...own);
  const now = readFileSync(join(where, 'doc.md'), 'utf8');
  const stands = Number(/^version (\d+)/.exec(now)?.[1]);
  expect(now === version(stands) && stands >= last && stands <= last + 1, `${name}: said ${last}, stands ${stands}`).toBe(true);
  const left = readdirSync(where).filter((other) => other !== 'doc.md');
  expect(left.filter((other) => !other.endsWith('.bizos-part'))).toEqual([]);
  for (const other of left) rmSync(join(where, other));
}

/** Does something for each number below a count, two at a time, each lane in a folder of its own. */
async function inLanes(name: string, count: number, once: (where: string, k: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (where: string): Promise<void> => {
    for (let k = next++; k < count; k = next++) await once(where, k);
  };
  await Promise.all([lane(join(folder, `${name}-a`)), lane(join(folder, `${name}-b`))]);
}

describe('a real writer', () => {
  it('strace is here', () => {
    expect(spawnSync('strace', ['--version'], { encoding: 'utf8' }).stdout).toContain('strace');
  });

  it.each(CALLS)('killed at any %s: a whole document, and nothing that was said is lost', { timeout: 7_200_000 }, async (call) => {
    // Node makes many of these calls before the writer begins: only those behind them are worth a kill.
    const before = await counted(call, 0);
    const calls = (await counted(call, VERSIONS)) - before;
    expect(calls).toBeGreaterThanOrEqual(VERSIONS);
    let killed = 0;
    await inLanes(call, TIMES * calls, async (where, k) => {
      const n = before + 1 + (k % calls);
      const inject = ['-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${n}`];
      const done = await run([String(VERSIONS), fresh(where)], inject);
      if (done.end !== 0) killed++;
      lookAt(where, 0, done, `${call} ${n}`);
    });
    // The last few may come too late.
    expect(killed).toBeGreaterThan(TIMES * calls * 0.6);
    total += killed;
  });

  it('killed before or after any step: a whole document, and nothing that was said is lost', { timeout: 7_200_000 }, async () => {
    const steps = Number(/steps (\d+)/.exec((await run([String(VERSIONS), fresh(join(folder, 'steps'))])).said)?.[1]);
    expect(steps).toBeGreaterThan(8 * VERSIONS);
    const deaths = Math.ceil((ALL - total) / TOGETHER);
    expect(deaths * TOGETHER).toBeGreaterThan(2 * steps);
    await inLanes('steps', deaths, async (where, death) => {
      // Every step in turn, first all of them before, then all after.
      const places = Array.from({ length: TOGETHER }, (_, k) => {
        const place = death * TOGETHER + k;
        return { when: Math.floor(place / steps) % 2 === 0 ? 'before' : 'after', step: 1 + (place % steps), where: join(where, String(k)) };
      });
      const done = await run([String(VERSIONS), ...places.flatMap((one) => [one.when, String(one.step), fresh(one.where)])]);
      expect(done).toMatchObject({ end: 'SIGKILL', err: '' });
      for (const [k, one] of places.entries()) lookAt(one.where, k, done, `${one.when} ${one.step}`);
      total += TOGETHER;
    });
    expect(total).toBeGreaterThanOrEqual(ALL);
  });

  it.each([
    ['fsync:error=EIO', 'the disk fails'],
    ['rename:error=ENOSPC', 'the disk is full'],
  ])('%s: %s: the old document stands, nothing is left over', async (inject) => {
    const where = fresh(join(folder, 'fails'));
    expect((await run(['1', where], ['-o', '/dev/null', '-e', `inject=${inject}`])).end).not.toBe(0);
    expect(readFileSync(join(where, 'doc.md'), 'utf8')).toBe(version(0));
    expect(readdirSync(where)).toEqual(['doc.md']);
  });
});
