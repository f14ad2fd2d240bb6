import { type Metric, type MetricPart, statusOf, type Unit } from '../../../core/metric.ts';
import type { Text } from '../../../core/text.ts';
import type { Prepared } from '../prepared.ts';

/** What a metric says of itself before its sample and its target are looked at. */
export interface MetricDraft {
  readonly id: string;
  readonly label: Text;
  readonly unit: Unit;
  readonly value: number;
  readonly n: number;
  readonly definition: Text;
  readonly reason?: Text;
  readonly interval?: readonly [number, number];
  readonly parts?: readonly MetricPart[];
  /** The number needs a sample: below the policy's minimum it is "too few". */
  readonly needsSample?: boolean;
  /** The data can't carry the number; why. */
  readonly refused?: Text;
}

/** The metric of a draft: refused, too few, or held against its target. */
export function makeMetric(prepared: Prepared, draft: MetricDraft): Metric {
  const { needsSample, refused, value, interval, ...rest } = draft;
  const target = prepared.policy.targets[draft.id];
  const currency = draft.unit.startsWith('money') ? prepared.facts.deals.currency : undefined;
  const base = { ...rest, currency, target };
  if (refused) return { ...base, value: null, status: 'refused', reason: refused };
  const minimum = prepared.policy.settings.sampleMinimum;
  if ((needsSample && draft.n < minimum) || !Number.isFinite(value)) {
    const reason: Text = { en: `too few: ${draft.n} of at least ${minimum}`, de: `zu wenige: ${draft.n} von mindestens ${minimum}` };
    return { ...base, value: null, status: 'too_few', reason };
  }
  return { ...base, value, interval, status: statusOf(value, target) };
}

/** The window in words, for definitions. */
export function windowWords(prepared: Prepared): Text {
  const days = prepared.policy.settings.windowDays;
  return days === null
    ? { en: 'all closed deals', de: 'alle abgeschlossenen Deals' }
    : { en: `deals closed in the last ${days} days`, de: `in den letzten ${days} Tagen abgeschlossene Deals` };
}
