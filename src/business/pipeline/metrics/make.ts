import { type Metric, type MetricPart, statusOf, type Unit } from '../../../core/metric.ts';
import { counted, type Text } from '../../../core/text.ts';
import type { Prepared } from '../prepared.ts';

/** What a metric says of itself before its sample and its target are looked at. */
export interface MetricDraft {
  readonly id: string;
  readonly label: Text;
  readonly unit: Unit;
  /** Not finite where there is nothing to compute from. */
  readonly value: number;
  readonly n: number;
  readonly definition: Text;
  readonly reason?: Text;
  readonly interval?: readonly [number, number];
  readonly parts?: readonly MetricPart[];
  /** The number needs a sample: below the policy's minimum it is "too few". A number: what is held against the minimum in place of `n`. */
  readonly needsSample?: boolean | number;
  /** The data can't carry the number; why. */
  readonly refused?: Text;
}

/** The metric of a draft: refused, too few, or held against its target. No value is ever NaN or infinite. */
export function makeMetric(prepared: Prepared, draft: MetricDraft): Metric {
  const { needsSample, refused, value, interval, ...rest } = draft;
  const target = prepared.policy.targets[draft.id];
  const currency = draft.unit.startsWith('money') ? prepared.facts.deals.currency : undefined;
  const base = { ...rest, currency, target };
  if (refused) return { ...base, value: null, status: 'refused', reason: refused };
  const minimum = prepared.policy.settings.sampleMinimum;
  const sample = typeof needsSample === 'number' ? needsSample : draft.n;
  if ((needsSample !== undefined && needsSample !== false && sample < minimum) || !Number.isFinite(value)) {
    const tooFew: Text = { en: `too few: ${sample} of at least ${minimum}`, de: `zu wenige: ${sample} von mindestens ${minimum}` };
    return { ...base, value: null, status: 'too_few', reason: sentences([tooFew, draft.reason]) };
  }
  return { ...base, value, interval, status: statusOf(value, target) };
}

/** Several reasons as one text; undefined when there is none. */
export function sentences(reasons: readonly (Text | undefined)[]): Text | undefined {
  const said = reasons.filter((reason) => reason !== undefined);
  return said.length === 0 ? undefined : { en: said.map(({ en }) => en).join('; '), de: said.map(({ de }) => de).join('; ') };
}

/** "3 deals are left out: why", or nothing for none. `why` follows the verb. */
export function leftOut(n: number, what: { readonly one: Text; readonly many: Text }, why: Text): Text | undefined {
  if (n === 0) return undefined;
  const of = counted(n, what.one.en, what.many.en, what.one.de, what.many.de);
  return {
    en: `${of.en} ${n === 1 ? 'is' : 'are'} left out: ${why.en}`,
    de: `${of.de} ${n === 1 ? 'bleibt' : 'bleiben'} außen vor: ${why.de}`,
  };
}

export const DEALS = { one: { en: 'deal', de: 'Deal' }, many: { en: 'deals', de: 'Deals' } };
export const CLOSED_DEALS = {
  one: { en: 'closed deal', de: 'abgeschlossener Deal' },
  many: { en: 'closed deals', de: 'abgeschlossene Deals' },
};
export const WON_DEALS = { one: { en: 'won deal', de: 'gewonnener Deal' }, many: { en: 'won deals', de: 'gewonnene Deals' } };
export const OPEN_DEALS = { one: { en: 'open deal', de: 'offener Deal' }, many: { en: 'open deals', de: 'offene Deals' } };

/** The window in words, for definitions. */
export function windowWords(prepared: Prepared): Text {
  const days = prepared.policy.settings.windowDays;
  return days === null
    ? { en: 'all closed deals', de: 'alle abgeschlossenen Deals' }
    : { en: `deals closed in the last ${days} days`, de: `in den letzten ${days} Tagen abgeschlossene Deals` };
}
