import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ask, gitIn, logOf } from './log-tree.ts';
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

const ARCHIVE = 'bizos/_archive/2026/KAIZEN.md';

/** What one side learned: an experiment, a rule from it, a note; and an experiment that goes on with the first. */
function learn(folder: string, side: string, more: string): void {
  add(folder, experiment('K-BIZ-002', `Of ${side}`, '**Led to:** R-BIZ-001', `**Followed by:** ${more}`));
  add(folder, experiment(more, `More of ${side}`, '**Follows:** K-BIZ-002'));
  add(folder, entry('R-BIZ-001', `Rule of ${side}`, '**From:** K-BIZ-002'), 'bizos/BIZOS_RULES.md');
  if (side === 'main') change(folder, 'One\n', 'One of main: K-BIZ-002\n', 'NOTES');
  else change(folder, 'Three\n', 'Three of topic: K-BIZ-002\n', 'NOTES');
  mkdirSync(join(folder, 'docs'), { recursive: true });
  writeFileSync(join(folder, 'docs', `${side}.md`), `Plan of ${side}: K-BIZ-002\n`);
}

/** Moves K-BIZ-002 out of the log into its archive. */
function archive(folder: string, how = (text: string): string => text): void {
  const moved = /^### \[K-BIZ-002\][\s\S]*?(?=^##)/m.exec(read(folder))?.[0] ?? '';
  change(folder, moved, '');
  mkdirSync(join(folder, ARCHIVE, '..'), { recursive: true });
  writeFileSync(join(folder, ARCHIVE), `# Archive\n\n## Completed Experiments\n\n${how(moved)}`);
}

/** Both sides have a K-BIZ-002, and one of them has put it into the archive. */
function archivedOn(side: 'main' | 'topic', how?: (text: string) => string): string {
  const folder = mergeTree();
  const learned = (name: 'main' | 'topic'): void => {
    learn(folder, name, name === 'main' ? 'K-BIZ-003' : 'K-BIZ-004');
    commit(folder, name);
    if (name === side) archive(folder, how);
    else writeFileSync(join(folder, 'bizos', `LATER_OF_${name.toUpperCase()}.md`), 'later\n');
  };
  split(
    folder,
    () => learned('main'),
    () => learned('topic'),
  );
  return folder;
}

