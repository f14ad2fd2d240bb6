import { isoDate } from '../../../core/moment.ts';
import { BizosError } from '../../../core/problem.ts';
import type { Report } from '../../../core/report.ts';
import { type Language, same } from '../../../core/text.ts';
import type { PipelineFacts, ScanMoment } from '../facts.ts';
import { explainRows } from '../metrics/explain.ts';
import type { PipelinePolicy } from '../policy.ts';
import { prepare } from '../prepared.ts';
import type { PipelineScan } from '../result.ts';
import { metricNumber } from './numbers.ts';

/** Rows shown on a screen; all are counted. */
const ROWS_SHOWN = 40;

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
  const { deals, stages } = inputs.facts;
  const counts = new Map<string, number>();
  const rows: string[][] = [];
  let n = 0;
  for (const { i, counts: inIt, role } of explainRows(id, prepare(inputs.facts, inputs.policy, inputs.moment)) ?? []) {
    const words = role[language];
    const kind = words.replace(/\d[\d.,]*/g, 'N');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (inIt) n++;
    if (rows.length >= ROWS_SHOWN) continue;
    const stage = deals.stage.words[deals.stage.at[i]];
    rows.push([
      String(deals.row[i]),
      deals.id(i),
      stages.find(stage)?.name ?? stage,
      isoDate(deals.created[i]),
      isoDate(deals.closed[i]),
      words,
    ]);
  }
  const de = language === 'de';
  const value = metric.value === null ? (metric.reason?.[language] ?? '–') : metricNumber(metric, metric.value, language);
  const all = [...counts.values()].reduce((a, b) => a + b, 0);
  return {
    title: `${metric.label[language]}: ${value}`,
    subtitle: metric.definition[language],
    language,
    blocks: [
      {
        kind: 'text',
        text: `${de ? 'Zeilen' : 'Rows'}: ${n} ${de ? 'von' : 'of'} ${all}. ${de ? 'Quelle' : 'Source'}: ${inputs.facts.sources[0].file}`,
      },
      {
        kind: 'list',
        items: [...counts]
          .sort((a, b) => b[1] - a[1])
          .slice(0, 12)
          .map(([kind, count]) => `${count} ${kind}`),
      },
      {
        kind: 'table',
        columns: [
          { label: de ? 'Zeile' : 'Row', align: 'right' },
          { label: 'Id', flexible: true },
          { label: de ? 'Stufe' : 'Stage', flexible: true },
          { label: de ? 'Anlage' : 'Created' },
          { label: de ? 'Abschluss' : 'Closed' },
          { label: de ? 'zählt als' : 'counts as', flexible: true },
        ],
        rows,
      },
      ...(all > rows.length
        ? [
            {
              kind: 'text' as const,
              tone: 'quiet' as const,
              text: de ? `… und ${all - rows.length} weitere` : `… and ${all - rows.length} more`,
            },
          ]
        : []),
    ],
  };
}
