import { BizosError } from '../../core/problem.ts';
import type { Context } from '../../workspace/operation.ts';
import type { AgentRunner } from './call.ts';
import { openSchedule, schedulerWorld } from './opened.ts';
import { type DueOutcome, runDue } from './run-due.ts';
import { outcomeLine } from './words.ts';

/** How a scheduler that stays is set. */
export interface WatchSetting {
  readonly run: AgentRunner;
  readonly offline: boolean;
  readonly agent?: string;
}

/**
 * Stays and looks every minute, by the package `cron`; what is due is run before the next look. The documents are read anew each time, so a
 * changed row counts at once, and a clock that jumped or a machine that slept is no matter: each look asks what is due by then. What goes
 * wrong in one look is said and tried again in the next. Ends only with the process.
 */
export async function watchSchedule(context: Context, setting: WatchSetting): Promise<never> {
  const { CronJob } = await import('cron');
  let said = '';
  const look = async (): Promise<void> => {
    try {
      const { done, timeZone } = await once(context, setting);
      for (const one of done) {
        const line = outcomeLine(one, timeZone);
        // What only waits is said once, not every minute.
        if (one.result === 'ran' || line.en !== said) context.say?.(line);
        said = line.en;
      }
    } catch (error) {
      if (!(error instanceof BizosError)) throw error;
      if (error.text.en !== said) context.say?.(error.text);
      said = error.text.en;
    }
  };
  return new Promise<never>((_, reject) => {
    CronJob.from({
      cronTime: '0 * * * * *',
      onTick: () => look().catch(reject),
      start: true,
      runOnInit: true,
      waitForCompletion: true,
    });
  });
}

async function once(context: Context, { run, offline, agent }: WatchSetting): Promise<{ done: DueOutcome[]; timeZone: string }> {
  const open = await openSchedule(context, agent);
  const world = await schedulerWorld(context, open, { run, offline, ...(agent !== undefined && { agent }) });
  return { done: await runDue(world), timeZone: open.timeZone };
}
