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

/** Commits of a range, oldest first, with their trailers, in one git process (two where keys are listed). */
export async function readCommits(cwd: string, range: readonly string[], agents: readonly AgentZones[]): Promise<readonly CheckedCommit[]> {
  const format = '%H%x00%P%x00%(trailers:key=BizOS-Session,valueonly,separator=%x2C)%x00%s%x01';
  const out = (
    await gitBytes(['-c', 'log.showSignature=false', 'log', '--topo-order', '--reverse', `--format=${format}`, ...range, '--'], { cwd })
  ).toString('utf8');
  const commits = out
    .split('\u0001')
    .map((part) => part.replace(/^\n/, ''))
    .filter((part) => part !== '')
    .map((part): CheckedCommit => {
      const [id, parents, sessions, subject = ''] = part.split('\0');
      return {
        id,
        parents: parents.split(' ').filter(Boolean),
        sessions: [
          ...new Set(
            sessions
              .split(',')
              .map((name) => name.trim())
              .filter(Boolean),
          ),
        ],
        subject,
      };
    });
  if (commits.length === 0 || agents.every(({ keys }) => keys.length === 0)) return commits;
  return withSignatures(cwd, commits, agents);
}

/** Checks signatures against the keys of the policy, with a file of allowed signers that is written from it and nothing else. */
async function withSignatures(
  cwd: string,
  commits: readonly CheckedCommit[],
  agents: readonly AgentZones[],
): Promise<readonly CheckedCommit[]> {
  const { mkdtempSync, rmSync, writeFileSync } = await import('node:fs');
  const { join } = await import('node:path');
  const { tmpdir } = await import('node:os');
  const folder = mkdtempSync(join(tmpdir(), 'bizos-signers-'));
  try {
    const signers = join(folder, 'allowed_signers');
    writeFileSync(signers, agents.flatMap(({ agent, keys }) => keys.map((key) => `${agent} namespaces="git" ${key}\n`)).join(''));
    const out = await gitBytes(
      [
        '-c',
        'gpg.format=ssh',
        '-c',
        `gpg.ssh.allowedSignersFile=${signers}`,
        '-c',
        'gpg.ssh.revocationFile=',
        'log',
        '--no-walk=unsorted',
        '--stdin',
        '--format=%H%x00%G?%x00%GS',
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
      const [, signature, signer] = said.get(commit.id) ?? [];
      return { ...commit, signature: signature ?? 'N', ...(signature === 'G' && signer ? { signer } : {}) };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
