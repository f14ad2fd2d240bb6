import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actionKinds, scans } from '../../../src/business/index.ts';
import { type AgentRun, runAgent } from '../../../src/loop/runs/run.ts';
import { runReport } from '../../../src/loop/runs/run-report.ts';
import { contextIn, exampleTree } from '../../business/group/fake-context.ts';
import { Scripted } from '../fixture.ts';

const ENTITY = 'bizos/02_Solartech/_ENTITY.md';
const WHO = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' };

function git(root: string, ...words: string[]): string {
  const { stdout } = spawnSync('git', words, { cwd: root, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: root, ...WHO } });
  return stdout;
}

function committedTree(): string {
  const root = exampleTree();
  git(root, 'add', '-A');
  git(root, 'commit', '-qm', 'tree');
  return root;
}

const text = (root: string): string => readFileSync(join(root, ENTITY), 'utf8');
const append = (root: string, words: string): void => writeFileSync(join(root, ENTITY), `${text(root)}\n${words}\n`);

async function ran(root: string): Promise<AgentRun> {
  const environment = { PATH: process.env.PATH, HOME: root, ...WHO };
  const context = contextIn(root, { scans, actionKinds, now: () => Date.parse('2026-11-20T01:00:00Z'), environment });
  return runAgent(context, { agent: 'crm-ops', open: async () => new Scripted() });
}

/** Lines that commits of sessions added anywhere. */
function agentsLines(root: string): string[] {
  return git(root, 'log', '-p', '--format=', '--grep=^BizOS-Session:', 'HEAD')
    .split('\n')
    .filter((line) => /^[+-](?![+-])/.test(line));
}

const said = (run: AgentRun): string =>
  runReport(run)
    .blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : []))
    .join('\n');

const metrics = '| Open deals | 106 | 106 | 2026-02-10 |';

describe('numbers are written back beside what a person has not committed in the same file', () => {
  it.each<[string, (root: string) => void, { staged: string[]; loose: string[] }]>([
    ['text that is not staged', (root) => append(root, 'Mine, loose.'), { staged: [], loose: ['Mine, loose.'] }],
    [
      'text that is staged',
      (root) => {
        append(root, 'Mine, staged.');
        git(root, 'add', ENTITY);
      },
      { staged: ['Mine, staged.'], loose: [] },
    ],
    [
      'text that is staged, and more that is not',
      (root) => {
        append(root, 'Mine, staged.');
        git(root, 'add', ENTITY);
        append(root, 'Mine, loose.');
      },
      { staged: ['Mine, staged.'], loose: ['Mine, loose.'] },
    ],
    [
      'a title that was changed in the middle',
      (root) => writeFileSync(join(root, ENTITY), text(root).replace(/^# .*$/m, '# Mine, loose.')),
      { staged: [], loose: ['# Mine, loose.'] },
    ],
  ])('%s', async (_what, change, { staged, loose }) => {
    const root = committedTree();
    change(root);
    const run = await ran(root);
    const added = (diff: string): string[] =>
      diff.split('\n').flatMap((line) => (/^\+(?!\+)/.test(line) && line !== '+' ? [line.slice(1)] : []));
    expect(agentsLines(root).filter((line) => line.includes('Mine'))).toEqual([]);
    expect(git(root, 'show', `HEAD:${ENTITY}`)).toContain(metrics);
    // What git would take into the person's next commit, and what it would not: theirs alone, each where it was.
    expect(added(git(root, 'diff', '--cached', '--', ENTITY))).toEqual(staged);
    expect(added(git(root, 'diff', '--', ENTITY))).toEqual(loose);
    expect(text(root)).toContain(metrics);
    expect(run.recorded).toMatchObject([{ path: ENTITY, beside: true, committed: true }]);
    expect(said(run)).toContain(`${ENTITY}: what you changed there and did not commit is still yours`);
    expect(git(root, 'status', '--short')).toBe(`${staged.length > 0 ? 'M' : ' '}${loose.length > 0 ? 'M' : ' '} ${ENTITY}\n`);
  });

  it('a file that a person stages elsewhere stays staged, and is in no commit', async () => {
    const root = committedTree();
    writeFileSync(join(root, 'mine.md'), 'Mine.\n');
    git(root, 'add', 'mine.md');
    const run = await ran(root);
    expect(git(root, 'status', '--short')).toBe('A  mine.md\n');
    expect(agentsLines(root).filter((line) => line.includes('Mine'))).toEqual([]);
    expect(run.recorded).toMatchObject([{ beside: false, committed: true }]);
    expect(said(run)).not.toContain('still yours');
  });

  it('a document that a person takes out of git stays taken out; the numbers wait in the worktree, and it says so', async () => {
    const root = committedTree();
    git(root, 'rm', '-q', '--cached', ENTITY);
    const run = await ran(root);
    expect(git(root, 'status', '--short')).toBe(`D  ${ENTITY}\n?? ${ENTITY}\n`);
    expect(git(root, 'show', `HEAD:${ENTITY}`)).not.toContain(metrics);
    expect(run.recorded).toMatchObject([{ beside: true, committed: false }]);
    expect(said(run)).toContain('the numbers stand in the worktree and are not committed');
  });

  it('a section that is not clear is named with its line, and nothing is written', async () => {
    const root = committedTree();
    append(root, '## Metrics\n\nnone yet');
    const line = text(root).split('\n').indexOf('## Metrics') + 1;
    const { problems, recorded } = await ran(root);
    expect(problems.filter(({ code }) => code === 'metrics-not-written')).toMatchObject([
      { level: 'warning', place: { file: ENTITY, line } },
    ]);
    expect(recorded).toEqual([]);
  });

  it('in the middle of a person’s merge nothing is committed, and it says so', async () => {
    const root = committedTree();
    writeFileSync(join(root, '.git/MERGE_HEAD'), git(root, 'rev-parse', 'HEAD'));
    const head = git(root, 'rev-parse', 'HEAD');
    const run = await ran(root);
    expect(git(root, 'rev-parse', 'HEAD')).toBe(head);
    expect(text(root)).toContain(metrics);
    expect(said(run)).toContain('the numbers stand in the worktree and are not committed');
  });
});
