import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sessionStart } from '../../src/guard/operations/session-start.ts';
import { zonesCheck } from '../../src/guard/operations/zones-check.ts';
import { dispatchDue } from '../../src/loop/dispatch/send.ts';
import type { EntryDraft } from '../../src/loop/ledger/entries/index.ts';
import { appendEntries } from '../../src/loop/ledger/ledger.ts';
import { call, contextIn, exampleTree, jsonOf } from '../business/group/fake-context.ts';
import { actionOf, mail, plan, Scripted, world } from './fixture.ts';
import { SAMPLES } from './world.ts';

const NOW = Date.parse('2026-11-20T01:00:00Z');

/** Real git, as an agent's own process would use it. */
function git(root: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.test', ...words], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: root, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
  if (status !== 0) throw new Error(stdout + stderr);
  return stdout.trim();
}

/** A tree with an action that waits, and a live session of crm-ops; all of it committed. */
async function waiting() {
  const root = exampleTree();
  const id = plan(root, mail(), NOW);
  await dispatchDue(world(root, { open: async () => new Scripted(), now: () => NOW }));
  git(root, 'add', '-A');
  git(root, 'commit', '-qm', 'tree');
  const { id: session } = jsonOf(
    await call(sessionStart, contextIn(root), { agent: 'crm-ops', entity: 'solartech', goal: 'look at deals' }),
  ) as unknown as { id: string };
  git(root, 'add', '-A');
  if (git(root, 'status', '--porcelain') !== '') git(root, 'commit', '-qm', 'session begins');
  const { content, recipients, channel, expires, nonce } = actionOf(root, id).ask?.data ?? (undefined as never);
  const approval: EntryDraft = {
    kind: 'approval',
    data: { action: id, answer: 'approved', content, recipients, channel, expires, nonce, by: 'terminal' },
  };
  return { root, session, approval };
}

/** Writes a line, commits it with or without the session's trailer, and asks the check about that commit. */
async function checked(root: string, session: string | undefined, who: string, line: EntryDraft) {
  const base = git(root, 'rev-parse', 'HEAD');
  appendEntries({ root, who, now: () => NOW + 1000 }, [line]);
  git(root, 'add', '-A');
  git(root, 'commit', '-qm', session === undefined ? 'by hand' : `work\n\nBizOS-Session: ${session}`);
  const outcome = await call(zonesCheck, contextIn(root), { range: `${base}..HEAD` });
  const { refused } = jsonOf(outcome) as unknown as { refused: { code: string }[] };
  return [outcome.exit, refused.map(({ code }) => code)];
}

describe('what an agent’s session commits to the ledger', () => {
  it.each<[string, string, (approval: EntryDraft) => EntryDraft, string]>([
    ['an approval in the chain of people', 'people', (approval) => approval, 'ledger-approval'],
    ['an approval in its own chain', 'crm-ops', (approval) => approval, 'ledger-approval'],
    [
      'a released kill switch',
      'people',
      () => ({ kind: 'pause', data: { agent: '*', paused: false, by: 'terminal' } }),
      'ledger-other-writer',
    ],
    ['a ruling', 'people', () => ({ kind: 'ruling', data: SAMPLES.ruling }), 'ledger-other-writer'],
    ['a mark', 'people', () => ({ kind: 'mark', data: SAMPLES.mark }), 'ledger-other-writer'],
    ['a line of another agent', 'performance', () => ({ kind: 'run-start', data: SAMPLES['run-start'] }), 'ledger-other-writer'],
  ])('%s: refused by the check', async (_, who, line, code) => {
    const { root, session, approval } = await waiting();
    expect(await checked(root, session, who, line(approval))).toEqual([1, [code]]);
  });

  it('its own line passes, and a person’s approval does', async () => {
    const { root, session, approval } = await waiting();
    expect(await checked(root, session, 'crm-ops', { kind: 'run-start', data: SAMPLES['run-start'] })).toEqual([0, []]);
    expect(await checked(root, undefined, 'people', approval)).toEqual([0, []]);
  });
});
