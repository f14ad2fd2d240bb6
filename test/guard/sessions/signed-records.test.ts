import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkRange } from '../../../src/guard/check/range.ts';
import { bizos, emptyFolder, git, treeRepository } from '../tree-fixture.ts';

it('Z02 where the agent’s commits are signed, so are those of its session’s records: the whole session passes in CI', async () => {
  const [root, keys] = [treeRepository(), emptyFolder()];
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'crm-ops', '-f', join(keys, 'key')]);
  const goals = join(root, 'bizos/AGENT_GOALS.md');
  const key = readFileSync(join(keys, 'key.pub'), 'utf8').trim();
  writeFileSync(goals, readFileSync(goals, 'utf8').replace('## CRM Ops Agent\n', `## CRM Ops Agent\n\n**Signing key:** \`${key}\`\n`));
  git(root, ['commit', '-qam', 'a key for crm-ops']);
  const base = git(root, ['rev-parse', 'HEAD']).out.trim();
  for (const [name, value] of Object.entries({
    'gpg.format': 'ssh',
    'user.signingKey': join(keys, 'key.pub'),
    'commit.gpgSign': 'true',
  }))
    git(root, ['config', name, value]);

  const began = bizos(root, ['session', 'start', '--agent', 'crm-ops', '--entity', 'solartech', '--goal', 'x', '--json']);
  const { id } = JSON.parse(began.out) as { id: string };
  appendFileSync(join(root, 'bizos/02_Solartech/_ENTITY.md'), '\nmore\n');
  git(root, ['commit', '-qam', `work\n\nBizOS-Session: ${id}`]);
  expect(bizos(root, ['session', 'end', id]).code).toBe(0);

  expect(await checkRange({ root, base, head: 'HEAD' })).toMatchObject({ commits: 3, identity: 'signature', refused: [], faults: [] });
  // Without the setting nothing signs them, and the check says so.
  git(root, ['config', 'commit.gpgSign', 'false']);
  bizos(root, ['session', 'start', '--agent', 'crm-ops', '--entity', 'solartech', '--goal', 'y']);
  const { faults } = await checkRange({ root, base, head: 'HEAD' });
  expect(faults.map(({ code }) => code)).toEqual(['signature-missing']);
});
