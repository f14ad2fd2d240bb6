import { Chalk, type ChalkInstance } from 'chalk';
import type { Severity } from '../core/finding.ts';
import { placeText } from '../core/problem.ts';
import type { Bar, Block, Report, Tone } from '../core/report.ts';
import { forTerminal } from './escape.ts';
import { cut, pad, textWidth, wrap } from './width.ts';
import { LEVEL_WORDS, SEVERITY_WORDS } from './words.ts';

/** What the terminal can show: columns, chalk's colour level, whether block characters may be used. */
export interface TerminalView {
  readonly width: number;
  readonly colour: 0 | 1 | 2 | 3;
  readonly unicode: boolean;
}

interface Pen {
  readonly view: TerminalView;
  readonly paint: ChalkInstance;
  readonly language: Report['language'];
}

const TONE_STYLE: Readonly<Record<Tone, (paint: ChalkInstance) => (text: string) => string>> = {
  good: (paint) => paint.green,
  warn: (paint) => paint.yellow,
  bad: (paint) => paint.red,
  quiet: (paint) => paint.dim,
  plain: () => (text) => text,
};

const SEVERITY_TONE: Readonly<Record<Severity, Tone>> = { critical: 'bad', high: 'bad', medium: 'warn', low: 'plain', info: 'quiet' };

/** Draws a report for a terminal; every line fits the width, tones are words or signs as well as colours. Ends with a newline. */
export function renderTerminal(report: Report, view: TerminalView): string {
  const pen: Pen = {
    view: { ...view, width: Math.min(view.width, 100) },
    paint: new Chalk({ level: view.colour }),
    language: report.language,
  };
  const lines: string[] = [pen.paint.bold(cut(forTerminal(report.title), pen.view.width))];
  if (report.subtitle) lines.push(...wrap(forTerminal(report.subtitle), pen.view.width).map((line) => pen.paint.dim(line)));
  for (const block of report.blocks) lines.push(...drawn(block, pen));
  const text = lines.join('\n');
  return `${view.unicode ? text : plainAscii(text)}\n`;
}

function drawn(block: Block, pen: Pen): string[] {
  switch (block.kind) {
    case 'heading':
      return ['', pen.paint.bold(cut(forTerminal(block.text), pen.view.width))];
    case 'text':
      return ['', ...wrap(forTerminal(block.text), pen.view.width).map((line) => tone(block.tone, pen)(line))];
    case 'facts':
      return ['', ...facts(block.items, pen)];
    case 'table':
      return table(block, pen);
    case 'bars':
      return bars(block.rows, pen);
    case 'trend':
      return trend(block, pen);
    case 'findings':
      return findings(block, pen);
    case 'problems':
      return problems(block, pen);
    case 'list':
      return block.items.flatMap((item) =>
        wrap(forTerminal(item), pen.view.width - 2).map((line, k) => (k === 0 ? `- ${line}` : `  ${line}`)),
      );
    case 'commands':
      return commands(block, pen);
    case 'verbatim':
      return [
        '',
        ...block.text
          .replace(/\n$/, '')
          .split(/\r?\n/)
          .map((line) => forTerminal(line)),
      ];
  }
}

function tone(name: Tone | undefined, pen: Pen): (text: string) => string {
  return TONE_STYLE[name ?? 'plain'](pen.paint);
}

const MARKS: Readonly<Record<Tone, string>> = { good: '✓', warn: '!', bad: '✗', quiet: ' ', plain: ' ' };

function facts(items: Extract<Block, { kind: 'facts' }>['items'], pen: Pen): string[] {
  const label = Math.min(Math.floor(pen.view.width * 0.48), Math.max(0, ...items.map((item) => textWidth(item.label))));
  const value = Math.max(0, ...items.map((item) => textWidth(forTerminal(item.value))));
  return items.flatMap((item) => {
    const style = tone(item.tone, pen);
    const head = `${style(MARKS[item.tone ?? 'plain'])} ${pad(cut(forTerminal(item.label), label), label)}  ${style(pad(forTerminal(item.value), value, 'right'))}`;
    const used = 2 + label + 2 + value;
    const words = [item.status, item.note]
      .filter((word) => word !== undefined)
      .map((word) => forTerminal(word as string))
      .join(' · ');
    if (words === '') return [head];
    const room = pen.view.width - used - 2;
    // A long note stands below its number rather than being cut.
    if (textWidth(words) <= room) return [`${head}  ${pen.paint.dim(words)}`];
    return [head, ...wrap(words, pen.view.width - 4).map((line) => `    ${pen.paint.dim(line)}`)];
  });
}

