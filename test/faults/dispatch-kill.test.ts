import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRunning } from '../../src/loop/dispatch/world.ts';
import { readLedger } from '../../src/loop/ledger/read.ts';
import { foldOutbox } from '../../src/loop/outbox/state.ts';
import { bundledWorker } from './bundled-worker.ts';
import type { DispatchWork } from './dispatch-worker.ts';

/**
 * A dispatching process is killed (SIGKILL by strace) at its Nth system call of a kind, inside SQLite and Node too, over and over; then another one
 * goes on. No message may be lost: each ends sent, or shown to a person as unknown. None may be doubled: on a channel that takes keys each is
 * there exactly once; on one that takes none, at most once. About ten kills; 150 with BIZOS_FAULTS=full. The thousands of kills at
 * each step of our own are in dispatch-steps.test.ts.
 */
const FULL = process.env.BIZOS_FAULTS === 'full';
const KILLS = FULL ? 75 : 5;
const CALLS = ['fsync', 'pwrite64', 'write', 'ftruncate', 'openat'] as const;
type Call = (typeof CALLS)[number];
const MESSAGES = 3;
const LIMIT = { timeout: FULL ? 1_200_000 : 600_000 };
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-dispatch-'));
let built = { folder: '', script: '' };

beforeAll(async () => {
  built = await bundledWorker('dispatch-worker');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(built.folder, { recursive: true, force: true });
});

const words = (work: DispatchWork): string[] => [built.script, JSON.stringify(work)];

function worker(work: DispatchWork, inject?: string): number | null {
  const node = [process.execPath, ...words(work)];
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
    worker({ mode: 'plan', messages, roots: [root] });
    cpSync(root, planned, { recursive: true });
  }
  return root;
}

const standings = (root: string): string[] => [...foldOutbox(readLedger(root).entries, isRunning).values()].map(({ standing }) => standing);

/** How often the busiest thread of an undisturbed run makes each call: strace counts its `when` by thread. */
function callsOf(mode: DispatchWork['mode']): Readonly<Record<Call, number>> {
  const root = fresh();
  const trace = join(folder, 'trace');
  spawnSync('strace', ['-f', '-qq', '-o', trace, '-e', `trace=${CALLS.join(',')}`, process.execPath, ...words({ mode, roots: [root] })]);
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
function killing(mode: DispatchWork['mode'], look: (root: string) => void): number {
  const counts = callsOf(mode);
  let killed = 0;
  for (const call of CALLS) {
    const from = call === 'openat' || call === 'write' ? Math.floor((counts[call] * 3) / 4) : 1;
    const share = Math.min(KILLS / CALLS.length, counts[call] - from + 1);
    const moments = Array.from({ length: share }, (_, k) => from + Math.floor((k * (counts[call] - from)) / Math.max(1, share - 1)));
    for (const n of new Set(moments)) {
      const root = fresh();
      if (worker({ mode, roots: [root] }, `${call}:signal=KILL:when=${n}`) !== 0) killed++;
      worker({ mode, roots: [root] });
      look(root);
      expect(readLedger(root, true).problems).toEqual([]);
    }
  }
  return killed;
}

describe('a dispatcher that is killed', () => {
  it('on a channel that takes keys: every message is there, each once', LIMIT, () => {
    const killed = killing('keys', (root) => {
      expect(standings(root)).toEqual(Array(MESSAGES).fill('sent'));
      const files = readdirSync(join(root, '.bizos/outgoing')).filter((name) => name.endsWith('.json'));
      expect(files).toHaveLength(MESSAGES);
    });
    expect(killed).toBeGreaterThan(KILLS / 2);
  });

  it('on a channel without keys: none doubled; what may have left waits for a person', LIMIT, () => {
    const look = (root: string): string[] => {
      const sent = readFileSync(join(root, 'other-side'), 'utf8').trimEnd().split('\n');
      expect(new Set(sent).size).toBe(sent.length);
      const now = standings(root);
      expect(now.filter((one) => one !== 'sent' && one !== 'unknown')).toEqual([]);
      expect(now.filter((one) => one === 'sent').length).toBeLessThanOrEqual(sent.length);
      return now;
    };
    expect(killing('log', look)).toBeGreaterThan(KILLS / 2);
    for (let k = 1; k <= MESSAGES; k++) {
      const root = fresh();
      const { signal } = spawnSync(process.execPath, words({ mode: 'log', roots: [root], send: k }));
      worker({ mode: 'log', roots: [root] });
      expect([signal, look(root).filter((one) => one === 'unknown').length]).toEqual(['SIGKILL', 1]);
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
      const { status } = spawnSync('bash', [
        '-c',
        `ulimit -f ${kilobytes}; exec "$@"`,
        'bash',
        process.execPath,
        ...words({ mode: 'log', roots: [root] }),
      ]);
      if (status !== 0) refused++;
      const left = existsSync(other) ? readFileSync(other, 'utf8').trimEnd().split('\n').length : 0;
      const begun = readLedger(root, true).entries.filter(({ kind }) => kind === 'dispatch').length;
      expect(left).toBeLessThanOrEqual(begun);
      worker({ mode: 'log', roots: [root] });
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
