import { labelKey } from '../../tree/tables.ts';

/** The names under which people write the metrics of the pipeline into tables, English and German. */
export const METRIC_NAMES: Readonly<Record<string, readonly string[]>> = {
  open_deals: ['open deals', 'offene deals'],
  open_value: ['open value', 'open pipeline', 'pipeline value', 'offener wert', 'pipeline-wert'],
  win_rate: ['win rate', 'win rate (overall)', 'abschlussquote', 'gewinnquote'],
  win_rate_small: ['win rate (small)', 'win rate small', 'abschlussquote (klein)'],
  win_rate_large: ['win rate (large)', 'win rate large', 'abschlussquote (groß)'],
  velocity_mean_days: ['deal velocity', 'deal velocity (avg days to close)', 'deal velocity (mean)', 'sales cycle', 'durchlaufzeit'],
  velocity_median_days: ['deal velocity (median)', 'median days to close'],
  velocity_p90_days: ['deal velocity (p90)'],
  top2_owner_share: ['pipeline concentration', 'pipeline concentration risk', 'top-2 owner share', 'konzentration'],
  follow_up_compliance: ['follow-up compliance', 'follow up compliance', 'follow-up-treue'],
  pipeline_hygiene: ['pipeline hygiene'],
  forecast_error: ['forecast accuracy', 'prognosegenauigkeit', 'forecast error'],
  coverage: ['coverage', 'pipeline coverage', 'abdeckung'],
  sales_velocity: ['sales velocity'],
};

const BY_NAME = new Map(
  Object.entries(METRIC_NAMES).flatMap(([id, names]) => [[id, id] as const, ...names.map((name) => [name, id] as const)]),
);

/** The metric that a table's name means: an id, or one of its names. */
export function metricIdOf(name: string): string | undefined {
  return BY_NAME.get(labelKey(name));
}
