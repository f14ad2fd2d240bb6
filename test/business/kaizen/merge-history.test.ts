import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gitIn } from './log-tree.ts';
import { add, change, commit, entriesOf, entry, experiment, installDriver, kaizenMerge, mergeTree, read, tryGit } from './merge-tree.ts';

const NOTHING = { exit: 0, json: { logs: [], documents: [] } };

/** A branch with an experiment K-BIZ-002, and with a rule and a note that come from it. */
function learned(folder: string, name: string, note: readonly [from: string, to: string]): void {
  add(folder, experiment('K-BIZ-002', `Of ${name}`));
  add(folder, entry('R-BIZ-001', `Rule of ${name}`, '**From:** K-BIZ-002'), 'bizos/BIZOS_RULES.md');
  change(folder, `${note[0]}\n`, `${note[0]}${note[1]}\n`, 'NOTES');
}

/** `main` and two branches that all have numbered an experiment K-BIZ-002: `y`, with what came of it, and `z`. */
function three(driver = true): string {
  const folder = mergeTree();
  if (driver) installDriver(folder);
  gitIn(folder, 'checkout', '-q', '-b', 'y');
  learned(folder, 'y', ['Three', ' of y: see K-BIZ-002']);
  commit(folder, 'y');
  gitIn(folder, 'checkout', '-q', '-b', 'z', 'main');
  add(folder, experiment('K-BIZ-002', 'Of z'));
  commit(folder, 'z');
  gitIn(folder, 'checkout', '-q', 'main');
  add(folder, experiment('K-BIZ-002', 'Of main'));
  change(folder, 'One\n', 'One of main: see K-BIZ-002\n', 'NOTES');
  commit(folder, 'main');
  return folder;
}

const merged = (folder: string, ...branches: string[]): void => {
  for (const branch of branches) gitIn(folder, 'merge', '-q', '-m', `merged ${branch}`, branch);
};

/** What is said later of the entry that has the number now. */
function saidLater(folder: string): void {
  change(folder, 'Two\n', 'Two, later: see K-BIZ-002\n', 'NOTES');
  add(folder, entry('R-BIZ-009', 'A later rule', '**From:** K-BIZ-002'), 'bizos/BIZOS_RULES.md');
}

const ARCHIVE = '_archive/2026';

/** Moves entries out of the log into its archive. */
function archive(folder: string, ...titles: string[]): void {
  mkdirSync(join(folder, 'bizos', '_archive'), { recursive: true });
  const file = join(folder, 'bizos', `${ARCHIVE}.md`);
  if (!existsSync(file)) writeFileSync(file, '---\ntype: archive\n---\n\n# Old\n\n## Completed Experiments\n\n');
  for (const title of titles) {
    const [moved = ''] = new RegExp(`^### \\[\\S+\\] ${title}\\n[\\s\\S]*?(?=^##)`, 'm').exec(read(folder)) ?? [];
    change(folder, moved, '');
    writeFileSync(file, `${readFileSync(file, 'utf8')}${moved}`);
  }
}

/** The log and its archive. */
const kept = (folder: string): string => read(folder) + (existsSync(join(folder, 'bizos', `${ARCHIVE}.md`)) ? read(folder, ARCHIVE) : '');

/** The documents as they have to be in the end, however y came in. */
function expectSettled(folder: string, later = true, to = 'K-BIZ-003'): void {
  expect(entriesOf(kept(folder))).toEqual(expect.arrayContaining(['K-BIZ-002 Of main', `${to} Of y`]));
  expect(read(folder, 'NOTES')).toBe(
    `# Notes\n\nOne of main: see K-BIZ-002\n\nTwo${later ? ', later: see K-BIZ-002' : ''}\n\nThree of y: see ${to}\n`,
  );
  const rules = read(folder, 'BIZOS_RULES');
  expect(rules).toContain(`Rule of y\n**Date:** 2026-11-02\n**From:** ${to}\n`);
  if (later) expect(rules).toContain('A later rule\n**Date:** 2026-11-02\n**From:** K-BIZ-002\n');
  // Where it had its number from, it goes on to say.
  expect(kept(folder)).toMatch(new RegExp(`\\[${to}\\] Of y\\n\\*\\*Renumbered:\\*\\* was K-BIZ-002 `));
}

