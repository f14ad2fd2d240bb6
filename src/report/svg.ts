import type { Bar, TrendPoint } from '../core/report.ts';
import { forHtml } from './escape.ts';
import { cut } from './width.ts';

const WIDTH = 720;
const ROW = 30;
const LABEL = 180;
const NUMBER = 150;

/** Horizontal bars with their numbers, as one accessible SVG. */
export function barPlot(title: string, rows: readonly Bar[]): string {
  const most = Math.max(1e-9, ...rows.map(({ value }) => value));
  const room = WIDTH - LABEL - NUMBER;
  const lines = rows.map((row, k) => {
    const y = k * ROW;
    const length = Math.max(row.value > 0 ? 2 : 0, (row.value / most) * room);
    return `<text x="${LABEL - 10}" y="${y + 20}" text-anchor="end">${forHtml(cut(row.label, 24))}</text><rect class="bar${row.tone === 'warn' ? ' warn' : ''}" x="${LABEL}" y="${y + 5}" width="${length.toFixed(1)}" height="${ROW - 10}" rx="3"/><text x="${(LABEL + length + 8).toFixed(1)}" y="${y + 20}">${forHtml(row.text)} <tspan class="soft">${forHtml(row.note ?? '')}</tspan></text>`;
  });
  return svg(title, rows.length * ROW, rows.map((row) => `${row.label}: ${row.text}`).join('; '), lines.join(''));
}

/** A line over labelled points, from zero. */
export function linePlot(title: string, points: readonly TrendPoint[]): string {
  const height = 200;
  const [left, bottom] = [20, height - 30];
  const most = Math.max(1e-9, ...points.map(([, value]) => value));
  const x = (k: number): number => left + (points.length > 1 ? (k / (points.length - 1)) * (WIDTH - left - 60) : (WIDTH - left) / 2);
  const y = (value: number): number => bottom - (Math.max(0, value) / most) * (bottom - 20);
  const path = points.map(([, value], k) => `${k === 0 ? 'M' : 'L'}${x(k).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  const dots = points.map(([, value], k) => `<circle class="dot" cx="${x(k).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3.5"/>`).join('');
  const names = points
    .filter((_, k) => k === 0 || k === points.length - 1)
    .map(
      ([label], k) =>
        `<text class="soft" x="${k === 0 ? left : WIDTH - 60}" y="${height - 8}" text-anchor="${k === 0 ? 'start' : 'end'}">${forHtml(label)}</text>`,
    )
    .join('');
  return svg(
    title,
    height,
    points.map(([label, value]) => `${label}: ${Math.round(value)}`).join('; '),
    `<line class="grid" x1="${left}" x2="${WIDTH}" y1="${bottom}" y2="${bottom}"/><path class="line" d="${path}"/>${dots}${names}`,
  );
}

function svg(title: string, height: number, description: string, content: string): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${forHtml(title)}"><title>${forHtml(title)}</title><desc>${forHtml(description)}</desc>${content}</svg>`;
}
