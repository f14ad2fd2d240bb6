import { dayOf, isoDate } from '../../../core/moment.ts';
import { BizosError } from '../../../core/problem.ts';
import type { Report } from '../../../core/report.ts';
import { type Language, same } from '../../../core/text.ts';
import type { PipelineFacts, ScanMoment } from '../facts.ts';
import { inWindow } from '../metrics/closed.ts';
import { compliance } from '../metrics/open.ts';
import type { PipelinePolicy } from '../policy.ts';
import { LOST, type Prepared, prepare, WON } from '../prepared.ts';
import type { PipelineScan } from '../result.ts';
import { metricNumber } from './pipeline.ts';

/** Rows shown on a screen; `--json` programs read the export themselves. */
const ROWS_SHOWN = 40;

/** What a row counts as for a metric; undefined: it does not count. */
type Role = (prepared: Prepared, i: number) => string | undefined;

const closedRole: Role = (p, i) => {
  if (p.category[i] !== WON && p.category[i] !== LOST) return undefined;
  if (p.policy.settings.windowDays !== null && Number.isNaN(p.facts.deals.closed[i])) return undefined;
  return inWindow(p, i) ? (p.category[i] === WON ? 'won' : 'lost') : undefined;
};
const sized =
  (large: boolean): Role =>
  (p, i) => {
    const amount = p.facts.deals.amount[i];
    return amount > 0 && amount >= p.policy.settings.largeDealFrom === large ? closedRole(p, i) : undefined;
  };
const cycleRole: Role = (p, i) => {
  const days = dayOf(p.facts.deals.closed[i]) - dayOf(p.facts.deals.created[i]);
  return closedRole(p, i) === 'won' && days >= 0 ? `${days} days` : undefined;
};
const openRole: Role = (p, i) => (p.category[i] === 0 ? 'open' : undefined);

const ROLES: Readonly<Record<string, Role>> = {
  win_rate: closedRole,
  win_rate_small: sized(false),
  win_rate_large: sized(true),
  velocity_mean_days: cycleRole,
  velocity_median_days: cycleRole,
  velocity_p90_days: cycleRole,
  velocity_km_median_days: (p, i) => cycleRole(p, i) ?? openRole(p, i),
  follow_up_compliance: (p, i) => {
    if (p.category[i] !== 0) return undefined;
    const inside = compliance(p, i);
    return inside === undefined ? 'no date' : inside ? 'inside' : 'late';
  },
};

/** One metric with its definition and the rows behind it. Throws BizosError (exit 2) for a name that is none. */
export function explainReport(
  scan: PipelineScan,
  inputs: { facts: PipelineFacts; policy: PipelinePolicy; moment: ScanMoment },
  id: string,
  language: Language,
): Report {
  const metric = scan.metrics.find((one) => one.id === id);
  if (!metric)
    throw new BizosError(
      2,
      { en: `There is no metric "${id}".`, de: `Es gibt keine Kennzahl „${id}“.` },
      same(scan.metrics.map((one) => one.id).join(' ')),
    );
  const prepared = prepare(inputs.facts, inputs.policy, inputs.moment);
  const role = ROLES[id] ?? openRole;
  const { deals } = inputs.facts;
  const counts = new Map<string, number>();
  const rows: string[][] = [];
  let n = 0;
  for (let i = 0; i < deals.count; i++) {
    const as = role(prepared, i);
    if (as === undefined) continue;
    n++;
    const key = /^\d/.test(as) ? '' : as;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (rows.length < ROWS_SHOWN)
      rows.push([
        String(deals.row[i]),
        deals.id(i),
        deals.stage.words[deals.stage.at[i]],
        deals.owner.words[deals.owner.at[i]],
        isoDate(deals.created[i]),
        isoDate(deals.closed[i]),
        as,
      ]);
  }
  const de = language === 'de';
  const value = metric.value === null ? (metric.reason?.[language] ?? '–') : metricNumber(metric, metric.value, language);
  const made = [...counts]
    .filter(([key]) => key !== '')
    .map(([key, count]) => `${key} ${count}`)
    .join(', ');
  return {
    title: `${metric.label[language]}: ${value}`,
    subtitle: metric.definition[language],
    language,
    blocks: [
      {
        kind: 'text',
        text: `${de ? 'Zeilen' : 'Rows'}: ${n}${made ? ` (${made})` : ''}. ${de ? 'Quelle' : 'Source'}: ${inputs.facts.sources[0].file}`,
      },
      {
        kind: 'table',
        columns: [
          { label: de ? 'Zeile' : 'Row', align: 'right' },
          { label: 'Id', flexible: true },
          { label: de ? 'Stufe' : 'Stage', flexible: true },
          { label: de ? 'Inhaber' : 'Owner', flexible: true },
          { label: de ? 'Anlage' : 'Created' },
          { label: de ? 'Abschluss' : 'Closed' },
          { label: de ? 'zählt als' : 'counts as' },
        ],
        rows,
      },
      ...(n > rows.length
        ? [
            {
              kind: 'text' as const,
              tone: 'quiet' as const,
              text: de ? `… und ${n - rows.length} weitere` : `… and ${n - rows.length} more`,
            },
          ]
        : []),
    ],
  };
}
