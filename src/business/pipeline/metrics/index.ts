import type { Metric } from '../../../core/metric.ts';
import type { Prepared } from '../prepared.ts';
import type { OwnerLine, StageLine } from '../result.ts';
import { countClosed } from './closed.ts';
import { weekFlow } from './flow.ts';
import { followUp } from './follow-up.ts';
import { concentration, openPipeline, ownersOf } from './open.ts';
import { winRates } from './rates.ts';
import { stagesOf } from './stages.ts';
import { throughput } from './throughput.ts';
import { velocity } from './velocity.ts';

/** Every metric of the pipeline except the forecast's, and the lines by stage and owner. */
export function measure(prepared: Prepared): { metrics: Metric[]; stages: StageLine[]; owners: OwnerLine[] } {
  const closed = countClosed(prepared);
  const stages = stagesOf(prepared);
  return {
    metrics: [
      ...openPipeline(prepared),
      ...winRates(prepared, closed),
      ...velocity(prepared, closed),
      ...throughput(prepared, closed),
      ...concentration(prepared),
      followUp(prepared),
      ...stages.metrics,
      ...weekFlow(prepared),
    ],
    stages: stages.lines,
    owners: ownersOf(prepared).owners,
  };
}
