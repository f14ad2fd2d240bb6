import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAtLeases } from '../../src/guard/leases/look.ts';
import { machineHere } from '../../src/guard/leases/machine.ts';
import { remoteWithClones, run } from '../guard/fake-machine.ts';
import { bundleWorker, startWorker } from './lease-worker-build.ts';

/**
 * Real processes that want the same lease. BIZOS_FAULTS=full: as many rounds as were promised for the clones, too; CI runs a quarter of
 * those, since every round is several pushes.
 */
const FULL = process.env.BIZOS_FAULTS === 'full';
// Nobody dies here: memory will do for a disk.
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bizos-leases-'));
const script = join(folder, 'worker.cjs');

beforeAll(() => bundleWorker('lease-worker.ts', script));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tokens(log: string): readonly number[] {
  return readFileSync(log, 'utf8').split('\n').filter(Boolean).map(Number);
}

const LEASE_MS = 60_000;

/** Runs one worker a root, all at once, and gives the tokens of each. Who is refused rests for `restMs`, about as long as the others need. */
async function contend(name: string, roots: readonly string[], rounds: number, restMs: number): Promise<readonly (readonly number[])[]> {
  const witness = join(folder, name);
  mkdirSync(witness);
  const ends = await Promise.all(
    roots.map(
      (root, i) =>
        startWorker(script, [root, String(rounds), `w${i}`, join(witness, `log-${i}`), witness, String(LEASE_MS), String(restMs)]).end,
    ),
  );
  expect(ends).toEqual(roots.map(() => ({ code: 0, signal: null, said: '' })));
  // They really were in each other's way.
  const refused = roots.map((_root, i) => Number(readFileSync(join(witness, `log-${i}-refused`), 'utf8')));
  expect(refused.reduce((sum, n) => sum + n)).toBeGreaterThan((roots.length * rounds) / 20);
  return roots.map((_root, i) => tokens(join(witness, `log-${i}`)));
}

function grows(list: readonly number[]): boolean {
  return list.every((token, i) => i === 0 || token > list[i - 1]);
}

describe('never two holders, no release lost, tokens only grow', () => {
  it('8 processes × 1,000 rounds on one machine', { timeout: 240_000 }, async () => {
    const root = join(folder, 'tree');
    mkdirSync(root);
    const logs = await contend('one-machine', Array(8).fill(root), 1000, 60);
    expect(logs.map((log) => [log.length, grows(log)])).toEqual(logs.map(() => [1000, true]));
    expect(new Set(logs.flat()).size).toBe(8000);
    const place = { root, machine: machineHere(), now: () => 0, sleep: () => Promise.resolve() };
    expect(lookAtLeases(place).leases).toEqual([]);
  });

  it(`4 clones × ${FULL ? 100 : 15} rounds over a bare remote`, { timeout: 900_000 }, async () => {
    const { bare, clones } = remoteWithClones(4);
    const rounds = FULL ? 100 : 15;
    const logs = await contend('clones', clones, rounds, 300);
    expect(logs.map((log) => [log.length, grows(log)])).toEqual(logs.map(() => [rounds, true]));
    expect(new Set(logs.flat()).size).toBe(4 * rounds);
    const left = JSON.parse(run(bare, 'cat-file', '-p', 'refs/bizos/leases/tree')) as { epoch: number; leases: unknown[] };
    expect([left.leases, left.epoch]).toEqual([[], Math.max(...logs.flat())]);
  });
});
