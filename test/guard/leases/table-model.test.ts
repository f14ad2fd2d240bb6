import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimsMeet } from '../../../src/guard/leases/claim.ts';
import {
  depose,
  EMPTY,
  grant,
  held,
  isBefore,
  type Judge,
  judgeBy,
  type Lease,
  type LeaseTable,
  type Observer,
  release,
  renew,
  type Stamp,
} from '../../../src/guard/leases/table.ts';

/**
 * Machines that share one table by compare-and-swap, as clones share a ref: each reads it, decides by its own clock, and writes it back
 * only if nobody has written meanwhile. Their clocks run at different rates, jump forwards, and start anew with the machine. What must
 * hold whatever they do: two leases in the table never meet; tokens only grow; who was taken over publishes nothing more; a lease whose
 * holder renews it in time, on a machine that runs, is nobody else's.
 */
const LEASE = 90_000;
const PATTERNS = ['bizos/a/', 'bizos/a/deals/*.md', 'bizos/b/', 'bizos/*/x.md', 'notes/**'];

interface Clone {
  readonly name: string;
  /** How fast its clock runs. */
  readonly rate: number;
  boot: number;
  mono: number;
  up: boolean;
  /** A stopped machine: nothing renews, its clock goes on. */
  readonly seen: Map<string, Stamp>;
  /** What it read, until it writes. */
  read?: { version: number; table: LeaseTable };
  mine?: Lease;
}

type Step =
  | { readonly do: 'read' | 'renew' | 'release' | 'publish' | 'reboot'; readonly who: number }
  | { readonly do: 'take' | 'take-over'; readonly who: number; readonly what: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'jump'; readonly who: number; readonly ms: number };

class World {
  version = 0;
  table: LeaseTable = EMPTY;
  highest = 0;
  count = 0;
  readonly real = new Map<string, number>();
  time = 0;
  readonly clones: readonly Clone[] = [1, 1.04, 0.96].map((rate, i) => ({
    name: `c${i}`,
    rate,
    boot: 1,
    mono: 100_000 * i,
    up: true,
    seen: new Map(),
  }));

  observer(clone: Clone): Observer {
    return { machine: clone.name, namespace: '', boot: `${clone.name}.${clone.boot}`, mono: clone.mono, runs: () => undefined };
  }

  judge(clone: Clone): Judge {
    const observer = this.observer(clone);
    return (lease) => {
      if (lease.session === clone.mine?.session) return 'alive';
      const key = `${lease.session} ${lease.beat}`;
      const known = clone.seen.get(key);
      const since = known && isBefore(known, observer) ? known : { boot: observer.boot, mono: observer.mono };
      clone.seen.set(key, since);
      return judgeBy(lease, since, observer, false);
    };
  }

  /** Writes what the clone made of what it had read; false when others were faster. */
  write(clone: Clone, table: LeaseTable): boolean {
    const read = clone.read;
    clone.read = undefined;
    if (read?.version !== this.version) return false;
    this.table = table;
    this.version += 1;
    return true;
  }

  see(clone: Clone): LeaseTable {
    clone.read = { version: this.version, table: this.table };
    // A look is when an observer first sees a beat.
    for (const lease of this.table.leases) this.judge(clone)(lease);
    return this.table;
  }
}

const who = fc.integer({ min: 0, max: 2 });
const what = fc.integer({ min: 0, max: PATTERNS.length - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const), who, what }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('take-over' as const), who, what }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('renew' as const, 'release' as const, 'publish' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reboot' as const), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: LEASE }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('jump' as const), who, ms: fc.integer({ min: -LEASE * 3, max: LEASE * 3 }) }) },
);

function act(world: World, given: Step): void {
  if (given.do === 'pass') {
    world.time += given.ms;
    for (const clone of world.clones) clone.mono += Math.round(given.ms * clone.rate);
    return;
  }
  const clone = world.clones[given.who];
  switch (given.do) {
    case 'read':
      world.see(clone);
      return;
    case 'jump':
      // Only a clock that was set can jump; the one since boot can't, but a faulty machine's might.
      clone.mono = Math.max(0, clone.mono + given.ms);
      return;
    case 'reboot':
      clone.boot += 1;
      clone.mono = 0;
      clone.mine = undefined;
      clone.read = undefined;
      return;
    case 'take':
      take(world, clone, given.what);
      return;
    case 'take-over':
      takeOver(world, clone, given.what);
      return;
    default:
      own(world, clone, given.do);
  }
}

