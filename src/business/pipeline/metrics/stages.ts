import type { Metric } from '../../../core/metric.ts';
import { DAY_MS } from '../../../core/moment.ts';
import { type Stage, stageKey } from '../../../core/stage.ts';
import type { Text } from '../../../core/text.ts';
import { DayCounts } from '../../../stats/days.ts';
import { quantileInterval, wilson } from '../../../stats/intervals.ts';
import { NO_DAY, type Prepared } from '../prepared.ts';
import type { StageLine } from '../result.ts';
import { makeMetric } from './make.ts';

/** How deals left one stage, and how many whole days they had stayed, from the steps known. */
export interface StageSteps {
  readonly stage: Stage;
  readonly stays: DayCounts;
  forward: number;
  parked: number;
  backward: number;
  lost: number;
}

/** What the steps say of the stages: lines of the open pipeline in the policy's order, and the metrics that go with them. */
export function stagesOf(prepared: Prepared): { lines: StageLine[]; metrics: Metric[] } {
  const steps = stepsByStage(prepared);
  return { lines: stageLines(prepared, steps), metrics: stageMetrics(prepared, steps) };
}

/** Deals that left a stage, by where they went. */
function leftOf(seen: StageSteps | undefined): number {
  return seen ? seen.forward + seen.parked + seen.backward + seen.lost : 0;
}

interface OpenLine {
  readonly order: number;
  count: number;
  value: number;
  withoutAmount: number;
  ages: number;
  aged: number;
}

/** The open pipeline stage by stage in the order of the policy; names that the policy does not know stand last. */
function stageLines(prepared: Prepared, steps: ReadonlyMap<string, StageSteps>): StageLine[] {
  const { deals, stages: book } = prepared.facts;
  const lines = new Map<string, OpenLine>();
  const lineOf = (name: string, order: number): OpenLine => {
    const line = lines.get(name) ?? { order, count: 0, value: 0, withoutAmount: 0, ages: 0, aged: 0 };
    lines.set(name, line);
    return line;
  };
  for (const stage of book.stages) if (stage.category === 'open') lineOf(stage.name, stage.order);
  const lineOfWord = new Array<OpenLine | undefined>(deals.stage.words.length);
  const add = (i: number): void => {
    const word = deals.stage.at[i];
    const stage = prepared.stageOfWord[word];
    lineOfWord[word] ??= lineOf(stage?.name ?? deals.stage.words[word], stage?.order ?? book.stages.length + word);
    const line = lineOfWord[word];
    line.count++;
    const amount = deals.amount[i];
    if (amount > 0 || amount < 0) line.value += amount;
    else line.withoutAmount++;
    const created = prepared.createdDay[i];
    if (created === NO_DAY || created > prepared.today) return;
    line.ages += prepared.today - created;
    line.aged++;
  };
  for (let k = 0; k < prepared.open.length; k++) add(prepared.open[k]);
  const minimum = prepared.policy.settings.sampleMinimum;
  return [...lines.entries()]
    .sort((a, b) => a[1].order - b[1].order)
    .map(([stage, line]) => {
      const seen = steps.get(stageKey(stage));
      const left = leftOf(seen);
      return {
        stage,
        count: line.count,
        value: line.value,
        withoutAmount: line.withoutAmount,
        ageDays: line.aged > 0 ? line.ages / line.aged : null,
        stayDays: seen && seen.stays.n > 0 && seen.stays.n >= minimum ? seen.stays.quantile(0.5) : null,
        stayN: seen?.stays.n ?? 0,
        conversion: seen && left > 0 && left >= minimum ? seen.forward / left : null,
        conversionN: left,
      };
    });
}

/**
 * Goes through the steps, oldest first. A stay is known where the deal was seen to come into the stage, and by a clock finer than
 * two exports. Steps of both kinds count for conversion.
 */
