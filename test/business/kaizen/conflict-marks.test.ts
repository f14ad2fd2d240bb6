import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doctor } from '../../../src/business/group/operations/doctor.ts';
import { CHECKS } from '../../../src/business/kaizen/checks/index.ts';
import { conflictMarksIn } from '../../../src/business/kaizen/conflict-marks.ts';
import { BizosError } from '../../../src/core/problem.ts';
import { call, contextIn, jsonOf } from '../group/fake-context.ts';
import { ask, gitIn, logOf, treeWithLog } from './log-tree.ts';

const LOG = 'bizos/KAIZEN_LOG.md';
const RULES = 'bizos/BIZOS_RULES.md';
const AS_ANA = ['-c', 'user.name=Ana', '-c', 'user.email=ana@example.com'];

const learn = (folder: string, words: string) => ask(folder, 'learn', { words, layer: 'process', entity: 'Solartech' });

async function committed(folder: string, who: string): Promise<void> {
  await learn(folder, `kaizen bizos: If ${who} writes first then b because c`);
  await learn(folder, `rule bizos: ${who} writes first`);
  gitIn(folder, 'add', '-A');
  gitIn(folder, ...AS_ANA, 'commit', '-qm', who);
}

/** A tree with conflicts in the log and the rules that git itself left there. */
async function inConflict(how: 'merge' | 'stash' = 'merge'): Promise<string> {
  const folder = treeWithLog();
  gitIn(folder, 'checkout', '-qb', 'topic');
  await committed(folder, 'Topic');
  if (how === 'stash') {
    gitIn(folder, 'reset', '-q', '--soft', 'HEAD~1');
    gitIn(folder, ...AS_ANA, 'stash', '-q');
  }
  gitIn(folder, 'checkout', '-q', 'main');
  await committed(folder, 'Main');
  const { status } = spawnSync('git', [...AS_ANA, ...(how === 'stash' ? ['stash', 'pop'] : ['merge', 'topic'])], { cwd: folder });
  expect(status).toBe(1);
  expect(conflictMarksIn(logOf(folder))).toBeDefined();
  expect(conflictMarksIn(logOf(folder, RULES))).toBeDefined();
  return folder;
}

