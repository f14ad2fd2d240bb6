import type { Metric } from '../../core/metric.ts';
import type { Language } from '../../core/text.ts';
import type { MetricRow, Reading } from '../../tree/kinds.ts';
import { readCurrent } from '../../tree/values.ts';
import type { Measures } from '../../workspace/scan.ts';

/** What a scan measured of one company. */
export interface CompanyMetrics {
  readonly name: string;
  readonly metrics: readonly Metric[];
}

/**
 * What a row of an agent's table would say now. `same`: it says so already; `baseline`: its target is counted from this number ("reduce 20%"), so
 * it stays; `too-few`: the sample carries no number; `not-measured`: no scan of the agent measures it.
 */
export type CurrentNow =
  | { readonly kind: 'change'; readonly text: string }
  | { readonly kind: 'same' | 'baseline' | 'too-few' | 'not-measured' };

/**
 * The `Current` cell of a row as the scans see it now, in the form that it has: labelled parts that are metrics of their own (`37.8% small,
 * 20.9% large`) stay such parts, a remark behind a single number (`70% in 2 owners`) stays, several companies stand side by side by name.
 */
export function currentNow(row: MetricRow, companies: readonly CompanyMetrics[], measures: Measures, language: Language): CurrentNow {
  const id = measures.metricOf(row.name);
  const of = (wanted: string | undefined): { name: string; metric: Metric }[] =>
    companies.flatMap(({ name, metrics }) => metrics.filter((metric) => metric.id === wanted).map((metric) => ({ name, metric })));
  if (id === undefined || of(id).length === 0) return { kind: 'not-measured' };
  const isBaseline = row.target.some(({ target }) => target?.op === 'reduce' || target?.op === 'increase');
  if (isBaseline && row.current.some(({ value }) => value !== null)) return { kind: 'baseline' };
  const say = ({ metric }: { metric: Metric }): string | undefined =>
    metric.value === null ? undefined : measures.words(metric, metric.value, language);
  const parts = row.current.map(({ label }) => (label === undefined ? undefined : measures.metricOf(row.name, label)));
  const text =
    companies.length === 1 && row.current.length > 1 && parts.every((part) => part !== undefined)
      ? whole(row.current.map(({ label }, k) => behind(of(parts[k]).map(say)[0], label)))
      : companies.length === 1
        ? behind(of(id).map(say)[0], row.current.length === 1 && row.current[0].value !== null ? row.current[0].label : undefined)
        : some(of(id).map((one) => behind(say(one), one.name)));
  if (text === undefined) return { kind: 'too-few' };
  return isSame(row.current, readCurrent(text)) ? { kind: 'same' } : { kind: 'change', text };
}

function behind(words: string | undefined, label: string | undefined): string | undefined {
  return words === undefined || label === undefined ? words : `${words} ${label}`;
}

/** All parts, or none: half a cell would say something else. */
function whole(parts: readonly (string | undefined)[]): string | undefined {
  return parts.every((part) => part !== undefined) ? parts.join(', ') : undefined;
}

/** Companies without a number are left out. */
function some(parts: readonly (string | undefined)[]): string | undefined {
  const said = parts.filter((part) => part !== undefined);
  return said.length > 0 ? said.join(', ') : undefined;
}

/** Whether two cells say the same numbers: `37.8%` and `37.8 %`, `70%` and `70.0 %` do. */
function isSame(before: readonly Reading[], after: readonly Reading[]): boolean {
  return (
    before.length === after.length &&
    before.every(({ value, unit, currency, label }, k) => {
      const other = after[k];
      return (
        value !== null &&
        value === other.value &&
        unit === other.unit &&
        currency === other.currency &&
        (label ?? '') === (other.label ?? '')
      );
    })
  );
}
