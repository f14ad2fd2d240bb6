import { describe, expect, it } from 'vitest';
import {
  depose,
  EMPTY,
  grant,
  judgeBy,
  type Lease,
  type LeaseRequest,
  type Liveness,
  type Observer,
  release,
  remainingMs,
  renew,
  slackOf,
} from '../../../src/guard/leases/table.ts';

const holder = {
  host: 'desk',
  machine: 'm1',
  namespace: 'pid:1',
  boot: 'b1',
  clone: 'c1',
  worktree: '/w',
  process: { pid: 7, born: '70' },
};

function request(session: string, pattern: string, more: Partial<LeaseRequest> = {}): LeaseRequest {
  return {
    session,
    agent: 'crm-ops',
    goal: 'x',
    nonce: `nonce of ${session}`,
    leaseMs: 1000,
    holder,
    since: '2026-11-20T00:00:00Z',
    renewed: '2026-11-20T00:00:00Z',
    needed: [{ pattern, rule: 'r:1' }],
    wished: [],
    above: 0,
    ...more,
  };
}

function granted(session: string, pattern: string): Lease {
  const done = grant(EMPTY, request(session, pattern), () => 'alive');
  if (done.kind !== 'granted') throw new Error('refused');
  return done.lease;
}

describe('grant', () => {
  const first = grant(EMPTY, request('a', 'x/'), () => 'alive');
  const table = first.kind === 'granted' ? first.table : EMPTY;

  it.each<[string, LeaseRequest, Liveness, string, number]>([
    ['what nobody holds', request('b', 'y/'), 'alive', 'granted', 2],
    ['what a living one holds', request('b', 'x/1.md'), 'alive', 'refused', 1],
    ['what an expired one holds: only by take-over', request('b', 'x/1.md'), 'expired', 'refused', 1],
    ['what a dead one held', request('b', 'x/1.md'), 'dead', 'granted', 1],
    ['by the same session again', request('a', 'x/1.md'), 'alive', 'granted', 1],
  ])('%s', (_title, asked, state, kind, count) => {
    const done = grant(table, asked, () => state);
    expect(done.kind).toBe(kind);
    if (done.kind === 'granted') expect([done.table.leases.length, done.lease.token]).toEqual([count, 2]);
  });

  it('takes what is wished for where it is free, and says what is not', () => {
    const asked = request('b', 'y/', {
      wished: [
        { pattern: 'x/1.md', rule: 'r:2' },
        { pattern: 'z.md', rule: 'r:3' },
      ],
    });
    const done = grant(table, asked, () => 'alive');
    expect(done.kind === 'granted' && done.lease.claims.map(({ pattern }) => pattern)).toEqual(['y/', 'z.md']);
    expect(done.kind === 'granted' && done.without.map(({ by }) => by.session)).toEqual(['a']);
  });

  it('gives a token above every one that is known from elsewhere', () => {
    const done = grant(table, request('b', 'y/', { above: 41 }), () => 'alive');
    expect(done.kind === 'granted' && [done.lease.token, done.table.epoch]).toEqual([42, 42]);
  });
});

describe('renew, release and depose compare before they act', () => {
  const mine = granted('a', 'x/');
  const table = { epoch: 1, leases: [mine] };
  it.each([
    ['another token', { ...mine, token: 2 }],
    ['another nonce', { ...mine, nonce: 'other' }],
    ['another session', { ...mine, session: 'b' }],
  ])('%s: nothing', (_title, other) => {
    expect([renew(table, other, 'now'), release(table, other), depose(table, other, () => 'dead')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('a renewal counts up, a release leaves the epoch', () => {
    expect(renew(table, mine, 'now')?.leases[0]).toMatchObject({ beat: 1, renewed: 'now', token: 1 });
    expect(release(table, mine)).toEqual({ epoch: 1, leases: [] });
  });

  it('nobody alive is deposed', () => {
    expect(depose(table, mine, () => 'alive')).toBeUndefined();
    expect(depose(table, mine, () => 'expired')).toEqual({ epoch: 1, leases: [] });
  });
});

describe('how a lease stands for an observer', () => {
  const lease = granted('a', 'x/');
  const slack = slackOf(lease);
  const at = (more: Partial<Observer> = {}, state: boolean | undefined = undefined): Observer => ({
    machine: 'm1',
    namespace: 'pid:1',
    boot: 'b1',
    mono: 10_000,
    runs: () => state,
    ...more,
  });
  const since = (mono: number, boot = 'b1') => ({ boot, mono });

  it.each<[string, Observer, { boot: string; mono: number }, boolean, Liveness]>([
    ['its process runs: alive, however old', at({}, true), since(0), true, 'alive'],
    ['its process is gone: dead, however young', at({}, false), since(9999), true, 'dead'],
    ['its process is stopped or can’t be seen, young', at(), since(9500), true, 'alive'],
    ['its process is stopped, too old', at(), since(9000), true, 'expired'],
    ['own, one millisecond left', at(), since(9001), true, 'alive'],
    ['of another clone: some slack', at(), since(9000), false, 'alive'],
    ['of another clone, slack gone', at(), since(10_000 - 1000 - slack), false, 'expired'],
    ['another namespace: processes say nothing', at({ namespace: 'pid:2' }, false), since(9999), true, 'alive'],
    ['another namespace, old', at({ namespace: 'pid:2' }, true), since(0), true, 'expired'],
    ['own, machine started anew', at({ boot: 'b2' }, undefined), since(10), true, 'dead'],
    [
      'of another clone, this machine’s name, another boot: may be a twin from one image',
      at({ boot: 'b2' }, false),
      since(10),
      false,
      'alive',
    ],
    ['of a twin, stood still too long', at({ boot: 'b2' }, false), since(10, 'b2'), false, 'expired'],
    ['of another clone on this very boot, process gone', at({}, false), since(9999), false, 'dead'],
    ['another machine: its processes are not here', at({ machine: 'm2' }, false), since(9999), true, 'alive'],
    ['no machine known', at({ machine: '' }, false), since(9999), true, 'alive'],
    ['the clock went back: counts anew', at({ mono: 50 }), since(9000), true, 'alive'],
    ['seen in another boot: counts anew', at({ machine: 'm2', boot: 'b9' }), since(1, 'b1'), false, 'alive'],
  ])('%s', (_title, observer, unchanged, own, expected) => {
    expect(judgeBy(lease, unchanged, observer, own)).toBe(expected);
  });

  it('without a boot id no other clone’s lease is ever proven dead', () => {
    const nameless: Lease = { ...lease, holder: { ...holder, boot: '' } };
    expect(judgeBy(nameless, since(9999, ''), at({ boot: '' }, false), false)).toBe('alive');
    expect(judgeBy(nameless, since(9999, ''), at({ boot: '' }, false), true)).toBe('dead');
  });

  it('what is left goes down with the observer’s clock alone', () => {
    expect(remainingMs(lease, since(9400), at(), 0)).toBe(400);
    expect(remainingMs(lease, since(8400), at(), 0)).toBe(-600);
  });
});
