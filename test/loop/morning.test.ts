import { expect, it } from 'vitest';
import { approvalsList } from '../../src/loop/approvals/operations/list.ts';
import { brief } from '../../src/loop/runs/operations/brief.ts';
import { agentRun } from '../../src/loop/runs/operations/run.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import type { Outcome } from '../../src/workspace/operation.ts';
import { call } from '../business/group/fake-context.ts';
import { phaseTwo } from './phase-two.ts';

async function screen(outcome: Outcome): Promise<string> {
  const report = outcome.report?.();
  if (!report) throw new Error('no report');
  return renderTerminal(report, { width: 80, colour: 0, unicode: true });
}

it('a morning in phase 2: each thing that waits says what it is about, old numbers and missing exports are named, nothing is cut in silence', async () => {
  const { context } = phaseTwo();
  const ran = await screen(await call(agentRun, context, { agent: 'crm-ops' }));
  expect(ran).toMatch(/solartech \(128, as of\s+2026-02-10\)/);
  expect(ran).toContain('… and 118 more');
  expect(ran).toMatch(/- \d+ × A person decides in this phase\./);

  const told = await call(brief, context);
  const morning = await screen(told);
  expect(told.exit).toBe(8);
  expect(morning.indexOf('Waiting for you')).toBeLessThan(morning.indexOf('New (128)'));
  expect(morning).toMatch(/[0-9a-f]{8} {2}follow-up-mail {2}Sungai Pelita Cold/);
  expect(morning).toMatch(/and 38 more: \d+ follow-up-mail, \d+ stage-update/);
  // Its worth stands before how long it stands.
  expect(morning).toMatch(/RM 1\.48M – 347 days/);
  expect(morning).toContain('… and 120 more');
  expect(morning).toMatch(/Old numbers\s+solartech\s+the newest export is of 2026-02-10/);
  expect(morning).toMatch(/No export\s+hippos/);
  expect(morning).not.toContain('nothing was scanned');

  const list = await screen(await call(approvalsList, context));
  const rows = list.split('\n').filter((line) => /^[0-9a-f]{8} /.test(line));
  expect(rows.length).toBe(46);
  expect(rows.filter((row) => row.includes(' – '))).not.toEqual([]);
  for (const text of [ran, morning, list]) for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
});
