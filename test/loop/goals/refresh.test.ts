import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scans } from '../../../src/business/index.ts';
import { goalsRefresh } from '../../../src/loop/goals/operations/refresh.ts';
import type { Context } from '../../../src/workspace/operation.ts';
import { answering, call, contextIn, exampleTree, jsonOf } from '../../business/group/fake-context.ts';

const GOALS = join('bizos', 'AGENT_GOALS.md');
const inTree = (root: string, given: Partial<Context> = {}): Context => contextIn(root, { scans, ...given });

describe('bizos goals refresh', { timeout: 60_000 }, () => {
  test('shows the change and takes nothing by itself; a person takes it; then there is none', async () => {
    const root = exampleTree();
    const before = readFileSync(join(root, GOALS), 'utf8');
    const said: string[] = [];
    const shown = await call(goalsRefresh, inTree(root));
    expect(shown.exit).toBe(8);
    expect(readFileSync(join(root, GOALS), 'utf8')).toBe(before);
    const no = await call(goalsRefresh, inTree(root, { ask: answering([false]), say: ({ en }) => said.push(en) }));
    expect([no.exit, readFileSync(join(root, GOALS), 'utf8')]).toEqual([8, before]);
    expect(said).toContain("+ | Follow-up compliance | 62.3 % | ≥ 95% | open deals with an activity inside their stage's SLA |");
    const yes = await call(goalsRefresh, inTree(root, { ask: answering([true]) }));
    expect(jsonOf(yes)).toMatchObject({ schema: 'bizos.goals-refresh/1', taken: true, asOf: '2026-02-10' });
    const after = readFileSync(join(root, GOALS), 'utf8');
    expect(after).toBe(
      before
        .replace('| TBD | Reduce 20% | days from', '| 65.7 days | Reduce 20% | days from')
        .replace('| Unknown | ≥ 95% |', '| 62.3 % | ≥ 95% |'),
    );
    expect((await call(goalsRefresh, inTree(root))).exit).toBe(0);
  });

  test('--dry-run writes nothing, --yes asks nobody, --agent picks one', async () => {
    const root = exampleTree();
    const before = readFileSync(join(root, GOALS), 'utf8');
    expect((await call(goalsRefresh, inTree(root), { dryRun: true, yes: true })).exit).toBe(0);
    expect(readFileSync(join(root, GOALS), 'utf8')).toBe(before);
    expect(jsonOf(await call(goalsRefresh, inTree(root), { agent: 'performance', yes: true }))).toMatchObject({ rows: [], taken: false });
    expect((await call(goalsRefresh, inTree(root), { agent: 'crm-ops', yes: true })).exit).toBe(0);
    expect(readFileSync(join(root, GOALS), 'utf8')).not.toBe(before);
    await expect(call(goalsRefresh, inTree(root), { agent: 'nobody' })).rejects.toMatchObject({ exit: 2 });
  });

  test.each([
    ['inside a session', { BIZOS_SESSION: '2026-11-20-crm-ops-abcdef' }],
    ['below an agent host', { CLAUDECODE: '1' }],
  ])('refused %s, even with --yes', async (_what, more) => {
    const root = exampleTree();
    const before = readFileSync(join(root, GOALS), 'utf8');
    const context = inTree(root);
    const asked = call(goalsRefresh, { ...context, environment: { ...context.environment, ...more } }, { yes: true });
    await expect(asked).rejects.toMatchObject({ exit: 3 });
    expect(readFileSync(join(root, GOALS), 'utf8')).toBe(before);
  });

  test('a document that somebody saved meanwhile is not overwritten', async () => {
    const root = exampleTree();
    const mine = `${readFileSync(join(root, GOALS), 'utf8')}\nA person wrote this.\n`;
    const confirm = async (): Promise<boolean> => {
      writeFileSync(join(root, GOALS), mine);
      return true;
    };
    const ask = { ...answering([]), confirm };
    await expect(call(goalsRefresh, inTree(root, { ask }))).rejects.toMatchObject({ exit: 3 });
    expect(readFileSync(join(root, GOALS), 'utf8')).toBe(mine);
    expect(spawnSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' }).stdout).not.toContain('bizos-part');
  });
});
