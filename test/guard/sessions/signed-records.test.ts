import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkRange } from '../../../src/guard/check/range.ts';
import { signingGap } from '../../../src/guard/sessions/signing.ts';
import { bizos, emptyFolder, git, treeRepository } from '../tree-fixture.ts';

/** A tree whose policy lists a key for crm-ops, and the folder of that key and of another. */
function treeWithKey(): { root: string; keys: string } {
  const [root, keys] = [treeRepository(), emptyFolder()];
  for (const name of ['key', 'other']) spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'crm-ops', '-f', join(keys, name)]);
  const goals = join(root, 'bizos/AGENT_GOALS.md');
  const key = readFileSync(join(keys, 'key.pub'), 'utf8').trim();
  writeFileSync(goals, readFileSync(goals, 'utf8').replace('## CRM Ops Agent\n', `## CRM Ops Agent\n\n**Signing key:** \`${key}\`\n`));
  git(root, ['commit', '-qam', 'a key for crm-ops']);
  return { root, keys };
}

function configure(root: string, settings: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(settings)) git(root, ['config', name, value]);
}

const START = ['session', 'start', '--agent', 'crm-ops', '--entity', 'solartech', '--goal', 'x'];

it('Z02 where the agent’s commits are signed, so are those of its session’s records: the whole session passes in CI', async () => {
  const { root, keys } = treeWithKey();
  const base = git(root, ['rev-parse', 'HEAD']).out.trim();
  configure(root, { 'gpg.format': 'ssh', 'user.signingKey': join(keys, 'key.pub'), 'commit.gpgSign': 'true' });

  const began = bizos(root, [...START, '--json']);
  const { id } = JSON.parse(began.out) as { id: string };
  appendFileSync(join(root, 'bizos/02_Solartech/_ENTITY.md'), '\nmore\n');
  git(root, ['commit', '-qam', `work\n\nBizOS-Session: ${id}`]);
  expect(bizos(root, ['session', 'end', id]).code).toBe(0);

  expect(await checkRange({ root, base, head: 'HEAD' })).toMatchObject({ commits: 3, identity: 'signature', refused: [], faults: [] });
  // Without the setting nothing signs them, and the check says so.
  git(root, ['config', 'commit.gpgSign', 'false']);
  bizos(root, START);
  const { faults } = await checkRange({ root, base, head: 'HEAD' });
  expect(faults.map(({ code }) => code)).toEqual(['signature-missing']);
});

it('Z02 a session whose agent has a key says what to type where the clone does not sign, and that makes CI content', async () => {
  const { root, keys } = treeWithKey();
  const base = git(root, ['rev-parse', 'HEAD']).out.trim();
  const { out } = bizos(root, START);
  const words = out.replace(/\s+/g, ' ');
  expect(words).toContain(
    'The policy lists a signing key for crm-ops, and this clone does not sign its commits with one: CI will refuse them.',
  );
  expect((await checkRange({ root, base, head: 'HEAD' })).faults.map(({ code }) => code)).toEqual(['signature-missing']);
  const typed = out
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('git '));
  expect(typed).toEqual([
    'git config gpg.format ssh',
    'git config user.signingKey KEY.pub',
    'git config commit.gpgSign true',
    'git commit --amend --no-edit',
  ]);
  for (const line of typed) expect(git(root, line.replace('KEY.pub', join(keys, 'key.pub')).split(' ').slice(1)).code).toBe(0);
  expect(await checkRange({ root, base, head: 'HEAD' })).toMatchObject({ identity: 'signature', refused: [], faults: [] });
});

it.each<[string, (keys: string) => Readonly<Record<string, string>>, RegExp | undefined]>([
  ['the file of the public key', (keys) => ({ 'user.signingKey': join(keys, 'key.pub') }), undefined],
  ['the file of the private key', (keys) => ({ 'user.signingKey': join(keys, 'key') }), undefined],
  ['the key itself', (keys) => ({ 'user.signingKey': readFileSync(join(keys, 'key.pub'), 'utf8').trim() }), undefined],
  ['the key itself, marked', (keys) => ({ 'user.signingKey': `key::${readFileSync(join(keys, 'key.pub'), 'utf8').trim()}` }), undefined],
  ['a file that cannot be read', () => ({ 'user.signingKey': '/nowhere/key.pub' }), undefined],
  ['a command that gives keys', () => ({ 'gpg.ssh.defaultKeyCommand': 'ssh-add -L' }), undefined],
  ['another key', (keys) => ({ 'user.signingKey': join(keys, 'other.pub') }), /a key that the policy does not list for crm-ops/],
  ['no key', () => ({}), /does not sign/],
  ['OpenPGP', (keys) => ({ 'user.signingKey': join(keys, 'key.pub'), 'gpg.format': 'openpgp' }), /does not sign/],
  ['nothing unless asked to', (keys) => ({ 'user.signingKey': join(keys, 'key.pub'), 'commit.gpgSign': 'no' }), /does not sign/],
])('a clone that signs with %s', async (_title, settings, said) => {
  const { root, keys } = treeWithKey();
  const listed = [readFileSync(join(keys, 'key.pub'), 'utf8')];
  configure(root, { 'gpg.format': 'ssh', 'commit.gpgSign': 'true', ...settings(keys) });
  const gap = await signingGap(root, 'crm-ops', listed);
  if (said) expect(gap?.message.en).toMatch(said);
  else expect(gap).toBeUndefined();
  expect(await signingGap(root, 'crm-ops', [])).toBeUndefined();
});
