import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gitIn } from './log-tree.ts';
import {
  add,
  change,
  commit,
  entriesOf,
  entry,
  experiment,
  installDriver,
  kaizenMerge,
  mergeTree,
  read,
  split,
  tryGit,
} from './merge-tree.ts';

/** What one side learned: a failure, an experiment from it, a rule and a pattern from that, and a note. All numbers are the other side's too. */
function learnAll(folder: string, side: string): void {
  add(folder, entry('F-BIZ-001', `Failure of ${side}`, '**Led to:** K-BIZ-002'), 'bizos/FAILURE_LOG.md');
  add(folder, experiment('K-BIZ-002', `Experiment of ${side}`, '**From:** F-BIZ-001', '**Led to:** R-BIZ-001, P-BIZ-001'));
  add(folder, entry('R-BIZ-001', `Rule of ${side}`, '**From:** K-BIZ-002'), 'bizos/BIZOS_RULES.md');
  add(folder, entry('P-BIZ-001', `Pattern of ${side}`, '**From:** K-BIZ-002'), 'bizos/BIZOS_PATTERNS.md');
  if (side === 'main') change(folder, 'One\n', 'One of main: R-BIZ-001 from K-BIZ-002\n', 'NOTES');
  else change(folder, 'Three\n', 'Three of topic: R-BIZ-001 from K-BIZ-002\n', 'NOTES');
}

/** Links of entries, by their titles. */
function links(folder: string): string[] {
  return ['FAILURE_LOG', 'KAIZEN_LOG', 'BIZOS_RULES', 'BIZOS_PATTERNS'].flatMap((log) =>
    read(folder, log)
      .split(/^(?=### )/m)
      .slice(1)
      .map((one) => {
        const fields = [...one.matchAll(/^\*\*(?:From|Led to):\*\* .*$/gm)].map(([line]) => line.replaceAll('*', ''));
        return `${entriesOf(one)[0]}: ${fields.join('; ')}`;
      }),
  );
}

const SETTLED = [
  'F-BIZ-001 Failure of main: Led to: K-BIZ-002',
  'F-BIZ-002 Failure of topic: Led to: K-BIZ-003',
  'K-BIZ-001 The first: ',
  'K-BIZ-002 Experiment of main: From: F-BIZ-001; Led to: R-BIZ-001, P-BIZ-001',
  'K-BIZ-003 Experiment of topic: From: F-BIZ-002; Led to: R-BIZ-002, P-BIZ-002',
  'R-BIZ-001 Rule of main: From: K-BIZ-002',
  'R-BIZ-002 Rule of topic: From: K-BIZ-003',
  'P-BIZ-001 Pattern of main: From: K-BIZ-002',
  'P-BIZ-002 Pattern of topic: From: K-BIZ-003',
];

/** Two branches whose entries link each other by the same numbers. */
function linked(): string {
  const folder = mergeTree();
  split(
    folder,
    () => learnAll(folder, 'main'),
    () => learnAll(folder, 'topic'),
  );
  return folder;
}

describe('links between entries that both sides numbered alike', () => {
  it.each([
    ['with the driver', true],
    ['without it', false],
  ])('mean what they meant after a merge %s', async (_, driver) => {
    const folder = linked();
    if (driver) installDriver(folder);
    expect(tryGit(folder, 'merge', '-q', '-m', 'merged', 'topic').code).toBe(driver ? 0 : 1);
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(links(folder)).toEqual(SETTLED);
    expect(read(folder, 'NOTES')).toContain('One of main: R-BIZ-001 from K-BIZ-002\n');
    expect(read(folder, 'NOTES')).toContain('Three of topic: R-BIZ-002 from K-BIZ-003\n');
    if (driver) {
      commit(folder, 'renumbered');
    } else {
      // All that it changed goes into the merge.
      gitIn(folder, 'commit', '-q', '--no-edit');
    }
    expect(gitIn(folder, 'status', '--porcelain', '--untracked-files=no')).toBe('');
    const after = links(folder);
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents: [] } });
    expect(links(folder)).toEqual(after);
  });

  it('mean what they meant where a person kept both sides by hand', async () => {
    const folder = linked();
    tryGit(folder, 'merge', '-q', 'topic');
    for (const log of ['FAILURE_LOG', 'KAIZEN_LOG', 'BIZOS_RULES', 'BIZOS_PATTERNS']) {
      const path = `bizos/${log}.md`;
      writeFileSync(join(folder, path), gitIn(folder, 'show', `main:${path}`));
      add(folder, `${gitIn(folder, 'show', `topic:${path}`).match(/^### [^\n]*topic\n[\s\S]*?topic, in words\.\n/m)?.[0]}\n`, path);
    }
    commit(folder, 'both kept');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(links(folder)).toEqual(SETTLED);
  });

  it.each([
    ['with the driver', true],
    ['without it', false],
  ])('an earlier entry names what came of it on both branches %s', async (_, driver) => {
    const folder = mergeTree();
    if (driver) installDriver(folder);
    add(folder, entry('F-BIZ-001', 'The export was cut'), 'bizos/FAILURE_LOG.md');
    commit(folder, 'failure');
    const side = (name: string) => (): void => {
      change(folder, 'The export was cut\n', 'The export was cut\n**Led to:** K-BIZ-002\n', 'FAILURE_LOG');
      add(folder, experiment('K-BIZ-002', `Experiment of ${name}`, '**From:** F-BIZ-001'));
    };
    split(folder, side('main'), side('topic'));
    tryGit(folder, 'merge', '-q', '-m', 'merged', 'topic');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(links(folder)).toEqual([
      'F-BIZ-001 The export was cut: Led to: K-BIZ-002, K-BIZ-003',
      'K-BIZ-001 The first: ',
      'K-BIZ-002 Experiment of main: From: F-BIZ-001',
      'K-BIZ-003 Experiment of topic: From: F-BIZ-001',
    ]);
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents: [] } });
  });

  it('stages no document that a person has changed and not staged', async () => {
    const folder = linked();
    tryGit(folder, 'merge', '-q', 'topic');
    change(folder, 'Two\n', 'Two, being written\n', 'NOTES');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(read(folder, 'NOTES')).toContain('Three of topic: R-BIZ-002 from K-BIZ-003\n');
    expect(gitIn(folder, 'show', ':bizos/NOTES.md')).not.toContain('being written');
    expect(gitIn(folder, 'diff', '--name-only')).toBe('bizos/NOTES.md\n');
  });
});

