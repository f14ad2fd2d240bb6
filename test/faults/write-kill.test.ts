import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * The real thing beside the model: a process writes a document again and again and says each version that stands. It is killed at its Nth
 * system call (strace's fault injection), or kills itself before or after its Nth step on the file system, for N spread over all that it
 * does; and its system calls are made to fail. What a crash leaves is the old or the new version, whole, and never one older than what was
 * said. 2,000 kills, 10,000 at night. `.ci/run` installs strace.
 */
const [TRACED, UNTRACED] = process.env.BIZOS_FAULTS === 'full' ? [5000, 5000] : [500, 1500];
const CALLS = ['openat', 'write', 'fsync', 'rename', 'close'] as const;
const VERSIONS = 8;

const folder = mkdtempSync(join(tmpdir(), 'bizos-kill-'));
const script = join(folder, 'writer.cjs');

/** A version of the document: no two are equally long, and each is the same word from end to end. */
const version = (n: number): string => `version ${n}\n`.repeat(40 + 7 * n);

beforeAll(async () => {
  await build({
    stdin: {
      contents: `import { nodeFs } from './src/tree/fs.ts';
        import { readBytes } from './src/tree/read-bytes.ts';
        import { writeWhole } from './src/tree/write.ts';
        import { writeSync } from 'node:fs';
        const [path, root, versions, at = '0', when] = process.argv.slice(2);
        let steps = 0;
        const die = () => process.kill(process.pid, 'SIGKILL');
        const fs = Object.fromEntries(Object.entries(nodeFs).map(([name, step]) => [name, (...words) => {
          const mine = ++steps === Number(at);
          if (mine && when === 'before') die();
          const done = step(...words);
          if (mine) die();
          return done;
        }]));
        for (let n = 1; n <= Number(versions); n++) {
          const text = ('version ' + n + '\\n').repeat(40 + 7 * n);
          writeWhole(path, Buffer.from(text), { expected: readBytes(path, fs), root, fs });
          writeSync(1, n + '\\n');
        }
        writeSync(1, at === '0' ? 'steps ' + steps + '\\n' : '');`,
      resolveDir: join(import.meta.dirname, '../..'),
      loader: 'ts',
    },
    outfile: script,
    bundle: true,
    // As the program starts: two thousand starts of an ES module, and of Node's streams, would take half a minute more.
    format: 'cjs',
    platform: 'node',
    logLevel: 'silent',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly status: number | null;
  /** The last version that the writer said it had written. */
  readonly said: number;
  /** Steps on the file system that a writer took which nobody killed. */
  readonly steps: number;
}

/** Runs the writer in a folder of its own: under strace with these words, or, where it is to kill itself, alone. */
function writer(where: string, versions: number, traced: readonly string[] | undefined, kill: readonly string[] = []): Promise<Run> {
  mkdirSync(where, { recursive: true });
  writeFileSync(join(where, 'doc.md'), version(0));
  const words = [script, join(where, 'doc.md'), where, String(versions), ...kill];
  const [program, ...more] = traced ? ['strace', '-qq', ...traced, process.execPath] : [process.execPath];
  return new Promise((resolve) => {
    const child = spawn(program, [...more, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    child.stdout.on('data', (part) => {
      said += part;
    });
    child.on('close', (status) =>
      resolve({ status, said: Math.max(0, ...(said.match(/^\d+$/gm) ?? []).map(Number)), steps: Number(/steps (\d+)/.exec(said)?.[1]) }),
    );
  });
}

/** How often a process that writes so many versions makes a call. */
async function counted(call: string, versions: number): Promise<number> {
  const log = join(folder, `${call}.log`);
  await writer(join(folder, 'count'), versions, ['-o', log, '-e', `trace=${call}`]);
  return readFileSync(log, 'utf8').split('\n').length - 1;
}

/** So many kills, two at a time, each looked at; gives how many were killed. */
async function inLanes(name: string, kills: number, run: (where: string, k: number) => Promise<Run>): Promise<number> {
  let [killed, next] = [0, 0];
  const lane = async (where: string): Promise<void> => {
    for (let k = next++; k < kills; k = next++) {
      const { status, said } = await run(where, k);
      if (status !== 0) killed++;
      const now = readFileSync(join(where, 'doc.md'), 'utf8');
      const stands = Number(/^version (\d+)/.exec(now)?.[1]);
      expect(now === version(stands) && stands >= said && stands <= said + 1, `${name} ${k}: said ${said}, stands ${stands}`).toBe(true);
      const left = readdirSync(where).filter((other) => other !== 'doc.md');
      expect(left.filter((other) => !other.endsWith('.bizos-part'))).toEqual([]);
      for (const other of left) rmSync(join(where, other));
    }
  };
  await Promise.all([lane(join(folder, `${name}-a`)), lane(join(folder, `${name}-b`))]);
  return killed;
}

describe('a real writer', () => {
  it('strace is here', () => {
    expect(spawnSync('strace', ['--version'], { encoding: 'utf8' }).stdout).toContain('strace');
  });

  it.each(CALLS)('killed at any %s: a whole document, and nothing that was said is lost', { timeout: 7_200_000 }, async (call) => {
    // Node makes many of these calls before the writer begins: only those behind them are worth a kill.
    const before = await counted(call, 0);
    const calls = (await counted(call, VERSIONS)) - before;
    const kills = TRACED / CALLS.length;
    const killed = await inLanes(call, kills, (where, k) => {
      const n = before + 1 + Math.floor((k * calls) / kills);
      return writer(where, VERSIONS, ['-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${n}`]);
    });
    // How often Node itself makes a call differs a little from run to run: the last few may come too late.
    expect(killed).toBeGreaterThan(kills * 0.6);
  });

  it.each(['before', 'after'])(
    'killed %s any step: a whole document, and nothing that was said is lost',
    { timeout: 7_200_000 },
    async (when) => {
      const kills = UNTRACED / 2;
      const { steps } = await writer(join(folder, 'steps'), VERSIONS, undefined);
      expect(steps).toBeGreaterThan(8 * VERSIONS);
      const killed = await inLanes(when, kills, (where, k) => writer(where, VERSIONS, undefined, [String(1 + (k % steps)), when]));
      expect(killed).toBe(kills);
    },
  );

  it.each([
    ['fsync:error=EIO', 'the disk fails'],
    ['rename:error=ENOSPC', 'the disk is full'],
  ])('%s: %s: the old document stands, nothing is left over', async (inject) => {
    const where = join(folder, 'fails');
    expect((await writer(where, 1, ['-o', '/dev/null', '-e', `inject=${inject}`])).status).not.toBe(0);
    expect(readFileSync(join(where, 'doc.md'), 'utf8')).toBe(version(0));
    expect(readdirSync(where)).toEqual(['doc.md']);
  });
});
