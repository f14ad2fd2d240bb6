import type { Context, Operation } from '../workspace/operation.ts';

/**
 * Runs an operation under the zone of the session that the call is made in, if it is made in one and writes; the call keeps that session
 * alive. `caller`: the process that asks; its session, or that of a process above it, is the one.
 */
export async function judged<T>(operation: Operation, context: Context, caller: number, run: () => Promise<T>): Promise<T> {
  const done = await underItsZone(operation, context, caller, run);
  if (context.environment.BIZOS_SESSION) await (await import('../guard/sessions/renew-quietly.ts')).renewQuietly(context);
  return done;
}

async function underItsZone<T>(operation: Operation, context: Context, caller: number, run: () => Promise<T>): Promise<T> {
  if (operation.effect === 'reads') return run();
  const { writeJudge } = await import('../guard/sessions/write-judge.ts');
  const judge = await writeJudge(context, caller);
  return judge ? (await import('../tree/write.ts')).withWriteJudge(judge, run) : run();
}
