import type { Metric } from '../../../core/metric.ts';
import type { Prepared } from '../prepared.ts';
import type { OwnerLine, StageLine } from '../result.ts';
import { countClosed } from './closed.ts';
import { concentration, followUp, openPipeline, ownersOf } from './open.ts';
import { throughput, velocity, winRates } from './rates.ts';
import { stageLines } from './stages.ts';

/** Every metric of the pipeline except the forecast's, and the lines by stage and owner. */
export function measure(prepared: Prepared): { metrics: Metric[]; stages: StageLine[]; owners: OwnerLine[] } {
  const closed = countClosed(prepared);
  return {
    metrics: [
      ...openPipeline(prepared),
      ...winRates(prepared, closed),
      ...velocity(prepared, closed),
      ...throughput(prepared, closed),
      ...concentration(prepared),
      followUp(prepared),
    ],
    stages: stageLines(prepared),
    owners: ownersOf(prepared).owners,
  };
}
