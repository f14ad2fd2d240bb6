import { labelKey } from '../../tree/tables.ts';

/** The names under which people write the metrics of the pipeline into tables, English and German. */
export const METRIC_NAMES: Readonly<Record<string, readonly string[]>> = {
  open_deals: ['open deals', 'offene deals'],
  open_value: ['open value', 'open pipeline', 'pipeline value', 'offener wert', 'pipeline-wert'],
  win_rate: ['win rate', 'win rate (overall)', 'abschlussquote', 'gewinnquote'],
  win_rate_small: ['win rate (small)', 'win rate small', 'win rate, small', 'abschlussquote (klein)', 'gewinnquote (klein)'],
  win_rate_large: ['win rate (large)', 'win rate large', 'win rate, large', 'abschlussquote (groß)', 'gewinnquote (groß)'],
  velocity_mean_days: [
    'deal velocity',
    'deal velocity (avg days to close)',
    'deal velocity (mean)',
    'average days to close',
    'sales cycle',
    'durchlaufzeit',
    'mittlere durchlaufzeit',
  ],
  velocity_median_days: ['deal velocity (median)', 'median days to close', 'durchlaufzeit (median)'],
  velocity_p90_days: ['deal velocity (p90)', 'p90 days to close', 'durchlaufzeit (p90)'],
  velocity_km_median_days: ['deal velocity (kaplan-meier)', 'deal velocity (km median)', 'durchlaufzeit (kaplan-meier)'],
  top2_owner_share: [
    'pipeline concentration',
    'pipeline concentration risk',
    'top-2 owner share',
    'top 2 owner share',
    'konzentration',
    'konzentration der pipeline',
    'anteil der zwei größten',
  ],
  owner_hhi: ['herfindahl index', 'herfindahl', 'owner concentration (hhi)', 'herfindahl-index'],
  follow_up_compliance: ['follow-up compliance', 'follow up compliance', 'follow-up-treue', 'follow-up-quote'],
  forecast_weighted: ['forecast', 'weighted forecast', 'forecast (weighted)', 'prognose', 'gewichtete prognose'],
  forecast_commit: ['commit', 'forecast (commit)', 'prognose (commit)'],
  forecast_best_case: ['best case', 'forecast (best case)', 'prognose (best case)'],
  pipeline_hygiene: ['pipeline hygiene'],
  forecast_error: ['forecast accuracy', 'prognosegenauigkeit', 'forecast error'],
  coverage: ['coverage', 'pipeline coverage', 'abdeckung'],
  sales_velocity: ['sales velocity'],
};

const BY_NAME = new Map(
  Object.entries(METRIC_NAMES).flatMap(([id, names]) => [[id, id] as const, ...names.map((name) => [name, id] as const)]),
);

/** The metric that a table's name means: an id, one of its names, or one of its names with a remark in parentheses. */
export function metricIdOf(name: string): string | undefined {
  const key = labelKey(name);
  return BY_NAME.get(key) ?? BY_NAME.get(key.replace(/\s?\([^()]{0,300}\)$/, '')) ?? BY_NAME.get(name.trim());
}
