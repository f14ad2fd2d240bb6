import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRange } from '../../../src/guard/check/range.ts';
import { readPolicy } from '../../../src/guard/policy/read.ts';
import { worktreeSource } from '../../../src/guard/policy/source.ts';
import { endSession, startSession, takeOver } from '../../../src/guard/sessions/lifecycle.ts';
import { FakeMachine, placeOn } from '../fake-machine.ts';
import { git, treeRepository } from '../tree-fixture.ts';

const MINUTE = 60_000;

/** A tree in which a session began without its record getting into history, as when it is killed between the two. */
async function begunUnseen() {
  const root = treeRepository();
  git(root, ['config', 'user.name', 'Aisyah']);
  git(root, ['config', 'user.email', 'a@example.org']);
  const base = git(root, ['rev-parse', 'HEAD']).out.trim();
  const machine = new FakeMachine();
  const place = placeOn(machine, root);
  const { value: policy } = await readPolicy(worktreeSource(root));
  const call = { agent: 'crm-ops', entity: '02_Solartech', goal: 'x', leaseMs: 30 * MINUTE, waitMs: 0, offline: false };
  const { session, commit } = await startSession(place, policy, { ...call, language: 'en' });
  expect(commit).toMatch(/^[0-9a-f]{40}$/);
  git(root, ['reset', '-q', '--mixed', base]);
  return { root, base, machine, place, policy, id: session.id };
}

describe('a session whose beginning is not in history', () => {
  it('begins there when it ends: CI accepts both', async () => {
    const { root, base, place, policy, id } = await begunUnseen();
    await endSession(place, policy, id, undefined, 'en');
    expect(await checkRange({ root, base, head: 'HEAD' })).toMatchObject({ commits: 2, refused: [], faults: [] });
  });

  it.each([true, false])('begins there when another takes it over; its record was written: %s', async (written) => {
    const { root, base, machine, place, policy, id } = await begunUnseen();
    if (!written) rmSync(join(root, '_SESSIONS/active', `${id}.md`));
    machine.time += 61 * MINUTE;
    await takeOver(place, policy, id, 'the next one', 'en');
    expect(await checkRange({ root, base, head: 'HEAD' })).toMatchObject({ commits: 2, refused: [], faults: [] });
    expect(git(root, ['status', '--porcelain', '_SESSIONS']).out.trim()).toBe('');
  });
});
