import type { Severity } from '../core/finding.ts';
import { placeText } from '../core/problem.ts';
import type { Block, Report, Tone } from '../core/report.ts';
import { type Pen, penOf, type TerminalView } from './pen.ts';
import { stackedTable } from './stacked-table.ts';
import { drawBoard } from './terminal-board.ts';
import { drawBars, drawTable, drawTrend } from './terminal-tables.ts';
import { cut, pad, textWidth, wrap } from './width.ts';
import { LEVEL_WORDS, SEVERITY_SHORT, SEVERITY_WORDS } from './words.ts';

/** Widest value that still reads as a figure in a column. */
const FIGURE_MAX = 16;
/** Lines longer than this are hard to read; tables may be wider. */
const PROSE_MAX = 96;
/** Flexible columns beside a name leave the room to it. */
const HOLDER_MAX = 12;
/** Below this many columns nothing stands side by side. */
const SIDE_BY_SIDE = 60;

const SEVERITY_TONE: Readonly<Record<Severity, Tone>> = { critical: 'bad', high: 'bad', medium: 'warn', low: 'plain', info: 'quiet' };

/** Draws a report for a terminal; every line fits the width, tones are words or signs as well as colours. Ends with a newline. */
export function renderTerminal(report: Report, view: TerminalView): string {
  const pen = penOf(view, report.language);
  const lines = [pen.paint.bold(cut(pen.clean(report.title), pen.width, pen.ellipsis))];
  if (report.subtitle) lines.push(...prose(report.subtitle, pen).map((line) => pen.paint.dim(line)));
  let underHeading = false;
  for (const block of report.blocks) {
    const drawing = drawn(block, pen);
    // What follows a heading stands right below it.
    lines.push(...(underHeading && drawing[0] === '' ? drawing.slice(1) : drawing));
    underHeading = block.kind === 'heading';
  }
  return `${lines.join('\n')}\n`;
}

function drawn(block: Block, pen: Pen): string[] {
  switch (block.kind) {
    case 'heading':
      return ['', heading(block.text, pen)];
    case 'text':
      return ['', ...prose(block.text, pen).map(pen.tone(block.tone))];
    case 'facts':
      return facts(block.items, pen);
    case 'table':
      return drawTable(block, pen);
    case 'bars':
      return drawBars(block.rows, pen);
    case 'trend':
      return block.stacked ? drawTable(stackedTable(block, pen.language), pen) : drawTrend(block, pen);
    case 'board':
      return drawBoard(block, pen);
    case 'findings':
      return findings(block, pen);
    case 'problems':
      return block.items.flatMap((problem) => {
        const tone = problem.level === 'error' ? 'bad' : problem.level === 'warning' ? 'warn' : 'quiet';
        const place = placeText(problem.place, pen.language);
        return labelled(
          LEVEL_WORDS[problem.level][pen.language],
          tone,
          `${place ? `${place}: ` : ''}${problem.message[pen.language]}`,
          problem.remedy[pen.language],
          pen,
        );
      });
    case 'list':
      return list(block.items, block.first, pen);
    case 'commands':
      return commands(block, pen);
    case 'verbatim':
      // As it is, also where it is wider than the terminal: a document's text must stay what it is.
      return [
        '',
        ...block.text
          .replace(/\n$/, '')
          .split(/\r?\n/)
          .map((line) => pen.clean(line)),
      ];
  }
}

function heading(text: string, pen: Pen): string {
  const words = cut(pen.clean(text), pen.width, pen.ellipsis);
  const rule = Math.min(pen.width, 80) - textWidth(words) - 1;
  return `${pen.paint.bold(words)}${rule > 2 ? ` ${pen.paint.dim((pen.unicode ? '─' : '-').repeat(rule))}` : ''}`;
}

function proseWidth(pen: Pen): number {
  return Math.min(pen.width, PROSE_MAX);
}

function prose(text: string, pen: Pen): string[] {
  return wrap(pen.clean(text), proseWidth(pen));
}

const MARKS: Readonly<Record<Tone, string>> = { good: '✓', warn: '!', bad: '✗', quiet: ' ', plain: ' ' };

/** Sign, label, number; beside them, in a column of their own, status and note. */
/** Figures stand in a column, right-aligned; where some value is words, all begin at the same column and words go on below themselves. */
function facts(items: Extract<Block, { kind: 'facts' }>['items'], pen: Pen): string[] {
  return items.every(({ value }) => isFigure(value)) ? figures(items, pen) : wordFacts(items, pen);
}

