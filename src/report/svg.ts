import type { Tone, TrendPoint } from '../core/report.ts';
import type { Language } from '../core/text.ts';
import { forHtml } from './escape.ts';
import { partNumber } from './stacked-table.ts';
import { cut, textWidth } from './width.ts';

/** Something drawn in a plot: a label, a length that is not negative, and the number in words. */
export interface Mark {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  readonly tone?: Tone;
}

/** Units of a drawing: about a phone's width, so that its letters stay readable there. */
const WIDTH = 460;

const fixed = (n: number): string => String(Math.round(n * 10) / 10);

/** Bars below each other; `centred`: like a funnel. */
export function barPlot(title: string, marks: readonly Mark[], id: string, centred = false): string {
  const row = 34;
  const most = Math.max(1e-9, ...marks.map(({ value }) => value));
  const label = 122;
  const number = 98;
  const room = WIDTH - label - number;
  const parts = marks.map((mark, k) => {
    const y = k * row;
    const length = Math.max(mark.value > 0 ? 2 : 0, (mark.value / most) * room);
    const x = centred ? label + (room - length) / 2 : label;
    return (
      text(label - 10, y + 21, cut(mark.label, 17), 'end') +
      `<rect class="bar ${toneClass(mark.tone)}" x="${fixed(x)}" y="${y + 5}" width="${fixed(length)}" height="${row - 10}" rx="3"/>` +
      text(centred ? WIDTH : label + length + 8, y + 21, mark.text, centred ? 'end' : 'start', 'num')
    );
  });
  return svg(title, marks, marks.length * row, parts.join(''), id);
}

/** Columns beside each other. */
export function columnPlot(title: string, marks: readonly Mark[], id: string): string {
  const height = 200;
  const bottom = height - 44;
  const most = Math.max(1e-9, ...marks.map(({ value }) => value));
  const step = WIDTH / Math.max(1, marks.length);
  const wide = Math.min(64, step * 0.7);
  const parts = marks.map((mark, k) => {
    const x = (k + 0.5) * step;
    const length = Math.max(mark.value > 0 ? 2 : 0, (mark.value / most) * (bottom - 24));
    const words = mark.label.split(' ');
    const half = Math.ceil(words.length / 2);
    // Two lines below a narrow column.
    const lines = textWidth(mark.label) * 7 > step ? [words.slice(0, half).join(' '), words.slice(half).join(' ')] : [mark.label];
    return (
      `<rect class="bar ${toneClass(mark.tone)}" x="${fixed(x - wide / 2)}" y="${fixed(bottom - length)}" width="${fixed(wide)}" height="${fixed(length)}" rx="3"/>` +
      text(x, bottom - length - 7, mark.text, 'middle', 'num') +
      lines.map((line, at) => text(x, bottom + 18 + at * 16, cut(line, Math.floor(step / 6.5)), 'middle', 'soft')).join('')
    );
  });
  return svg(title, marks, height, `<line class="grid" x1="0" x2="${WIDTH}" y1="${bottom}" y2="${bottom}"/>${parts.join('')}`, id);
}

/** Columns beside each other, each cut into the parts of its whole, with a legend below; a part that is high enough says its number. */
export function stackedPlot(
  title: string,
  series: readonly { readonly label: string; readonly points: readonly TrendPoint[]; readonly tone?: Tone }[],
  language: Language,
  id: string,
): string {
  const number = (value: number): string => partNumber(value, language);
  const names = series[0]?.points.map(([name]) => name) ?? [];
  const value = (k: number, s: number): number => series[s].points[k]?.[1] ?? 0;
  const sums = names.map((_, k) => series.reduce((sum, _one, s) => sum + value(k, s), 0));
  const most = Math.max(1e-9, ...sums);
  const bottom = 156;
  const step = WIDTH / Math.max(1, names.length);
  const wide = Math.min(56, step * 0.72);
  const skip = Math.max(1, Math.ceil((Math.max(0, ...names.map(textWidth)) * 7) / step));
  const parts = names.map((name, k) => {
    const x = (k + 0.5) * step;
    let top = bottom;
    const pieces = series.map(({ tone }, s) => {
      const height = (value(k, s) / most) * (bottom - 24);
      top -= height;
      if (height <= 0) return '';
      const piece = `<rect class="part ${tone ?? 'plain'}" x="${fixed(x - wide / 2)}" y="${fixed(top)}" width="${fixed(wide)}" height="${fixed(Math.max(1, height - 1))}"/>`;
      return piece + (height >= 18 && wide >= 16 ? text(x, top + height / 2 + 4, number(value(k, s)), 'middle', 'within') : '');
    });
    const sum = sums[k] > 0 ? text(x, top - 7, number(sums[k]), 'middle', 'num') : '';
    return pieces.join('') + sum + (k % skip === 0 ? text(Math.max(x, textWidth(name) * 3.5), bottom + 18, name, 'middle', 'soft') : '');
  });
  const legend = series.map(
    ({ label, tone }, s) =>
      `<rect class="part ${tone ?? 'plain'}" x="${fixed((s * WIDTH) / series.length)}" y="190" width="12" height="12" rx="2"/>` +
      text((s * WIDTH) / series.length + 20, 201, cut(label, Math.floor(52 / series.length))),
  );
  const marks = names.map(
    (label, k): Mark => ({ label, value: sums[k], text: series.map((one, s) => `${one.label} ${number(value(k, s))}`).join(', ') }),
  );
  return svg(
    title,
    marks,
    210,
    `<line class="grid" x1="0" x2="${WIDTH}" y1="${bottom}" y2="${bottom}"/>${parts.join('')}${legend.join('')}`,
    id,
  );
}