async function refusal(done: Promise<unknown>): Promise<BizosError> {
  const error = await done.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BizosError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

describe('a log in which git left its conflict marks', () => {
  it('is changed by no command: each says where the marks begin, and the ways out', async () => {
    const folder = await inConflict();
    const [log, rules] = [logOf(folder), logOf(folder, RULES)];
    const line = log.split('\n').findIndex((words) => words.startsWith('<<<<<<< ')) + 1;
    const calls = [
      () => learn(folder, 'kaizen bizos: If nobody looks then b because c'),
      () => ask(folder, 'kaizen start', { id: 'K-BIZ-001' }),
      () => ask(folder, 'kaizen result', { id: 'K-BIZ-002', text: 'good' }),
      () => ask(folder, 'kaizen decide', { id: 'K-BIZ-003', decision: 'adopt', learning: 'yes' }),
      () => ask(folder, 'kaizen candidate', { text: 'One more idea' }),
      () => ask(folder, 'kaizen start-candidate', { number: 1 }),
      () => ask(folder, 'learn', { words: 'failure bizos: It failed because of a typo', from: 'K-BIZ-001' }),
    ];
    for (const done of calls) {
      const { exit, text, hint } = await refusal(done());
      expect([exit, text.en]).toEqual([
        3,
        expect.stringContaining(`${LOG} was not changed: git's conflict marks stand there from line ${line} on`),
      ]);
      expect(text.de).toContain(`Ab Zeile ${line}`);
      for (const way of ['bizos kaizen merge', 'by hand', 'git merge --abort', 'git rebase --abort']) expect(hint?.en).toContain(way);
    }
    expect((await refusal(learn(folder, 'rule bizos: Look twice'))).text.en).toContain(`${RULES} was not changed`);
    expect([logOf(folder), logOf(folder, RULES)]).toEqual([log, rules]);
    // Other documents can be written, and all can be read.
    expect((await learn(folder, 'pattern bizos: Two at the pier works well')).exit).toBe(0);
    expect((await ask(folder, 'kaizen list')).exit).toBe(0);
  });

  it('is an error to the doctor, with the line', async () => {
    const folder = await inConflict();
    const outcome = await call(doctor, contextIn(folder, { checks: async () => CHECKS }));
    const { problems } = jsonOf(outcome) as unknown as { problems: { code: string; level: string; file: string; line: number }[] };
    expect(outcome.exit).toBe(1);
    expect(problems.filter(({ code }) => code === 'log-conflict').map(({ level, file, line }) => ({ level, file, line }))).toEqual(
      [RULES, LOG].map((file) => ({ level: 'error', file, line: conflictMarksIn(logOf(folder, file)) })),
    );
  });

  it('is settled by kaizen merge where a merge is under way; then commands write to it again', async () => {
    const folder = await inConflict();
    const outcome = await ask(folder, 'kaizen merge');
    expect(outcome.exit).toBe(0);
    expect(jsonOf(outcome)).toMatchObject({ marks: [] });
    expect(logOf(folder)).toContain('Topic writes first');
    expect(logOf(folder)).toContain('Main writes first');
    expect(conflictMarksIn(logOf(folder))).toBeUndefined();
    expect((await learn(folder, 'kaizen bizos: If nobody looks then b because c')).exit).toBe(0);
  });

  it('is never "nothing to settle": kaizen merge ends with 1 while marks remain', async () => {
    // Of a stash that was popped git keeps no second parent: what the marks are of, nobody knows.
    const folder = await inConflict('stash');
    const before = logOf(folder);
    const outcome = await ask(folder, 'kaizen merge');
    expect(outcome.exit).toBe(1);
    expect(jsonOf(outcome)).toMatchObject({
      marks: [LOG, RULES].map((file) => ({ file, line: conflictMarksIn(logOf(folder, file)) })),
    });
    const report = JSON.stringify(outcome.report());
    expect(report).toContain('Not merged');
    expect(report).toContain('by hand');
    expect(report).not.toContain('Nothing to settle');
    expect(logOf(folder)).toBe(before);
  });
});

describe('what conflict marks are', () => {
  const marks = '<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> topic\n';

  it.each<[string, string, number | undefined]>([
    ['at the beginning', marks, 1],
    ['below words, with CRLF', `one\n\n${marks}`.replaceAll('\n', '\r\n'), 3],
    ['behind a fence that is closed', `\`\`\`sh\nx\n\`\`\`\n${marks}`, 4],
    ['around one that opens on one side', marks.replace('ours', '```\nours'), 1],
    ['with the base between them', marks.replace('=======', '||||||| base\nwas\n======='), 1],
    ['in a fence: an example', `\`\`\`\n${marks}\`\`\`\n`, undefined],
    ['in a fence of tildes with backticks in it', `~~~\n\`\`\`\n${marks}~~~\n`, undefined],
    ['one alone', '<<<<<<< HEAD\nours\n', undefined],
    ['without the last', '<<<<<<< HEAD\nours\n=======\n', undefined],
    ['not at the margin', marks.replace(/^/gm, '    '), undefined],
    ['an underlined heading', 'Title\n=======\n', undefined],
  ])('%s', (_, text, line) => {
    expect(conflictMarksIn(text)).toBe(line);
  });

  it('are found once the document was written by a person who kept one of several conflicts', () => {
    const folder = treeWithLog();
    writeFileSync(join(folder, LOG), `${logOf(folder)}\n${marks}`);
    expect(conflictMarksIn(logOf(folder))).toBe(logOf(folder).split('\n').indexOf('<<<<<<< HEAD') + 1);
  });
});
