import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doctor } from '../../../src/business/group/operations/doctor.ts';
import { actionKinds, scans } from '../../../src/business/index.ts';
import { CHECKS } from '../../../src/loop/schedule/checks.ts';
import { call, contextIn, exampleTree, jsonOf } from '../../business/group/fake-context.ts';

const GOALS = 'bizos/AGENT_GOALS.md';

/** The goals of the example tree after a change. */
function changed(change: (goals: string) => string): { root: string; lineOf: (words: string) => number } {
  const root = exampleTree({ exports: false });
  const goals = change(readFileSync(join(root, GOALS), 'utf8'));
  writeFileSync(join(root, GOALS), goals);
  return { root, lineOf: (words) => goals.split('\n').findIndex((line) => line.includes(words)) + 1 };
}

/** What the doctor says of schedules: exit code, and `level code file:line`. */
async function said(root: string): Promise<{ exit: number; says: readonly string[] }> {
  const outcome = await call(doctor, contextIn(root, { checks: async () => CHECKS, scans, actionKinds }));
  const { problems } = jsonOf(outcome) as unknown as { problems: { level: string; code: string; file: string; line: number }[] };
  const says = problems
    .filter(({ code }) => code.startsWith('schedule-'))
    .map(({ level, code, file, line }) => `${level} ${code} ${file}:${line}`);
  return { exit: outcome.exit, says };
}

describe('the doctor reads the schedules', () => {
  const ROW = '| Pipeline scan | working days 08:00 |';

  it.each([
    ['a time that is no time', '| Pipeline scan | workin days 08:00 |', 'error schedule-time', 1],
    ['days without a time of day', '| Pipeline scan | working days |', 'error schedule-time', 1],
    ['cron words that never come', '| Pipeline scan | 0 8 31 2 * |', 'error schedule-time', 1],
    ['cron words beyond the hours', '| Pipeline scan | 0 25 * * * |', 'error schedule-time', 1],
    ['a name that nothing goes by', '| Pipline scn | working days 08:00 |', 'note schedule-unknown', 0],
  ])('%s', async (_what, row, says, exit) => {
    const { root, lineOf } = changed((goals) => goals.replace(ROW, row));
    const found = await said(root);
    expect(found.says).toContain(`${says} ${GOALS}:${lineOf(row)}`);
    expect(found.exit).toBe(exit);
  });

  it('two rows of one name', async () => {
    const { root, lineOf } = changed((goals) => goals.replace(ROW, `${ROW}\n| Pipeline scan | working days 16:00 |`));
    expect((await said(root)).says).toContain(`warning schedule-twice ${GOALS}:${lineOf('16:00')}`);
  });

  it('a table that stands below no agent', async () => {
    const table = '## CRM Opps\n\n### Schedule\n\n| What | When |\n|---|---|\n| Pipeline scan | hourly |\n';
    const { root, lineOf } = changed((goals) => `${goals}\n${table}`);
    expect((await said(root)).says).toContain(`warning schedule-agentless ${GOALS}:${lineOf('| Pipeline scan | hourly |') - 2}`);
  });

  it('says nothing of rows that run', async () => {
    const { root } = changed((goals) => goals);
    expect((await said(root)).says.filter((one) => !one.includes('schedule-unknown'))).toEqual([]);
  });
});