function table(block: Extract<Block, { kind: 'table' }>, pen: Pen): string[] {
  const cells = [block.columns.map(({ label }) => label), ...block.rows].map((row) => row.map((cell) => forTerminal(cell ?? '')));
  const widths = block.columns.map((_, k) => Math.max(...cells.map((row) => textWidth(row[k] ?? ''))));
  let over = widths.reduce((a, b) => a + b, 0) + 2 * (widths.length - 1) - pen.view.width;
  const shrinkable = block.columns.some(({ flexible }) => flexible)
    ? block.columns.map(({ flexible }) => Boolean(flexible))
    : block.columns.map(() => true);
  while (over > 0) {
    const widest = widths.reduce(
      (best, width, k) => (shrinkable[k] && width > (widths[best] ?? 0) * (shrinkable[best] ? 1 : 0) ? k : best),
      shrinkable.indexOf(true),
    );
    if (widths[widest] <= 6) break;
    widths[widest]--;
    over--;
  }
  const line = (row: readonly string[]): string =>
    cut(
      row
        .map((cell, k) => pad(cut(cell, widths[k]), widths[k], block.columns[k].align))
        .join('  ')
        .trimEnd(),
      pen.view.width,
    );
  const title = block.title ? ['', pen.paint.bold(forTerminal(block.title))] : [''];
  return [...title, pen.paint.dim(line(cells[0])), ...cells.slice(1).map((row, k) => tone(block.tones?.[k], pen)(line(row)))];
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

function bars(rows: readonly Bar[], pen: Pen): string[] {
  const most = Math.max(0, ...rows.map(({ value }) => value));
  const label = Math.min(24, Math.floor(pen.view.width * 0.34), Math.max(0, ...rows.map((row) => textWidth(forTerminal(row.label)))));
  const text = Math.max(0, ...rows.map((row) => textWidth(row.text)));
  const note = Math.max(0, ...rows.map((row) => textWidth(row.note ?? '')));
  const room = Math.max(4, pen.view.width - label - text - note - 6);
  return rows.map((row) => {
    const eighths = most > 0 ? Math.round((row.value / most) * room * 8) : 0;
    const bar = '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
    return `${pad(cut(forTerminal(row.label), label), label)}  ${tone(row.tone === 'plain' ? undefined : row.tone, pen)(pad(bar, room))}  ${pad(row.text, text, 'right')}  ${pen.paint.dim(pad(row.note ?? '', note, 'right'))}`.trimEnd();
  });
}

const TICKS = '▁▂▃▄▅▆▇█';

function trend(block: Extract<Block, { kind: 'trend' }>, pen: Pen): string[] {
  return block.series.flatMap(({ label, points }) => {
    if (points.length === 0) return [];
    const values = points.map(([, value]) => value);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const spark = values
      .slice(-pen.view.width + 40)
      .map((value) => TICKS[high > low ? Math.round(((value - low) / (high - low)) * 7) : 3])
      .join('');
    return wrap(`${forTerminal(block.title)} (${forTerminal(label)})`, pen.view.width).concat(
      `${spark}  ${points[0][0]} → ${points[points.length - 1][0]}`,
    );
  });
}

function findings(block: Extract<Block, { kind: 'findings' }>, pen: Pen): string[] {
  const { width } = pen.view;
  const lines = ['', ...(block.title ? [pen.paint.bold(cut(forTerminal(block.title), width))] : [])];
  for (const item of block.items) {
    const word = SEVERITY_WORDS[item.severity][pen.language];
    const style = tone(SEVERITY_TONE[item.severity], pen);
    const place = item.place ? forTerminal(item.place) : '';
    const room = width - textWidth(word) - 2 - (place ? textWidth(place) + 2 : 0);
    const title = cut(forTerminal(item.title), Math.max(12, room));
    lines.push(
      `${style(word)}  ${pad(title, Math.max(12, room))}${place ? `  ${pen.paint.dim(cut(place, width - textWidth(word) - 16))}` : ''}`.trimEnd(),
    );
    if (item.detail) lines.push(...wrap(forTerminal(item.detail), width - 4).map((line) => `    ${line}`));
  }
  if (block.hiddenNote) lines.push(pen.paint.dim(`    … ${block.hiddenNote}`));
  return lines;
}

function problems(block: Extract<Block, { kind: 'problems' }>, pen: Pen): string[] {
  const { width } = pen.view;
  return block.items.flatMap((problem) => {
    const word = LEVEL_WORDS[problem.level][pen.language];
    const style = tone(problem.level === 'error' ? 'bad' : problem.level === 'warning' ? 'warn' : 'quiet', pen);
    const place = placeText(problem.place, pen.language);
    const head = wrap(forTerminal(`${place ? `${place}: ` : ''}${problem.message[pen.language]}`), width - textWidth(word) - 2);
    return [
      ...head.map((line, k) => (k === 0 ? `${style(word)}  ${line}` : `${' '.repeat(textWidth(word) + 2)}${line}`)),
      ...wrap(forTerminal(problem.remedy[pen.language]), width - textWidth(word) - 2).map(
        (line) => `${' '.repeat(textWidth(word) + 2)}${pen.paint.dim(line)}`,
      ),
    ];
  });
}

function commands(block: Extract<Block, { kind: 'commands' }>, pen: Pen): string[] {
  const lines = ['', ...(block.title ? [pen.paint.bold(forTerminal(block.title))] : [])];
  for (const { command, does } of block.items) {
    lines.push(`  ${pen.paint.cyan(forTerminal(command))}`);
    lines.push(...wrap(forTerminal(does), pen.view.width - 6).map((line) => `      ${pen.paint.dim(line)}`));
  }
  return lines;
}

/** For terminals without block characters. */
function plainAscii(text: string): string {
  return text
    .replace(/[█▉▊▋▌]/g, '#')
    .replace(/[▍▎▏]/g, '|')
    .replace(/[▁▂▃]/g, '_')
    .replace(/[▄▅▆▇]/g, '=')
    .replace(/…/g, '...')
    .replace(/✓/g, '+')
    .replace(/✗/g, 'x')
    .replace(/·/g, '-')
    .replace(/→/g, '->')
    .replace(/–/g, '-');
}
