import { DAY_MS } from '../../core/moment.ts';
import type { Stage } from '../../core/stage.ts';
import type { PipelineFacts } from './facts.ts';

/** The known stage steps as columns, oldest first: deals and stages are numbers, so that a million steps are gone through in no time. */
export interface StepTable {
  readonly count: number;
  /** Number of the step's deal, from 0; `deals` is how many different ones there are. */
  readonly deal: Uint32Array;
  readonly deals: number;
  /** Places in `stages`; -1 for a stage that the policy does not know. */
  readonly from: Int16Array;
  readonly to: Int16Array;
  readonly day: Int32Array;
  readonly stages: readonly Stage[];
  /** The number of a deal by its id. */
  readonly numberOf: ReadonlyMap<string, number>;
}

/** Numbers the deals and stages of the steps. */
export function stepTable({ history, stages: book }: PipelineFacts): StepTable {
  const { steps } = history;
  const count = steps.length;
  const numberOf = new Map<string, number>();
  const places = new Map<Stage | undefined, number>(book.stages.map((stage, k) => [stage, k]));
  const placeOfName = new Map<string, number>();
  const placeOf = (name: string): number => {
    let place = placeOfName.get(name);
    if (place === undefined) {
      place = places.get(book.find(name)) ?? -1;
      placeOfName.set(name, place);
    }
    return place;
  };
  const table = { deal: new Uint32Array(count), from: new Int16Array(count), to: new Int16Array(count), day: new Int32Array(count) };
  for (let k = 0; k < count; k++) {
    const step = steps[k];
    let deal = numberOf.get(step.deal);
    if (deal === undefined) {
      deal = numberOf.size;
      numberOf.set(step.deal, deal);
    }
    table.deal[k] = deal;
    table.from[k] = placeOf(step.from);
    table.to[k] = placeOf(step.to);
    table.day[k] = Math.floor(step.at / DAY_MS);
  }
  return { count, ...table, deals: numberOf.size, stages: book.stages, numberOf };
}
