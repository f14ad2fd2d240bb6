import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimsMeet } from '../../../src/guard/leases/claim.ts';
import { deposeLease, releaseLease } from '../../../src/guard/leases/free.ts';
import { localLease, lookAtLeases } from '../../../src/guard/leases/look.ts';
import { renewLease } from '../../../src/guard/leases/renew.ts';
import { takeLease } from '../../../src/guard/leases/take.ts';
import { FakeMachine, folder, placeOn } from '../fake-machine.ts';

/**
 * The lock of one machine against a model of it, command by command, over a real database: processes begin, die, are stopped and go on,
 * the clock runs and jumps, the machine starts anew. BIZOS_FAULTS=full: 2,000 sequences.
 */
const LEASE = 60_000;
const PATTERNS = ['x/', 'x/1.md', 'y/**', '*/1.md', 'z.md'];
const RUNS = process.env.BIZOS_FAULTS === 'full' ? 2000 : 200;

interface Held {
  readonly session: string;
  readonly pattern: string;
  readonly token: number;
  readonly pid?: number;
  renewed: number;
}

class Model {
  held: Held[] = [];
  highest = 0;
  count = 0;
  readonly processes = new Map<number, 'runs' | 'stopped'>();

  constructor(readonly machine: FakeMachine) {}

  state(one: Held): 'alive' | 'expired' | 'dead' {
    if (one.pid !== undefined && !this.processes.has(one.pid)) return 'dead';
    if (one.pid !== undefined && this.processes.get(one.pid) === 'runs') return 'alive';
    return this.machine.time - one.renewed < LEASE ? 'alive' : 'expired';
  }

  sweep(): void {
    this.held = this.held.filter((one) => this.state(one) !== 'dead');
  }
}

type Command =
  | { readonly do: 'take'; readonly pattern: number; readonly pid?: number }
  | { readonly do: 'renew' | 'release' | 'depose'; readonly which: number }
  | { readonly do: 'begin' | 'kill' | 'stop' | 'go-on'; readonly pid: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'back' | 'reboot' };

const pid = fc.integer({ min: 2, max: 5 });
const which = fc.integer({ min: 0, max: 7 });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('take' as const),
      pattern: fc.integer({ min: 0, max: 4 }),
      pid: fc.option(pid, { nil: undefined }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('renew' as const, 'release' as const, 'depose' as const), which }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('begin' as const, 'kill' as const, 'stop' as const, 'go-on' as const), pid }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: LEASE }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('back' as const, 'reboot' as const) }) },
);

type Place = ReturnType<typeof placeOn>;

async function act(model: Model, place: Place, given: Command): Promise<void> {
  const { machine } = model;
  switch (given.do) {
    case 'take':
      return take(model, place, given.pattern, given.pid !== undefined && model.processes.has(given.pid) ? given.pid : undefined);
    case 'begin':
      if (!model.processes.has(given.pid)) {
        machine.begin(given.pid);
        model.processes.set(given.pid, 'runs');
      }
      return;
    case 'kill':
      // Whoever held by it is dead from now on, whatever begins under its number later.
      machine.processes.delete(given.pid);
      model.processes.delete(given.pid);
      model.sweep();
      machine.time += 1;
      return;
    case 'stop':
    case 'go-on': {
      const found = machine.processes.get(given.pid);
      if (!found) return;
      found.stopped = given.do === 'stop';
      model.processes.set(given.pid, found.stopped ? 'stopped' : 'runs');
      return;
    }
    case 'pass':
      machine.time += given.ms;
      return;
    case 'back':
      // A clock that went back: what was counted is counted anew.
      machine.time = Math.max(1, machine.time - 3 * LEASE);
      for (const one of model.held) if (one.renewed > machine.time) one.renewed = machine.time;
      lookAtLeases(place);
      return;
    case 'reboot':
      machine.reboot();
      model.processes.clear();
      model.held = [];
      return;
    default:
      return existing(model, place, given.do, given.which);
  }
}

async function take(model: Model, place: Place, index: number, by: number | undefined): Promise<void> {
  const { machine } = model;
  model.count += 1;
  const session = `s${model.count}`;
  const claim = { pattern: PATTERNS[index], rule: '' };
  const process = by === undefined ? undefined : { pid: by, born: machine.look(by)?.born ?? '' };
  const holder = { host: 'desk', machine: machine.id, namespace: machine.namespace, boot: machine.boot, worktree: '/w', process };
  const taken = await takeLease(place, { session, agent: 'a', goal: '', leaseMs: LEASE, holder, needed: [claim], wished: [] }, false);
  const free = model.held.every((one) => !claimsMeet({ pattern: one.pattern, rule: '' }, claim));
  expect(taken.kind).toBe(free ? 'granted' : 'refused');
  if (taken.kind !== 'granted') return;
  expect(taken.lease.token).toBeGreaterThan(model.highest);
  model.highest = taken.lease.token;
  model.held.push({ session, pattern: claim.pattern, token: taken.lease.token, pid: by, renewed: machine.time });
}

async function existing(model: Model, place: Place, kind: 'renew' | 'release' | 'depose', index: number): Promise<void> {
  const found = model.held[index % Math.max(1, model.held.length)];
  const session = found?.session ?? 'nobody';
  if (kind === 'renew') {
    expect(await renewLease(place, session, true)).toBe(found ? 'renewed' : 'lost');
    if (found) found.renewed = model.machine.time;
    return;
  }
  if (kind === 'release') expect(await releaseLease(place, session)).toBe(found ? 'released' : 'lost');
  const state = found && model.state(found);
  if (kind === 'depose') expect(await deposeLease(place, session)).toBe(!found ? 'unknown' : state === 'alive' ? 'alive' : 'deposed');
  if (found && (kind === 'release' || state !== 'alive')) model.held = model.held.filter((one) => one !== found);
}

describe('the lock of one machine', () => {
  it(`does what its model does: ${RUNS} sequences`, { timeout: 300_000 }, async () => {
    const root = folder();
    let n = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 40 }), async (commands) => {
        n += 1;
        const tree = join(root, String(n));
        mkdirSync(tree);
        const machine = new FakeMachine();
        const [model, place] = [new Model(machine), placeOn(machine, tree)];
        for (const one of commands) {
          await act(model, place, one);
          const seen = lookAtLeases(place).leases.map(({ lease, liveness }) => `${lease.session} ${lease.token} ${liveness}`);
          expect(seen).toEqual(model.held.map((held) => `${held.session} ${held.token} ${model.state(held)}`));
          for (const { session, token } of model.held) expect(localLease(place, session)?.token).toBe(token);
        }
      }),
      { numRuns: RUNS },
    );
  });
});