/** Called once it settles all, and called again it finds nothing to do: before the commit, after it, and after one more. */
async function settlesOnce(folder: string, documents = ['bizos/BIZOS_RULES.md', 'bizos/NOTES.md'], to = 'K-BIZ-003'): Promise<void> {
  saidLater(folder);
  commit(folder, 'more');
  expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents } });
  expectSettled(folder, true, to);
  expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  commit(folder, 'settled');
  expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  gitIn(folder, 'commit', '-q', '--allow-empty', '-m', 'goes on');
  expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  expectSettled(folder, true, to);
}

describe('what an earlier merge left undone', () => {
  it('is done after other commits', async () => {
    const folder = three();
    merged(folder, 'y');
    await settlesOnce(folder);
  });

  it.each([
    ['first', ['y', 'z'], 'K-BIZ-003'],
    ['second', ['z', 'y'], 'K-BIZ-004'],
  ])('is done where two branches were merged one after the other, ours %s', async (_, branches, to) => {
    const folder = three();
    merged(folder, ...branches);
    await settlesOnce(folder, undefined, to);
    expect(entriesOf(read(folder))).toHaveLength(4);
  });

  it.each([
    ['which was renumbered', ['Of y']],
    ['which has the number', ['Of main']],
    ['both', ['Of main', 'Of y']],
  ])('is done where the entry went to the archive since: %s', async (_, titles) => {
    const folder = three();
    merged(folder, 'y');
    archive(folder, ...titles);
    commit(folder, 'archived');
    await settlesOnce(folder);
  });

  it('is done where two that were renumbered on one day went there in one commit, with the line that both sides have as it was', async () => {
    const folder = three();
    for (const branch of ['y', 'z']) {
      gitIn(folder, 'checkout', '-q', branch);
      change(folder, 'Two\n', 'Two of all: K-BIZ-002\n', 'NOTES');
      if (branch === 'z') change(folder, '# Notes\n', '# Notes of z: K-BIZ-002\n', 'NOTES');
      commit(folder, `${branch} goes on`);
    }
    gitIn(folder, 'checkout', '-q', 'main');
    change(folder, 'Two\n', 'Two of all: K-BIZ-002\n', 'NOTES');
    commit(folder, 'main goes on');
    merged(folder, 'y', 'z');
    archive(folder, 'Of z', 'Of y');
    commit(folder, 'archived');
    commit2(folder);
    expect(entriesOf(read(folder, ARCHIVE))).toEqual(['K-BIZ-004 Of z', 'K-BIZ-003 Of y']);
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { documents: ['bizos/BIZOS_RULES.md', 'bizos/NOTES.md'] } });
    expect(read(folder, 'NOTES')).toBe(
      '# Notes of z: K-BIZ-004\n\nOne of main: see K-BIZ-002\n\nTwo of all: K-BIZ-002\n\nThree of y: see K-BIZ-003\n',
    );
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  });

  it('waits for the commit that archives the entry', async () => {
    const folder = three();
    merged(folder, 'y');
    commit2(folder);
    archive(folder, 'Of y');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
    commit(folder, 'archived');
    await settlesOnce(folder);
  });

  it('is done right after the second of two merges', async () => {
    const folder = three();
    merged(folder, 'y', 'z');
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { documents: ['bizos/BIZOS_RULES.md', 'bizos/NOTES.md'] } });
    expectSettled(folder, false);
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  });

  it('is done under the number that the entry has now, where a second merge gave it another', async () => {
    const folder = three();
    gitIn(folder, 'checkout', '-q', 'z');
    add(folder, experiment('K-BIZ-003', 'Earlier of z').replace('2026-11-02', '2026-10-01'));
    commit(folder, 'z goes on');
    gitIn(folder, 'checkout', '-q', 'main');
    merged(folder, 'y', 'z');
    const to = /\[(\S+)\] Of y/.exec(read(folder))?.[1] ?? '';
    expect(['K-BIZ-002', 'K-BIZ-003']).not.toContain(to);
    expect(read(folder)).toContain('[K-BIZ-003] Earlier of z');
    saidLater(folder);
    change(folder, 'A later rule, in words.', 'A later rule, in words, with K-BIZ-003 of z.', 'BIZOS_RULES');
    commit(folder, 'more');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(read(folder, 'NOTES')).toContain(`Three of y: see ${to}\n`);
    expect(read(folder, 'NOTES')).toContain('Two, later: see K-BIZ-002\n');
    expect(read(folder, 'BIZOS_RULES')).toContain(`Rule of y\n**Date:** 2026-11-02\n**From:** ${to}\n`);
    expect(read(folder, 'BIZOS_RULES')).toContain('with K-BIZ-003 of z.');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  });

  it('is done for our entry where ours got the other number, and a line that both sides have stays', async () => {
    const folder = three();
    gitIn(folder, 'checkout', '-q', 'z');
    change(folder, '[K-BIZ-002] Of z\n**Date:** 2026-11-02', '[K-BIZ-002] Of z\n**Date:** 2026-10-01');
    change(folder, 'Two\n', 'Two: K-BIZ-002\n', 'NOTES');
    commit(folder, 'earlier');
    gitIn(folder, 'checkout', '-q', 'main');
    change(folder, 'Two\n', 'Two: K-BIZ-002\n', 'NOTES');
    commit(folder, 'main goes on');
    merged(folder, 'z');
    expect(entriesOf(read(folder))).toEqual(expect.arrayContaining(['K-BIZ-002 Of z', 'K-BIZ-003 Of main']));
    commit2(folder);
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents: ['bizos/NOTES.md'] } });
    expect(read(folder, 'NOTES')).toBe('# Notes\n\nOne of main: see K-BIZ-003\n\nTwo: K-BIZ-002\n\nThree\n');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  });

  it('is done for what the branch says of its entry after it was merged', async () => {
    const folder = three();
    merged(folder, 'y');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    commit(folder, 'settled');
    gitIn(folder, 'checkout', '-q', 'y');
    change(folder, '# Notes\n', '# Notes of K-BIZ-002\n', 'NOTES');
    commit(folder, 'y goes on');
    gitIn(folder, 'checkout', '-q', 'main');
    merged(folder, 'y');
    commit2(folder);
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents: ['bizos/NOTES.md'] } });
    expect(read(folder, 'NOTES')).toContain('# Notes of K-BIZ-003\n');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  });

  it('is done in an earlier entry, which names what came of it on both branches', async () => {
    const folder = mergeTree();
    installDriver(folder);
    add(folder, entry('F-BIZ-001', 'The export was cut'), 'bizos/FAILURE_LOG.md');
    commit(folder, 'failure');
    const onBranch = (name: string): void => {
      change(folder, 'The export was cut\n', 'The export was cut\n**Led to:** K-BIZ-002\n', 'FAILURE_LOG');
      add(folder, experiment('K-BIZ-002', `Of ${name}`, '**From:** F-BIZ-001'));
      commit(folder, name);
    };
    gitIn(folder, 'checkout', '-q', '-b', 'y');
    onBranch('y');
    gitIn(folder, 'checkout', '-q', 'main');
    onBranch('main');
    merged(folder, 'y');
    commit2(folder);
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents: ['bizos/FAILURE_LOG.md'] } });
    expect(read(folder, 'FAILURE_LOG')).toContain('**Led to:** K-BIZ-002, K-BIZ-003\n');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
    // A person who takes it out again is right.
    commit(folder, 'settled');
    change(folder, 'K-BIZ-002, K-BIZ-003', 'K-BIZ-002', 'FAILURE_LOG');
    commit(folder, 'taken out');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  });

  it('is not done again where a person decided otherwise since', async () => {
    const folder = three();
    merged(folder, 'y');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    commit(folder, 'settled');
    change(folder, 'Three of y: see K-BIZ-003', 'Three of y: see K-BIZ-002', 'NOTES');
    commit(folder, 'rather the other');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  });

  it('is done where the branch committed what it says of its entry before the entry', async () => {
    const folder = mergeTree();
    installDriver(folder);
    gitIn(folder, 'checkout', '-q', '-b', 'y');
    learned(folder, 'y', ['Three', ' of y: see K-BIZ-002']);
    gitIn(folder, 'commit', '-q', '-m', 'beside', 'bizos/NOTES.md', 'bizos/BIZOS_RULES.md');
    commit(folder, 'the log');
    gitIn(folder, 'checkout', '-q', 'main');
    add(folder, experiment('K-BIZ-002', 'Of main'));
    change(folder, 'One\n', 'One of main: see K-BIZ-002\n', 'NOTES');
    commit(folder, 'main');
    merged(folder, 'y');
    await settlesOnce(folder);
  });

  it('is done where the entry was given another title since', async () => {
    const folder = three();
    merged(folder, 'y');
    change(folder, '[K-BIZ-003] Of y', '[K-BIZ-003] Of y, in other words');
    commit(folder, 'title');
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { documents: ['bizos/BIZOS_RULES.md', 'bizos/NOTES.md'] } });
    expect(read(folder, 'NOTES')).toContain('One of main: see K-BIZ-002\n\nTwo\n\nThree of y: see K-BIZ-003\n');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  });

  it('waits while another merge is going on', async () => {
    const folder = three();
    merged(folder, 'y');
    commit2(folder);
    gitIn(folder, 'merge', '-q', '--no-commit', 'z');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
    gitIn(folder, 'commit', '-q', '-m', 'merged z');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expectSettled(folder, false);
  });

  it('is done where the experiment went to another section meanwhile', async () => {
    const folder = three();
    gitIn(folder, 'checkout', '-q', 'z');
    change(folder, '[K-BIZ-002] Of z\n**Date:** 2026-11-02', '[K-BIZ-002] Of z\n**Date:** 2026-10-01');
    commit(folder, 'earlier');
    gitIn(folder, 'checkout', '-q', 'main');
    merged(folder, 'z');
    const [own] = /### \[K-BIZ-003\] Of main[\s\S]*?in words\.\n\n/.exec(read(folder)) ?? [''];
    change(folder, own, '');
    change(folder, '## Completed Experiments\n\n(none yet)\n', `## Completed Experiments\n\n${own}`);
    commit(folder, 'moved');
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents: ['bizos/NOTES.md'] } });
    expect(read(folder, 'NOTES')).toContain('One of main: see K-BIZ-003\n');
  });
});

