import type { Metric } from '../../../core/metric.ts';
import type { FactLine, Tone } from '../../../core/report.ts';
import { type Language, wholeNumber } from '../../../core/text.ts';
import type { PipelineScan } from '../result.ts';
import { metricNumber } from './numbers.ts';
import { say, type Word } from './words.ts';

/** Metrics that stand in one line: the first leads, the others follow as its details unless they have a target of their own. */
const FAMILIES: readonly (readonly string[])[] = [
  ['open_value', 'open_deals'],
  ['win_rate', 'win_rate_small', 'win_rate_large'],
  ['velocity_median_days', 'velocity_mean_days', 'velocity_p90_days', 'velocity_km_median_days'],
  ['top2_owner_share', 'owner_hhi'],
  ['forecast_weighted', 'forecast_commit', 'forecast_best_case'],
];

/** Shown in a section of their own. */
const ELSEWHERE: ReadonlySet<string> = new Set(['flow_new', 'flow_moved', 'flow_won', 'flow_lost']);

const TONES: Readonly<Record<Metric['status'], Tone>> = { met: 'good', missed: 'bad', none: 'plain', too_few: 'quiet', refused: 'quiet' };

/** The key numbers: missed targets first, then the others in their order, a number with its family in one line. */
export function factLines(scan: PipelineScan, language: Language): FactLine[] {
  const byId = new Map(scan.metrics.map((metric) => [metric.id, metric]));
  const told = new Set(ELSEWHERE);
  const lines: { metric: Metric; line: FactLine }[] = [];
  for (const metric of scan.metrics) {
    if (told.has(metric.id)) continue;
    const family = FAMILIES.find((ids) => ids.includes(metric.id)) ?? [metric.id];
    // A leader without a number leaves its line to the first that has one.
    const lead = family.map((id) => byId.get(id)).find((one) => one !== undefined && one.value !== null && !told.has(one.id)) ?? metric;
    const details = family
      .map((id) => byId.get(id))
      .filter((one) => one !== undefined)
      .filter((one) => one !== lead && !told.has(one.id) && one.value !== null && one.target === undefined && canFollow(one));
    for (const one of [lead, ...details]) told.add(one.id);
    lines.push({ metric: lead, line: factOf(lead, details, language) });
    // The metric at hand was not told by its family's line: its turn comes by itself.
    if (!told.has(metric.id)) {
      told.add(metric.id);
      lines.push({ metric, line: factOf(metric, [], language) });
    }
  }
  const order = ({ metric }: { metric: Metric }): number => (metric.status === 'missed' ? 0 : metric.value === null ? 2 : 1);
  return lines.sort((a, b) => order(a) - order(b)).map(({ line }) => line);
}

/** Only what has a short form can follow. */
function canFollow(metric: Metric): boolean {
  return shortOf(metric) !== undefined;
}

const SHORT: Readonly<Record<string, Word>> = {
  open_deals: 'short.open_deals',
  win_rate_small: 'short.win_rate_small',
  win_rate_large: 'short.win_rate_large',
  velocity_mean_days: 'short.velocity_mean_days',
  velocity_p90_days: 'short.velocity_p90_days',
  velocity_km_median_days: 'short.velocity_km_median_days',
  owner_hhi: 'short.owner_hhi',
  forecast_commit: 'short.forecast_commit',
  forecast_best_case: 'short.forecast_best_case',
};

function shortOf(metric: Metric): Word | undefined {
  return SHORT[metric.id];
}

function factOf(metric: Metric, details: readonly Metric[], language: Language): FactLine {
  const number = (one: Metric, value: number): string => metricNumber(one, value, language);
  const [low, high] = metric.interval ?? [];
  const notes = [
    metric.target ? `${say(language, 'target')} ${metric.target.text}` : '',
    ...details.map((one) => say(language, shortOf(one) ?? 'none', { n: number(one, one.value ?? 0) })),
    metric.value !== null && low !== undefined && high !== undefined
      ? say(language, 'interval', { span: span(metric, low, high, language) })
      : '',
    metric.value !== null && metric.unit !== 'count' ? `n ${wholeNumber(metric.n, language)}` : '',
    metric.reason?.[language] ?? '',
  ];
  return {
    label: metric.label[language],
    value: metric.value === null ? say(language, 'none') : number(metric, metric.value),
    note: notes.filter((note) => note !== '').join(' · ') || undefined,
    tone: TONES[metric.status],
    status: metric.status === 'none' ? undefined : say(language, metric.status),
  };
}

/** Both ends of an interval with the unit once, rounded to what an interval can tell. */
function span(metric: Metric, low: number, high: number, language: Language): string {
  if (metric.unit === 'ratio') return `${Math.round(low * 100)}–${Math.round(high * 100)} %`;
  if (metric.unit === 'days') return say(language, 'days', { n: `${Math.round(low)}–${Math.round(high)}` });
  return `${metricNumber(metric, low, language)} – ${metricNumber(metric, high, language)}`;
}
