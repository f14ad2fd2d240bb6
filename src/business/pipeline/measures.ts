import type { Metric } from '../../core/metric.ts';
import type { Language } from '../../core/text.ts';
import type { Entity } from '../../tree/kinds/entity.ts';
import type { Measures } from '../../workspace/scan.ts';
import { metricIdOf } from './metric-names.ts';
import { metricNumber } from './reports/numbers.ts';
import { sizeOf } from './target-layers.ts';

/** The pipeline's metrics in tables: what rows are called, how numbers are written, and what goes into a company's `_ENTITY.md`. */
export const pipelineMeasures: Measures = {
  metricOf(name, part) {
    const id = metricIdOf(name);
    if (part === undefined || id === undefined) return id;
    return id === 'win_rate' ? sizeOf(part) : undefined;
  },
  words: (metric: Metric, value: number, language: Language) => metricNumber(metric, value, language),
  record: {
    file: (entity: Entity) => `${entity.folder}/_ENTITY.md`,
    metrics: [
      'open_deals',
      'open_value',
      'win_rate',
      'win_rate_small',
      'win_rate_large',
      'velocity_mean_days',
      'velocity_median_days',
      'follow_up_compliance',
      'top2_owner_share',
      'coverage',
      'forecast_weighted',
    ],
  },
};