/** A commit on top that says nothing. */
function commit2(folder: string): void {
  gitIn(folder, 'commit', '-q', '--allow-empty', '-m', 'something else');
}

describe('an entry that came with another number, but by no merge', () => {
  it('is followed after a squash', async () => {
    const folder = three();
    gitIn(folder, 'merge', '-q', '--squash', 'y');
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { documents: ['bizos/BIZOS_RULES.md', 'bizos/NOTES.md'] } });
    expectSettled(folder, false);
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
    // All that it changed goes into the commit.
    gitIn(folder, 'commit', '-q', '-m', 'squashed');
    expect(gitIn(folder, 'status', '--porcelain', '--untracked-files=no')).toBe('');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
    saidLater(folder);
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
    commit(folder, 'more');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
    expectSettled(folder);
  });

  it('is followed after a squash that was committed, and others on top', async () => {
    const folder = three();
    gitIn(folder, 'merge', '-q', '--squash', 'y');
    gitIn(folder, 'commit', '-q', '-m', 'squashed');
    await settlesOnce(folder);
  });

  it('is followed where a person writes of the other entry before the squash is committed', async () => {
    const folder = three();
    gitIn(folder, 'merge', '-q', '--squash', 'y');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    saidLater(folder);
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
    commit(folder, 'squashed');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
    expectSettled(folder);
  });

  it('is followed out of a stash', async () => {
    const folder = three();
    gitIn(folder, 'checkout', '-q', 'main~1');
    learned(folder, 'y', ['Three', ' of y: see K-BIZ-002']);
    gitIn(folder, 'stash', '-q');
    gitIn(folder, 'checkout', '-q', 'main');
    gitIn(folder, 'stash', 'pop', '-q');
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { documents: ['bizos/BIZOS_RULES.md', 'bizos/NOTES.md'] } });
    expectSettled(folder, false);
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
    // Nothing was staged, and nothing is.
    expect(gitIn(folder, 'diff', '--cached', '--name-only')).toBe('');
    commit(folder, 'popped');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  });

  it('is followed where the replayed commit was given other words', async () => {
    const folder = three();
    gitIn(folder, 'rebase', '-q', 'main', 'y');
    gitIn(folder, 'commit', '-q', '--amend', '-m', 'other');
    await settlesOnce(folder);
  });

  it('is followed where commits were squashed as they were replayed', async () => {
    const folder = three();
    gitIn(folder, 'checkout', '-q', 'y');
    change(folder, '# Notes\n', '# Notes of K-BIZ-002\n', 'NOTES');
    gitIn(folder, 'commit', '-q', '-a', '--fixup', 'HEAD');
    expect(tryGit(folder, '-c', 'sequence.editor=true', 'rebase', '-q', '-i', '--autosquash', 'main').code).toBe(0);
    expect(gitIn(folder, 'rev-list', '--count', 'main..y').trim()).toBe('1');
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { documents: ['bizos/BIZOS_RULES.md', 'bizos/NOTES.md'] } });
    change(folder, '# Notes of K-BIZ-003\n', '# Notes\n', 'NOTES');
    expectSettled(folder, false);
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  });

  it('is told from the one that had the number by what the two say of a rule', async () => {
    const folder = three();
    gitIn(folder, 'checkout', '-q', 'y');
    add(folder, entry('R-BIZ-002', 'Of the one on main', '**From:** K-BIZ-002'), 'bizos/BIZOS_RULES.md');
    commit(folder, 'two rules');
    gitIn(folder, 'checkout', '-q', 'main');
    change(folder, /(Of main\n[\s\S]*?Status:\*\* Proposed\n)/, '$1**Led to:** R-BIZ-002\n');
    commit(folder, 'led to a rule');
    gitIn(folder, 'merge', '-q', '--squash', 'y');
    gitIn(folder, 'commit', '-q', '-m', 'squashed');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(read(folder, 'BIZOS_RULES')).toContain('Rule of y\n**Date:** 2026-11-02\n**From:** K-BIZ-003\n');
    expect(read(folder, 'BIZOS_RULES')).toContain('Of the one on main\n**Date:** 2026-11-02\n**From:** K-BIZ-002\n');
  });

  it('is no matter where all of a history came in one commit', async () => {
    const folder = three();
    merged(folder, 'y');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    gitIn(folder, 'checkout', '-q', '--orphan', 'anew');
    change(folder, /R-BIZ-001|K-BIZ-003/g, 'K-BIZ-002', 'NOTES');
    commit(folder, 'all of it');
    expect(await kaizenMerge(folder)).toMatchObject(NOTHING);
  });
});
