import type { Stage } from '../../../core/stage.ts';
import type { Prepared } from '../prepared.ts';
import { odds, oddsRatio } from './curves.ts';

/** Stages that fit into a word of bits; a pipeline has a dozen at most. */
const STAGES_MAX = 32;

/**
 * By stage name: how many times the average's odds of being won a deal has that stands there. From steps up to `day`: of the deals
 * that were once in the stage and are closed, the share won. Undefined where fewer than `minimum` closed deals have steps.
 */
function fromSteps({ steps, policy }: Prepared, day: number, minimum: number): ((stage: string) => number | undefined) | undefined {
  const visited = new Uint32Array(steps.deals);
  // 0: open as far as known; 1: lost; 2: won.
  const end = new Uint8Array(steps.deals);
  const bit = steps.stages.map(({ category }, k) => (category === 'open' && k < STAGES_MAX ? 1 << k : 0));
  const endOf = steps.stages.map(({ category }) => (category === 'won' ? 2 : category === 'lost' ? 1 : 0));
  for (let k = 0; k < steps.count && steps.day[k] <= day; k++) {
    const deal = steps.deal[k];
    visited[deal] |= (bit[steps.from[k]] ?? 0) | (bit[steps.to[k]] ?? 0);
    end[deal] = endOf[steps.to[k]] ?? 0;
  }
  const n = new Float64Array(steps.stages.length);
  const hits = new Float64Array(steps.stages.length);
  let closed = 0;
  let won = 0;
  for (let deal = 0; deal < steps.deals; deal++) {
    if (end[deal] === 0) continue;
    closed++;
    if (end[deal] === 2) won++;
    for (let stage = 0; stage < bit.length; stage++) {
      if ((visited[deal] & bit[stage]) === 0) continue;
      n[stage]++;
      if (end[deal] === 2) hits[stage]++;
    }
  }
  if (closed === 0 || closed < minimum) return undefined;
  const { averageWeight } = policy.settings;
  const ratios = new Map(
    steps.stages.map(({ name }, stage) => [name, n[stage] > 0 ? oddsRatio(hits[stage], n[stage], won / closed, averageWeight) : undefined]),
  );
  return (stage) => ratios.get(stage);
}

/**
 * Odds of each stage against the average: from the steps of closed deals where enough are known on `day`, else from the stage
 * table, against the mean probability of the stages that open deals stand in (`present`, each with `count(k)` deals). A stage that neither
 * tells of counts as average.
 */
export function stageOdds(
  prepared: Prepared,
  day: number,
  present: readonly (Stage | undefined)[],
  count: (k: number) => number = () => 1,
): { readonly ratio: (stage: Stage | undefined) => number; readonly from: 'steps' | 'policy' } {
  const seen = fromSteps(prepared, day, prepared.policy.settings.forecastFitMinimum);
  if (seen) return { ratio: (stage) => (stage ? (seen(stage.name) ?? 1) : 1), from: 'steps' };
  let sum = 0;
  let n = 0;
  for (const [k, stage] of present.entries()) {
    if (stage?.probability === undefined) continue;
    sum += stage.probability * count(k);
    n += count(k);
  }
  return { ratio: (stage) => (stage?.probability === undefined || n === 0 ? 1 : odds(stage.probability) / odds(sum / n)), from: 'policy' };
}