/** One bar cut into the shares of a whole, with a legend below. */
export function sharePlot(title: string, marks: readonly Mark[], id: string): string {
  const total = Math.max(
    1e-9,
    marks.reduce((sum, { value }) => sum + value, 0),
  );
  let from = 0;
  const pieces = marks.map(({ value }, k) => {
    const length = (value / total) * WIDTH;
    const piece = `<rect class="share s${Math.min(k, 7)}" x="${fixed(from)}" y="0" width="${fixed(Math.max(0, length - 1.5))}" height="40" rx="2"/>`;
    from += length;
    return piece;
  });
  const half = WIDTH / 2;
  const legend = marks.map((mark, k) => {
    const x = (k % 2) * half;
    const y = 58 + Math.floor(k / 2) * 26;
    return (
      `<rect class="share s${Math.min(k, 7)}" x="${x}" y="${y}" width="12" height="12" rx="2"/>` +
      text(x + 20, y + 11, cut(mark.label, 19)) +
      text(x + half - 16, y + 11, mark.text, 'end', 'num')
    );
  });
  return svg(title, marks, 58 + Math.ceil(marks.length / 2) * 26, pieces.join('') + legend.join(''), id);
}

/** A line over labelled points, from zero, with its first and last value in words. */
export function linePlot(title: string, points: readonly TrendPoint[], id: string): string {
  const height = 190;
  const bottom = height - 34;
  const left = 8;
  const right = WIDTH - 8;
  const most = Math.max(1e-9, ...points.map(([, value]) => value));
  const x = (k: number): number => (points.length > 1 ? left + (k / (points.length - 1)) * (right - left) : WIDTH / 2);
  const y = (value: number): number => bottom - (Math.max(0, value) / most) * (bottom - 34);
  const path = points.map(([, value], k) => `${k === 0 ? 'M' : 'L'}${fixed(x(k))} ${fixed(y(value))}`).join('');
  const area = `${path}L${fixed(x(points.length - 1))} ${bottom}L${fixed(x(0))} ${bottom}Z`;
  const dots = points.map(([, value], k) => `<circle class="dot" cx="${fixed(x(k))}" cy="${fixed(y(value))}" r="3.5"/>`).join('');
  const ends = [0, points.length - 1].slice(0, points.length > 1 ? 2 : 1).map((k, at) => {
    const [name, value, words] = points[k];
    const anchor = points.length === 1 ? 'middle' : at === 0 ? 'start' : 'end';
    return text(x(k), y(value) - 12, words ?? String(Math.round(value)), anchor, 'num') + text(x(k), height - 10, name, anchor, 'soft');
  });
  const marks = points.map(([label, value, words]): Mark => ({ label, value, text: words ?? String(Math.round(value)) }));
  return svg(
    title,
    marks,
    height,
    `<path class="area" d="${area}"/><line class="grid" x1="0" x2="${WIDTH}" y1="${bottom}" y2="${bottom}"/><path class="line" d="${path}"/>${dots}${ends.join('')}`,
    id,
  );
}

function toneClass(tone: Tone | undefined): string {
  return tone === 'warn' || tone === 'bad' || tone === 'good' ? tone : '';
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end' = 'start', name = ''): string {
  return `<text${name ? ` class="${name}"` : ''} x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${forHtml(words)}</text>`;
}

/** The drawing with a title and its numbers in words, for those who can't see it. */
function svg(title: string, marks: readonly Mark[], height: number, content: string, id: string): string {
  const description = marks.map(({ label, text: words }) => `${label}: ${words}`).join('; ');
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}t ${id}d"><title id="${id}t">${forHtml(title)}</title><desc id="${id}d">${forHtml(description)}</desc>${content}</svg>`;
}