function stepsByStage(prepared: Prepared): Map<string, StageSteps> {
  const { steps, today } = prepared;
  const known = prepared.facts.history.steps;
  const bySource = new Array<StageSteps | undefined>(steps.stages.length);
  const enteredAt = new Float64Array(steps.deals).fill(Number.NaN);
  const enteredStage = new Int16Array(steps.deals).fill(-1);
  for (let k = 0; k < steps.count && steps.day[k] <= today; k++) {
    const deal = steps.deal[k];
    const [from, to] = [steps.from[k], steps.to[k]];
    const { at, basis } = known[k];
    const stayed = basis === 'history' && enteredStage[deal] === from ? at - enteredAt[deal] : Number.NaN;
    enteredAt[deal] = basis === 'history' ? at : Number.NaN;
    enteredStage[deal] = to;
    if (from < 0 || to < 0 || from === to) continue;
    bySource[from] ??= { stage: steps.stages[from], stays: new DayCounts(), forward: 0, parked: 0, backward: 0, lost: 0 };
    const seen = bySource[from];
    const { category, order } = steps.stages[to];
    if (category === 'lost') seen.lost++;
    else if (category === 'parked') seen.parked++;
    else if (category === 'won' || order > seen.stage.order) seen.forward++;
    else seen.backward++;
    if (stayed >= 0) seen.stays.add(Math.floor(stayed / DAY_MS));
  }
  const found = bySource.filter((seen) => seen !== undefined);
  return new Map(found.sort((a, b) => a.stage.order - b.stage.order).map((seen) => [stageKey(seen.stage.name), seen]));
}

/** Conversion between stages and the length of a stay, over all open stages, with a part for each. None where no steps are known. */
function stageMetrics(prepared: Prepared, steps: ReadonlyMap<string, StageSteps>): Metric[] {
  if (prepared.facts.history.steps.length === 0) return [];
  const open = [...steps.values()].filter(({ stage }) => stage.category === 'open');
  const minimum = prepared.policy.settings.sampleMinimum;
  const forward = open.reduce((sum, seen) => sum + seen.forward, 0);
  const left = open.reduce((sum, seen) => sum + leftOf(seen), 0);
  const stays = new DayCounts();
  for (const seen of open)
    for (let day = 0; day <= seen.stays.longest(); day++) if (seen.stays.at(day) > 0) stays.add(day, seen.stays.at(day));
  const why: Text = {
    en: 'from the stage steps known: a stage history or older exports',
    de: 'aus den bekannten Stufenwechseln: Stufenverlauf oder ältere Exporte',
  };
  return [
    makeMetric(prepared, {
      id: 'stage_conversion',
      label: { en: 'Stage conversion', de: 'Stufen-Konversion' },
      unit: 'ratio',
      value: forward / left,
      n: left,
      needsSample: true,
      interval: left > 0 ? wilson(forward, left) : undefined,
      reason: why,
      parts: open.map((seen) => ({
        key: seen.stage.name,
        label: seen.stage.name,
        value: leftOf(seen) >= minimum ? seen.forward / leftOf(seen) : null,
        n: leftOf(seen),
      })),
      definition: {
        en: 'share of the steps out of open stages that lead to a later stage or to won; the others lead back, to parked or to lost',
        de: 'Anteil der Schritte aus offenen Stufen, die in eine spätere Stufe oder zum Gewinn führen; die übrigen führen zurück, zu geparkt oder verloren',
      },
    }),
    makeMetric(prepared, {
      id: 'stage_duration_median_days',
      label: { en: 'Stay in a stage, median', de: 'Verweildauer je Stufe, Median' },
      unit: 'days',
      value: stays.quantile(0.5),
      n: stays.n,
      needsSample: true,
      interval: quantileInterval(stays, 0.5),
      reason: why,
      parts: open.map((seen) => ({
        key: seen.stage.name,
        label: seen.stage.name,
        value: seen.stays.n > 0 && seen.stays.n >= minimum ? seen.stays.quantile(0.5) : null,
        n: seen.stays.n,
      })),
      definition: {
        en: 'median of the whole days that deals stayed in an open stage before they left it; only stays whose beginning and end a stage history tells',
        de: 'Median der ganzen Tage, die Deals in einer offenen Stufe blieben; nur Aufenthalte, deren Anfang und Ende ein Stufenverlauf nennt',
      },
    }),
  ];
}
