import type { AgentZones } from '../../core/zone.ts';
import { gitBytes } from '../../git/run.ts';

/** A commit as the check needs it. */
export interface CheckedCommit {
  readonly id: string;
  readonly parents: readonly string[];
  /** Sessions that its trailers name; more than one is a fault. */
  readonly sessions: readonly string[];
  /** Agent whose listed key made its signature; undefined: none did. */
  readonly signer?: string;
  /** git's word on the signature: G good, N none, B bad, U good but not listed, E can't be checked … */
  readonly signature?: string;
  readonly subject: string;
}

/**
 * Settings of a clone that would change how a message's trailers are read or who is said to have signed; a check reads them alike
 * everywhere. Signatures that are not by SSH keys are never verified: another keyring decides there.
 */
const SETTINGS = [
  'trailer.separators=:',
  'core.commentChar=#',
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

/** Commits of a range, oldest first, with their trailers, in one git process. */
export async function readCommits(cwd: string, range: readonly string[]): Promise<readonly CheckedCommit[]> {
  // No field of a commit can hold a NUL, so nothing in a message can pass for another commit.
  const format = '%H%x00%P%x00%(trailers:key=BizOS-Session,valueonly,separator=%x2C)%x00%s';
  const out = await gitBytes([...SETTINGS, 'log', '-z', '--topo-order', '--reverse', `--format=${format}`, ...range, '--'], { cwd });
  const parts = out.toString('utf8').split('\0');
  const commits: CheckedCommit[] = [];
  for (let at = 0; at + 3 < parts.length; at += 4) {
    const [id, parents, named, subject] = parts.slice(at, at + 4);
    const sessions = named
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    commits.push({ id, parents: parents.split(' ').filter(Boolean), sessions: [...new Set(sessions)], subject });
  }
  return commits;
}

/** Checks signatures against the keys of the policy, with a file of allowed signers that is written from it and nothing else. */
export async function withSignatures(
  cwd: string,
  commits: readonly CheckedCommit[],
  agents: readonly AgentZones[],
): Promise<readonly CheckedCommit[]> {
  if (commits.length === 0 || agents.every(({ keys }) => keys.length === 0)) return commits;
  const { mkdtempSync, rmSync, writeFileSync } = await import('node:fs');
  const { join } = await import('node:path');
  const { tmpdir } = await import('node:os');
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
