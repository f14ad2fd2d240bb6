import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gitIn, logOf } from './log-tree.ts';
import { add, change, commit, entriesOf, experiment, kaizenMerge, mergeTree, read, split, tryGit } from './merge-tree.ts';

const THERE = 'bizos/logs/KAIZEN_LOG.md';

/** Moves the log, and says so in the table of ways. */
function moveLog(folder: string): void {
  mkdirSync(join(folder, 'bizos', 'logs'));
  gitIn(folder, 'mv', 'bizos/KAIZEN_LOG.md', THERE);
  change(folder, '| kaizen bizos | `bizos/KAIZEN_LOG.md`', `| kaizen bizos | \`${THERE}\``, 'STRUCTURE');
}

const isBeta = (folder: string): void => {
  add(folder, experiment('K-BIZ-002', 'Beta'));
  change(folder, 'Two', 'See K-BIZ-002', 'NOTES');
};

const AFTER = ['K-BIZ-001 The first', 'K-BIZ-002 Alpha', 'K-BIZ-003 Beta'];

describe('kaizen merge of a log that one side has moved', () => {
  it.each(['ours', 'theirs'])('settles it in a merge that is going on: %s', async (mover) => {
    const folder = mergeTree();
    const first = mover === 'ours' ? 'Alpha' : 'Beta';
    const moves = (): void => {
      add(folder, experiment('K-BIZ-002', first));
      moveLog(folder);
    };
    const stays = (): void => {
      add(folder, experiment('K-BIZ-002', first === 'Alpha' ? 'Beta' : 'Alpha'));
      change(folder, 'Two', 'See K-BIZ-002', 'NOTES');
    };
    if (mover === 'ours') split(folder, moves, stays);
    else split(folder, stays, moves);
    expect(tryGit(folder, 'merge', 'topic').code).toBe(1);
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(entriesOf(logOf(folder, THERE))).toEqual(AFTER);
    expect(read(folder, 'NOTES')).toContain(mover === 'ours' ? 'See K-BIZ-003\n' : 'See K-BIZ-002\n');
    gitIn(folder, 'commit', '-q', '--no-edit');
  });

  it.each(['before', 'after'])('settles numbers that stand twice, moved %s the merge', async (when) => {
    const folder = mergeTree();
    split(
      folder,
      () => {
        add(folder, experiment('K-BIZ-002', 'Alpha'));
        if (when === 'before') moveLog(folder);
      },
      () => {
        change(folder, '## Completed Experiments\n\n', `## Completed Experiments\n\n${experiment('K-BIZ-002', 'Beta')}`);
        change(folder, 'Two', 'See K-BIZ-002', 'NOTES');
      },
    );
    expect(tryGit(folder, 'merge', 'topic').code).toBe(0);
    if (when === 'after') {
      moveLog(folder);
      commit(folder, 'moved');
    }
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(entriesOf(logOf(folder, THERE))).toEqual(AFTER);
    expect(read(folder, 'NOTES')).toContain('See K-BIZ-003\n');
  });

  it.each<[string, (folder: string) => void]>([
    ['in the commit of the merge', (folder) => moveLog(folder)],
    [
      'in it, with a pointer left at the old place',
      (folder) => {
        moveLog(folder);
        writeFileSync(join(folder, 'bizos', 'KAIZEN_LOG.md'), '# Moved\n\nThe log is in `logs/` now.\n');
      },
    ],
  ])('settles numbers that stand twice, moved %s', async (_, move) => {
    const folder = mergeTree();
    split(
      folder,
      // Of less than 400 bytes git sees no rewriting.
      () => add(folder, experiment('K-BIZ-002', 'Alpha', `\n${'Alpha is said at length. '.repeat(20)}`)),
      () => {
        change(folder, '## Completed Experiments\n\n', `## Completed Experiments\n\n${experiment('K-BIZ-002', 'Beta')}`);
        change(folder, 'Two', 'See K-BIZ-002', 'NOTES');
      },
    );
    expect(tryGit(folder, 'merge', '--no-commit', 'topic').code).toBe(0);
    move(folder);
    commit(folder, 'merged and moved');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(entriesOf(logOf(folder, THERE))).toEqual(AFTER);
    expect(read(folder, 'NOTES')).toContain('See K-BIZ-003\n');
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents: [] } });
  });

  it('settles it where each side moved it to a place of its own, and a person kept ours', async () => {
    const folder = mergeTree();
    const OTHER = 'bizos/OTHER_LOG.md';
    split(
      folder,
      () => {
        add(folder, experiment('K-BIZ-002', 'Alpha'));
        moveLog(folder);
      },
      () => {
        change(folder, '## Completed Experiments\n\n', `## Completed Experiments\n\n${experiment('K-BIZ-002', 'Beta')}`);
        change(folder, 'Two', 'See K-BIZ-002', 'NOTES');
        gitIn(folder, 'mv', 'bizos/KAIZEN_LOG.md', OTHER);
      },
    );
    expect(tryGit(folder, 'merge', 'topic').code).toBe(1);
    rmSync(join(folder, OTHER));
    commit(folder, 'ours is its place');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(entriesOf(logOf(folder, THERE))).toEqual(AFTER);
    expect(read(folder, 'NOTES')).toContain('See K-BIZ-003\n');
  });

  it.each([false, true])('follows in documents that were written before it was moved; moved and committed: %s', async (committed) => {
    const folder = mergeTree();
    split(
      folder,
      () => add(folder, experiment('K-BIZ-002', 'Alpha')),
      () => isBeta(folder),
    );
    tryGit(folder, 'merge', 'topic');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    gitIn(folder, 'commit', '-q', '--no-edit');
    gitIn(folder, 'checkout', '-q', 'topic');
    writeFileSync(join(folder, 'bizos', 'MORE.md'), 'Of K-BIZ-002.\n');
    commit(folder, 'more');
    gitIn(folder, 'checkout', '-q', 'main');
    moveLog(folder);
    if (committed) commit(folder, 'moved');
    else gitIn(folder, 'commit', '-q', '--allow-empty', '-m', 'nothing');
    expect(tryGit(folder, 'cherry-pick', 'topic').code).toBe(0);
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(entriesOf(logOf(folder, THERE))).toEqual(AFTER);
    expect(read(folder, 'MORE')).toBe('Of K-BIZ-003.\n');
  });
});

