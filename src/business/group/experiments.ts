import type { WallMs } from '../../core/moment.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/** An experiment of the Kaizen log that is at work, as far as `status` needs it. */
export interface RunningExperiment {
  readonly id: string;
  readonly title: string;
  readonly entity: string;
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

/** The experiments on the business that are at work now, in the order of the log. */
export function runningExperiments(workspace: Pick<Workspace, 'documents'>): RunningExperiment[] {
  return workspace
    .documents<{ readonly experiments: readonly Logged[] } | null>('kaizen-log')
    .filter(({ path }) => path.startsWith('bizos/'))
    .flatMap(({ value }) => value?.experiments ?? [])
    .filter(({ state }) => state === 'active')
    .map(({ id, title, entity, line, ends }) => ({ id, title, entity: entity ?? '', line, ends: ends ?? Number.NaN }));
}
