import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import type { Actor, ZonePolicy } from '../../core/zone.ts';
import { NONE } from '../../git/refs.ts';
import { git, gitText } from '../../git/run.ts';
import type { Context } from '../../workspace/operation.ts';
import type { CheckResult, RangeFault } from '../check/judged.ts';
import { policyForSession } from '../decide/session-policy.ts';
import type { LeasePlace } from '../leases/contact.ts';
import { policyHere } from '../policy/compiled.ts';
import { openTree } from '../policy/open-tree.ts';
import { assertHolder } from '../sessions/lifecycle.ts';
import { leasePlace } from '../sessions/place.ts';
import { enclosingSession } from '../sessions/state.ts';
import type { GitHook } from './git-hooks.ts';

/** What a hook of git found; nothing refused and no faults: go on. */
export type HookAnswer = Pick<CheckResult, 'refused' | 'faults'>;

const FINE: HookAnswer = { refused: [], faults: [] };

/** A tree as its hooks need it; the policy is read when it decides. */
interface HookTree {
  readonly root: string;
  readonly place: LeasePlace;
  policy(): Promise<ZonePolicy>;
}

/** As much of a call as a hook of git needs. */
export type HookContext = Pick<Context, 'cwd' | 'root' | 'environment' | 'now' | 'language' | 'localeLanguage' | 'stdin'>;

/** Answers a hook of git. Throws BizosError where the session no longer holds its lease, or something can't be seen. */
export async function answerGitHook(context: HookContext, hook: GitHook, words: readonly string[]): Promise<HookAnswer> {
  const { root } = openTree(context);
  const sessions: HookTree = { root, place: leasePlace(root, context), policy: () => policyHere(root).then(({ value }) => value) };
  const inside = enclosingSession(sessions.place, context.environment.BIZOS_SESSION || undefined, process.ppid);
  switch (hook) {
    case 'prepare-commit-msg':
      return inside ? addTrailer(context, inside.id, words) : FINE;
    case 'pre-commit':
    case 'pre-merge-commit':
      return checkCommit(context, sessions, inside);
    case 'pre-push':
      return checkPush(context, sessions, inside, words[0] ?? 'origin');
    default:
      return inside ? checkRefs(context, sessions, inside) : FINE;
  }
}

type Inside = NonNullable<ReturnType<typeof enclosingSession>>;

async function addTrailer(context: HookContext, id: string, [file]: readonly string[]): Promise<HookAnswer> {
  if (!file)
    throw new BizosError(2, {
      en: 'prepare-commit-msg needs the file of the message.',
      de: 'prepare-commit-msg braucht die Datei der Nachricht.',
    });
  await gitText(
    ['interpret-trailers', '--in-place', '--if-exists', 'replace', '--trailer', `BizOS-Session: ${id}`, '--', resolve(context.cwd, file)],
    { cwd: context.cwd },
  );
  return FINE;
}

async function checkCommit(context: HookContext, { root, place, policy: read }: HookTree, inside: Inside | undefined): Promise<HookAnswer> {
  const policy = await read();
  // People without rows of their own may write everything: nothing to look at.
  if (!inside && policy.human.length === 0) return FINE;
  if (inside) await assertHolder(place, inside.id);
  const { checkStaged } = await import('../check/staged.ts');
  const { actor, policy: own } = asActor(policy, inside);
  const index = context.environment.GIT_INDEX_FILE || undefined;
  const { refused, faults } = await checkStaged({ root, policy: own, actor, index, merging: mergedHead(context) });
  return { refused: await held(place, refused), faults };
}

/** What is refused here and now says who holds it. */
async function held(place: LeasePlace, refused: HookAnswer['refused']): Promise<HookAnswer['refused']> {
  return refused.length === 0 ? refused : (await import('../check/with-holders.ts')).withHolders(place, refused);
}

/** The other side of a merge that is being committed: git names it in the environment of `pre-merge-commit`. */
function mergedHead({ environment }: HookContext): string | undefined {
  const heads = Object.keys(environment).flatMap((name) => /^GITHEAD_([0-9a-f]{40,64})$/.exec(name)?.[1] ?? []);
  return heads.length === 1 ? heads[0] : undefined;
}

function asActor(policy: ZonePolicy, inside: Inside | undefined): { actor: Actor; policy: ZonePolicy } {
  if (!inside) return { actor: { kind: 'person' }, policy };
  return {
    actor: { kind: 'agent', agent: inside.agent, session: inside.id },
    policy: policyForSession(policy, inside.agent, inside.entity),
  };
}

interface RefLine {
  readonly localRef: string;
  readonly localId: string;
  readonly remoteRef: string;
  readonly remoteId: string;
}

