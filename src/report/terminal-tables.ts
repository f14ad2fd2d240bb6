import type { Bar, Block, Column, RowBars, Tone } from '../core/report.ts';
import type { Pen } from './pen.ts';
import { cut, pad, textWidth, wrap } from './width.ts';

type Table = Extract<Block, { kind: 'table' }>;

/** How a table is drawn besides its contents. */
export interface TableLook {
  readonly header?: boolean;
  readonly indent?: number;
  /** Styles a cell that has been cut and padded already. */
  readonly style?: (cell: string, column: number, row: number) => string;
}

/** Columns that a flexible column keeps at least, so that something can be read in it. */
const FLEXIBLE_MIN = 8;
/** A column that is cut below this says nothing any more. */
const READABLE_MIN = 6;
const GAP = 2;
const BAR_MIN = 6;
const BAR_MAX = 30;

/** A table that fits the width: flexible columns are cut first, then all but those that stay whole. Bars stand in the room that is left. */
export function drawTable(block: Table, pen: Pen, look: TableLook = {}): string[] {
  const { header = true, indent = 0 } = look;
  const cells = block.rows.map((row) => block.columns.map((_, k) => pen.clean(row[k] ?? '')));
  const labels = block.columns.map(({ label }) => pen.clean(label));
  const used = labels.map((label, k) => (header ? label !== '' : false) || cells.some((row) => row[k] !== ''));
  const natural = labels.map((label, k) => cells.reduce((most, row) => Math.max(most, textWidth(row[k])), header ? textWidth(label) : 0));
  const widths = fitted(
    natural.map((width, k) => (used[k] ? width : -GAP)),
    block.columns,
    pen.width - indent,
  );
  if (header && widths.some((width, k) => used[k] && width < Math.min(natural[k], READABLE_MIN)))
    return drawRecords(block, cells, pen, indent);
  const line = (row: readonly string[], style: (cell: string, column: number) => string): string => {
    const shown = row.map((cell, k) => {
      if (widths[k] <= 0) return undefined;
      const last = k === row.length - 1 && block.columns[k].align !== 'right' && !block.bars;
      const fit = cut(cell, widths[k], pen.ellipsis);
      return style(last ? fit : pad(fit, widths[k], block.columns[k].align), k);
    });
    return ' '.repeat(indent) + shown.filter((cell) => cell !== undefined).join(' '.repeat(GAP));
  };
  const total = widths.reduce((sum, width) => sum + Math.max(0, width) + GAP, 0) - GAP;
  const bars = block.bars ? rowBars(block.bars, Math.min(BAR_MAX, pen.width - indent - total - GAP), pen) : undefined;
  const title = block.title ? ['', pen.paint.bold(cut(pen.clean(block.title), pen.width, pen.ellipsis))] : header ? [''] : [];
  const head = header ? [line(labels, (cell) => cell).trimEnd()].map((text) => pen.paint.dim(text)) : [];
  return [
    ...title,
    ...head,
    ...cells.map((row, k) => {
      const tone = pen.tone(block.tones?.[k]);
      const text = line(row, (cell, column) => look.style?.(cell, column, k) ?? tone(cell));
      return bars ? `${text}${' '.repeat(GAP)}${bars[k]}`.trimEnd() : text.trimEnd();
    }),
  ];
}

/** A table with more columns than the width can carry: row by row, a line for each cell that holds something. */
function drawRecords(block: Table, cells: readonly (readonly string[])[], pen: Pen, indent: number): string[] {
  const labels = block.columns.map(({ label }) => pen.clean(label));
  const widest = Math.min(24, Math.max(...labels.map(textWidth)));
  const room = pen.width - indent - widest - GAP;
  const before = ' '.repeat(indent);
  const title = block.title ? ['', pen.paint.bold(cut(pen.clean(block.title), pen.width, pen.ellipsis))] : [];
  const records = cells.flatMap((row, k) => {
    const tone = pen.tone(block.tones?.[k]);
    const lines = row.flatMap((cell, column) =>
      (cell === '' ? [] : wrap(cell, room)).map((part, i) => {
        const label = i === 0 ? cut(labels[column], widest, pen.ellipsis) : '';
        return `${before}${pen.paint.dim(pad(label, widest))}${' '.repeat(GAP)}${tone(part)}`;
      }),
    );
    return ['', `${before}${pen.paint.dim(`${k + 1}/${cells.length}`)}`, ...lines];
  });
  return [...title, ...records];
}

