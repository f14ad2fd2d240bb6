import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bizos, environmentOf, git, treeRepository } from '../guard/tree-fixture.ts';

/**
 * The built program is killed at its Nth system call of a kind while it begins or ends a session. What must hold at any N: the next call
 * works, and nobody is kept out by something that can't be ended or taken over.
 * Each transaction of the lock ends with `ftruncate`, each document is made by `link` or `rename`; `fsync` lies in between.
 */
const CALLS = ['ftruncate', 'fsync', 'link', 'rename'];
const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'bizos.js');

function killedAt(root: string, call: string, n: number, words: readonly string[]): boolean {
  const inject = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${n}`];
  const done = spawnSync('strace', [...inject, process.execPath, PROGRAM, ...words], { cwd: root, env: environmentOf(root) });
  return done.status !== 0;
}

interface Listed {
  readonly sessions: readonly { readonly id: string; readonly state: string }[];
}

function listed(root: string): Listed['sessions'] {
  const said = bizos(root, ['session', 'list', '--json']);
  expect(said).toMatchObject({ code: 0, err: '' });
  return (JSON.parse(said.out) as Listed).sessions;
}

const START = ['session', 'start', '--agent', 'crm-ops', '--entity', 'solartech', '--goal', 'x'];

/** What a person would do who finds the zones held: end what is alive, take over what is not. */
function clear(root: string): void {
  for (const { id, state } of listed(root)) {
    const said = bizos(root, ['session', state === 'alive' ? 'end' : 'take-over', id]);
    expect([id, state, said]).toMatchObject([id, state, { code: 0 }]);
  }
}

describe('bizos session, killed', () => {
  it.each(CALLS)('at any %s of a start: the next one begins', { timeout: 600_000 }, (call) => {
    const root = treeRepository();
    let killed = 0;
    let ended = false;
    for (let n = 1; n < 200 && !ended; n += 1) {
      ended = !killedAt(root, call, n, START);
      if (!ended) killed += 1;
      clear(root);
      expect(bizos(root, START)).toMatchObject({ code: 0 });
      clear(root);
      expect(listed(root)).toEqual([]);
    }
    expect([ended, killed > 0]).toEqual([true, true]);
    expect(git(root, ['fsck', '--strict']).code).toBe(0);
  });

  it.each(CALLS)('at any %s of an end: it can be ended, and nothing is lost', { timeout: 600_000 }, (call) => {
    const root = treeRepository();
    let ended = false;
    for (let n = 1; n < 200 && !ended; n += 1) {
      const started = bizos(root, [...START, '--json']);
      expect(started.code).toBe(0);
      const { id } = JSON.parse(started.out) as { id: string };
      expect(bizos(root, ['session', 'note', 'remember']).code).toBe(0);
      ended = !killedAt(root, call, n, ['session', 'end', id]);
      clear(root);
      const all = JSON.parse(bizos(root, ['session', 'show', id, '--json']).out) as { notes: string[]; state: string };
      expect([all.state, all.notes.length]).toEqual(['ended', 1]);
    }
    expect(ended).toBe(true);
  });
});
