import { type WallMs, wallOf } from '../../core/moment.ts';
import { stageKey } from '../../core/stage.ts';
import { instantOf } from '../../core/zone-time.ts';
import type { StageStep } from '../../sources/crm/deals.ts';
import type { RecordBook, RecordLife, RecordStand } from '../../workspace/records.ts';
import type { PipelineFacts } from './facts.ts';

/**
 * Deals as the loop sees them: where each stood and since when, from the newest export and the steps that older ones and stage histories
 * show. A parked deal counts as open, at no place of the process. The last activity stands for a sign of the customer, since exports don't tell who moved first.
 */
export function dealRecords(facts: PipelineFacts, asOf: number, timeZone: string): RecordBook {
  const { deals } = facts;
  let places: Map<string, number> | undefined;
  let steps: Map<string, StageStep[]> | undefined;
  const stepsOf = (id: string): readonly StageStep[] => {
    steps ??= grouped(facts.history.steps);
    return steps.get(id) ?? [];
  };
  const lifeAt = (i: number): RecordLife => lifeOf(facts, i, stepsOf(deals.id(i)), timeZone);
  return {
    kind: 'deal',
    asOf,
    life(key) {
      places ??= new Map(Array.from({ length: deals.count }, (_, i) => [deals.id(i), i]));
      const i = places.get(key);
      return i === undefined ? undefined : lifeAt(i);
    },
    *standingIn(stage, at) {
      const wall = wallOf(at, timeZone);
      const wanted = stageKey(facts.stages.find(stage)?.name ?? stage);
      for (let i = 0; i < deals.count; i++) {
        if (deals.created[i] > wall) continue;
        const life = lifeAt(i);
        const stand = life.stands.findLast((one) => one.at <= at);
        if (stand?.state === 'open' && stageKey(stand.stage) === wanted) yield life;
      }
    },
  };
}

function grouped(steps: readonly StageStep[]): Map<string, StageStep[]> {
  const found = new Map<string, StageStep[]>();
  for (const step of steps) {
    const before = found.get(step.deal);
    if (before) before.push(step);
    else found.set(step.deal, [step]);
  }
  for (const all of found.values()) all.sort((a, b) => a.at - b.at);
  return found;
}

function lifeOf({ deals, stages, history }: PipelineFacts, i: number, steps: readonly StageStep[], timeZone: string): RecordLife {
  const now = deals.stage.words[deals.stage.at[i]];
  const stand = (word: string, wall: WallMs): RecordStand => {
    const stage = stages.find(word);
    const state = stage?.category === 'won' || stage?.category === 'lost' ? stage.category : 'open';
    // What no export dates was so before anything else.
    const at = Number.isNaN(wall) ? 0 : instantOf(wall, timeZone);
    return { at, stage: stage?.name ?? word, state, ...(stage && stage.category !== 'parked' && { rank: stage.order }) };
  };
  const stands: RecordStand[] = [];
  const last = steps[steps.length - 1];
  const closed = stages.find(now)?.category === 'won' || stages.find(now)?.category === 'lost';
  if (steps.length > 0) stands.push(stand(steps[0].from, deals.created[i]), ...steps.map((step) => stand(step.to, step.at)));
  if (!last || stageKey(last.to) !== stageKey(now)) {
    const since = closed ? deals.closed[i] : history.stageEntered[i];
    // Closed, and nothing tells where it stood before: open somewhere until then.
    if (!last && closed)
      stands.push({ at: Number.isNaN(deals.created[i]) ? 0 : instantOf(deals.created[i], timeZone), stage: '', state: 'open' });
    stands.push(stand(now, last || closed ? (Number.isNaN(since) ? (last?.at ?? Number.NaN) : since) : deals.created[i]));
  }
  const sign = deals.lastActivity[i];
  return { key: deals.id(i), stands, ...(!Number.isNaN(sign) && { lastSign: instantOf(sign, timeZone) }) };
}
