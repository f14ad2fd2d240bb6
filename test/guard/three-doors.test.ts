import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/core/zone.ts';
import { checkRange } from '../../src/guard/check/range.ts';
import { checkStaged } from '../../src/guard/check/staged.ts';
import { readHookInput } from '../../src/guard/claude/hook-input.ts';
import { refusalOf } from '../../src/guard/claude/judge.ts';
import { policyForSession } from '../../src/guard/decide/session-policy.ts';
import { facetsOf } from '../../src/guard/facets/facets-of.ts';
import { policyHere } from '../../src/guard/policy/compiled.ts';
import { changes, DEAL, ENTRY, GOALS, LOG } from './random-changes.ts';
import { git, put, treeRepository } from './tree-fixture.ts';

const SESSION = '2026-11-20-desk-abcdef';
const ACTOR: Extract<Actor, { kind: 'agent' }> = { kind: 'agent', agent: 'desk', session: SESSION };

describe('the three doors', () => {
  let root: string;
  let base: string;

  beforeAll(() => {
    root = treeRepository();
    put(root, 'bizos/AGENT_GOALS.md', GOALS);
    put(root, 'bizos/KAIZEN_LOG.md', LOG([ENTRY('K-BIZ-001', 'desk', 'mine'), ENTRY('K-BIZ-002', 'crm-ops', 'theirs')]));
    put(root, 'bizos/02_Solartech/crm/a.md', DEAL('New', 1, 'as it was'));
    put(root, 'bizos/02_Solartech/reports/old.md', '# Old\n');
    put(
      root,
      `_SESSIONS/active/${SESSION}.md`,
      `---\nid: ${SESSION}\nagent: desk\nentity: 02_Solartech\nhost: "kl"\nstarted: "2026-11-20T01:00:00.000Z"\nlease: 30m\ntoken: 1\n---\n\n# ${SESSION}\n\n## Goal\n\ntest\n`,
    );
    git(root, ['add', '-A']);
    git(root, ['commit', '-qm', 'fixture']);
    base = git(root, ['rev-parse', 'HEAD']).out.trim();
  });

  /** What the hook before the edit says. */
  async function beforeTheEdit(path: string, text: string | undefined): Promise<boolean> {
    const policy = policyForSession((await policyHere(root)).value, 'desk', '02_Solartech');
    const call =
      text === undefined
        ? { tool_name: 'Bash', tool_input: { command: `rm '${path}'` } }
        : { tool_name: 'Write', tool_input: { file_path: join(root, path), content: text } };
    const input = readHookInput(JSON.stringify({ hook_event_name: 'PreToolUse', session_id: 's', cwd: root, ...call }));
    return (
      refusalOf(input, {
        root,
        policy,
        actor: ACTOR,
        language: 'en',
        parts: { facetsOf, heldBy: () => ({ en: 'held', de: 'gehalten' }) },
      }) === undefined
    );
  }

  async function atTheCommit(): Promise<boolean> {
    git(root, ['add', '-A']);
    const policy = policyForSession((await policyHere(root)).value, 'desk', '02_Solartech');
    return (await checkStaged({ root, policy, actor: ACTOR })).refused.length === 0;
  }

  async function inCi(): Promise<boolean> {
    git(root, ['commit', '-q', '--no-verify', '--allow-empty', '-m', `change\n\nBizOS-Session: ${SESSION}`]);
    const { refused, faults } = await checkRange({ root, base, head: 'HEAD' });
    return refused.length === 0 && faults.length === 0;
  }

  it('say the same of any change', async () => {
    let [yes, no] = [0, 0];
    await fc.assert(
      fc.asyncProperty(changes, async ({ path, text }) => {
        git(root, ['reset', '-q', '--hard', base]);
        git(root, ['clean', '-qfd']);
        const before = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
        fc.pre(before !== text);
        // The edit itself may change the policy that the next door reads: the hook is asked first, as it is in life.
        const said = await beforeTheEdit(path, text);
        if (text === undefined) rmSync(join(root, path));
        else put(root, path, text);
        const policyChanged = path === 'bizos/AGENT_GOALS.md';
        const commit = policyChanged ? said : await atTheCommit();
        git(root, ['add', '-A']);
        const ci = await inCi();
        expect({ path, text, commit, ci }).toEqual({ path, text, commit: said, ci: said });
        if (said) yes++;
        else no++;
      }),
      { numRuns: 60 },
    );
    // A quarter of the changes is allowed: of sixty, fewer than nine are once in some hundred runs.
    expect(Math.min(yes, no)).toBeGreaterThan(3);
  });
});
