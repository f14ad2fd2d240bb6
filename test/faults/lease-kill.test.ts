import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeasePlace } from '../../src/guard/leases/contact.ts';
import { deposeLease } from '../../src/guard/leases/free.ts';
import { lookAtLeases, refreshShared } from '../../src/guard/leases/look.ts';
import { machineHere } from '../../src/guard/leases/machine.ts';
import { takeLease } from '../../src/guard/leases/take.ts';
import { remoteWithClones, run } from '../guard/fake-machine.ts';
import { bundleWorker, startWorker } from './lease-worker-build.ts';

/** Holders that are killed at any point, or stopped and go on when it is too late. BIZOS_FAULTS=full: ten times as many kills. */
const TIMES = process.env.BIZOS_FAULTS === 'full' ? 10 : 1;
const folder = mkdtempSync(join(tmpdir(), 'bizos-killed-'));
const worker = join(folder, 'worker.cjs');
const publisher = join(folder, 'publisher.cjs');

beforeAll(async () => {
  await bundleWorker('lease-worker.ts', worker);
  await bundleWorker('lease-publisher.ts', publisher);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function placeAt(root: string): LeasePlace {
  return { root, machine: machineHere(), now: () => Date.now(), sleep: (ms) => wait(ms) };
}

/** Keeps one worker a root at work, kills one at random over and over, then lets one of each end by itself. Gives all tokens. */
async function killing(name: string, roots: readonly string[], kills: number, restMs: number): Promise<readonly number[]> {
  const witness = join(folder, name);
  mkdirSync(witness);
  const begin = (i: number, rounds: number) =>
    startWorker(worker, [roots[i], String(rounds), `w${i}`, join(witness, `log-${i}`), witness, '600000', '10']);
  const workers = roots.map((_root, i) => begin(i, 1_000_000));
  for (let n = 0; n < kills; n++) {
    await wait(restMs * (0.5 + Math.random()));
    const i = Math.floor(Math.random() * roots.length);
    process.kill(workers[i].pid, 'SIGKILL');
    // Ended by the kill, not by having met another holder.
    expect(await workers[i].end).toEqual({ code: null, signal: 'SIGKILL', said: '' });
    workers[i] = begin(i, 1_000_000);
  }
  for (const { pid } of workers) process.kill(pid, 'SIGKILL');
  await Promise.all(workers.map(({ end }) => end));
  const last = await Promise.all(roots.map((_root, i) => begin(i, 2).end));
  expect(last).toEqual(roots.map(() => ({ code: 0, signal: null, said: '' })));
  return roots.flatMap((_root, i) => {
    const log = readFileSync(join(witness, `log-${i}`), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map(Number);
    expect(log.every((token, k) => k === 0 || token > log[k - 1])).toBe(true);
    return log;
  });
}

describe('SIGKILL at random points', () => {
  it(`${40 * TIMES} kills among 4 processes of one machine: never two holders, all goes on`, { timeout: 600_000 }, async () => {
    const root = join(folder, 'tree');
    mkdirSync(root);
    const tokens = await killing('one-machine', Array(4).fill(root), 40 * TIMES, 80);
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(tokens.length).toBeGreaterThan(8);
    expect(lookAtLeases(placeAt(root)).leases).toEqual([]);
  });

  it(`${6 * TIMES} kills among 2 clones of one remote`, { timeout: 600_000 }, async () => {
    const { clones } = remoteWithClones(2);
    const tokens = await killing('clones', clones, 6 * TIMES, 400);
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(tokens.length).toBeGreaterThanOrEqual(4);
  });
});

describe('SIGSTOP past its expiry, then SIGCONT', () => {
  async function stopped(stop: boolean): Promise<{ result: string; moved: boolean }> {
    const { bare, clones } = remoteWithClones(2);
    const [ready, go, result] = ['ready', 'go', 'result'].map((name) => join(folder, `${name}-${stop}`));
    const { pid, end } = startWorker(publisher, [clones[0], '1500', ready, go, result]);
    while (!existsSync(ready)) await wait(20);
    const before = run(bare, 'rev-parse', 'main');
    const b = placeAt(clones[1]);
    if (stop) {
      process.kill(pid, 'SIGSTOP');
      await refreshShared(b);
      expect(await deposeLease(b, 'stopped')).toBe('alive');
      await wait(1500 + 150 + 1000 + 100);
      expect(await deposeLease(b, 'stopped')).toBe('deposed');
      const { host, id: machine, namespace, boot } = b.machine;
      const holder = { host, machine, namespace, boot, worktree: b.root };
      const needed = [{ pattern: 'x/', rule: 'r:1' }];
      const taken = await takeLease(
        b,
        { session: 'next', agent: 'crm-ops', goal: 'x', leaseMs: 60_000, holder, needed, wished: [] },
        false,
      );
      expect(taken.kind === 'granted' && taken.lease.token).toBeGreaterThan(Number(readFileSync(ready, 'utf8')));
    }
    writeFileSync(go, '');
    if (stop) process.kill(pid, 'SIGCONT');
    expect(await end).toMatchObject({ code: 0, said: '' });
    return { result: readFileSync(result, 'utf8'), moved: run(bare, 'rev-parse', 'main') !== before };
  }

  it('it cannot publish', async () => {
    expect(await stopped(true)).toEqual({ result: '"lost"', moved: false });
  });

  it('without having been stopped it can', async () => {
    expect(await stopped(false)).toEqual({ result: '"published"', moved: true });
  });
});
