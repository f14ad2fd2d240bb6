import { git } from '../../git/run.ts';
import type { Context } from '../../workspace/operation.ts';

/** The agent whose session the call is made in; undefined outside any. */
export async function agentHere(context: Context, root: string): Promise<string | undefined> {
  const [{ enclosingSession }, { leasePlace }] = await Promise.all([
    import('../../guard/sessions/state.ts'),
    import('../../guard/sessions/place.ts'),
  ]);
  return enclosingSession(leasePlace(root, context), context.environment.BIZOS_SESSION || undefined, process.ppid)?.agent || undefined;
}

/** The name that git knows the person by; undefined where it knows none. */
export async function personHere(context: Context, root: string): Promise<string | undefined> {
  const named = context.environment.GIT_AUTHOR_NAME;
  if (named) return named;
  try {
    const answer = await git(['config', 'user.name'], { cwd: root, asUser: true });
    return (answer.code === 0 && answer.stdout.toString('utf8').trim()) || undefined;
  } catch {
    // Without git nobody is named; the experiment is written all the same.
    return undefined;
  }
}