async function checkPush(context: HookContext, { root, place }: HookTree, inside: Inside | undefined, remote: string): Promise<HookAnswer> {
  const lines = readFileSync(context.stdin, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((parts) => parts.length === 4)
    .map(([localRef, localId, remoteRef, remoteId]): RefLine => ({ localRef, localId, remoteRef, remoteId }));
  if (inside) await assertHolder(place, inside.id, true);
  const { checkRange } = await import('../check/range.ts');
  const refused: CheckResult['refused'][number][] = [];
  const faults: RangeFault[] = [];
  for (const { localId, remoteRef, remoteId } of lines) {
    const fault = inside ? refFault(remoteRef, localId) : undefined;
    if (fault) faults.push(fault);
    if (fault || /^0+$/.test(localId) || !remoteRef.startsWith('refs/heads/')) continue;
    const base = /^0+$/.test(remoteId) ? await newBranchBase(root, remote, localId) : remoteId;
    // A branch that shares nothing with the remote is its first: there is no policy yet that it could be judged by.
    if (base === undefined) continue;
    if ((await git(['cat-file', '-e', `${base}^{commit}`], { cwd: root })).code !== 0) continue;
    const result = await checkRange({ root, base, head: localId });
    refused.push(...result.refused);
    // A person may rewrite a branch of their own; an agent may not.
    faults.push(...result.faults.filter(({ code }) => inside !== undefined || code !== 'range-not-descendant'));
  }
  return { refused, faults };
}

/** What an agent pushes besides branches: deletions, tags, notes, replacements, the guard's own refs. */
function refFault(ref: string, localId: string): RangeFault | undefined {
  const remedy = { en: 'Ask a person to do it.', de: 'Bitte einen Menschen darum.' };
  if (/^0+$/.test(localId))
    return {
      code: 'ref-deleted',
      message: { en: `${ref} would be deleted at the remote.`, de: `${ref} würde im Remote gelöscht.` },
      remedy,
    };
  if (!ref.startsWith('refs/heads/'))
    return {
      code: 'ref-not-branch',
      message: { en: `${ref} is no branch: an agent pushes branches only.`, de: `${ref} ist kein Branch: Ein Agent pusht nur Branches.` },
      remedy,
    };
  return undefined;
}

async function newBranchBase(root: string, remote: string, localId: string): Promise<string | undefined> {
  for (const name of [`refs/remotes/${remote}/HEAD`, `refs/remotes/${remote}/main`, `refs/remotes/${remote}/master`]) {
    const answer = await git(['merge-base', localId, name], { cwd: root });
    if (answer.code === 0) return answer.stdout.toString('utf8').trim().split('\n')[0];
  }
  return undefined;
}

/** Commits that no branch has yet (a tag or any other ref is soon made by hand) are being made here and now, by whatever command: each must be inside the zone of this session. */
async function checkRefs(context: HookContext, { root, place, policy }: HookTree, inside: Inside): Promise<HookAnswer> {
  const lines = readFileSync(context.stdin, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(' '))
    .filter((parts) => parts.length === 3);
  const faults: RangeFault[] = [];
  const made = new Set<string>();
  for (const [before, after, ref] of lines) {
    if (ref.startsWith('refs/replace/'))
      faults.push({
        code: 'ref-replace',
        message: { en: `${ref} would hide what a commit holds.`, de: `${ref} würde verbergen, was ein Commit enthält.` },
        remedy: { en: 'Ask a person to do it.', de: 'Bitte einen Menschen darum.' },
      });
    if (!ref.startsWith('refs/heads/') || after === NONE || /^0+$/.test(after)) continue;
    const known = /^0+$/.test(before) ? [] : [`^${before}`];
    const list = await git(['rev-list', '--max-count=500', after, ...known, '--not', '--branches', '--remotes'], {
      cwd: root,
      env: quarantine(context),
    });
    if (list.code === 0) for (const id of list.stdout.toString('utf8').split('\n').filter(Boolean)) made.add(id);
  }
  if (made.size === 0) return { refused: [], faults };
  await assertHolder(place, inside.id);
  const { judgeMade } = await import('../check/made.ts');
  const { actor, policy: own } = asActor(await policy(), inside);
  return { refused: await held(place, await judgeMade(root, own, actor, [...made], quarantine(context))), faults };
}

/** Objects of a push that is being received are not in the repository yet. */
function quarantine({ environment }: HookContext): Readonly<Record<string, string | undefined>> {
  const { GIT_QUARANTINE_PATH, GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES } = environment;
  return GIT_QUARANTINE_PATH ? { GIT_QUARANTINE_PATH, GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES } : {};
}
