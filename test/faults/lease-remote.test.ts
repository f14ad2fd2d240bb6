import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { LeasePlace } from '../../src/guard/leases/contact.ts';
import { localLease, lookAtLeases } from '../../src/guard/leases/look.ts';
import { publishWith } from '../../src/guard/leases/renew.ts';
import { takeLease } from '../../src/guard/leases/take.ts';
import { FakeMachine, placeOn, remoteWithClones, run } from '../guard/fake-machine.ts';

/** A remote that is not there, does not answer, or answers into nothing: real repositories and real hooks. */
const REF = 'refs/bizos/leases/tree';

function take(place: LeasePlace, session: string) {
  const { host, id: machine, namespace, boot } = place.machine;
  const holder = { host, machine, namespace, boot, worktree: place.root };
  const needed = [{ pattern: 'x/', rule: 'r:1' }];
  return takeLease(place, { session, agent: 'crm-ops', goal: 'x', leaseMs: 1_800_000, holder, needed, wished: [] }, false);
}

function remote(name: string, script: string): { bare: string; a: LeasePlace; b: LeasePlace } {
  const { bare, clones } = remoteWithClones(2);
  writeFileSync(join(bare, 'hooks', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bare, 'hooks', name), 0o755);
  const [a, b] = clones.map((root, i) => placeOn(new FakeMachine({ id: `m${i}`, boot: `b${i}` }), root));
  return { bare, a, b };
}

describe('a push whose outcome is not known', () => {
  it('the answer is lost after the commit: the remote is asked, and it was granted', async () => {
    const { bare, a } = remote('post-receive', 'kill -9 $PPID');
    const taken = await take(a, 'one');
    expect(taken).toMatchObject({ kind: 'granted', lease: { guarantee: 'across-clones' } });
    expect(JSON.parse(run(bare, 'cat-file', '-p', REF)).leases).toMatchObject([{ session: 'one' }]);
  });

  it('the same with content: published once, and said so', async () => {
    const { bare, a } = remote('post-receive', 'test -f "$GIT_DIR/armed" || exit 0\nrm "$GIT_DIR/armed"\nkill -9 $PPID');
    await take(a, 'one');
    writeFileSync(join(bare, 'armed'), '');
    const before = run(a.root, 'rev-parse', 'HEAD');
    run(a.root, 'commit', '-q', '--allow-empty', '-m', 'work');
    const after = run(a.root, 'rev-parse', 'HEAD');
    const lease = localLease(a, 'one');
    expect(lease && (await publishWith(a, lease, [{ ref: 'refs/heads/main', before, after }]))).toBe('published');
    expect([run(bare, 'rev-parse', 'main'), existsSync(join(bare, 'armed'))]).toEqual([after, false]);
  });

  it('it dies before the commit: not granted, nothing is held', async () => {
    const { bare, a } = remote('pre-receive', 'kill -9 $PPID');
    expect((await take(a, 'one')).kind).toBe('unreachable');
    expect([lookAtLeases(a).leases, run(bare, 'for-each-ref', 'refs/bizos')]).toEqual([[], '']);
  });

  it('it sleeps: not granted; what arrives later is nobody’s here, and somebody’s elsewhere until it expires', async () => {
    const { bare, a, b } = remote('pre-receive', 'cat > /dev/null\nsleep 2');
    expect((await take({ ...a, remoteMs: 800 }, 'one')).kind).toBe('unreachable');
    expect(lookAtLeases(a).leases).toEqual([]);
    await wait(2500);
    writeFileSync(join(bare, 'hooks', 'pre-receive'), '#!/bin/sh\n');
    const arrived = run(bare, 'for-each-ref', 'refs/bizos') !== '';
    // Whether it still arrives is up to git and the pipe; what follows holds both ways.
    expect((await take(b, 'two')).kind).toBe(arrived ? 'refused' : 'granted');
    expect((await take(a, 'three')).kind).toBe(arrived ? 'granted' : 'refused');
  });
});

describe('a remote that is not there', () => {
  it.each(['/nowhere/at/all.git', 'file:///nowhere.git', 'http://127.0.0.1:9/none.git'])(
    '%s: refused in words, nothing is held',
    async (url) => {
      const { clones } = remoteWithClones(1);
      const a = placeOn(new FakeMachine(), clones[0]);
      run(a.root, 'remote', 'set-url', 'origin', url);
      const taken = await take(a, 'one');
      expect(taken.kind).toBe('unreachable');
      expect(taken.kind === 'unreachable' && taken.why.length).toBeGreaterThan(10);
      expect(lookAtLeases(a).leases).toEqual([]);
    },
  );
});