/** A number with its unit or currency, a date, or a word for "none": short, and read by comparing it with those above and below. */
function isFigure(value: string): boolean {
  return (
    textWidth(value) <= FIGURE_MAX && (/^(?:[A-Z]{1,3} ?)?[~≈≥≤<>+−–-]?[€$£]?\d/.test(value) || /^(?:[–-]|[A-Z]{3}|\S{0,3})$/.test(value))
  );
}

function wordFacts(items: Extract<Block, { kind: 'facts' }>['items'], pen: Pen): string[] {
  const longest = Math.max(0, ...items.map((item) => textWidth(pen.clean(item.label))));
  const label = Math.min(longest, Math.floor(pen.width / 3));
  const room = proseWidth(pen) - label - 4;
  return items.flatMap((item) => {
    const style = pen.tone(item.tone);
    const name = pad(cut(pen.clean(item.label), label, pen.ellipsis), label);
    const value = wrap(pen.clean(item.value), room);
    const words = [item.status, item.note].filter((word) => word !== undefined && word !== '').map((word) => pen.clean(word as string));
    const beside = words.join(pen.clean(' · '));
    const last = value[value.length - 1] ?? '';
    const fits = beside !== '' && textWidth(last) + 2 + textWidth(beside) <= room;
    const lines = value.map((line, k) => style(line) + (fits && k === value.length - 1 ? `  ${pen.paint.dim(beside)}` : ''));
    if (beside !== '' && !fits) lines.push(...wrap(beside, room).map((line) => pen.paint.dim(line)));
    const mark = style(pen.clean(MARKS[item.tone ?? 'plain']));
    return (lines.length === 0 ? [''] : lines).map((line, k) =>
      (k === 0 ? `${mark} ${name}  ${line}` : `${' '.repeat(label + 4)}${line}`).trimEnd(),
    );
  });
}

function figures(items: Extract<Block, { kind: 'facts' }>['items'], pen: Pen): string[] {
  const value = Math.max(0, ...items.map((item) => textWidth(pen.clean(item.value))));
  const longest = Math.max(0, ...items.map((item) => textWidth(pen.clean(item.label))));
  const beside = pen.width >= SIDE_BY_SIDE;
  const label = Math.min(longest, beside ? Math.max(16, pen.width - value - 37) : Math.max(8, pen.width - value - 4));
  const used = 2 + label + 2 + value;
  const room = proseWidth(pen) - used - 2;
  return items.flatMap((item) => {
    const style = pen.tone(item.tone);
    const name = pad(cut(pen.clean(item.label), label, pen.ellipsis), label);
    const head = `${style(pen.clean(MARKS[item.tone ?? 'plain']))} ${name}  ${style(pad(cut(pen.clean(item.value), pen.width - label - 4, pen.ellipsis), value, 'right'))}`;
    const status = item.status === undefined ? '' : pen.clean(item.status);
    const words = [status, item.note === undefined ? '' : pen.clean(item.note)].filter((word) => word !== '').join(pen.clean(' · '));
    if (words === '') return [head.trimEnd()];
    const shown = (line: string, k: number): string =>
      k === 0 && status !== '' && line.startsWith(status) ? style(status) + pen.paint.dim(line.slice(status.length)) : pen.paint.dim(line);
    if (beside && room >= 24) return wrap(words, room).map((line, k) => `${k === 0 ? head : ' '.repeat(used)}  ${shown(line, k)}`);
    return [head, ...wrap(words, pen.width - 4).map((line, k) => `    ${shown(line, k)}`)];
  });
}

function findings(block: Extract<Block, { kind: 'findings' }>, pen: Pen): string[] {
  const lines: string[] = [];
  if (block.title) {
    lines.push('', pen.paint.bold(cut(pen.clean(block.title), pen.width, pen.ellipsis)));
    if (block.note) lines.push(...wrap(pen.clean(block.note), proseWidth(pen) - 2).map((line) => `  ${pen.paint.dim(line)}`));
  }
  const inColumns = block.columns !== undefined && pen.width >= SIDE_BY_SIDE && block.items.every(({ cells }) => cells !== undefined);
  lines.push(...(inColumns ? findingRows(block, pen) : block.items.flatMap((item) => finding(item, pen))));
  if (block.hiddenNote) lines.push(pen.paint.dim(cut(`  ${pen.ellipsis} ${pen.clean(block.hiddenNote)}`, pen.width, pen.ellipsis)));
  return lines;
}

