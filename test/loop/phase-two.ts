import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionKinds, scans } from '../../src/business/index.ts';
import type { Context } from '../../src/workspace/operation.ts';
import { contextIn, exampleTree } from '../business/group/fake-context.ts';

const WHO = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' };

/** The example tree, committed, with its agents in phase 2: they prepare, and people decide. */
export function phaseTwo(): { root: string; context: Context } {
  const root = exampleTree();
  const goals = join(root, 'bizos/AGENT_GOALS.md');
  const text = readFileSync(goals, 'utf8')
    .replace('**Phase 1 (Current):**', '**Phase 1:**')
    .replace('**Phase 2:** Prepare', '**Phase 2 (Current):** Prepare');
  writeFileSync(goals, text);
  const environment = { PATH: process.env.PATH, HOME: root, ...WHO };
  for (const words of [
    ['add', '-A'],
    ['commit', '-qm', 'tree'],
  ])
    spawnSync('git', words, { cwd: root, env: environment });
  return { root, context: contextIn(root, { scans, actionKinds, environment }) };
}
