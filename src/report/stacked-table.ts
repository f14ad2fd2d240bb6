import type { Block, Report } from '../core/report.ts';
import { wholeNumber } from '../core/text.ts';

/** A stacked trend as a table: a row a point, a column a series, the sum as a bar. For where nothing can be drawn, and beside what is. */
export function stackedTable(
  { title, series }: Extract<Block, { kind: 'trend' }>,
  language: Report['language'],
): Extract<Block, { kind: 'table' }> & { readonly title: string } {
  const points = series[0]?.points ?? [];
  const sums = points.map((_, k) => series.reduce((sum, one) => sum + (one.points[k]?.[1] ?? 0), 0));
  const number = (value: number): string => partNumber(value, language);
  return {
    kind: 'table',
    title,
    columns: [
      { label: language === 'de' ? 'Monat' : 'Month' },
      ...series.map(({ label }) => ({ label, align: 'right' as const })),
      { label: language === 'de' ? 'Summe' : 'Sum', align: 'right' },
    ],
    rows: points.map(([name], k) => [name, ...series.map((one) => one.points[k]?.[2] ?? number(one.points[k]?.[1] ?? 0)), number(sums[k])]),
    bars: { plot: 'months', label: title, values: sums, text: series.length + 1 },
  };
}

/** A part of a whole in figures: what is counted as people write it. */
export function partNumber(value: number, language: Report['language']): string {
  return Number.isInteger(value) ? wholeNumber(value, language) : String(value);
}
