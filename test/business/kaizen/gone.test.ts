import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doctor } from '../../../src/business/group/operations/doctor.ts';
import { CHECKS } from '../../../src/business/kaizen/checks/index.ts';
import { call, contextIn, jsonOf } from '../group/fake-context.ts';
import { gitIn } from './log-tree.ts';
import { add, change, commit, experiment, kaizenMerge, mergeTree, read, split, tryGit } from './merge-tree.ts';

/** What the doctor says of entries that are gone: the entry, when it was there, and the way back. */
async function gone(folder: string, language: 'en' | 'de' = 'en'): Promise<readonly string[][]> {
  const outcome = await call(doctor, contextIn(folder, { checks: async () => CHECKS, language }));
  const { problems } = jsonOf(outcome) as unknown as { problems: { code: string; message: string; remedy: string }[] };
  return problems.filter(({ code }) => code === 'experiment-gone').map(({ message, remedy }) => [message, remedy]);
}

const one = (id: string, title: string): string => experiment(id, title, '**By:** Ana', '', `**Hypothesis:** If ${title}, then more`);

/** Two branches, each with an entry of its own: Alpha on main, Beta on topic. */
function parted(alpha = 'K-BIZ-002', beta = 'K-BIZ-002'): string {
  const folder = mergeTree();
  split(
    folder,
    () => add(folder, one(alpha, 'Alpha')),
    () => add(folder, one(beta, 'Beta')),
  );
  return folder;
}

/** Gives an entry another title and another hypothesis. */
function mend(folder: string, from: string, to: string): void {
  change(folder, new RegExp(`\\] ${from}\\n`), `] ${to}\n`);
  change(folder, `If ${from}, then`, `If ${to}, then`);
}

const ARCHIVE = 'bizos/_archive/OLD.md';

const cutBeta = (folder: string): void => change(folder, /### \[K-BIZ-00\d\] Beta[\s\S]*?in words\.\n\n/, '');

describe('an entry that a merge has lost', () => {
  it.each<[string, string, string, string, string, string, string]>([
    ['theirs', 'ours', 'K-BIZ-003', 'K-BIZ-003 "Beta"', 'on the branch that was merged', 'der zusammengeführt wurde', 'Take it back, or'],
    ['theirs, its number ours', 'ours', 'K-BIZ-002', 'K-BIZ-002 "Beta"', 'that was merged', 'zusammengeführt wurde', 'the next free'],
    ['ours, its number theirs', 'theirs', 'K-BIZ-002', 'K-BIZ-002 "Alpha"', 'before the last commit', 'vor dem letzten', 'the next free'],
    ['a provisional one', 'ours', 'K-BIZ-~7f3a', 'K-BIZ-~7f3a "Beta"', 'that was merged', 'zusammengeführt wurde', 'Take it back, or'],
  ])('with git merge -X: %s', async (_what, side, beta, which, en, de, remedy) => {
    const folder = parted('K-BIZ-002', beta);
    expect(tryGit(folder, 'merge', '-q', '-X', side, 'topic', '-m', 'merged').code).toBe(0);
    expect(await gone(folder)).toEqual([
      [expect.stringMatching(`^${which} was here .*${en} and is gone`), expect.stringContaining(remedy)],
    ]);
    expect((await gone(folder, 'de')).map(([message]) => message)).toEqual([expect.stringContaining(de)]);
    // Where its branch is the one that all begin from, later commits do not hide it.
    writeFileSync(join(folder, 'LATER.md'), 'x\n');
    commit(folder, 'later');
    expect(await gone(folder)).toEqual([]);
    gitIn(folder, 'update-ref', 'refs/remotes/origin/main', which.includes('Beta') ? 'topic' : 'HEAD~2');
    gitIn(folder, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    expect((await gone(folder)).map(([message]) => message)).toEqual([`${which} was here where the branch began and is gone.`]);
  });

  it.each([
    ['--ours', 'K-BIZ-002 "Beta" was here on the branch that is being merged and is gone.'],
    ['--theirs', 'K-BIZ-002 "Alpha" was here at the last commit and is gone.'],
  ])('in a conflict that git checkout %s took away: the way back that is named leads there', async (side, message) => {
    const folder = parted();
    tryGit(folder, 'merge', '-q', 'topic');
    expect(await gone(folder)).toEqual([]);
    gitIn(folder, 'checkout', '-q', side, '--', 'bizos/KAIZEN_LOG.md');
    gitIn(folder, 'add', '-A');
    const [[said, remedy]] = await gone(folder);
    expect(said).toBe(message);
    const way = 'git checkout --merge -- bizos/KAIZEN_LOG.md';
    expect(remedy).toContain(`: ${way}; bizos kaizen merge`);
    expect((await gone(folder, 'de'))[0][1]).toContain(`: ${way}; bizos kaizen merge`);
    gitIn(folder, ...way.split(' ').slice(1));
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(await gone(folder)).toEqual([]);
    expect(read(folder)).toMatch(/\] Alpha\n[\s\S]*\] Beta\n/);
  });
});

