import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { heldAgainst, readCheckpoints, setCheckpoints } from '../../src/loop/ledger/checkpoints.ts';
import { appendEntries } from '../../src/loop/ledger/ledger.ts';
import { readLedger } from '../../src/loop/ledger/read.ts';
import { emptyRoot, NOON, SAMPLES } from './world.ts';

const git = (cwd: string, ...words: string[]): string => {
  const { status, stdout, stderr } = spawnSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.test', ...words], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
  if (status !== 0) throw new Error(stdout + stderr);
  return stdout;
};
const write = (root: string, run: string): void => {
  appendEntries({ root, who: 'crm-ops', now: () => NOON }, [{ kind: 'run-start', data: { ...SAMPLES['run-start'], run } }]);
};
const commit = (root: string): void => {
  git(root, 'add', '_SESSIONS');
  git(root, 'commit', '-qm', 'ledger');
};
const sound = (root: string): { lines: number; problems: readonly unknown[] } => {
  const { entries, problems } = readLedger(root, true);
  return { lines: entries.length, problems };
};

describe('branches and clones', () => {
  it('two clones write and merge without a conflict, and every chain is sound', () => {
    const [a, b] = [emptyRoot(), emptyRoot()];
    git(a, 'init', '-q', '-b', 'main');
    write(a, 'r1');
    commit(a);
    git(b, 'clone', '-q', a, '.');
    write(a, 'r2');
    commit(a);
    write(b, 'r3');
    commit(b);
    git(b, 'pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main');
    expect(sound(b)).toEqual({ lines: 3, problems: [] });
    expect(readdirSync(join(b, '_SESSIONS/ledger'))).toHaveLength(2);
  });

  it('two branches of one checkout merge without a conflict: the chain never forks', () => {
    const root = emptyRoot();
    git(root, 'init', '-q', '-b', 'main');
    write(root, 'r1');
    commit(root);
    git(root, 'switch', '-qc', 'side');
    write(root, 'r2');
    commit(root);
    git(root, 'switch', '-q', 'main');
    write(root, 'r3');
    commit(root);
    git(root, 'merge', '-q', '--no-edit', 'side');
    expect(sound(root)).toEqual({ lines: 3, problems: [] });
    write(root, 'r4');
    expect(sound(root)).toEqual({ lines: 4, problems: [] });
  });

  it('a copied folder with all of its .git does not write on at the same chain', () => {
    const [a, b] = [emptyRoot(), emptyRoot()];
    git(a, 'init', '-q', '-b', 'main');
    write(a, 'r1');
    cpSync(a, b, { recursive: true });
    write(a, 'r2');
    write(b, 'r3');
    expect(readdirSync(join(b, '_SESSIONS/ledger'))).toHaveLength(2);
    expect(sound(b)).toEqual({ lines: 2, problems: [] });
  });
});

describe('checkpoints', () => {
  const three = async (): Promise<{ root: string; path: string; lines: string[] }> => {
    const root = emptyRoot();
    git(root, 'init', '-q', '-b', 'main');
    for (const run of ['r1', 'r2', 'r3']) write(root, run);
    await setCheckpoints(root, readLedger(root, true).chains);
    const path = join(root, '_SESSIONS/ledger', readdirSync(join(root, '_SESSIONS/ledger'))[0]);
    return { root, path, lines: readFileSync(path, 'utf8').trimEnd().split('\n') };
  };
  const judged = async (root: string) =>
    heldAgainst(readLedger(root, true).chains, await readCheckpoints(root)).map(({ code, place }) => [code, place?.line]);

  it('show a chain that was cut off at its end, which is sound in itself', async () => {
    const { root, path, lines } = await three();
    expect(await judged(root)).toEqual([]);
    writeFileSync(path, `${lines.slice(0, 2).join('\n')}\n`);
    expect(sound(root).problems).toEqual([]);
    expect(await judged(root)).toEqual([['ledger-truncated', 3]]);
  });

  it('never go back, and show a chain that was written anew', async () => {
    const { root, path, lines } = await three();
    writeFileSync(path, `${lines.slice(0, 2).join('\n')}\n`);
    expect(await setCheckpoints(root, readLedger(root, true).chains)).toBe(0);
    expect(await judged(root)).toEqual([['ledger-truncated', 3]]);
    writeFileSync(path, `${lines.join('\n')}\n`);
    write(root, 'r4');
    expect(await setCheckpoints(root, readLedger(root, true).chains)).toBe(1);
    expect(await judged(root)).toEqual([]);
  });
});
