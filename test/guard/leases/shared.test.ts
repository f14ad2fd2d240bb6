import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LeasePlace } from '../../../src/guard/leases/contact.ts';
import { deposeLease, releaseLease } from '../../../src/guard/leases/free.ts';
import { fallenLease, localLease, lookAtLeases, refreshShared } from '../../../src/guard/leases/look.ts';
import { publishWith, renewLease } from '../../../src/guard/leases/renew.ts';
import { leaseRef } from '../../../src/guard/leases/shared.ts';
import { type Asked, takeLease } from '../../../src/guard/leases/take.ts';
import { FakeMachine, placeOn, remoteWithClones, run } from '../fake-machine.ts';

const MINUTE = 60_000;
const REF = leaseRef('');

/** Two clones of one remote, each on a machine of its own. */
function two(): { bare: string; a: LeasePlace; b: LeasePlace; machineA: FakeMachine; machineB: FakeMachine } {
  const { bare, clones } = remoteWithClones(2);
  const machineA = new FakeMachine({ host: 'north', id: 'm-a', boot: 'boot-a' });
  const machineB = new FakeMachine({ host: 'south', id: 'm-b', boot: 'boot-b', time: 77 });
  return { bare, a: placeOn(machineA, clones[0]), b: placeOn(machineB, clones[1]), machineA, machineB };
}

function asked(place: LeasePlace, session: string, pattern: string, pid?: number): Asked {
  const { host, id: machine, namespace, boot } = place.machine;
  const look = pid === undefined ? undefined : place.machine.look(pid);
  const holder = { host, machine, namespace, boot, worktree: place.root, ...(look ? { process: { pid: look.pid, born: look.born } } : {}) };
  const needed = [{ pattern, rule: 'AGENT_GOALS.md:1' }];
  return { session, agent: 'crm-ops', goal: 'x', leaseMs: 30 * MINUTE, holder, needed, wished: [] };
}

const take = (place: LeasePlace, session: string, pattern: string, offline = false) =>
  takeLease(place, asked(place, session, pattern), offline);

function hook(bare: string, name: string, script: string): void {
  writeFileSync(join(bare, 'hooks', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bare, 'hooks', name), 0o755);
}

let commits = 0;
const commit = (root: string): { ref: string; before: string; after: string } => {
  const before = run(root, 'rev-parse', 'HEAD');
  commits += 1;
  run(root, 'commit', '-q', '--allow-empty', '-m', `work ${commits}`);
  return { ref: 'refs/heads/main', before, after: run(root, 'rev-parse', 'HEAD') };
};

