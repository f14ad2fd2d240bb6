import { beforeAll, describe, expect, it } from 'vitest';
import { approvalsApprove } from '../../src/loop/approvals/operations/approve.ts';
import { approvalsEdit } from '../../src/loop/approvals/operations/edit.ts';
import { approvalsList } from '../../src/loop/approvals/operations/list.ts';
import { findingsAcknowledge } from '../../src/loop/findings/operations/acknowledge.ts';
import { findingsClear } from '../../src/loop/findings/operations/clear.ts';
import { findingsList } from '../../src/loop/findings/operations/list.ts';
import { findingsSnooze } from '../../src/loop/findings/operations/snooze.ts';
import { agentRun } from '../../src/loop/runs/operations/run.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import type { Ask, Context, Outcome } from '../../src/workspace/operation.ts';
import { answering, call, jsonOf } from '../business/group/fake-context.ts';
import { phaseTwo } from './phase-two.ts';

const NOW = Date.parse('2026-11-20T01:00:00Z');

/** What the screen says, without its line ends. */
function said(outcome: Outcome): string {
  const report = outcome.report?.();
  if (!report) throw new Error('no report');
  return renderTerminal(report, { width: 80, colour: 0, unicode: true }).replace(/\s+/g, ' ');
}

describe('what a person is told', () => {
  let context: Context;
  const at = (more: Partial<Context> = {}): Context => ({ ...context, now: () => NOW, ...more });
  const person = (answers: readonly unknown[] = [], more: Partial<Context & { edit: Ask['edit'] }> = {}): Context =>
    at({ ...more, ask: { ...answering(answers), ...(more.edit && { edit: more.edit }) } });

  beforeAll(async () => {
    context = phaseTwo().context;
    await call(agentRun, at(), { agent: 'crm-ops' });
  }, 120_000);

  const finding = async (): Promise<string> =>
    (jsonOf(await call(findingsList, at())) as unknown as { shown: { id: string }[] }).shown[0].id;
  const waiting = async (): Promise<string[]> =>
    (jsonOf(await call(approvalsList, at())) as unknown as { actions: { action: string }[] }).actions.map(({ action }) => action);

  it.each([
    ['en', 'Snoozed until 2026-11-22 09:00.', 'silent until it gets worse', 'it is told again'],
    ['de', 'Zurückgestellt bis 2026-11-22 09:00.', 'still, bis er schlimmer wird', 'er wird wieder gemeldet'],
  ] as const)(
    'of a finding snoozed, acknowledged and told again, in %s, on the clock of the tree',
    async (language, snoozed, acknowledged, again) => {
      const id = await finding();
      const outcome = await call(findingsSnooze, person([], { language }), { id: id.slice(0, 6), for: '2d' });
      expect(said(outcome)).toContain(snoozed);
      expect(jsonOf(outcome)).toMatchObject({ finding: id, mark: 'snoozed', until: '2026-11-22T01:00:00.000Z' });
      expect(said(await call(findingsAcknowledge, person([], { language }), { id }))).toContain(acknowledged);
      expect(said(await call(findingsClear, person([], { language }), { id }))).toContain(again);
    },
  );

  it('of a finding that is not there, and a span that is none', async () => {
    await expect(call(findingsSnooze, person(), { id: 'zzzz', for: '2d' })).rejects.toMatchObject({
      exit: 2,
      hint: { en: 'See: bizos findings list' },
    });
    await expect(call(findingsSnooze, person(), { id: await finding(), for: 'soon' })).rejects.toMatchObject({ exit: 2 });
  });

  it('after an approval how it leaves at once; after a no that nothing changed; after an edit that it has to be approved again', async () => {
    const [first, second] = await waiting();
    const no = await call(approvalsApprove, person([false]), { id: first });
    expect([no.exit, said(no)]).toEqual([8, expect.stringContaining('Nothing changed.')]);
    const yes = await call(approvalsApprove, person([true]), { id: first });
    expect([yes.exit, said(yes)]).toEqual([
      0,
      expect.stringMatching(/Now: approved.* bizos agent run crm-ops let it leave now; else it leaves with the next run/),
    ]);
    const edit = async (text: string): Promise<string> => `${text}\n\nUntil soon`;
    const edited = said(await call(approvalsEdit, person([true], { edit }), { id: second }));
    expect(edited).toContain(`bizos approvals approve ${(await waiting()).find((id) => edited.includes(id.slice(0, 8)))?.slice(0, 8)}`);
    expect(edited).toContain('approve the edited text');
  });

  it.each([
    ['en', /Dry run.*bizos agent run crm-ops let it run/],
    ['de', /Probelauf.*bizos agent run crm-ops wirklich laufen lassen/],
  ] as const)('by a dry run, in %s: that it is one, and how to let it run', async (language, words) => {
    const before = await waiting();
    expect(said(await call(agentRun, at({ language }), { agent: 'crm-ops', entity: 'hippos', dryRun: true }))).toMatch(words);
    expect(await waiting()).toEqual(before);
  });
});
