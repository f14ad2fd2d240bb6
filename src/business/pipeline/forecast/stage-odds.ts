import { DAY_MS } from '../../../core/moment.ts';
import type { Stage } from '../../../core/stage.ts';
import type { Prepared } from '../prepared.ts';
import { odds, oddsRatio } from './curves.ts';

/**
 * By stage name: how many times the average's odds of being won a deal has that stands there. From steps up to `day`: of the deals
 * that were once in the stage and are closed, the share won. Undefined where fewer than `minimum` closed deals have steps.
 */
function fromSteps(prepared: Prepared, day: number, minimum: number): ((stage: string) => number | undefined) | undefined {
  const { steps } = prepared.facts.history;
  if (steps.length === 0) return undefined;
  const visited = new Map<string, Set<string>>();
  const end = new Map<string, boolean | undefined>();
  const names = new Map<string, Stage | undefined>();
  const find = (name: string): Stage | undefined => {
    if (!names.has(name)) names.set(name, prepared.facts.stages.find(name));
    return names.get(name);
  };
  for (const { deal, from, to, at } of steps) {
    if (at >= (day + 1) * DAY_MS) break;
    for (const stage of [find(from), find(to)]) {
      if (stage?.category !== 'open') continue;
      const deals = visited.get(stage.name);
      if (deals) deals.add(deal);
      else visited.set(stage.name, new Set([deal]));
    }
    const last = find(to)?.category;
    end.set(deal, last === 'won' ? true : last === 'lost' ? false : undefined);
  }
  const closed = [...end.values()].filter((isWon) => isWon !== undefined);
  if (closed.length < minimum) return undefined;
  const average = closed.filter(Boolean).length / closed.length;
  const ratios = new Map<string, number>();
  for (const [stage, deals] of visited) {
    let hits = 0;
    let n = 0;
    for (const deal of deals) {
      const isWon = end.get(deal);
      if (isWon === undefined) continue;
      n++;
      if (isWon) hits++;
    }
    ratios.set(stage, oddsRatio(hits, n, average));
  }
  return (stage) => ratios.get(stage);
}

/**
 * Odds of each stage against the average: from the steps of closed deals where enough are known on `day`, else from the stage
 * table, against the mean probability of the stages that open deals stand in (`present`, one entry a deal). A stage that neither
 * tells of counts as average.
 */
export function stageOdds(
  prepared: Prepared,
  day: number,
  present: Iterable<Stage | undefined>,
): { readonly ratio: (stage: Stage | undefined) => number; readonly from: 'steps' | 'policy' } {
  const seen = fromSteps(prepared, day, prepared.policy.settings.forecastFitMinimum);
  if (seen) return { ratio: (stage) => (stage ? (seen(stage.name) ?? 1) : 1), from: 'steps' };
  let sum = 0;
  let n = 0;
  for (const stage of present) {
    if (stage?.probability === undefined) continue;
    sum += stage.probability;
    n++;
  }
  return { ratio: (stage) => (stage?.probability === undefined || n === 0 ? 1 : odds(stage.probability) / odds(sum / n)), from: 'policy' };
}
