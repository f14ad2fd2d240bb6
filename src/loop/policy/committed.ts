import { findRepository } from '../../git/repository.ts';
import { git } from '../../git/run.ts';
import { TRAILER } from '../../guard/sessions/commit-records.ts';
import { type ChannelRow, POLICY_DOCUMENT } from '../../net/channel-table.ts';
import { approvalChannel } from './approval-channel.ts';
import { type AgentPolicy, gateRow } from './policy.ts';

/** What was read last: a poll asks at every look, and a commit's id says all that is in it. */
let last: { readonly root: string; readonly commit: string; readonly policy: AgentPolicy } | undefined;

/**
 * The policy as a person last committed it: of the commits that changed it the newest that no session made. `none`: no person has committed one;
 * `no-git`: the tree is in no repository, so there is nothing to hold the document against. An agent that reaches the document past its hooks
 * changes neither the person's commit nor what is judged by it.
 */
export async function committedPolicy(root: string): Promise<AgentPolicy | 'none' | 'no-git'> {
  if (!(await findRepository(root))) return 'no-git';
  const format = `--format=%H%x00%(trailers:key=${TRAILER},valueonly,separator=%x2C)`;
  const log = await git(['log', format, '--no-renames', 'HEAD', '--', POLICY_DOCUMENT], { cwd: root });
  const commits = log.code === 0 ? log.stdout.toString('utf8').split('\n') : [];
  const [commit] = commits.map((line) => line.split('\0')).find(([id, session]) => id !== '' && session === '') ?? [];
  if (commit === undefined) return 'none';
  if (last?.root === root && last.commit === commit) return last.policy;
  const blob = await git(['cat-file', 'blob', `${commit}:./${POLICY_DOCUMENT}`], { cwd: root });
  if (blob.code !== 0) return 'none';
  const [{ knownDocument }, { read }] = await Promise.all([import('../../tree/known-document.ts'), import('./reader.ts')]);
  const policy = read(knownDocument(POLICY_DOCUMENT, blob.stdout)).value;
  last = { root, commit, policy };
  return policy;
}

/** Whose presses count: everybody whom the channel lets through, or these numeric ids alone. */
export type Deciders = 'allowed' | ReadonlySet<string>;

/**
 * Who may decide in the approval channel: who stands in `allowed users` now and in what a person committed. Nobody, where another setting of
 * the channel is not the committed one: a changed address, chat or secret could bring presses of anybody. Pure.
 */
export function deciders(policy: AgentPolicy, committed: AgentPolicy | 'none' | 'no-git'): Deciders {
  if (committed === 'no-git') return 'allowed';
  const now = approvalChannel(policy);
  const then = committed === 'none' ? undefined : approvalChannel(committed);
  if (!now || !then || !sameBut(now, then, USERS)) return new Set();
  return new Set((then.settings[USERS] ?? '').split(/[\s,;]+/).filter((id) => id !== ''));
}

const USERS = 'allowed users';

function sameBut(a: ChannelRow, b: ChannelRow, except: string): boolean {
  const keys = new Set([...Object.keys(a.settings), ...Object.keys(b.settings)]);
  keys.delete(except);
  return a.name === b.name && a.kind === b.kind && [...keys].every((key) => a.settings[key] === b.settings[key]);
}

/** The policy with `Outside alone` only where a person has committed it too; everything else as it stands. Pure. */
export function withCommittedOutside(policy: AgentPolicy, committed: AgentPolicy | 'none' | 'no-git'): AgentPolicy {
  if (committed === 'no-git' || policy.gates.every(({ outside }) => !outside)) return policy;
  const said = (action: string, entity: string): boolean => committed !== 'none' && gateRow(committed, action, entity)?.outside === true;
  return { ...policy, gates: policy.gates.map((row) => ({ ...row, outside: row.outside && said(row.action, row.entity) })) };
}