describe('numbers that the merge driver has given', () => {
  const both = (): string => {
    const folder = mergeTree();
    installDriver(folder);
    split(
      folder,
      () => add(folder, experiment('K-BIZ-002', 'Of main')),
      () => {
        add(folder, experiment('K-BIZ-002', 'Of topic'));
        change(folder, 'Three\n', 'Three: see K-BIZ-002\n', 'NOTES');
      },
    );
    return folder;
  };

  it('count for the merge that they were given in, not for one that was taken back', async () => {
    const folder = both();
    tryGit(folder, 'merge', '-q', '--no-commit', 'topic');
    expect(entriesOf(read(folder))).toContain('K-BIZ-003 Of topic');
    gitIn(folder, 'merge', '--abort');
    gitIn(folder, 'merge', '-q', '-m', 'merged', 'topic');
    expect(entriesOf(read(folder))).toContain('K-BIZ-004 Of topic');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(read(folder, 'NOTES')).toContain('see K-BIZ-004\n');
  });

  it('count for no later merge', async () => {
    const folder = both();
    gitIn(folder, 'merge', '-q', '-m', 'merged', 'topic');
    commitAll(folder, 'something');
    split2(folder);
    gitIn(folder, 'merge', '-q', '-m', 'merged later', 'later');
    // What the merge that they were given in left undone is done, and no more.
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents: ['bizos/NOTES.md'] } });
    expect(read(folder, 'NOTES')).toContain('Three: see K-BIZ-003\n');
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents: [] } });
    expect(read(folder, 'BIZOS_RULES')).toContain('**From:** K-BIZ-002\n');
  });

  it.each<[string, (folder: string) => void]>([
    ['rebase', (folder) => gitIn(folder, 'rebase', '-q', 'main', 'topic')],
    ['cherry-pick', (folder) => gitIn(folder, 'cherry-pick', 'topic')],
    ['cherry-pick of an earlier entry', (folder) => gitIn(folder, 'cherry-pick', 'earlier')],
  ])('are those of the commit that is replayed, and its other documents follow: %s', async (name, replay) => {
    const folder = both();
    change(folder, 'One\n', 'One: see K-BIZ-002\n', 'NOTES');
    commit(folder, 'noted on main');
    gitIn(folder, 'checkout', '-q', '-b', 'earlier', 'topic');
    change(folder, '### [K-BIZ-002] Of topic\n**Date:** 2026-11-02', '### [K-BIZ-002] Of topic\n**Date:** 2026-10-01');
    gitIn(folder, 'commit', '-q', '-a', '--amend', '--no-edit');
    gitIn(folder, 'checkout', '-q', 'main');
    replay(folder);
    expect(entriesOf(read(folder))).toEqual(['K-BIZ-001 The first', 'K-BIZ-002 Of main', 'K-BIZ-003 Of topic']);
    change(folder, 'Two\n', 'Two: see K-BIZ-002 of main\n', 'NOTES');
    commit(folder, `since the ${name}`);
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents: ['bizos/NOTES.md'] } });
    const notes = '# Notes\n\nOne: see K-BIZ-002\n\nTwo: see K-BIZ-002 of main\n\nThree: see K-BIZ-003\n';
    expect(read(folder, 'NOTES')).toBe(notes);
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents: [] } });
  });

  it.each<[string, (folder: string) => void]>([
    ['rebase', (folder) => gitIn(folder, 'rebase', '-q', 'main', 'topic')],
    ['a second merge', (folder) => gitIn(folder, 'merge', '-q', '-m', 'again', 'topic')],
  ])('are followed by what its branch does to the entry next: %s', (name, go) => {
    const folder = both();
    if (name === 'a second merge') gitIn(folder, 'merge', '-q', '-m', 'merged', 'topic');
    gitIn(folder, 'checkout', '-q', 'topic');
    change(folder, /(Of topic\n[\s\S]*?)Proposed/, '$1Active');
    commit(folder, 'started');
    gitIn(folder, 'checkout', '-q', 'main');
    go(folder);
    const text = read(folder);
    expect(entriesOf(text)).toEqual(['K-BIZ-001 The first', 'K-BIZ-002 Of main', 'K-BIZ-003 Of topic']);
    expect([...text.matchAll(/^\*\*Status:\*\* (.*)$/gm)].map(([, status]) => status)).toEqual(['Proposed', 'Proposed', 'Active']);
  });
});

/** A commit on top, so that the last one is no merge. */
function commitAll(folder: string, words: string): void {
  gitIn(folder, 'commit', '-q', '--allow-empty', '-m', words);
}

/** A branch `later` with a rule from K-BIZ-002. */
function split2(folder: string): void {
  gitIn(folder, 'checkout', '-q', '-b', 'later');
  add(folder, entry('R-BIZ-001', 'A later rule', '**From:** K-BIZ-002'), 'bizos/BIZOS_RULES.md');
  commit(folder, 'later');
  gitIn(folder, 'checkout', '-q', 'main');
  commitAll(folder, 'main goes on');
}
