import { lastDayIsOver, type WallMs } from '../../core/moment.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/** An experiment of a Kaizen log that is at work, as far as `status` needs it. */
export interface RunningExperiment {
  readonly id: string;
  readonly title: string;
  readonly entity: string;
  /** The log, from the root. */
  readonly file: string;
  readonly line: number;
  /** NaN where no date or no length is written down. */
  readonly ends: WallMs;
}

/** What this field needs of an experiment as the Kaizen log's kind reads it. */
interface Logged {
  readonly id: string;
  readonly title: string;
  readonly entity?: string;
  readonly state: string;
  /** Milliseconds; null where it is not known. */
  readonly ends: number | null;
  readonly line: number;
}

/** The experiments that are at work now, of all logs, in their order. */
export function runningExperiments(workspace: Pick<Workspace, 'documents'>): RunningExperiment[] {
  return workspace
    .documents<{ readonly experiments: readonly Logged[] } | null>('kaizen-log')
    .flatMap(({ path, value }) => (value?.experiments ?? []).map((one) => ({ ...one, file: path })))
    .filter(({ state }) => state === 'active')
    .map(({ id, title, entity, file, line, ends }) => ({ id, title, entity: entity ?? '', file, line, ends: ends ?? Number.NaN }));
}

/** Whether the time of one is over. */
export function isOverdue({ ends }: RunningExperiment, now: WallMs): boolean {
  return lastDayIsOver(ends, now);
}
