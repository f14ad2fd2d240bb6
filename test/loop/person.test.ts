import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { BizosError } from '../../src/core/problem.ts';
import { sessionStart } from '../../src/guard/operations/session-start.ts';
import { approvalsApprove } from '../../src/loop/approvals/operations/approve.ts';
import { personAt } from '../../src/loop/approvals/person.ts';
import { answering, call, contextIn, exampleTree } from '../business/group/fake-context.ts';

const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof BizosError) return `${error.exit} ${error.text.en}`;
    throw error;
  }
  return 'let through';
};

describe('an agent can not approve', () => {
  it('a person at a terminal outside any session can', () => {
    const root = exampleTree();
    expect(personAt(contextIn(root, { ask: answering([]) }), root).by).toBe('terminal');
  });

  it.each([
    ['without a terminal', {}, false, /^3 .*no interactive terminal/],
    ['with BIZOS_SESSION set', { BIZOS_SESSION: 's1' }, true, /^3 .*inside session s1/],
    ['below an agent host', { CLAUDECODE: '1' }, true, /^3 .*agent host/],
  ])('%s: refused', (_, environment, terminal, words) => {
    const root = exampleTree();
    const context = contextIn(root, {
      environment: { ...contextIn(root).environment, ...environment },
      ...(terminal && { ask: answering([true]) }),
    });
    expect(refusal(() => personAt(context, root))).toMatch(words);
  });

  it('nothing is shown or looked up before: the refusal is the same for any id', async () => {
    const root = exampleTree();
    await expect(call(approvalsApprove, contextIn(root), { id: 'zzzz' })).rejects.toMatchObject({ exit: 3 });
  });

  it('below the process of a live session: refused, whatever the environment says', async () => {
    const root = exampleTree();
    spawnSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.test', 'commit', '-q', '--allow-empty', '-m', 'x'], { cwd: root });
    await call(sessionStart, contextIn(root), { agent: 'crm-ops', entity: 'solartech', goal: 'look at deals' });
    expect(refusal(() => personAt(contextIn(root, { ask: answering([]) }), root))).toMatch(/^3 .*process of session/);
  });
});
