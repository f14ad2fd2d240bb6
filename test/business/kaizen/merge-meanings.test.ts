import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gitIn } from './log-tree.ts';
import { add, change, commit, entriesOf, entry, experiment, installDriver, kaizenMerge, mergeTree, read, tryGit } from './merge-tree.ts';

const RULES = 'bizos/BIZOS_RULES.md';
const NOTHING = { exit: 0, json: { logs: [], documents: [] } };

/** An experiment, and the rule that it led to. */
function both(folder: string, title: string, id: string, rule: string, date = '2026-11-02'): void {
  add(folder, experiment(id, title, `**Led to:** ${rule}`).replace('2026-11-02', date));
  add(folder, entry(rule, `Rule of ${title}`, `**From:** ${id}`).replace('2026-11-02', date), RULES);
}

/** What each entry names, by title: of an entry that is not there its id. */
function meanings(folder: string): string[] {
  const text = `${read(folder)}\n${read(folder, 'BIZOS_RULES')}`.replaceAll('\r', '');
  const titles = new Map([...text.matchAll(/^### \[(\S+)\] (.*)$/gm)].map(([, id, title]) => [id, title]));
  return text
    .split(/^(?=### )/m)
    .flatMap((part) => {
      const title = /^### \[\S+\] (.*)$/m.exec(part)?.[1];
      return [...part.matchAll(/^\*\*(?:Led to|From):\*\* (.*)$/gm)].map(
        ([, ids]) =>
          `${title}: ${ids
            .split(', ')
            .map((id) => titles.get(id) ?? id)
            .join(', ')}`,
      );
    })
    .sort();
}

const pair = (title: string): string[] => [`${title}: Rule of ${title}`, `Rule of ${title}: ${title}`];

async function pulled(folder: string, from: string, ...how: string[]): Promise<void> {
  tryGit(folder, 'merge', '-q', '--no-edit', ...how, from);
  expect((await kaizenMerge(folder)).exit).toBe(0);
  gitIn(folder, 'add', '-A');
  // There may be nothing left to commit.
  tryGit(folder, 'commit', '-q', '-m', 'merged');
}

function tree(driver: boolean): string {
  const folder = mergeTree();
  if (driver) installDriver(folder);
  gitIn(folder, 'branch', 'topic');
  return folder;
}

/** Alpha on `main` and Beta on `topic`, under one number; `more`: what is beside Beta. Stands on `main`. */
function parted(day: string, more: (folder: string) => void = () => undefined): string {
  const folder = tree(true);
  both(folder, 'Alpha', 'K-BIZ-002', 'R-BIZ-001', day);
  commit(folder, 'alpha');
  gitIn(folder, 'checkout', '-q', 'topic');
  both(folder, 'Beta', 'K-BIZ-002', 'R-BIZ-001');
  more(folder);
  commit(folder, 'beta');
  gitIn(folder, 'checkout', '-q', 'main');
  return folder;
}

describe('an entry names what its writer meant', () => {
  it.each([true, false])('where both went on after one had renumbered it, driver %s', async (driver) => {
    const folder = tree(driver);
    add(folder, experiment('K-BIZ-002', 'Alpha').replace('2026-11-02', '2026-11-21'));
    commit(folder, 'alpha');
    gitIn(folder, 'checkout', '-q', 'topic');
    both(folder, 'Beta', 'K-BIZ-002', 'R-BIZ-001');
    commit(folder, 'beta');
    await pulled(folder, 'main');
    gitIn(folder, 'checkout', '-q', 'main');
    change(folder, 'Alpha\n**Date:** 2026-11-21\n', 'Alpha\n**Date:** 2026-11-21\n**Led to:** R-BIZ-001\n');
    add(folder, entry('R-BIZ-001', 'Rule of Alpha', '**From:** K-BIZ-002').replace('2026-11-02', '2026-11-22'), RULES);
    commit(folder, 'rule of alpha');
    await pulled(folder, 'topic');
    expect(meanings(folder)).toEqual([...pair('Alpha'), ...pair('Beta')].sort());
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  });

  it.each([true, false])('where both merged each other at once and then once more, driver %s', async (driver) => {
    const folder = tree(driver);
    both(folder, 'Alpha', 'K-BIZ-002', 'R-BIZ-001');
    commit(folder, 'alpha');
    gitIn(folder, 'tag', 'alpha');
    gitIn(folder, 'checkout', '-q', 'topic');
    change(folder, 'The first\n', 'The first\n**Led to:** R-BIZ-001\n');
    add(folder, entry('R-BIZ-001', 'Rule of zero', '**From:** K-BIZ-001'), RULES);
    both(folder, 'Beta', 'K-BIZ-002', 'R-BIZ-002');
    commit(folder, 'beta');
    gitIn(folder, 'tag', 'beta');
    await pulled(folder, 'alpha');
    gitIn(folder, 'checkout', '-q', 'main');
    await pulled(folder, 'beta');
    await pulled(folder, 'topic');
    expect(meanings(folder)).toEqual([...pair('Alpha'), ...pair('Beta'), 'Rule of zero: The first', 'The first: Rule of zero'].sort());
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  });

  it('where a branch that was merged is rebased, and what others know keeps its number', async () => {
    const folder = parted('2026-11-19');
    gitIn(folder, 'checkout', '-q', 'topic');
    await pulled(folder, 'main');
    expect(entriesOf(read(folder))).toContain('K-BIZ-003 Alpha');
    gitIn(folder, 'checkout', '-q', 'main');
    add(folder, experiment('K-BIZ-003', 'Gamma'));
    commit(folder, 'gamma');
    gitIn(folder, 'checkout', '-q', 'topic');
    expect(tryGit(folder, 'rebase', '-q', 'main').code).toBe(0);
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(entriesOf(read(folder))).toEqual(expect.arrayContaining(['K-BIZ-002 Alpha', 'K-BIZ-003 Gamma', 'K-BIZ-004 Beta']));
    expect(entriesOf(read(folder, 'BIZOS_RULES'))).toContain('R-BIZ-001 Rule of Alpha');
    expect(meanings(folder)).toEqual([...pair('Alpha'), ...pair('Beta')].sort());
  });

  it('where a branch is squashed a second time', async () => {
    const folder = parted('2026-10-19');
    await pulled(folder, 'topic', '--squash', '--no-commit');
    gitIn(folder, 'checkout', '-q', 'topic');
    change(folder, /(Beta\n[\s\S]*?)Proposed/, '$1Active\n**Started:** 2026-11-05');
    commit(folder, 'beta goes on');
    gitIn(folder, 'checkout', '-q', 'main');
    await pulled(folder, 'topic', '--squash', '--no-commit');
    expect(meanings(folder)).toEqual([...pair('Alpha'), ...pair('Beta')].sort());
    expect(read(folder)).toContain('**Started:** 2026-11-05');
    expect(read(folder)).not.toContain('<<<<<<<');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  });

  it('in the documents that a squash has not reached when it was cut off', async () => {
    const folder = parted('2026-10-19', (here) => {
      for (const name of ['ONE', 'TWO']) writeFileSync(join(here, 'bizos', `${name}.md`), 'Beta is K-BIZ-002.\n');
    });
    tryGit(folder, 'merge', '-q', '--squash', 'topic');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    // As a kill between the two leaves it.
    writeFileSync(join(folder, 'bizos', 'TWO.md'), 'Beta is K-BIZ-002.\n');
    expect((await kaizenMerge(folder)).json).toMatchObject({ documents: ['bizos/TWO.md'] });
    for (const name of ['ONE', 'TWO']) expect(read(folder, name)).toBe('Beta is K-BIZ-003.\n');
  });

  it('and nothing else is changed in logs with returns', async () => {
    const folder = mergeTree();
    installDriver(folder);
    for (const name of ['KAIZEN_LOG', 'BIZOS_RULES'])
      writeFileSync(join(folder, 'bizos', `${name}.md`), read(folder, name).replaceAll('\n', '\r\n'));
    commit(folder, 'returns');
    gitIn(folder, 'branch', 'topic');
    for (const [branch, title] of [
      ['main', 'Alpha'],
      ['topic', 'Beta'],
    ]) {
      gitIn(folder, 'checkout', '-q', branch);
      both(folder, title, 'K-BIZ-002', 'R-BIZ-001');
      for (const name of ['KAIZEN_LOG', 'BIZOS_RULES'])
        writeFileSync(join(folder, 'bizos', `${name}.md`), read(folder, name).replace(/\r?\n/g, '\r\n'));
      commit(folder, title);
    }
    gitIn(folder, 'merge', '-q', '--no-edit', 'main');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(gitIn(folder, 'diff', '--numstat').trim().split('\n')).toEqual([`1\t1\t${RULES}`, '1\t1\tbizos/KAIZEN_LOG.md']);
    expect(readFileSync(join(folder, RULES), 'utf8')).not.toMatch(/[^\r]\n/);
    expect(meanings(folder)).toEqual([...pair('Alpha'), ...pair('Beta')].sort());
  });

  it('where one side turned the line ends', async () => {
    const folder = parted('2026-10-19', (here) => writeFileSync(join(here, 'bizos', 'KAIZEN_LOG.md'), read(here).replaceAll('\n', '\r\n')));
    await pulled(folder, 'topic', '--no-commit');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
    expect(meanings(folder)).toEqual([...pair('Alpha'), ...pair('Beta')].sort());
  });
});