/** One line a finding: severity, name, and the block's columns. */
function findingRows(block: Extract<Block, { kind: 'findings' }>, pen: Pen): string[] {
  const columns = [{ label: '' }, { label: '', flexible: true }, ...(block.columns ?? [])];
  const rows = block.items.map(({ severity, title, cells = [] }) => [
    SEVERITY_SHORT[severity][pen.language],
    title,
    ...cells.map((cell, k) =>
      block.columns?.[k]?.flexible ? cut(pen.clean(cell), pen.width < 100 ? HOLDER_MAX : 2 * HOLDER_MAX, pen.ellipsis) : cell,
    ),
  ]);
  return drawTable({ kind: 'table', columns, rows }, pen, {
    header: false,
    indent: 2,
    style: (cell, column, row) => {
      if (column === 0) return pen.tone(SEVERITY_TONE[block.items[row].severity])(cell);
      return column === columns.length - 1 || column === 1 ? cell : pen.paint.dim(cell);
    },
  });
}

function finding(item: Extract<Block, { kind: 'findings' }>['items'][number], pen: Pen): string[] {
  const word = pen.clean(SEVERITY_WORDS[item.severity][pen.language]);
  const style = pen.tone(SEVERITY_TONE[item.severity]);
  const place = item.place ? pen.clean(item.place) : '';
  const title = pen.clean(item.title);
  const room = pen.width - textWidth(word) - 2;
  const lines: string[] = [];
  if (place !== '' && textWidth(title) + 2 + textWidth(place) > room) {
    // The place goes below rather than the name being cut.
    const below = textWidth(title) > room ? cut(title, room, pen.ellipsis) : title;
    lines.push(`${style(word)}  ${below}`, ...wrap(place, pen.width - 4).map((line) => `    ${pen.paint.dim(line)}`));
  } else {
    const gap = place === '' ? '' : ' '.repeat(Math.max(2, Math.min(room, PROSE_MAX) - textWidth(title) - textWidth(place)));
    lines.push(`${style(word)}  ${cut(title, room, pen.ellipsis)}${gap}${pen.paint.dim(place)}`.trimEnd());
  }
  if (item.detail) lines.push(...wrap(pen.clean(item.detail), proseWidth(pen) - 4).map((line) => `    ${line}`));
  return lines;
}

/** A word in its tone, what it is about, and below it what to do. */
function labelled(word: string, tone: Tone, text: string, remedy: string, pen: Pen): string[] {
  const label = pen.clean(word);
  const indent = ' '.repeat(Math.min(textWidth(label) + 2, 12));
  const width = proseWidth(pen) - indent.length;
  return [
    ...wrap(pen.clean(text), width).map((line, k) => (k === 0 ? pen.tone(tone)(pad(label, indent.length)) : indent) + line),
    ...wrap(pen.clean(remedy), width).map((line) => indent + pen.paint.dim(line)),
  ];
}

function list(items: readonly string[], first: number | undefined, pen: Pen): string[] {
  const width = first === undefined ? 1 : `${first + items.length - 1}.`.length;
  return items.flatMap((item, n) => {
    const mark = first === undefined ? '-' : `${first + n}.`.padStart(width);
    return wrap(pen.clean(item), proseWidth(pen) - width - 1).map((line, k) => `${k === 0 ? mark : ' '.repeat(width)} ${line}`);
  });
}

function commands(block: Extract<Block, { kind: 'commands' }>, pen: Pen): string[] {
  const lines = block.title ? ['', heading(block.title, pen)] : [''];
  const longest = Math.max(0, ...block.items.map(({ command }) => textWidth(pen.clean(command))));
  const beside = block.items.every(({ does }) => longest + 4 + textWidth(pen.clean(does)) <= pen.width);
  for (const item of block.items) {
    const command = pen.clean(item.command);
    const does = pen.clean(item.does);
    if (beside) lines.push(`  ${pen.paint.cyan(pad(command, longest))}  ${pen.paint.dim(does)}`);
    else
      lines.push(
        ...wrap(command, pen.width - 2).map((line) => `  ${pen.paint.cyan(line)}`),
        ...wrap(does, proseWidth(pen) - 6).map((line) => `      ${pen.paint.dim(line)}`),
      );
  }
  return lines;
}
