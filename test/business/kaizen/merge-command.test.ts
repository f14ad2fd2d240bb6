import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { emptyFolder } from '../group/fake-context.ts';
import { ask, gitIn } from './log-tree.ts';
import { add, change, commit, entriesOf, experiment, kaizenMerge, mergeTree, read, split, tryGit } from './merge-tree.ts';

/** Both sides have a K-BIZ-002 of their own; git's merge stops with a conflict. */
function conflict(...settings: string[]): string {
  const folder = mergeTree();
  const title = '## Related Files';
  add(folder, `${title}\n\n- \`first.md\`\n\n`);
  commit(folder, 'related');
  split(
    folder,
    () =>
      change(folder, `${title}\n\n- \`first.md\`\n`, `${experiment('K-BIZ-002', 'Of main')}${title}\n\n- \`first.md\`\n- \`main.md\`\n`),
    () =>
      change(folder, `${title}\n\n- \`first.md\`\n`, `${experiment('K-BIZ-002', 'Of topic')}${title}\n\n- \`first.md\`\n- \`topic.md\`\n`),
  );
  expect(tryGit(folder, ...settings, 'merge', 'topic').code).toBe(1);
  return folder;
}

describe('kaizen merge in a merge with conflicts', () => {
  it.each(['merge', 'diff3', 'zdiff3'])('settles what git left, marked the way of %s', async (style) => {
    const folder = conflict('-c', `merge.conflictStyle=${style}`);
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0 });
    expect(entriesOf(read(folder))).toEqual(['K-BIZ-001 The first', 'K-BIZ-002 Of main', 'K-BIZ-003 Of topic']);
    gitIn(folder, 'commit', '-q', '--no-edit');
  });

  it.each<[string, (folder: string) => void]>([
    ['an entry that was learned meanwhile', (folder) => add(folder, experiment('K-BIZ-003', 'New idea'))],
    ['a line in an entry that neither side changed', (folder) => change(folder, 'The first, in words.', 'The first, in other words.')],
    ['an entry that was taken out', (folder) => change(folder, /### \[K-BIZ-001\][\s\S]*?(?=<{7})/, '')],
    ['words between the marks', (folder) => change(folder, 'Of main, in words.', 'Of main, in better words.')],
    ['the first place decided by hand', (folder) => change(folder, /<{7} .*\n([\s\S]*?)={7}\n[\s\S]*?>{7} .*\n/, '$1')],
    ['a mark that is gone', (folder) => change(folder, /^={7}\n/m, '')],
    ['an idea', (folder) => add(folder, '## Experiment Candidates\n\n- Look at noon\n\n')],
  ])('refuses where the log holds more: %s', async (_, touch) => {
    const folder = conflict();
    touch(folder);
    const before = read(folder);
    const { exit, refusal } = await kaizenMerge(folder);
    expect([exit, refusal?.hint?.en]).toEqual([3, expect.stringContaining('git checkout --merge')]);
    expect(read(folder)).toBe(before);
  });

  it('renames what names the entry in documents, and no file', async () => {
    const folder = mergeTree();
    const alike = '![x](img/K-BIZ-002.png) [x](K-BIZ-002.md) https://x.y/K-BIZ-002';
    split(
      folder,
      () => add(folder, experiment('K-BIZ-002', 'Alpha')),
      () => {
        add(folder, experiment('K-BIZ-002', 'Beta'));
        change(folder, 'Two', `${alike} [K-BIZ-002](KAIZEN_LOG.md#k-biz-002-beta), der K-BIZ-002-Versuch`, 'NOTES');
        change(folder, 'Three', '[only](KAIZEN_LOG.md#k-biz-002-beta)', 'NOTES');
      },
    );
    tryGit(folder, 'merge', 'topic');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(read(folder, 'NOTES')).toContain(
      `${alike} [K-BIZ-003](KAIZEN_LOG.md#k-biz-003-beta), der K-BIZ-003-Versuch\n\n[only](KAIZEN_LOG.md#k-biz-003-beta)\n`,
    );
  });

  it.each(['of the repository', 'of the user'])('leaves line ends as git gives them in the folder: settings %s', async (where) => {
    const folder = mergeTree();
    gitIn(folder, 'config', 'core.autocrlf', 'true');
    gitIn(folder, 'rm', '-r', '-q', '--cached', 'bizos');
    gitIn(folder, 'reset', '-q', '--hard');
    split(
      folder,
      () => add(folder, experiment('K-BIZ-002', 'Alpha')),
      () => {
        add(folder, experiment('K-BIZ-002', 'Beta'));
        change(folder, 'Three', 'Three: K-BIZ-002', 'NOTES');
      },
    );
    tryGit(folder, 'merge', 'topic');
    if (where.endsWith('user')) {
      const settings = join(emptyFolder(), 'config');
      writeFileSync(settings, '[core]\n\tautocrlf = true\n');
      gitIn(folder, 'config', '--unset', 'core.autocrlf');
      vi.stubEnv('GIT_CONFIG_GLOBAL', settings);
    }
    try {
      expect((await kaizenMerge(folder)).exit).toBe(0);
    } finally {
      vi.unstubAllEnvs();
    }
    for (const name of ['KAIZEN_LOG', 'NOTES']) {
      expect(read(folder, name)).toContain('K-BIZ-003');
      expect(read(folder, name)).not.toMatch(/[^\r]\n/);
      // What is staged is what was written, and ends as all that git has.
      expect(gitIn(folder, 'show', `:bizos/${name}.md`)).toBe(read(folder, name).replaceAll('\r\n', '\n'));
    }
  });

  it('names a number that both sides gave to items of a list', async () => {
    const folder = mergeTree();
    const rule = (words: string) => (): void => change(folder, /$/, `\n- ${words}\n`, 'BIZOS_RULES');
    rule('R-BIZ-001 One')();
    commit(folder, 'a list');
    split(folder, rule('R-BIZ-002 Alpha'), rule('R-BIZ-002 Beta'));
    tryGit(folder, 'merge', 'topic');
    change(folder, /^(?:<{7}|={7}|>{7}).*\n/gm, '', 'BIZOS_RULES');
    const file = 'bizos/BIZOS_RULES.md';
    const [first, second] = read(folder, 'BIZOS_RULES')
      .split('\n')
      .flatMap((line, k) => (line.includes('002') ? [k + 1] : []));
    expect(await kaizenMerge(folder)).toMatchObject({
      exit: 1,
      json: {
        doubled: [
          {
            id: 'R-BIZ-002',
            places: [
              { file, line: first },
              { file, line: second },
            ],
            listed: true,
          },
        ],
      },
    });
    for (const [language, words] of [
      ['en', `${file}:${first}: R-BIZ-002 also stands in line ${second}, and items of lists get no number here.`],
      ['de', `${file}:${first}: R-BIZ-002 steht auch in Zeile ${second}, und Punkte von Listen bekommen hier keine Nummer.`],
    ] as const)
      expect(JSON.stringify((await ask(folder, 'kaizen merge', {}, { language })).report())).toContain(words);
  });

  it('leaves marks of its own as they are when it is called again, and refuses once one of them was decided', async () => {
    const folder = mergeTree();
    split(
      folder,
      () => change(folder, 'Proposed', 'Active'),
      () => change(folder, 'Proposed', 'Dropped'),
    );
    tryGit(folder, 'merge', 'topic');
    expect((await kaizenMerge(folder)).exit).toBe(1);
    const marked = read(folder);
    expect((await kaizenMerge(folder)).exit).toBe(1);
    expect(read(folder)).toBe(marked);
    change(folder, '**Status:** Active', '**Status:** Active since Monday');
    expect((await kaizenMerge(folder)).exit).toBe(3);
    change(folder, /<{7} .*\n([\s\S]*?)={7}\n[\s\S]*?>{7} .*\n/, '$1');
    const decided = read(folder);
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(read(folder)).toBe(decided);
  });

  it('settles in the log as it is once a person kept both entries and wrote on', async () => {
    for (const committed of [true, false]) {
      const folder = conflict();
      change(folder, /^(?:<{7}|={7}|>{7}).*\n/gm, '');
      if (committed) commit(folder, 'merged by hand, both kept');
      await ask(folder, 'learn', { words: 'kaizen bizos: If we look then we see because it is light', layer: 'process' });
      change(folder, 'The first, in words.', 'The first, in other words.');
      expect(await kaizenMerge(folder)).toMatchObject({
        exit: 0,
        json: { logs: [{ renumbered: [{ from: 'K-BIZ-002', side: 'theirs' }] }] },
      });
      const text = read(folder);
      expect(entriesOf(text).map((one) => one.slice(0, 20))).toEqual([
        'K-BIZ-001 The first',
        'K-BIZ-002 Of main',
        'K-BIZ-004 Of topic',
        expect.stringMatching(/^K-BIZ-003 /),
      ]);
      expect(text).toContain('The first, in other words.');
      expect(text).toContain('### [K-BIZ-004] Of topic\n**Renumbered:** was K-BIZ-002 on a branch until 2026-11-20\n');
    }
  });

  it.each<[string, (folder: string) => void]>([
    ['twice as one side has it', (folder) => change(folder, 'Of topic', 'Of main')],
    ['beside one that neither side knows', (folder) => change(folder, '] Of topic', '] Of somebody')],
  ])('refuses a number that stands there %s', async (_, touch) => {
    const folder = conflict();
    change(folder, /^(?:<{7}|={7}|>{7}).*\n/gm, '');
    touch(folder);
    if (_ === 'twice as one side has it') change(folder, 'Of topic, in words', 'Of main, in words');
    commit(folder, 'merged by hand');
    const before = read(folder);
    expect((await kaizenMerge(folder)).exit).toBe(3);
    expect(read(folder)).toBe(before);
  });
});

