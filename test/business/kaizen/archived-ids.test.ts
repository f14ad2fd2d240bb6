import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { emptyFolder, jsonOf } from '../group/fake-context.ts';
import { ask, gitIn, treeWithLog } from './log-tree.ts';

const ARCHIVED = '# Old\n\n### [K-BIZ-012] Moved here\n\n**Date:** 2025-01-01\n';
const PATH = process.env.PATH ?? '';

afterEach(() => {
  process.env.PATH = PATH;
});

let said = 0;
const learned = async (folder: string): Promise<unknown> =>
  jsonOf(await ask(folder, 'learn', { words: `kaizen bizos: If we try ${++said} then b because c`, layer: 'process', entity: 'Solartech' }))
    .id;

function archive(folder: string, text: string, file = 'bizos/_archive/2025/KAIZEN_LOG.md'): void {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), text);
}

function commit(folder: string): void {
  gitIn(folder, 'add', '-A');
  gitIn(folder, '-c', 'user.name=Ana', '-c', 'user.email=ana@example.com', 'commit', '-qm', 'archived');
}

/** A tree with an archive on another branch alone. */
function withArchiveOn(branch: string, text = ARCHIVED, file?: string): string {
  const folder = treeWithLog();
  gitIn(folder, 'checkout', '-qb', branch);
  archive(folder, text, file);
  commit(folder);
  gitIn(folder, 'checkout', '-q', 'main');
  return folder;
}

/** From now on every git that is started is written down in a file, which is given. */
function countedGit(): string {
  const folder = emptyFolder();
  const real = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
  const calls = join(folder, 'calls');
  writeFileSync(join(folder, 'git'), `#!/bin/sh\necho "$1" >>'${calls}'\nexec '${real}' "$@"\n`);
  chmodSync(join(folder, 'git'), 0o755);
  process.env.PATH = `${folder}${delimiter}${PATH}`;
  return calls;
}

/** What git was asked by one `learn`. */
async function callsOfLearn(folder: string): Promise<readonly string[]> {
  const calls = countedGit();
  await learned(folder);
  process.env.PATH = PATH;
  return existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [];
}

describe('a number in an archive is not given again', () => {
  it('on another branch, in a folder of it, beside what is no entry', async () => {
    const folder = withArchiveOn('topic', `${ARCHIVED}See [K-BIZ-700].\n\n\`\`\`md\n### [K-BIZ-800] An example\n\`\`\`\n`);
    expect(await learned(folder)).toBe('K-BIZ-013');
  });

  it('nor where it is called archive, has CRLF, and its name is no ASCII', async () => {
    const folder = withArchiveOn('topic', ARCHIVED.replaceAll('\n', '\r\n'), 'bizos/archive/Früher alt.md');
    expect(await learned(folder)).toBe('K-BIZ-013');
  });

  it('on a remote-tracking branch, and once the branch has moved on', async () => {
    const folder = withArchiveOn('topic');
    gitIn(folder, 'update-ref', 'refs/remotes/elsewhere/topic', 'topic');
    gitIn(folder, 'branch', '-qD', 'topic');
    expect(await learned(folder)).toBe('K-BIZ-013');
    commit(folder);
    gitIn(folder, 'checkout', '-qb', 'other', 'elsewhere/topic');
    archive(folder, '### [K-BIZ-040] Later\n', 'bizos/_archive/more.md');
    commit(folder);
    gitIn(folder, 'checkout', '-q', 'main');
    expect(await learned(folder)).toBe('K-BIZ-041');
  });

  it('on a branch that was fetched while a person was asked', async () => {
    const folder = treeWithLog();
    const other = withArchiveOn('topic');
    const answered = async <T>(_: unknown, choices: readonly { value: T }[]): Promise<T> => {
      gitIn(folder, 'fetch', '-q', other, 'topic:refs/remotes/elsewhere/topic');
      await wait(1100);
      return choices[0].value;
    };
    const nobody = async (): Promise<never> => {
      throw new Error('nobody was to be asked');
    };
    const someone = { input: nobody, choose: answered, chooseMany: nobody, confirm: nobody };
    const words = 'kaizen bizos: If we try that in Solartech then b because c';
    expect(jsonOf(await ask(folder, 'learn', { words }, { ask: someone })).id).toBe('K-BIZ-013');
  });

  it('in another worktree, committed or not', async () => {
    const folder = treeWithLog();
    const other = join(emptyFolder(), 'other');
    gitIn(folder, 'worktree', 'add', '-q', '-b', 'topic', other);
    archive(other, ARCHIVED);
    expect(await learned(folder)).toBe('K-BIZ-013');
  });

  /** Moves the log, with its row in "Learn Routes". */
  function moveLog(folder: string): void {
    mkdirSync(join(folder, 'bizos', 'logs'));
    renameSync(join(folder, 'bizos', 'KAIZEN_LOG.md'), join(folder, 'bizos', 'logs', 'KAIZEN_LOG.md'));
    const table = join(folder, 'bizos', 'STRUCTURE.md');
    const row = '| kaizen bizos | `bizos/KAIZEN_LOG.md`';
    writeFileSync(table, readFileSync(table, 'utf8').replace(row, row.replace('bizos/', 'bizos/logs/')));
  }

  it.each([
    ['there and not here', true],
    ['here and not there', false],
  ])('on another branch where the log was moved %s', async (_, there) => {
    const folder = treeWithLog();
    gitIn(folder, 'checkout', '-qb', 'topic');
    if (there) moveLog(folder);
    expect(await learned(folder)).toBe('K-BIZ-004');
    commit(folder);
    gitIn(folder, 'checkout', '-q', 'main');
    if (!there) {
      moveLog(folder);
      commit(folder);
    }
    // As in a clone that has only fetched it.
    rmSync(join(folder, '.git', 'bizos'), { recursive: true });
    expect(await learned(folder)).toBe('K-BIZ-005');
  });

  it.each([true, false])('in another worktree where the log was moved, or here: %s', async (there) => {
    const folder = treeWithLog();
    const other = join(emptyFolder(), 'other');
    gitIn(folder, 'worktree', 'add', '-q', '-b', 'topic', other);
    moveLog(there ? other : folder);
    expect(await learned(other)).toBe('K-BIZ-004');
    rmSync(join(folder, '.git', 'bizos'), { recursive: true });
    expect(await learned(folder)).toBe('K-BIZ-005');
  });

  it('and git is asked once more where there is one that is new, else not at all', async () => {
    const plain = treeWithLog();
    gitIn(plain, 'branch', 'topic');
    const without = await callsOfLearn(plain);
    expect(without).not.toContain('grep');
    const folder = withArchiveOn('topic');
    // The branch has another log, too: the one of the plain tree is like main's.
    expect([...(await callsOfLearn(folder))].sort()).toEqual([...without, 'grep'].sort());
    commit(folder);
    // Another tip with the same archive.
    expect(await callsOfLearn(folder)).not.toContain('grep');
    rmSync(join(folder, '.git', 'bizos'), { recursive: true });
    expect(await callsOfLearn(folder)).toContain('grep');
  });
});
