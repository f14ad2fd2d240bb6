import { parseIsoMoment, type WallMs } from '../../core/moment.ts';
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
  readonly status?: string;
  readonly date?: string;
  readonly started?: string;
  readonly durationMs?: number;
  readonly line: number;
}

/** The experiments on the business that are at work now, in the order of the log. */
export function runningExperiments(workspace: Pick<Workspace, 'documents'>): RunningExperiment[] {
  return workspace
    .documents<{ readonly experiments: readonly Logged[] }>('kaizen-log')
    .filter(({ path }) => path.startsWith('bizos/'))
    .flatMap(({ value }) => value.experiments)
    .filter(({ status }) => /^(?:active|running|aktiv|läuft)\b/i.test(status ?? ''))
    .map(({ id, title, entity, date, started, durationMs, line }) => ({
      id,
      title,
      entity: entity ?? '',
      line,
      ends: durationMs === undefined ? Number.NaN : parseIsoMoment(started ?? date ?? '') + durationMs,
    }));
}