function take(world: World, clone: Clone, index: number): void {
  if (clone.mine) return;
  const table = clone.read?.table ?? world.see(clone);
  world.count += 1;
  const session = `s${world.count}`;
  const holder = { host: '', machine: clone.name, namespace: '', boot: `${clone.name}.${clone.boot}`, clone: clone.name, worktree: '' };
  const done = grant(
    table,
    {
      session,
      agent: 'a',
      goal: '',
      nonce: session,
      leaseMs: LEASE,
      holder,
      since: '',
      renewed: '',
      needed: [{ pattern: PATTERNS[index], rule: '' }],
      wished: [],
      above: 0,
    },
    world.judge(clone),
  );
  if (done.kind === 'refused') {
    expect(done.conflicts.every(({ by }) => by.session !== session)).toBe(true);
    clone.read = undefined;
    return;
  }
  if (!world.write(clone, done.table)) return;
  clone.mine = done.lease;
  // Fencing: no grant ever has a token that was given before.
  expect(done.lease.token).toBeGreaterThan(world.highest);
  world.highest = done.lease.token;
  world.real.set(session, world.time);
}

function takeOver(world: World, clone: Clone, index: number): void {
  const table = clone.read?.table ?? world.see(clone);
  const found = table.leases[index % Math.max(1, table.leases.length)];
  if (!found || found.session === clone.mine?.session) return;
  const after = depose(table, found, world.judge(clone));
  if (after) world.write(clone, after);
}

function own(world: World, clone: Clone, kind: 'renew' | 'release' | 'publish'): void {
  if (!clone.mine) return;
  const table = clone.read?.table ?? world.see(clone);
  const there = held(world.table, clone.mine) !== undefined;
  const after = kind === 'release' ? release(table, clone.mine) : renew(table, clone.mine, '');
  const written = after !== undefined && world.write(clone, after);
  // Publishing moves content and lease in one step: it goes through exactly when the lease is still there.
  if (written) expect(there).toBe(true);
  if (written) world.real.set(clone.mine.session, world.time);
  if (!after) expect(held(clone.read?.table ?? table, clone.mine)).toBeUndefined();
  if (!after || (kind === 'release' && written)) clone.mine = undefined;
}

function holds(world: World): void {
  const { leases, epoch } = world.table;
  for (const [i, a] of leases.entries())
    for (const b of leases.slice(i + 1)) expect(a.claims.some((one) => b.claims.some((two) => claimsMeet(one, two)))).toBe(false);
  expect(epoch).toBe(world.highest);
  expect(new Set(leases.map(({ token }) => token)).size).toBe(leases.length);
}

describe('clones that share a table', () => {
  it('never let two in, whatever clocks and machines do: 2,000 sequences', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const world = new World();
        for (const one of steps) {
          act(world, one);
          holds(world);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('leave a holder alone that renews in time, with clocks that run up to four per cent apart: 2,000 sequences', () => {
    const quiet = step.filter(({ do: kind }) => kind !== 'jump' && kind !== 'reboot' && kind !== 'release');
    fc.assert(
      fc.property(fc.array(quiet, { minLength: 5, maxLength: 60 }), (steps) => {
        const world = new World();
        const keeper = world.clones[0];
        take(world, keeper, 0);
        for (const one of steps) {
          if (one.do !== 'pass' && one.who === 0) continue;
          if (one.do === 'pass') {
            // It renews at the latest when its time is up by its own clock.
            const last = world.real.get(keeper.mine?.session ?? '') ?? 0;
            act(world, { do: 'pass', ms: Math.min(one.ms, LEASE - (world.time - last)) });
            if (world.time - last >= LEASE - 1) {
              world.see(keeper);
              own(world, keeper, 'renew');
            }
          } else act(world, one);
          expect(keeper.mine && held(world.table, keeper.mine)).toBeDefined();
          holds(world);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('do let the next one in when a holder is gone', () => {
    const world = new World();
    const [gone, next] = world.clones;
    take(world, gone, 0);
    world.see(next);
    gone.mine = undefined;
    act(world, { do: 'pass', ms: LEASE });
    takeOver(world, next, 0);
    expect(world.table.leases).toHaveLength(1);
    act(world, { do: 'pass', ms: LEASE });
    takeOver(world, next, 0);
    expect(world.table.leases).toHaveLength(0);
    take(world, next, 0);
    expect(world.table.leases.map(({ token }) => token)).toEqual([2]);
  });
});
