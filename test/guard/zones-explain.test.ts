import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sessionStart } from '../../src/guard/operations/session-start.ts';
import { zonesExplain } from '../../src/guard/operations/zones-explain.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import type { Context } from '../../src/workspace/operation.ts';
import { call, contextIn, exampleTree, jsonOf } from '../business/group/fake-context.ts';

/** A committed tree whose Solartech an agent works on: its session. */
async function heldTree(): Promise<{ root: string; session: string }> {
  const root = exampleTree();
  spawnSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.test', 'commit', '-q', '--allow-empty', '-m', 'x'], { cwd: root });
  const started = await call(sessionStart, contextIn(root), { agent: 'crm-ops', entity: 'solartech', goal: 'look at deals' });
  return { root, session: (jsonOf(started) as unknown as { id: string }).id };
}

/** The next command as a program and as a person gets it. */
async function nextOf(context: Context, path: string, agent?: string): Promise<readonly [json: string, line: string]> {
  const outcome = await call(zonesExplain, context, { path, ...(agent && { agent }) });
  const report = outcome.report?.();
  if (!report) throw new Error('no report');
  const screen = renderTerminal(report, { width: 80, colour: 0, unicode: true });
  return [(jsonOf(outcome) as unknown as { next: string }).next, screen.trimEnd().split('\n').at(-1)?.trim() ?? ''];
}

describe('the next command of zones explain', () => {
  it('where somebody holds the file: who, under the name that session show takes', async () => {
    const { root, session } = await heldTree();
    const [command, line] = await nextOf(contextIn(root), 'bizos/02_Solartech/_ENTITY.md');
    expect(command).toBe(`bizos session show ${session}`);
    expect(line).toBe(`${command}  who holds it, and why`);
    const other = await nextOf(contextIn(root, { language: 'de' }), 'bizos/03_Hippos/_ENTITY.md', 'crm-ops');
    expect(other).toEqual([
      'bizos session start --agent crm-ops --goal "…"',
      'bizos session start --agent crm-ops --goal "…"  daran zu arbeiten anfangen',
    ]);
  });

  it('where no agent may write it: whose the tree is', async () => {
    expect(await nextOf(contextIn(exampleTree()), 'somewhere/else.md')).toEqual([
      'bizos zones map',
      'bizos zones map  whose which part of the tree is',
    ]);
  });
});
