import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRunning } from '../../src/loop/dispatch/world.ts';
import { readLedger } from '../../src/loop/ledger/read.ts';
import { foldOutbox } from '../../src/loop/outbox/state.ts';

/**
 * A dispatching process is killed (SIGKILL by strace) at its Nth system call of a kind, over and over; then another one goes on. No message may be
 * lost: each ends sent, or shown to a person as unknown. None may be doubled: on a channel that takes keys each is there exactly once; on one
 * that takes none, at most once. About 30 kills; at each step, over 1,000 runs, with BIZOS_FAULTS=full.
 */
const FULL = process.env.BIZOS_FAULTS === 'full';
const KILLS = FULL ? 500 : 10;
const CALLS = ['fsync', 'pwrite64', 'write', 'ftruncate', 'openat'] as const;
type Call = (typeof CALLS)[number];
const MESSAGES = FULL ? 10 : 3;
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-dispatch-'));
// Beside the packages: the bundle leaves the native one out.
const scripts = join(import.meta.dirname, '../../dist.faults');
const script = join(scripts, `dispatch-${process.pid}.mjs`);

beforeAll(async () => {
  mkdirSync(scripts, { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, 'dispatch-worker.ts')],
    outfile: script,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(script, { force: true });
});

function worker(root: string, words: readonly string[], inject?: string): number | null {
  const node = [process.execPath, script, root, ...words];
  const strace = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${inject?.split(':')[0]}`, '-e', `inject=${inject}`, ...node];
  const { status, stderr } =
    inject === undefined ? spawnSync(node[0], node.slice(1), { encoding: 'utf8' }) : spawnSync('strace', strace, { encoding: 'utf8' });
  if (inject === undefined && status !== 0) throw new Error(stderr);
  return status;
}

/** A root where messages are planned and nothing has left: always the same folder, since a chain belongs to one. */
function fresh(messages = MESSAGES): string {
  const [root, planned] = [join(folder, 'root'), join(folder, `planned-${messages}`)];
  rmSync(root, { recursive: true, force: true });
  if (existsSync(planned)) cpSync(planned, root, { recursive: true });
  else {
    mkdirSync(root);
    worker(root, ['plan', String(messages)]);
    cpSync(root, planned, { recursive: true });
  }
  return root;
}

const standings = (root: string): string[] => [...foldOutbox(readLedger(root).entries, isRunning).values()].map(({ standing }) => standing);

/** How often the busiest thread of an undisturbed run makes each call: strace counts its `when` by thread. */
function callsOf(words: (root: string) => string[]): Readonly<Record<Call, number>> {
  const root = fresh();
  const trace = join(folder, 'trace');
  spawnSync('strace', ['-f', '-qq', '-o', trace, '-e', `trace=${CALLS.join(',')}`, process.execPath, script, root, ...words(root)]);
  const counts = new Map<string, number>();
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const [, thread, call] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    if (call) counts.set(`${call} ${thread}`, (counts.get(`${call} ${thread}`) ?? 0) + 1);
  }
  const most = (call: Call): number => Math.max(0, ...[...counts].filter(([key]) => key.startsWith(`${call} `)).map(([, n]) => n));
  return Object.fromEntries(CALLS.map((call) => [call, most(call)])) as Record<Call, number>;
}

/**
 * Kills at calls spread evenly over the whole run, from the first that writes to the last; gives how many died. Of `openat` and `write` only the
 * last quarter counts: what is before is Node starting up.
 */
function killing(words: (root: string) => string[], look: (root: string) => void): number {
  const counts = callsOf(words);
  let killed = 0;
  for (const call of CALLS) {
    const from = call === 'openat' || call === 'write' ? Math.floor((counts[call] * 3) / 4) : 1;
    const share = Math.min(KILLS / CALLS.length, counts[call] - from + 1);
    const moments = Array.from({ length: share }, (_, k) => from + Math.floor((k * (counts[call] - from)) / Math.max(1, share - 1)));
    for (const n of new Set(moments)) {
      const root = fresh();
      if (worker(root, words(root), `${call}:signal=KILL:when=${n}`) !== 0) killed++;
      worker(root, words(root));
      look(root);
      expect(readLedger(root, true).problems).toEqual([]);
    }
  }
  return killed;
}

describe('a dispatcher that is killed', () => {
  it('on a channel that takes keys: every message is there, each once', { timeout: FULL ? 3_600_000 : 600_000 }, () => {
    const killed = killing(
      () => ['keys'],
      (root) => {
        expect(standings(root)).toEqual(Array(MESSAGES).fill('sent'));
        const files = readdirSync(join(root, '.bizos/outgoing')).filter((name) => name.endsWith('.json'));
        expect(files).toHaveLength(MESSAGES);
      },
    );
    expect(killed).toBeGreaterThan(KILLS / 2);
  });

  it('on a channel without keys: none doubled; what may have left waits for a person', { timeout: FULL ? 3_600_000 : 600_000 }, () => {
    const look = (root: string): string[] => {
      const sent = readFileSync(join(root, 'other-side'), 'utf8').trimEnd().split('\n');
      expect(new Set(sent).size).toBe(sent.length);
      const now = standings(root);
      expect(now.filter((one) => one !== 'sent' && one !== 'unknown')).toEqual([]);
      expect(now.filter((one) => one === 'sent').length).toBeLessThanOrEqual(sent.length);
      return now;
    };
    const words = (root: string): string[] => ['log', join(root, 'other-side')];
    expect(killing(words, look)).toBeGreaterThan(KILLS / 2);
    for (let k = 1; k <= MESSAGES; k++) {
      const root = fresh();
      const { signal } = spawnSync(process.execPath, [script, root, ...words(root), String(k)]);
      worker(root, words(root));
      expect([signal, look(root).filter((one) => one === 'unknown').length]).toEqual(['SIGKILL', 1]);
    }
  });

  it('on a real webhook: every message is there under one key, whatever came twice', { timeout: FULL ? 3_600_000 : 600_000 }, async () => {
    const [got, server] = await receiver();
    try {
      const killed = killing(
        () => ['hook', server.url],
        (root) => {
          expect(standings(root)).toEqual(Array(MESSAGES).fill('sent'));
          const all = readFileSync(got, 'utf8')
            .trimEnd()
            .split('\n')
            .map((line) => line.split(' '));
          expect(new Set(all.map(([key]) => key)).size).toBe(MESSAGES);
          expect(new Set(all.map(([, body]) => body)).size).toBe(MESSAGES);
          rmSync(got);
        },
      );
      expect(killed).toBeGreaterThan(KILLS / 2);
    } finally {
      server.child.kill('SIGKILL');
    }
  });

  it('on a disk that is full: nothing leaves that the ledger does not hold, and all of it goes when there is room', {
    timeout: 600_000,
  }, () => {
    let refused = 0;
    const many = 30;
    for (const kilobytes of FULL ? Array.from({ length: 40 }, (_, n) => 24 + n) : [28, 36, 44]) {
      const root = fresh(many);
      const other = join(root, 'other-side');
      const { status } = spawnSync('bash', ['-c', `ulimit -f ${kilobytes}; exec ${process.execPath} ${script} ${root} log ${other}`]);
      if (status !== 0) refused++;
      const left = existsSync(other) ? readFileSync(other, 'utf8').trimEnd().split('\n').length : 0;
      const begun = readLedger(root, true).entries.filter(({ kind }) => kind === 'dispatch').length;
      expect(left).toBeLessThanOrEqual(begun);
      worker(root, ['log', other]);
      const sent = readFileSync(other, 'utf8').trimEnd().split('\n');
      expect(new Set(sent).size).toBe(sent.length);
      const now = standings(root);
      expect(now.filter((one) => one !== 'sent' && one !== 'unknown')).toEqual([]);
      // At most the one that was on its way when the disk was full.
      expect(now.filter((one) => one === 'unknown').length).toBeLessThanOrEqual(1);
      expect(readLedger(root, true).problems).toEqual([]);
    }
    expect(refused).toBeGreaterThan(0);
  });
});

/** A receiver in a process of its own (this one waits for the killed ones): it writes key and body of every request down, then answers. */
async function receiver(): Promise<[string, { readonly url: string; readonly child: ChildProcess }]> {
  const got = join(folder, 'received');
  const child = spawn(
    process.execPath,
    [
      '-e',
      `const { createHash } = require('node:crypto');
      require('node:http').createServer(async (request, response) => {
        const parts = [];
        for await (const part of request) parts.push(part);
        const body = createHash('sha256').update(JSON.stringify(JSON.parse(Buffer.concat(parts)).blocks ?? Buffer.concat(parts).toString())).digest('hex');
        require('node:fs').appendFileSync(${JSON.stringify(got)}, request.headers['idempotency-key'] + ' ' + body + '\\n');
        response.end('{}');
      }).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const port = await new Promise<string>((resolve) => child.stdout?.once('data', (data: Buffer) => resolve(String(data).trim())));
  return [got, { url: `http://127.0.0.1:${port}/in`, child }];
}