describe('kaizen merge beside a document that one side has moved', () => {
  it.each([
    ['ours moved it, theirs wrote in it', 'ours'],
    ['theirs moved it and wrote in it', 'theirs'],
  ])('gives it the new number at once: %s', async (_, mover) => {
    const folder = mergeTree();
    writeFileSync(join(folder, 'bizos', 'PLAN.md'), '# Plan\n\nA\n\nB\n\nC\n\nSee K-BIZ-001.\n');
    commit(folder, 'a plan');
    const move = (): void => {
      gitIn(folder, 'mv', 'bizos/PLAN.md', 'bizos/OUR_PLAN.md');
    };
    split(
      folder,
      () => {
        add(folder, experiment('K-BIZ-002', 'Alpha'));
        if (mover === 'ours') move();
      },
      () => {
        add(folder, experiment('K-BIZ-002', 'Beta'));
        change(folder, 'B\n', 'B, see K-BIZ-002\n', 'PLAN');
        if (mover === 'theirs') move();
      },
    );
    expect(tryGit(folder, 'merge', 'topic').code).toBe(1);
    const { exit, json } = await kaizenMerge(folder);
    expect([exit, json?.documents]).toEqual([0, ['bizos/OUR_PLAN.md']]);
    expect(read(folder, 'OUR_PLAN')).toBe('# Plan\n\nA\n\nB, see K-BIZ-003\n\nC\n\nSee K-BIZ-001.\n');
    expect(gitIn(folder, 'diff', '--name-only')).toBe('');
  });
});