describe('what a merge has not lost', () => {
  it.each<[string, (folder: string) => void]>([
    ['it went to the archive', archived],
    ['it has another number, and another title', (folder) => change(folder, '[K-BIZ-002] Beta', '[K-BIZ-003] Beta, mended')],
    ['it has another number, title and day', (folder) => change(folder, /\[K-BIZ-002\] Beta\n.*/, renumbered('Beta, mended'))],
    ['it has another number and hypothesis', (folder) => change(folder, /\[K-BIZ-002\] Beta\n(.*\n){5}/, renumbered('Beta'))],
  ])('an entry that stands there still: %s', async (what, how) => {
    const folder = parted();
    tryGit(folder, 'merge', '-q', 'topic');
    gitIn(folder, 'checkout', '-q', '--theirs', '--', 'bizos/KAIZEN_LOG.md');
    how(folder);
    add(folder, one('K-BIZ-002', 'Alpha'));
    expect(await gone(folder)).toEqual([]);
    commit(folder, 'merged');
    expect(await gone(folder)).toEqual([]);
    // It is looked for: without it the doctor says so.
    if (what.includes('archive')) rmSync(join(folder, ARCHIVE));
    else cutBeta(folder);
    expect(await gone(folder)).not.toEqual([]);
  });

  function archived(folder: string): void {
    const [entry] = /### \[K-BIZ-002\] Beta\n[\s\S]*?in words\.\n/.exec(read(folder)) ?? [];
    mkdirSync(join(folder, 'bizos', '_archive'));
    writeFileSync(join(folder, ARCHIVE), `# Old\n\n${entry}`);
    cutBeta(folder);
  }

  function renumbered(title: string): string {
    return `[K-BIZ-003] ${title}\n**Renumbered:** was K-BIZ-002 on a branch until 2026-11-20\n**Date:** 2026-11-19\n`;
  }

  it('what our side took out before, and theirs went on without touching', async () => {
    const folder = mergeTree();
    add(folder, one('K-BIZ-002', 'Beta'));
    commit(folder, 'both have it');
    split(
      folder,
      () => cutBeta(folder),
      () => change(folder, 'One', 'Uno', 'NOTES'),
    );
    gitIn(folder, 'merge', '-q', 'topic', '-m', 'merged');
    expect(read(folder)).not.toContain('Beta');
    expect(await gone(folder)).toEqual([]);
  });

  it('whose title and hypothesis were mended, on a branch, in the merge and since', async () => {
    const folder = parted('K-BIZ-002', 'K-BIZ-003');
    mend(folder, 'Alpha', 'Omega');
    expect(await gone(folder)).toEqual([]);
    commit(folder, 'mended');
    expect(await gone(folder)).toEqual([]);
    tryGit(folder, 'merge', '-q', 'topic');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    mend(folder, 'Beta', 'Psi');
    expect(await gone(folder)).toEqual([]);
    commit(folder, 'merged');
    gitIn(folder, 'update-ref', 'refs/remotes/origin/main', 'topic');
    gitIn(folder, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    mend(folder, 'Omega', 'Alpha the second');
    expect(await gone(folder)).toEqual([]);
  });

  it('a provisional one that got its number and another title', async () => {
    const folder = parted('K-BIZ-002', 'K-BIZ-~7f3a');
    tryGit(folder, 'merge', '-q', 'topic');
    await kaizenMerge(folder);
    change(folder, '[K-BIZ-~7f3a] Beta', '[K-BIZ-003] Beta, mended');
    commit(folder, 'merged');
    expect(await gone(folder)).toEqual([]);
  });
});
