import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { bizos, emptyFolder, environmentOf, git } from '../guard/tree-fixture.ts';

/**
 * `bizos init`, killed while it makes a tree, and run again: the second run makes what is missing, and what a person wrote in the
 * meantime stays. A handful of system calls of each kind (folders, files, their place); with BIZOS_FAULTS=full every one of them.
 */
const FULL = process.env.BIZOS_FAULTS === 'full';
const CALLS = ['mkdir', 'fsync', 'link'] as const;
const POINTS = FULL ? Array.from({ length: 200 }, (_, i) => i + 1) : [1, 2, 9, 24];
const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'bizos.js');
const WORDS = ['init', '--yes', 'group'];
const UNFINISHED = '.bizos-part';

/** Every file below a tree but git's own and the index, with its bytes. */
function filesOf(root: string): Map<string, string> {
  const entries = existsSync(root) ? readdirSync(root, { recursive: true, withFileTypes: true }) : [];
  const found = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !/^(?:\.git|\.bizos)\//.test(path));
  return new Map(found.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** The home of a person whom git knows. */
function home(): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, '.gitconfig'), '[user]\n\tname = Aisyah\n\temail = a@example.org\n');
  return folder;
}

let whole: Map<string, string>;
beforeAll(() => {
  const folder = home();
  expect(bizos(folder, WORDS).code).toBe(0);
  whole = filesOf(join(folder, 'group'));
  expect(whole.size).toBeGreaterThan(30);
});

/** What a first run left: every document in it is whole; at most one unfinished write lies beside them. */
function lookAtRest(root: string): void {
  const left = [...filesOf(root)];
  expect(left.filter(([path]) => path.endsWith(UNFINISHED)).length).toBeLessThanOrEqual(1);
  for (const [path, text] of left) if (!path.endsWith(UNFINISHED)) expect([path, text]).toEqual([path, whole.get(path)]);
}

/** Runs it again behind a change of a person's; everything is there then, theirs as they wrote it. */
function again(folder: string): void {
  const root = join(folder, 'group');
  const mine = [...filesOf(root).keys()].find((path) => path.endsWith('.md'));
  if (mine) writeFileSync(join(root, mine), 'my own words\n');
  // Where the first run had got as far as its commit, the change is one to what is committed.
  const changed = mine && existsSync(join(root, '.git/refs/heads/main')) ? ` M ${mine}\n` : '';
  const said = bizos(folder, [...WORDS, '--json']);
  expect([said.code, said.err]).toEqual([0, '']);
  const now = filesOf(root);
  for (const path of now.keys()) if (path.endsWith(UNFINISHED)) now.delete(path);
  const wanted = new Map(whole);
  if (mine) wanted.set(mine, 'my own words\n');
  expect(now).toEqual(wanted);
  expect(git(root, ['log', '--format=%s']).out).toBe('Make the tree\n');
  expect(git(root, ['status', '--porcelain', '--untracked-files=all']).out.replaceAll(/^\?\? \S*\.bizos-part\n/gm, '')).toBe(changed);
  expect(git(root, ['fsck', '--strict']).code).toBe(0);
}

describe('bizos init, killed', () => {
  it.each(CALLS)('at a %s: the next run makes what is missing and overwrites nothing', { timeout: 1_800_000 }, (call) => {
    let killed = 0;
    for (const n of POINTS) {
      const folder = home();
      const inject = ['-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${n}`];
      const done = spawnSync('strace', [...inject, process.execPath, PROGRAM, ...WORDS], { cwd: folder, env: environmentOf(folder) });
      const ended = done.status === 0;
      if (!ended) killed++;
      lookAtRest(join(folder, 'group'));
      again(folder);
      if (ended) break;
    }
    expect(killed).toBeGreaterThanOrEqual(FULL ? 20 : POINTS.length);
  });

  it('together with git, while the repository is made: the next run makes the commit', { timeout: 600_000 }, async () => {
    let killed = 0;
    for (const waitMs of FULL ? Array.from({ length: 40 }, (_, i) => i) : [0, 3, 8, 20]) {
      const folder = home();
      const child = spawn(process.execPath, [PROGRAM, ...WORDS], {
        cwd: folder,
        env: environmentOf(folder),
        detached: true,
        stdio: 'ignore',
      });
      const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
      // The last folder of the plan is there: what follows is git's.
      while (!existsSync(join(folder, 'group/_INBOX/eats365')) && child.exitCode === null) await pause(1);
      await pause(waitMs);
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      if ((await ended) !== 0) killed++;
      lookAtRest(join(folder, 'group'));
      again(folder);
    }
    expect(killed).toBeGreaterThan(0);
  });
});
