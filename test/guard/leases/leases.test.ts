import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { LeasePlace } from '../../../src/guard/leases/contact.ts';
import { deposeLease, releaseLease } from '../../../src/guard/leases/free.ts';
import { LeaseLock, lockPlace } from '../../../src/guard/leases/lock.ts';
import { fallenLease, localLease, lookAtLeases } from '../../../src/guard/leases/look.ts';
import { renewLease } from '../../../src/guard/leases/renew.ts';
import { type Asked, keepLease, takeLease } from '../../../src/guard/leases/take.ts';
import { FakeMachine, folder, placeOn, run } from '../fake-machine.ts';

const MINUTE = 60_000;

function asked(machine: FakeMachine, session: string, pattern: string, process?: { pid: number; born: string }): Asked {
  return {
    session,
    agent: 'crm-ops',
    goal: 'x',
    leaseMs: 30 * MINUTE,
    holder: {
      host: machine.host,
      machine: machine.id,
      namespace: machine.namespace,
      boot: machine.boot,
      worktree: '/w',
      ...(process ? { process } : {}),
    },
    needed: [{ pattern, rule: 'AGENT_GOALS.md:1' }],
    wished: [],
  };
}

function here(): { machine: FakeMachine; place: LeasePlace; take(session: string, pattern: string, pid?: number): Promise<string> } {
  const machine = new FakeMachine();
  const root = folder();
  const place = placeOn(machine, root);
  return {
    machine,
    place,
    async take(session, pattern, pid) {
      const process = pid === undefined ? undefined : { pid, born: machine.look(pid)?.born ?? '' };
      return (await takeLease(place, asked(machine, session, pattern, process), false)).kind;
    },
  };
}

const states = (place: LeasePlace): string[] => lookAtLeases(place).leases.map(({ lease, liveness }) => `${lease.session} ${liveness}`);

describe('leases on one machine', () => {
  it('one holder; the next one after it gave back', async () => {
    const { place, take } = here();
    expect([await take('a', 'x/'), await take('b', 'x/1.md'), await take('c', 'y/')]).toEqual(['granted', 'refused', 'granted']);
    expect(await releaseLease(place, 'a')).toBe('released');
    expect(await releaseLease(place, 'a')).toBe('lost');
    expect(await take('b', 'x/1.md')).toBe('granted');
    expect(localLease(place, 'b')?.token).toBe(3);
  });

  it('nothing is promised beyond the machine without a remote', async () => {
    const { machine, place } = here();
    const taken = await takeLease(place, asked(machine, 'a', 'x/'), false);
    expect(taken).toMatchObject({ kind: 'granted', note: 'no-remote', lease: { guarantee: 'this-machine' } });
  });

  it('a holder whose process is gone makes way at once, and is remembered', async () => {
    const { machine, place, take } = here();
    machine.begin(7);
    await take('a', 'x/', 7);
    expect(await take('b', 'x/')).toBe('refused');
    machine.processes.delete(7);
    expect(states(place)).toEqual([]);
    expect(fallenLease(place, 'a')?.lease.token).toBe(1);
    expect(await take('b', 'x/')).toBe('granted');
  });

  it('a process number that came back is another process', async () => {
    const { machine, take } = here();
    machine.begin(7);
    await take('a', 'x/', 7);
    machine.time += 10;
    machine.begin(7);
    expect(await take('b', 'x/')).toBe('granted');
  });

  it('a living process never by age, a stopped one by age and only by name', async () => {
    const { machine, place, take } = here();
    machine.begin(7);
    await take('a', 'x/', 7);
    machine.time += 24 * 60 * MINUTE;
    expect([states(place), await deposeLease(place, 'a')]).toEqual([['a alive'], 'alive']);
    machine.processes.set(7, { born: '1000000', stopped: true });
    expect([states(place), await take('b', 'x/')]).toEqual([['a expired'], 'refused']);
    expect(await deposeLease(place, 'a')).toBe('deposed');
    expect(await take('b', 'x/')).toBe('granted');
    // It goes on: what it held is gone.
    machine.processes.set(7, { born: '1000000', stopped: false });
    expect([await renewLease(place, 'a', true), localLease(place, 'a')]).toEqual(['lost', undefined]);
  });

  it.each([
    ['29 minutes', 29, 'alive'],
    ['31 minutes', 31, 'expired'],
  ])('no process known: time alone tells (%s)', async (_title, minutes, expected) => {
    const { machine, place, take } = here();
    await take('a', 'x/');
    machine.time += minutes * MINUTE;
    expect(states(place)).toEqual([`a ${expected}`]);
  });

  it('any sign of life counts from then on; more than two a minute are not written', async () => {
    const { machine, place, take } = here();
    await take('a', 'x/');
    machine.time += 29 * MINUTE;
    expect(await renewLease(place, 'a')).toBe('renewed');
    machine.time += 20_000;
    expect(await renewLease(place, 'a')).toBe('recent');
    machine.time += 29 * MINUTE;
    expect(states(place)).toEqual(['a alive']);
    expect(localLease(place, 'a')?.beat).toBe(1);
  });

  it('a machine that was started anew has no holders', async () => {
    const { machine, place, take } = here();
    machine.begin(7);
    await take('a', 'x/', 7);
    await take('b', 'y/');
    machine.reboot();
    expect(states(place)).toEqual([]);
    expect(await take('c', 'x/')).toBe('granted');
    expect(localLease(place, 'c')?.token).toBe(3);
  });

  it('started anew under another name, what was held expires from then on', async () => {
    const { machine, place, take } = here();
    await take('a', 'x/');
    machine.reboot();
    machine.id = 'renamed';
    expect(states(place)).toEqual(['a alive']);
    machine.time += 31 * MINUTE;
    expect(states(place)).toEqual(['a expired']);
  });

  it('a clock that goes back makes nobody expire early or never', async () => {
    const { machine, place, take } = here();
    await take('a', 'x/');
    machine.time = 1000;
    expect(states(place)).toEqual(['a alive']);
    machine.time += 31 * MINUTE;
    expect(states(place)).toEqual(['a expired']);
  });

  it('a call that is killed before its record is written leaves no lease', async () => {
    const { machine, place } = here();
    const starter = machine.begin(50);
    const host = machine.begin(7);
    await takeLease(place, { ...asked(machine, 'a', 'x/', host), starter }, false);
    expect(states(place)).toEqual(['a alive']);
    machine.processes.delete(50);
    expect(states(place)).toEqual([]);
    const again = machine.begin(51);
    const taken = await takeLease(place, { ...asked(machine, 'b', 'x/', host), starter: again }, false);
    if (taken.kind === 'granted') keepLease(place, taken.lease);
    machine.processes.delete(51);
    expect(states(place)).toEqual(['b alive']);
  });

  it('containers on one machine don’t see each other’s processes, so only time tells', async () => {
    const { machine, place, take } = here();
    machine.begin(7);
    await take('a', 'x/', 7);
    const other = new FakeMachine({ namespace: 'pid:[2]' });
    const beside = placeOn(other, place.root);
    expect(states(beside)).toEqual(['a alive']);
    other.time += 31 * MINUTE;
    expect(states(beside)).toEqual(['a expired']);
  });
});