/** Widths whose sum, with the gaps, is at most `room`: the widest flexible column gives first, then the widest of all that may. */
function fitted(natural: readonly number[], columns: readonly Column[], room: number): number[] {
  const widths = [...natural];
  const flexible = columns.map((column) => column.flexible === true);
  const others = columns.map((column) => column.whole !== true);
  const total = (): number => widths.reduce((sum, width) => sum + width + GAP, 0) - GAP;
  for (const [least, may] of [
    [FLEXIBLE_MIN, flexible],
    [3, others],
    [1, others],
  ] as const) {
    while (total() > room) {
      const widest = widths.reduce((best, width, k) => (may[k] && width > least && (best < 0 || width > widths[best]) ? k : best), -1);
      if (widest < 0) break;
      widths[widest]--;
    }
  }
  return widths;
}

function rowBars({ values, tones }: RowBars, room: number, pen: Pen): string[] | undefined {
  if (room < BAR_MIN) return undefined;
  const most = Math.max(0, ...values);
  return values.map((value, k) => pen.tone(tones?.[k] === 'plain' ? undefined : tones?.[k])(bar(value, most, room, pen.unicode)));
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `value / most` of `room` columns, to an eighth of a column; something that is not nothing is never drawn as nothing. */
export function bar(value: number, most: number, room: number, unicode: boolean): string {
  if (!(value > 0) || !(most > 0)) return '';
  if (!unicode) return '#'.repeat(Math.max(1, Math.round((value / most) * room)));
  const eighths = Math.max(1, Math.round((value / most) * room * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}

/** Bars with a label before and the number after them. */
export function drawBars(rows: readonly Bar[], pen: Pen): string[] {
  const width = (texts: readonly string[]): number => Math.max(0, ...texts.map(textWidth));
  const labels = rows.map((row) => pen.clean(row.label));
  const texts = rows.map((row) => pen.clean(row.text));
  const notes = rows.map((row) => pen.clean(row.note ?? ''));
  const label = Math.min(24, Math.floor(pen.width * 0.34), width(labels));
  const text = Math.min(width(texts), pen.width - label - GAP);
  const note = Math.max(0, Math.min(width(notes), pen.width - label - text - 2 * GAP));
  const room = pen.width - label - text - note - 3 * GAP;
  const most = Math.max(0, ...rows.map(({ value }) => value));
  const column = (words: string, columns: number, align: 'left' | 'right'): string =>
    pad(cut(words, columns, pen.ellipsis), columns, align);
  return rows.map((row, k) => {
    const tone: Tone | undefined = row.tone === 'plain' ? undefined : row.tone;
    const drawn = room >= BAR_MIN ? [pen.tone(tone)(pad(bar(row.value, most, room, pen.unicode), room))] : [];
    const after = notes[k] === '' ? [] : [pen.paint.dim(column(notes[k], note, 'right'))];
    return [column(labels[k], label, 'left'), ...drawn, column(texts[k], text, 'right'), ...after].join(' '.repeat(GAP)).trimEnd();
  });
}

const TICKS = '▁▂▃▄▅▆▇█';
const PLAIN_TICKS = '_.-=+*%#';

/** A sparkline with its first and its last value; the latest points where there are more than fit. */
export function drawTrend(block: Extract<Block, { kind: 'trend' }>, pen: Pen): string[] {
  return block.series.flatMap(({ label, points }) => {
    if (points.length === 0) return [];
    const title = `${pen.clean(block.title)}${label ? ` (${pen.clean(label)})` : ''}`;
    const shown = points.slice(-Math.max(2, pen.width - 8));
    const values = shown.map(([, value]) => value);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const ticks = pen.unicode ? TICKS : PLAIN_TICKS;
    const spark = values.map((value) => ticks[high > low ? Math.round(((value - low) / (high - low)) * 7) : 3]).join('');
    const at = ([name, , text]: (typeof points)[number]): string => pen.clean(text === undefined ? name : `${text} (${name})`);
    const ends = `${at(shown[0])} ${pen.clean('→')} ${at(shown[shown.length - 1])}`;
    const line = textWidth(spark) + 2 + textWidth(ends) <= pen.width ? [`${spark}  ${ends}`] : [spark, ends];
    return ['', title, ...line].map((text) => cut(text, pen.width, pen.ellipsis));
  });
}
