import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doctor } from '../../../src/business/group/operations/doctor.ts';
import { CHECKS } from '../../../src/business/kaizen/checks/index.ts';
import { call, contextIn, jsonOf } from '../group/fake-context.ts';
import { fixtureLog, gitIn, logOf, treeWithLog } from './log-tree.ts';

/** What the doctor says of logs: `code file:line`. */
async function said(folder: string): Promise<{ exit: number; codes: readonly string[] }> {
  const outcome = await call(doctor, contextIn(folder, { checks: async () => CHECKS }));
  const { problems } = jsonOf(outcome) as unknown as { problems: { code: string; file: string; line: number | null }[] };
  return {
    exit: outcome.exit,
    codes: problems
      .filter(({ code }) => code.startsWith('experiment-'))
      .map(({ code, file, line }) => `${code} ${file}${line ? `:${line}` : ''}`),
  };
}

const LOG = 'bizos/KAIZEN_LOG.md';
const put = (folder: string, text: string, file = LOG): void => writeFileSync(join(folder, file), text);
const commit = (folder: string, words: string): string =>
  gitIn(folder, '-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '-qam', words);
const without = (text: string, id: string): string => text.replace(new RegExp(`### \\[${id}\\][\\s\\S]*?(?=\\n### |\\n## |\\n---)`), '');

describe('what the doctor finds in logs', () => {
  it('a running experiment that says no end', async () => {
    const folder = treeWithLog();
    const text = logOf(folder).replace(/(\*\*Status:\*\* Active[\s\S]*?\*\*Duration:\*\*\n).*/, '$1until we know more');
    put(folder, text);
    const line = text.slice(0, text.lastIndexOf('### [', text.indexOf('until we know more'))).split('\n').length;
    expect((await said(folder)).codes.filter((one) => !one.startsWith('experiment-overdue'))).toEqual([
      `experiment-endless ${LOG}:${line}`,
    ]);
  });

  it('nothing in one that is in order', async () => {
    expect((await said(treeWithLog())).codes.filter((one) => !one.startsWith('experiment-overdue'))).toEqual([]);
  });

  it('a number twice in a log, and in two documents: errors, so that CI stops', async () => {
    const folder = treeWithLog();
    put(folder, fixtureLog().replace('[K-BIZ-003]', '[K-BIZ-001]'));
    const { exit, codes } = await said(folder);
    expect(exit).toBe(1);
    expect(codes).toContainEqual(expect.stringContaining('experiment-twice'));
    put(folder, fixtureLog());
    mkdirSync(join(folder, 'bizos', '_archive'));
    put(folder, '# Old\n\n### [K-BIZ-002] A copy\n**Date:** 2026-01-01\n', 'bizos/_archive/2025.md');
    expect((await said(folder)).codes).toContainEqual(expect.stringContaining('experiment-elsewhere-too'));
    const failures = logOf(folder, 'bizos/FAILURE_LOG.md');
    put(folder, `${failures}\n### [F-BIZ-001] One\n\nx\n\n### [F-BIZ-001] Two\n\nx\n`, 'bizos/FAILURE_LOG.md');
    expect((await said(folder)).codes).toContainEqual(expect.stringContaining('experiment-elsewhere-too bizos/FAILURE_LOG.md'));
  });

  it('an entry that is gone: uncommitted, by the last commit, and since the branch began', async () => {
    const folder = treeWithLog();
    put(folder, without(fixtureLog(), 'K-BIZ-002'));
    expect((await said(folder)).codes).toContain(`experiment-gone ${LOG}`);
    commit(folder, 'gone');
    expect((await said(folder)).codes).toContain(`experiment-gone ${LOG}`);
    put(folder, `${logOf(folder)}\n`);
    commit(folder, 'later');
    expect((await said(folder)).codes).not.toContain(`experiment-gone ${LOG}`);
    gitIn(folder, 'update-ref', 'refs/remotes/origin/main', 'HEAD~2');
    gitIn(folder, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    expect((await said(folder)).codes).toContain(`experiment-gone ${LOG}`);
  });

  it('a log that is gone as a whole, but none that went to the archive', async () => {
    const folder = treeWithLog();
    mkdirSync(join(folder, 'bizos', '_archive'));
    renameSync(join(folder, LOG), join(folder, 'bizos', '_archive', 'KAIZEN_LOG.md'));
    expect((await said(folder)).codes.filter((one) => one.startsWith('experiment-gone'))).toEqual([]);
    rmSync(join(folder, 'bizos', '_archive', 'KAIZEN_LOG.md'));
    expect((await said(folder)).codes.filter((one) => one.startsWith('experiment-gone'))).toHaveLength(3);
  });

  it('a number that nobody could count up to keeps nobody waiting', async () => {
    const folder = treeWithLog(fixtureLog().replace('[K-BIZ-003]', '[K-BIZ-999999999999]'));
    expect((await said(folder)).codes.filter((one) => !one.startsWith('experiment-overdue'))).toEqual([]);
  });

  it('a reference that leads nowhere, and a number that is not final', async () => {
    const folder = treeWithLog(
      fixtureLog()
        .replace('[K-BIZ-003]', '[K-BIZ-~7f3a]')
        .replace(/(\[K-BIZ-001\][\s\S]*?)(?=\*\*Status:)/, '$1**From:** K-BIZ-077\n'),
    );
    const { codes } = await said(folder);
    expect(codes).toContainEqual(expect.stringMatching(/^experiment-dangling bizos\/KAIZEN_LOG\.md:\d+$/));
    expect(codes).toContainEqual(expect.stringMatching(/^experiment-provisional bizos\/KAIZEN_LOG\.md:\d+$/));
  });
});