describe('leases across clones', () => {
  it('one holder over all clones; another pattern beside it; back again and the next one', async () => {
    const { bare, a, b } = two();
    const first = await take(a, 'one', 'bizos/s/');
    expect(first).toMatchObject({ kind: 'granted', lease: { guarantee: 'across-clones', token: 1 } });
    const second = await take(b, 'two', 'bizos/s/x.md');
    expect(second).toMatchObject({
      kind: 'refused',
      conflicts: [{ by: { session: 'one', holder: { host: 'north' } }, liveness: 'alive' }],
    });
    expect(await take(b, 'three', 'notes/')).toMatchObject({ kind: 'granted', lease: { token: 2 } });
    expect(await releaseLease(a, 'one')).toBe('released');
    expect(await take(b, 'two', 'bizos/s/x.md')).toMatchObject({ kind: 'granted', lease: { token: 3 } });
    expect(JSON.parse(run(bare, 'cat-file', '-p', REF))).toMatchObject({ schema: 'bizos.leases/1', epoch: 3 });
  });

  it('no blob of the table is ever the same as another', async () => {
    const { bare, a } = two();
    const ids = new Set<string>();
    for (let i = 0; i < 3; i++) {
      await take(a, 'one', 'x/');
      ids.add(run(bare, 'rev-parse', REF));
      await releaseLease(a, 'one');
      ids.add(run(bare, 'rev-parse', REF));
    }
    expect(ids.size).toBe(6);
  });

  it('expiry is what the observer saw stand still, by its own clock', async () => {
    const { a, b, machineA, machineB } = two();
    await take(a, 'one', 'x/');
    machineB.time += 100 * MINUTE;
    // Seen for the first time just now, however old it says it is.
    expect(await take(b, 'two', 'x/')).toMatchObject({ kind: 'refused', conflicts: [{ liveness: 'alive' }] });
    machineB.time += 32 * MINUTE;
    expect(await deposeLease(b, 'one')).toBe('alive');
    machineA.time += 20 * MINUTE;
    expect(await renewLease(a, 'one', true)).toBe('renewed');
    await refreshShared(b);
    machineB.time += 33 * MINUTE;
    expect(await deposeLease(b, 'one')).toBe('alive');
    machineB.time += 2 * MINUTE;
    expect(await take(b, 'two', 'x/')).toMatchObject({ kind: 'refused', conflicts: [{ liveness: 'expired' }] });
    expect(await deposeLease(b, 'one')).toBe('deposed');
    const next = await take(b, 'two', 'x/');
    expect(next.kind === 'granted' && next.lease.token).toBeGreaterThan(1);
  });

  it('who was taken over publishes nothing, and is told who has it', async () => {
    const { bare, a, b, machineB } = two();
    await take(a, 'one', 'x/');
    await refreshShared(b);
    machineB.time += 40 * MINUTE;
    await deposeLease(b, 'one');
    await take(b, 'two', 'x/');
    const lease = localLease(a, 'one');
    if (!lease) throw new Error('the clone does not know yet');
    const before = run(bare, 'rev-parse', 'main');
    expect(await publishWith(a, lease, [commit(a.root)])).toBe('lost');
    expect(run(bare, 'rev-parse', 'main')).toBe(before);
    expect([localLease(a, 'one'), fallenLease(a, 'one')?.to]).toEqual([
      undefined,
      [{ pattern: 'x/', session: 'two', agent: 'crm-ops', host: 'south' }],
    ]);
  });

  it('content and lease go together or not at all', async () => {
    const { bare, a, b } = two();
    await take(a, 'one', 'x/');
    const table = run(bare, 'rev-parse', REF);
    const move = commit(a.root);
    expect(await publishWith(a, localLease(a, 'one') as never, [move])).toBe('published');
    expect([run(bare, 'rev-parse', 'main'), run(bare, 'rev-parse', REF) === table]).toEqual([move.after, false]);
    // Another clone has moved the branch: the lease stays where it is, too.
    run(b.root, 'pull', '-q', 'origin', 'main');
    commit(b.root);
    run(b.root, 'push', '-q', 'origin', 'main');
    const stands = run(bare, 'rev-parse', REF);
    expect(await publishWith(a, localLease(a, 'one') as never, [commit(a.root)])).toEqual({ refused: 'moved' });
    expect(run(bare, 'rev-parse', REF)).toBe(stands);
  });

  it('one that is taken without contact counts here; at the next contact it is shared, or the conflict is named', async () => {
    const { a, b } = two();
    const url = run(a.root, 'remote', 'get-url', 'origin');
    run(a.root, 'remote', 'set-url', 'origin', '/nowhere/at/all.git');
    expect((await take(a, 'one', 'x/')).kind).toBe('unreachable');
    expect(localLease(a, 'one')).toBeUndefined();
    expect(await take(a, 'one', 'x/', true)).toMatchObject({ kind: 'granted', note: 'offline', lease: { guarantee: 'this-machine' } });
    expect(await take(a, 'two', 'y/', true)).toMatchObject({ kind: 'granted' });
    expect(await renewLease(a, 'one', true)).toBe('unreachable');
    expect(localLease(a, 'one')?.phase).toBe('offline');
    await take(b, 'three', 'y/1.md');
    run(a.root, 'remote', 'set-url', 'origin', url);
    expect([await renewLease(a, 'one', true), localLease(a, 'one')?.guarantee]).toEqual(['renewed', 'across-clones']);
    expect([await renewLease(a, 'two', true), localLease(a, 'two')]).toEqual(['lost', undefined]);
    expect(fallenLease(a, 'two')?.to).toMatchObject([{ session: 'three', host: 'south' }]);
    expect((await take(b, 'four', 'x/')).kind).toBe('refused');
  });

  it('a remote that does not answer is not asked at every call', async () => {
    const { a, machineA } = two();
    await take(a, 'one', 'x/');
    run(a.root, 'remote', 'set-url', 'origin', '/nowhere/at/all.git');
    machineA.time += 11 * MINUTE;
    expect([await renewLease(a, 'one'), await renewLease(a, 'one')]).toEqual(['unreachable', 'recent']);
    machineA.time += 61_000;
    expect(await renewLease(a, 'one')).toBe('unreachable');
    expect(localLease(a, 'one')?.token).toBe(1);
  });

  it.each([
    ['by a hook', 'pre-receive', 'while read old new ref; do case $ref in refs/bizos/*) echo "no such refs here" >&2; exit 1;; esac; done'],
    ['by a hook for each ref', 'update', 'case $1 in refs/bizos/*) exit 1;; esac'],
  ])('a host that refuses such refs (%s): the lease counts here, and why is said', async (_title, name, script) => {
    const { bare, a } = two();
    hook(bare, name, script);
    const taken = await take(a, 'one', 'x/');
    expect(taken).toMatchObject({ kind: 'granted', note: 'refs-refused', lease: { guarantee: 'this-machine' } });
    expect(taken.kind === 'granted' && taken.why).toMatch(/declined|rejected/);
    expect(await releaseLease(a, 'one')).toBe('released');
  });

  it('a host that hides them refuses, too', async () => {
    const { bare, a } = two();
    run(bare, 'config', 'receive.hideRefs', 'refs/bizos');
    expect(await take(a, 'one', 'x/')).toMatchObject({ kind: 'granted', note: 'refs-refused' });
  });

  it('something foreign under the ref is left alone, and nothing is held here either', async () => {
    const { bare, a } = two();
    const blob = run(a.root, 'hash-object', '-w', join(a.root, '.git', 'config'));
    run(a.root, 'push', '-q', 'origin', `${blob}:${REF}`);
    await expect(take(a, 'one', 'x/')).rejects.toMatchObject({ exit: 4 });
    expect([run(bare, 'rev-parse', REF), lookAtLeases(a).leases]).toEqual([blob, []]);
  });

  it.each<[string, (lease: Record<string, unknown>) => unknown]>([
    ['claims that are none', (lease) => ({ ...lease, claims: [{ pattern: 7 }] })],
    ['a process that is everybody', (lease) => ({ ...lease, holder: { ...(lease.holder as object), process: { pid: -1, born: '0' } } })],
    ['a pattern without end', (lease) => ({ ...lease, claims: [{ pattern: '*a'.repeat(100_000), rule: '' }] })],
    ['a token below nothing', (lease) => ({ ...lease, token: -3 })],
  ])('a table with %s is not believed', async (_title, harm) => {
    const { bare, a, b } = two();
    await take(a, 'one', 'x/');
    const table = JSON.parse(run(bare, 'cat-file', '-p', REF)) as { leases: Record<string, unknown>[] };
    writeFileSync(join(a.root, 'table'), JSON.stringify({ ...table, leases: table.leases.map(harm) }));
    run(a.root, 'push', '-q', '--force', 'origin', `${run(a.root, 'hash-object', '-w', 'table')}:${REF}`);
    await expect(take(b, 'two', 'y/')).rejects.toMatchObject({ exit: 4 });
  });

  it('what this clone gave up while the remote was away is free for it at once, for others when it expires', async () => {
    const { a, b, machineB } = two();
    await take(a, 'one', 'x/');
    const url = run(a.root, 'remote', 'get-url', 'origin');
    run(a.root, 'remote', 'set-url', 'origin', '/nowhere/at/all.git');
    expect(await releaseLease(a, 'one')).toBe('unreachable');
    run(a.root, 'remote', 'set-url', 'origin', url);
    expect((await take(b, 'two', 'x/')).kind).toBe('refused');
    expect(await take(a, 'three', 'x/')).toMatchObject({ kind: 'granted', lease: { token: 2 } });
    expect(await releaseLease(a, 'three')).toBe('released');
    machineB.time += MINUTE;
    expect(await take(b, 'two', 'x/')).toMatchObject({ kind: 'granted', lease: { token: 3 } });
  });

  it('a lock that was deleted: what its clone held is somebody else’s until it expires, tokens go on', async () => {
    const { a, machineA } = two();
    await take(a, 'one', 'x/');
    rmSync(join(a.root, '.git', 'bizos'), { recursive: true });
    expect(await take(a, 'two', 'x/')).toMatchObject({ kind: 'refused', conflicts: [{ by: { session: 'one' } }] });
    machineA.time += 40 * MINUTE;
    expect(await deposeLease(a, 'one')).toBe('deposed');
    expect(await take(a, 'two', 'x/')).toMatchObject({ kind: 'granted', lease: { token: 2 } });
  });

  it('two that ask at the same time: one', async () => {
    const { a, b } = two();
    for (let round = 0; round < 5; round++) {
      const both = await Promise.all([take(a, `a${round}`, 'x/'), take(b, `b${round}`, 'x/')]);
      expect(both.map(({ kind }) => kind).sort()).toEqual(['granted', 'refused']);
      await Promise.all([releaseLease(a, `a${round}`), releaseLease(b, `b${round}`)]);
    }
  });
});
