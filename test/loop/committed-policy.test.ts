import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { committedPolicy, deciders, withCommittedOutside } from '../../src/loop/policy/committed.ts';
import type { AgentPolicy } from '../../src/loop/policy/policy.ts';
import { asked, committed, counted, type Poll } from './asked.ts';

describe('a press counts by the policy that a person committed', () => {
  const POLICY_FILE = 'bizos/AGENT_POLICY.md';
  const change = (root: string, from: string, to: string): void => {
    const file = join(root, POLICY_FILE);
    const before = readFileSync(file, 'utf8');
    expect(before).toContain(from);
    writeFileSync(file, before.replace(from, to));
  };
  const SESSION = '2026-11-20-crm-ops-abcdef';
  const NEW_ID = '| team | allowed users | 7, 8, 666 |';
  it.each<[string, (root: string) => void, number, string | undefined]>([
    [
      'an id that an edit adds, not committed',
      (root) => change(root, '| team | allowed users | 7, 8 |', NEW_ID),
      666,
      'approval-uncommitted',
    ],
    ['the others stay as they were then', (root) => change(root, '| team | allowed users | 7, 8 |', NEW_ID), 7, undefined],
    [
      'an id that a session commits',
      (root) => {
        change(root, '| team | allowed users | 7, 8 |', NEW_ID);
        committed(root, SESSION);
      },
      666,
      'approval-uncommitted',
    ],
    [
      'an id that a person commits',
      (root) => {
        change(root, '| team | allowed users | 7, 8 |', NEW_ID);
        committed(root);
      },
      666,
      undefined,
    ],
    [
      'a person’s commit of another file behind a session’s',
      (root) => {
        change(root, '| team | allowed users | 7, 8 |', NEW_ID);
        committed(root, SESSION);
        writeFileSync(join(root, 'other.md'), 'x');
        committed(root);
      },
      666,
      'approval-uncommitted',
    ],
    [
      'another chat beside the committed one',
      (root) => change(root, '| team | chat | 42 |', '| team | chat | 42, 43 |'),
      7,
      'approval-uncommitted',
    ],
    [
      'another secret',
      (root) => change(root, '| team | chat | 42 |', '| team | chat | 42 |\n| team | secret | TELEGRAM_BOT_TOKEN |'),
      7,
      'approval-uncommitted',
    ],
    ['another text elsewhere in the policy', (root) => change(root, '# Agent policy', '# Agent policy of ours'), 7, undefined],
  ])('%s', async (_what, edit, from, code) => {
    const { server, root, id, poll, press, button } = await asked();
    await poll();
    edit(root);
    press(button('y'), { from: { id: from } });
    const { presses, sent } = await poll();
    expect([presses.map((one) => one.code), sent, counted(root, id)]).toEqual(code ? [[code], 0, 0] : [[undefined], 1, 1]);
    if (code) expect(server.answered[0].text).toBe('Not counted: a person has to commit this setting of bizos/AGENT_POLICY.md first.');
  });

  it('who is taken out of the policy decides nothing more at once, committed or not', async () => {
    const { server, root, id, poll, press, button } = await asked();
    await poll();
    change(root, '| team | allowed users | 7, 8 |', '| team | allowed users | 8 |');
    press(button('y'));
    expect(await poll()).toMatchObject({ strangers: 1, presses: [], sent: 0 });
    expect([server.answered[0].text, counted(root, id)]).toEqual(['You may not decide this.', 0]);
  });

  it('a policy that nobody has committed yet lets nobody decide', async () => {
    const { root, poll, press, button } = await asked();
    await poll();
    spawnSync('git', ['update-ref', '-d', 'HEAD'], { cwd: root });
    press(button('y'));
    const { presses, problems } = (await poll()) as Poll & { problems: { code: string; place: { line: number } }[] };
    expect(problems[0].place.line).toBeGreaterThan(1);
    expect([presses.map(({ code }) => code), problems.map(({ code }) => code)]).toEqual([
      ['approval-uncommitted'],
      ['approval-uncommitted'],
    ]);
  });

  it('outside git the table alone counts', async () => {
    const { root, policy } = await asked();
    expect(deciders(policy, await committedPolicy(root))).toEqual(new Set(['7', '8']));
    rmSync(join(root, '.git'), { recursive: true });
    expect(deciders(policy, await committedPolicy(root))).toBe('allowed');
  });

  it('so does "Outside alone": a row that only an edit or a session has lets nothing out', async () => {
    const { root, policy } = await asked();
    const loose: AgentPolicy = { ...policy, gates: policy.gates.map((row) => ({ ...row, outside: true })) };
    const outside = async (): Promise<boolean> =>
      withCommittedOutside(loose, await committedPolicy(root)).gates.every((row) => row.outside);
    expect(await outside()).toBe(false);
    change(root, '| * | * | 2 | 10 | 20 | no |', '| * | * | 2 | 10 | 20 | yes |');
    committed(root, SESSION);
    expect(await outside()).toBe(false);
    writeFileSync(join(root, POLICY_FILE), `${readFileSync(join(root, POLICY_FILE), 'utf8')}\nSeen.\n`);
    committed(root);
    expect(await outside()).toBe(true);
    expect(withCommittedOutside(policy, 'none')).toBe(policy);
  });
});
