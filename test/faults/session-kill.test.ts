import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
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

/** What a person would do who finds the zones held: end what is alive, take over what is not. Gives whose they were. */
function clear(root: string): string[] {
  const sessions = listed(root);
  for (const { id, state } of sessions) {
    const said = bizos(root, ['session', state === 'alive' ? 'end' : 'take-over', id]);
    expect([id, state, said]).toMatchObject([id, state, { code: 0 }]);
  }
  return sessions.map(({ id }) => id);
}

/** The tree of all tests. The first of them meets it as nobody has used it yet, the others without what is compiled from its policy. */
let root: string;

beforeAll(() => {
  root = treeRepository();
});

describe('bizos session, killed', () => {
  // A killed start and a killed end take turns: the session that begins after the one is what the other ends.
  it.each(CALLS)(
    'at any %s of a start: the next one begins; of its end: it can be ended, and nothing is lost',
    { timeout: 600_000 },
    (call) => {
      rmSync(join(root, '.bizos', 'zones.json'), { force: true });
      let killed = 0;
      const over = { start: false, end: false };
      for (let n = 1; n < 200 && !(over.start && over.end); n += 1) {
        if (!over.start) {
          over.start = !killedAt(root, call, n, START);
          if (!over.start) killed += 1;
          clear(root);
        }
        const started = bizos(root, [...START, '--json']);
        expect(started).toMatchObject({ code: 0 });
        const { id } = JSON.parse(started.out) as { id: string };
        expect(bizos(root, ['session', 'note', 'remember']).code).toBe(0);
        if (!over.end) over.end = !killedAt(root, call, n, ['session', 'end', id]);
        // Of the start that was killed nothing is left that could not be ended.
        expect(clear(root).filter((other) => other !== id)).toEqual([]);
        const all = JSON.parse(bizos(root, ['session', 'show', id, '--json']).out) as { notes: string[]; state: string };
        expect([all.state, all.notes.length]).toEqual(['ended', 1]);
      }
      expect([over, killed > 0]).toEqual([{ start: true, end: true }, true]);
      expect(listed(root)).toEqual([]);
      expect(git(root, ['fsck', '--strict']).code).toBe(0);
    },
  );
});