/** The fields of an entry that name others, and what it says about its number. */
function linksOf(folder: string, title: string): string[] {
  const texts = ['bizos/KAIZEN_LOG.md', ARCHIVE, 'bizos/BIZOS_RULES.md'].map((file) => logOf(folder, file));
  const [own] = texts.flatMap((text) => text.split(/^(?=### )/m)).filter((text) => entriesOf(text)[0]?.replace(/^\S+ /, '') === title);
  return [
    entriesOf(own)[0].split(' ')[0],
    ...[...own.matchAll(/^\*\*(?:From|Led to|Follows|Followed by|Renumbered):\*\* .*$/gm)].map(([line]) =>
      line.replaceAll('*', '').replace(/ until .*/, ''),
    ),
  ];
}

const said = (folder: string): string[] => [
  ...[...read(folder, 'NOTES').matchAll(/of \w+: \S+/g)].map(([words]) => words),
  ...['main', 'topic'].map((side) => readFileSync(join(folder, 'docs', `${side}.md`), 'utf8').trim()),
];

const OF_MAIN = [
  ['K-BIZ-002', 'Led to: R-BIZ-001', 'Followed by: K-BIZ-003'],
  ['K-BIZ-003', 'Follows: K-BIZ-002'],
  ['R-BIZ-001', 'From: K-BIZ-002'],
];
const OF_TOPIC = [
  ['K-BIZ-005', 'Renumbered: was K-BIZ-002 on a branch', 'Led to: R-BIZ-002', 'Followed by: K-BIZ-004'],
  ['K-BIZ-004', 'Follows: K-BIZ-005'],
  ['R-BIZ-002', 'Renumbered: was R-BIZ-001 on a branch', 'From: K-BIZ-005'],
];
const all = (folder: string, side: string): string[][] => ['Of', 'More of', 'Rule of'].map((what) => linksOf(folder, `${what} ${side}`));
const SAID = ['of main: K-BIZ-002', 'of topic: K-BIZ-005', 'Plan of main: K-BIZ-002', 'Plan of topic: K-BIZ-005'];

describe('a number of the log that the other side’s archive has', () => {
  it.each([
    ['ours archived it, the driver merges', 'main', true],
    ['ours archived it, without the driver', 'main', false],
    ['theirs archived it, the driver merges', 'topic', true],
    ['theirs archived it, without the driver', 'topic', false],
  ] as const)('is another one afterwards, wherever its side names it: %s', async (_what, side, driver) => {
    const folder = archivedOn(side);
    if (driver) installDriver(folder);
    expect(tryGit(folder, 'merge', '-q', '-m', 'merged', 'topic').code).toBe(driver ? 0 : 1);
    const { exit, json } = await kaizenMerge(folder);
    expect([exit, json?.inArchives]).toEqual([0, []]);
    const logs = (json?.logs ?? []) as { file: string; renumbered: object[] }[];
    const changed = logs.find(({ file }) => file === (side === 'main' ? 'bizos/KAIZEN_LOG.md' : ARCHIVE));
    expect(changed?.renumbered).toEqual([{ from: 'K-BIZ-002', to: 'K-BIZ-005', side: 'theirs' }]);
    expect(json?.documents).toEqual(expect.arrayContaining(['bizos/NOTES.md', 'docs/topic.md']));
    expect([all(folder, 'main'), all(folder, 'topic'), said(folder)]).toEqual([OF_MAIN, OF_TOPIC, SAID]);
    // What was done is in the commit, and nothing is left to do, before it and after it.
    expect((await kaizenMerge(folder)).json).toMatchObject({ logs: [], documents: [], inArchives: [] });
    if (driver) commit(folder, 'numbers');
    else gitIn(folder, 'commit', '-q', '--no-edit');
    expect(gitIn(folder, 'status', '--porcelain')).toBe('');
    expect((await kaizenMerge(folder)).json).toMatchObject({ logs: [], documents: [], inArchives: [] });
    expect([all(folder, 'main'), all(folder, 'topic'), said(folder)]).toEqual([OF_MAIN, OF_TOPIC, SAID]);
  });

  it('the later one gets another, by its date, also where it is ours', async () => {
    const folder = archivedOn('topic', (text) => text.replace('2026-11-02', '2026-11-01'));
    installDriver(folder);
    gitIn(folder, 'merge', '-q', '-m', 'merged', 'topic');
    expect((await kaizenMerge(folder)).exit).toBe(0);
    expect(linksOf(folder, 'Of topic')).toEqual(['K-BIZ-002', 'Led to: R-BIZ-002', 'Followed by: K-BIZ-004']);
    expect(all(folder, 'main').map(([id, ...fields]) => [id, fields.at(0), fields.at(-1)])).toEqual([
      ['K-BIZ-005', 'Renumbered: was K-BIZ-002 on a branch', 'Followed by: K-BIZ-003'],
      ['K-BIZ-003', 'Follows: K-BIZ-005', 'Follows: K-BIZ-005'],
      ['R-BIZ-001', 'From: K-BIZ-005', 'From: K-BIZ-005'],
    ]);
    expect(said(folder)).toEqual(['of main: K-BIZ-005', 'of topic: K-BIZ-002', 'Plan of main: K-BIZ-005', 'Plan of topic: K-BIZ-002']);
  });

  it.each([
    ['en', 'A number is there twice', 'Give the newer one the next free number'],
    ['de', 'Eine Nummer gibt es zweimal', 'Gib dem neueren die nächste freie Nummer'],
  ] as const)('is said with both places where no merge explains it, and nothing is changed: %s', async (language, title, words) => {
    const folder = mergeTree();
    add(folder, experiment('K-BIZ-002', 'Archived'));
    archive(folder);
    add(folder, experiment('K-BIZ-002', 'By hand'));
    commit(folder, 'by hand');
    const before = [read(folder), logOf(folder, ARCHIVE)];
    const outcome = await ask(folder, 'kaizen merge', {}, { language });
    expect(outcome.exit).toBe(1);
    const line = before[0].slice(0, before[0].indexOf('### [K-BIZ-002]')).split('\n').length;
    expect(outcome.json?.()).toMatchObject({
      inArchives: [{ id: 'K-BIZ-002', log: { file: 'bizos/KAIZEN_LOG.md', line }, archive: { file: ARCHIVE, line: 5 } }],
    });
    const report = JSON.stringify(outcome.report());
    for (const part of [title, words, `bizos/KAIZEN_LOG.md:${line}`, `${ARCHIVE}:5`]) expect(report).toContain(part);
    expect([read(folder), logOf(folder, ARCHIVE)]).toEqual(before);
  });

  it('is no matter where the archive has a copy of the same entry, an example, or none', async () => {
    const folder = mergeTree();
    add(folder, experiment('K-BIZ-002', 'Archived'));
    archive(folder, (text) => `${text}\n\`\`\`md\n### [K-BIZ-001] Example\n\`\`\`\n`);
    add(folder, experiment('K-BIZ-002', 'Archived'));
    commit(folder, 'copied');
    expect(await kaizenMerge(folder)).toMatchObject({ exit: 0, json: { inArchives: [], logs: [] } });
  });
});