it('settles what the two sides brought of a number that stands there three times, and names the rest', async () => {
  const folder = conflict();
  change(folder, /^(?:<{7}|={7}|>{7}).*\n/gm, '');
  add(folder, experiment('K-BIZ-002', 'Of neither'));
  commit(folder, 'merged by hand');
  const { exit, json } = await kaizenMerge(folder);
  expect([exit, json?.doubled]).toEqual([
    1,
    [expect.objectContaining({ id: 'K-BIZ-002', places: [expect.anything(), expect.anything()] })],
  ]);
  expect(entriesOf(read(folder)).sort()).toEqual([
    'K-BIZ-001 The first',
    'K-BIZ-002 Of main',
    'K-BIZ-002 Of neither',
    'K-BIZ-003 Of topic',
  ]);
  const text = read(folder);
  expect((await kaizenMerge(folder)).exit).toBe(1);
  expect(read(folder)).toBe(text);
});

describe('kaizen merge of a number that git’s own merge brought twice, without a conflict', () => {
  const PARTS = ['Active', 'Completed', 'Dropped'].map((part) => `## ${part} Experiments\n\n`);

  /** A branch with an entry behind some words of the log, and a page that names it. */
  function branch(folder: string, name: string, from: string, id: string, title: string, behind: string): void {
    gitIn(folder, 'checkout', '-q', '-b', name, from);
    change(folder, behind, `${behind}${experiment(id, title)}`);
    writeFileSync(join(folder, 'bizos', `PAGE_${name}.md`), `See ${id}.\n`);
    commit(folder, title);
    gitIn(folder, 'checkout', '-q', 'main');
  }

  /** Branches off `main` with a K-BIZ-002 each, in parts of their own. */
  function branches(...titles: readonly string[]): string {
    const folder = mergeTree();
    for (const [k, title] of titles.entries()) branch(folder, `topic-${k}`, 'main', 'K-BIZ-002', title, PARTS[k]);
    return folder;
  }

  const mergeAll = (folder: string, ...names: readonly string[]): void => {
    for (const name of names) gitIn(folder, 'merge', '-q', '--no-ff', '-m', `merge ${name}`, name);
  };

  it('settles it, also where others have committed since', async () => {
    const folder = branches('Of one', 'Of the other');
    mergeAll(folder, 'topic-0', 'topic-1');
    change(folder, '# Notes', '# Notes, and more', 'NOTES');
    commit(folder, 'since');
    const { exit, json } = await kaizenMerge(folder);
    expect([exit, json?.documents]).toEqual([0, ['bizos/PAGE_topic-1.md']]);
    expect(entriesOf(read(folder))).toEqual(['K-BIZ-002 Of one', 'K-BIZ-001 The first', 'K-BIZ-003 Of the other']);
    expect([0, 1].map((k) => read(folder, `PAGE_topic-${k}`))).toEqual(['See K-BIZ-002.\n', 'See K-BIZ-003.\n']);
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents: [] } });
  });

  it.each([
    ['the first', 'main~2'],
    ['the other', 'main'],
  ])('settles two that two merges brought one after the other, the later begun before %s', async (_, start) => {
    const folder = branches('Of one', 'Of the other');
    mergeAll(folder, 'topic-0', 'topic-1');
    expect(gitIn(folder, 'log', '--format=%s', '-1', 'main~2')).toBe('first\n');
    branch(folder, 'later', start, 'K-BIZ-003', 'Later', 'The first, in words.\n\n');
    branch(folder, 'latest', start, 'K-BIZ-003', 'Latest', PARTS[2]);
    mergeAll(folder, 'later', 'latest');
    const { exit, json } = await kaizenMerge(folder);
    const renumbered = [2, 3].map((was) => expect.objectContaining({ from: `K-BIZ-00${was}`, to: `K-BIZ-00${was + 2}` }));
    expect([exit, json?.logs, json?.documents]).toEqual([
      0,
      [expect.objectContaining({ file: 'bizos/KAIZEN_LOG.md', renumbered })],
      ['bizos/PAGE_latest.md', 'bizos/PAGE_topic-1.md'],
    ]);
    expect(entriesOf(read(folder)).sort()).toEqual([
      'K-BIZ-001 The first',
      'K-BIZ-002 Of one',
      'K-BIZ-003 Later',
      'K-BIZ-004 Of the other',
      'K-BIZ-005 Latest',
    ]);
    expect(['topic-0', 'later', 'topic-1', 'latest'].map((name) => read(folder, `PAGE_${name}`))).toEqual(
      [2, 3, 4, 5].map((number) => `See K-BIZ-00${number}.\n`),
    );
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents: [] } });
  });

  it('settles one number that two merges brought one after the other, each its entry', async () => {
    const folder = branches('Of one', 'Of two', 'Of three');
    mergeAll(folder, 'topic-0', 'topic-1', 'topic-2');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    const ids = Object.fromEntries(entriesOf(read(folder)).map((one) => [one.slice(10), one.slice(0, 9)]));
    expect(ids).toEqual({ 'The first': 'K-BIZ-001', 'Of one': 'K-BIZ-002', 'Of two': 'K-BIZ-003', 'Of three': 'K-BIZ-004' });
    expect([0, 1, 2].map((k) => read(folder, `PAGE_topic-${k}`))).toEqual([2, 3, 4].map((number) => `See K-BIZ-00${number}.\n`));
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents: [], doubled: [] } });
  });

  it('follows at once in what the branch wrote between the merge that doubled a number and the next', async () => {
    const folder = branches('Of one', 'Of two');
    mergeAll(folder, 'topic-0', 'topic-1');
    gitIn(folder, 'checkout', '-q', 'topic-1');
    add(folder, experiment('K-BIZ-003', 'Next of two', '**Follows:** K-BIZ-002'));
    change(folder, 'Two', 'Of K-BIZ-002', 'NOTES');
    commit(folder, 'next');
    gitIn(folder, 'checkout', '-q', 'main');
    mergeAll(folder, 'topic-1');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(read(folder)).toContain('] Next of two\n**Date:** 2026-11-02\n**Status:** Proposed\n**Follows:** K-BIZ-004\n');
    expect(read(folder, 'NOTES')).toContain('Of K-BIZ-004\n');
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { logs: [], documents: [] } });
  });

  it('says while another merge is going on that the number waits for its commit', async () => {
    const folder = branches('Of one', 'Of two');
    mergeAll(folder, 'topic-0', 'topic-1');
    gitIn(folder, 'branch', 'aside', 'main~2');
    gitIn(folder, 'checkout', '-q', 'aside');
    change(folder, '# Notes', '# Notes aside', 'NOTES');
    commit(folder, 'aside');
    gitIn(folder, 'checkout', '-q', 'main');
    gitIn(folder, 'merge', '-q', '--no-commit', '--no-ff', 'aside');
    const outcome = await ask(folder, 'kaizen merge');
    expect([outcome.exit, JSON.stringify(outcome.report())]).toEqual([1, expect.stringContaining('Commit it, then: bizos kaizen merge')]);
    commit(folder, 'merged');
    expect((await kaizenMerge(folder)).exit).toBe(0);
  });

  it('settles it where two of several branches that came at once have it, and names the places of three', async () => {
    const folder = branches('Of one', 'Of two', 'Of three');
    gitIn(folder, 'branch', 'aside', 'main');
    gitIn(folder, 'checkout', '-q', 'aside');
    change(folder, '# Notes', '# Notes aside', 'NOTES');
    commit(folder, 'aside');
    gitIn(folder, 'checkout', '-q', 'main');
    gitIn(folder, 'merge', '-q', '-m', 'two of three', 'topic-0', 'topic-1', 'aside');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(entriesOf(read(folder))).toEqual(['K-BIZ-002 Of one', 'K-BIZ-001 The first', 'K-BIZ-003 Of two']);
    gitIn(folder, 'checkout', '-q', '--', '.');
    gitIn(folder, 'reset', '-q', '--hard', 'main~1');
    gitIn(folder, 'merge', '-q', '-m', 'three', 'topic-0', 'topic-1', 'topic-2');
    const text = read(folder);
    const lines = text.split('\n').flatMap((line, k) => (line.startsWith('### [K-BIZ-002]') ? [k + 1] : []));
    const { exit, json } = await kaizenMerge(folder);
    expect([exit, json?.doubled]).toEqual([1, [{ id: 'K-BIZ-002', places: lines.map((line) => ({ file: 'bizos/KAIZEN_LOG.md', line })) }]]);
    expect(lines).toHaveLength(3);
    expect(read(folder)).toBe(text);
  });
});

