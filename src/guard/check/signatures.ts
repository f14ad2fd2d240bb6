import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentZones } from '../../core/zone.ts';
import { gitBytes } from '../../git/run.ts';
import type { CheckedCommit } from './history.ts';

/**
 * Settings of a clone that would change who is said to have signed; a check reads them alike everywhere. Signatures that are not by SSH keys
 * are never verified: another keyring decides there.
 */
const SETTINGS = [
  'log.showSignature=false',
  'log.mailmap=false',
  'i18n.logOutputEncoding=UTF-8',
  'gpg.format=ssh',
  'gpg.program=false',
  'gpg.openpgp.program=false',
  'gpg.x509.program=false',
  'gpg.ssh.program=ssh-keygen',
  'gpg.ssh.revocationFile=',
].flatMap((setting) => ['-c', setting]);

/** Checks signatures against the keys of the policy, with a file of allowed signers that is written from it and nothing else. */
export async function withSignatures(
  cwd: string,
  commits: readonly CheckedCommit[],
  agents: readonly AgentZones[],
): Promise<readonly CheckedCommit[]> {
  if (commits.length === 0 || agents.every(({ keys }) => keys.length === 0)) return commits;
  const folder = mkdtempSync(join(tmpdir(), 'bizos-signers-'));
  try {
    const signers = join(folder, 'allowed_signers');
    writeFileSync(signers, agents.flatMap(({ agent, keys }) => keys.map((key) => `${agent} namespaces="git" ${key}\n`)).join(''));
    const out = await gitBytes(
      [
        ...SETTINGS,
        '-c',
        `gpg.ssh.allowedSignersFile=${signers}`,
        'log',
        '--no-walk=unsorted',
        '--stdin',
        '--format=%H%x00%G?%x00%GS%x00%GF',
      ],
      { cwd, input: `${commits.map(({ id }) => id).join('\n')}\n` },
    );
    const said = new Map(
      out
        .toString('utf8')
        .split('\n')
        .map((line) => [line.split('\0')[0], line.split('\0')] as const),
    );
    return commits.map((commit) => {
      const [, signature, signer, fingerprint] = said.get(commit.id) ?? [];
      const good = signature === 'G' && signer && fingerprint?.startsWith('SHA256:');
      return { ...commit, signature: signature ?? 'N', ...(good ? { signer } : {}) };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