describe('the lock', () => {
  it('stands in the git folder that all worktrees share, and each tree in it has its own leases', async () => {
    const top = folder();
    run(top, 'init', '-q');
    run(top, 'commit', '-q', '--allow-empty', '-m', 'x');
    const beside = join(folder(), 'beside');
    run(top, 'worktree', 'add', '-q', beside);
    expect(lockPlace(beside).file).toBe(join(top, '.git', 'bizos', 'lock.db'));
    const machine = new FakeMachine();
    expect((await takeLease(placeOn(machine, top), asked(machine, 'a', 'x/'), false)).kind).toBe('granted');
    expect((await takeLease(placeOn(machine, beside), asked(machine, 'b', 'x/'), false)).kind).toBe('refused');
    mkdirSync(join(top, 'other-tree'));
    expect((await takeLease(placeOn(machine, join(top, 'other-tree')), asked(machine, 'c', 'x/'), false)).kind).toBe('granted');
    expect(statSync(join(top, '.git', 'bizos')).mode & 0o077).toBe(0);
  });

  it('without git in .bizos of the tree', () => {
    const root = folder();
    expect(lockPlace(root)).toMatchObject({ file: join(root, '.bizos', 'lock.db'), git: false });
  });

  it.each<[string, (file: string) => void]>([
    ['no database', (file) => writeFileSync(file, 'not a database, but long enough to be looked at as one by the header'.repeat(20))],
    ['cut short', (file) => writeFileSync(file, readFileSync(file).subarray(0, 2000))],
    ['a page of other bytes', (file) => writeFileSync(file, flipped(readFileSync(file)))],
    [
      'a state that is no JSON',
      (file) => {
        const store = new Database(file);
        store.prepare('UPDATE state SET body = substr(body, 1, 40)').run();
        store.close();
      },
    ],
    ['deleted', (file) => rmSync(file)],
  ])('%s: a new one is begun, tokens go on from what the records know', async (_title, harm) => {
    const { machine, place, take } = here();
    await take('a', 'x/');
    harm(lockPlace(place.root).file);
    const taken = await takeLease(place, { ...asked(machine, 'b', 'x/'), highest: () => 41 }, false);
    expect(taken.kind === 'granted' && taken.lease.token).toBe(42);
    expect(localLease(place, 'a')).toBeUndefined();
  });

  it('deleted while it is open: nobody is kept out by the old one', () => {
    const place = lockPlace(folder());
    const lock = LeaseLock.open(place);
    rmSync(place.file);
    expect(() => lock.change((state) => ({ state, value: 1 }))).toThrow();
    lock.close();
  });

  it('of another version is left as it is, and said', async () => {
    const { place, take } = here();
    await take('a', 'x/');
    const store = new Database(lockPlace(place.root).file);
    store.prepare("UPDATE state SET schema = 'bizos.lock/9'").run();
    store.close();
    await expect(take('b', 'y/')).rejects.toMatchObject({ exit: 4 });
  });

  it('a copy of the folder is another clone without leases; a moved one is the same', async () => {
    const { machine, place, take } = here();
    await take('a', 'x/');
    const copy = folder();
    cpSync(place.root, copy, { recursive: true });
    expect([localLease(placeOn(machine, copy), 'a'), localLease(place, 'a')?.token]).toEqual([undefined, 1]);
    const moved = join(folder(), 'moved');
    renameSync(place.root, moved);
    expect(localLease(placeOn(machine, moved), 'a')?.token).toBe(1);
  });

  it('an error in the middle changes nothing', () => {
    const lock = LeaseLock.open(lockPlace(folder()));
    lock.change((state) => ({ state: { ...state, epoch: 3 }, value: 0 }));
    expect(() =>
      lock.change(() => {
        throw new Error('in between');
      }),
    ).toThrow('in between');
    expect(lock.look().epoch).toBe(3);
    lock.close();
  });
});

function flipped(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte, i) => (i > 100 ? byte ^ 0x55 : byte)));
}
