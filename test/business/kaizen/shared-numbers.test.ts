import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, jsonOf } from '../group/fake-context.ts';
import { ask, gitIn, treeWithLog } from './log-tree.ts';

let said = 0;

/** The id that `learn` gives, and what it says of it. */
async function learned(folder: string): Promise<{ id: string; says: string }> {
  const words = `kaizen bizos: If we try ${++said} then b because c`;
  const outcome = await ask(folder, 'learn', { words, layer: 'process', entity: 'Solartech' });
  return { id: jsonOf(outcome).id as string, says: JSON.stringify(outcome.report()) };
}

/** A bare remote with the tree of the fixtures, and a clone of it; what else is to be cloned comes from the remote's name. */
function remoteWith(...clones: readonly string[]): { bare: string; clones: readonly string[] } {
  const folder = emptyFolder();
  const bare = join(folder, 'o.git');
  gitIn(treeWithLog(), 'clone', '-q', '--bare', '.', bare);
  for (const name of clones) gitIn(folder, 'clone', '-q', bare, name);
  return { bare, clones: clones.map((name) => join(folder, name)) };
}

/** From now on the remote takes no push, and says so. */
function refuse(bare: string): () => void {
  const hook = join(bare, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\nexit 1\n');
  chmodSync(hook, 0o755);
  return () => rmSync(hook);
}

describe('a remote that takes no push', () => {
  it('and has given numbers: the id is provisional, what the remote says is told, and it becomes final later', async () => {
    const { bare, clones } = remoteWith('A', 'B');
    const [a, b] = clones;
    expect([(await learned(a)).id, (await learned(a)).id]).toEqual(['K-BIZ-004', 'K-BIZ-005']);
    const allow = refuse(bare);
    const { id, says } = await learned(b);
    expect(id).toMatch(/^K-BIZ-~[0-9a-f]{4,}$/);
    expect(says).toContain('The remote counts the numbers and gave none');
    expect(says).toContain('pre-receive hook declined');
    const waits = await ask(b, 'kaizen settle');
    expect([waits.exit, jsonOf(waits)]).toMatchObject([4, { waiting: [id] }]);
    allow();
    const settled = await ask(b, 'kaizen settle');
    expect([settled.exit, jsonOf(settled)]).toMatchObject([0, { settled: [{ from: id, to: 'K-BIZ-006' }] }]);
  });

  it('and has given none: the clone counts alone, and every command that gives a number says so', async () => {
    const { bare, clones } = remoteWith('A');
    refuse(bare);
    const { id, says } = await learned(clones[0]);
    expect(id).toBe('K-BIZ-004');
    expect(says).toContain('this clone counted alone');
    const decided = await ask(clones[0], 'kaizen decide', { id: 'K-BIZ-003', decision: 'adopt', learning: 'yes', rule: 'Always so' });
    expect(JSON.stringify(decided.report())).toContain('this clone counted alone');
    const started = await ask(clones[0], 'kaizen start-candidate', { number: 1 });
    expect(JSON.stringify(started.report())).toContain('this clone counted alone');
  });
});

describe('several remotes of which none is origin', () => {
  it('the one that the branch follows counts', async () => {
    const { bare, clones } = remoteWith('A', 'B');
    const [a, b] = clones;
    expect((await learned(a)).id).toBe('K-BIZ-004');
    gitIn(b, 'remote', 'rename', 'origin', 'upstream');
    gitIn(b, 'remote', 'add', 'fork', '/nowhere/at/all');
    expect(await learned(b)).toEqual({ id: 'K-BIZ-005', says: expect.not.stringContaining('alone') });
    expect(gitIn(bare, 'for-each-ref', '--format=%(refname)', 'refs/bizos')).toContain('refs/bizos/ids/K-BIZ');
  });

  it('where it follows none, the clone counts alone and says so', async () => {
    const [clone] = remoteWith('A').clones;
    gitIn(clone, 'remote', 'rename', 'origin', 'upstream');
    gitIn(clone, 'remote', 'add', 'fork', '/nowhere/at/all');
    gitIn(clone, 'checkout', '-q', '--no-track', '-b', 'topic');
    const { id, says } = await learned(clone);
    expect(id).toBe('K-BIZ-004');
    expect(says).toContain('Of several remotes none is called origin');
    expect(says).toContain('git branch --set-upstream-to');
  });

  it('without any remote nothing is said', async () => {
    expect(await learned(treeWithLog())).toEqual({ id: 'K-BIZ-004', says: expect.not.stringContaining('alone') });
  });
});