describe('kaizen merge while commits are replayed', () => {
  /** `main` ends with a merge of its own; the branch `feature` has an entry whose number `main` has given meanwhile. */
  function replayed(): string {
    const folder = mergeTree();
    gitIn(folder, 'branch', 'feature');
    split(
      folder,
      () => add(folder, experiment('K-BIZ-002', 'Of main')),
      () => add(folder, experiment('K-BIZ-003', 'Of topic')),
    );
    tryGit(folder, 'merge', '-q', 'topic');
    change(folder, /^(?:<{7}|={7}|>{7}).*\n/gm, '');
    commit(folder, 'merged');
    gitIn(folder, 'checkout', '-q', 'feature');
    add(folder, experiment('K-BIZ-004', 'Of the feature'));
    commit(folder, 'feature');
    return folder;
  }

  it.each<[string, (folder: string) => void]>([
    ['rebase', (folder) => tryGit(folder, 'rebase', 'main')],
    ['rebase', (folder) => tryGit(folder, 'rebase', '--apply', 'main')],
    ['cherry-pick', (folder) => tryGit(folder, 'cherry-pick', 'main', '-m', '1')],
    [
      'revert',
      (folder) => {
        add(folder, experiment('K-BIZ-005', 'Next'));
        commit(folder, 'next');
        tryGit(folder, 'revert', 'HEAD~');
      },
    ],
  ])('refuses during %s and loses nothing', async (name, start) => {
    const folder = replayed();
    start(folder);
    const before = read(folder);
    expect(before).toMatch(/^<{7}/m);
    const { exit, refusal } = await kaizenMerge(folder);
    expect([exit, refusal?.text.en]).toEqual([3, expect.stringContaining(`git ${name}`)]);
    expect(refusal?.hint?.en).toContain(`git ${name} --continue`);
    expect(read(folder)).toBe(before);
  });

  it('says that marks without a merge are to be decided by hand', async () => {
    const folder = mergeTree();
    add(folder, '<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> topic\n\n');
    expect((await kaizenMerge(folder)).exit).toBe(1);
  });
});
