import type { Block, Card } from '../core/report.ts';
import type { Pen } from './pen.ts';
import { cut, pad, textWidth, wrap } from './width.ts';

type Board = Extract<Block, { kind: 'board' }>;

/** Columns narrower than this hold no words any more: then they stand one below the other. */
const COLUMN_MIN = 13;
/** Below this many columns nothing stands side by side. */
const SIDE_BY_SIDE = 60;
const GAP = 2;
/** Lines of a card's title at most. */
const TITLE_LINES = 3;

/** Columns of cards, side by side where the width allows, else one below the other. A tone is a word of the card's notes as well. */
export function drawBoard({ columns }: Board, pen: Pen): string[] {
  const width = Math.floor((pen.width + GAP) / Math.max(1, columns.length)) - GAP;
  return pen.width >= SIDE_BY_SIDE && width >= COLUMN_MIN ? beside(columns, width, pen) : below(columns, pen);
}

/** A line of a column: as it is drawn, and the columns that it takes. */
interface Line {
  readonly drawn: string;
  readonly width: number;
}

const EMPTY: Line = { drawn: '', width: 0 };

function beside(columns: Board['columns'], width: number, pen: Pen): string[] {
  const rule = { drawn: pen.paint.dim((pen.unicode ? '─' : '-').repeat(width)), width };
  const drawn = columns.map((column) => [
    lineOf(pen.clean(column.title), width, pen, pen.paint.bold),
    rule,
    ...column.cards.flatMap((card, k) => [...(k > 0 ? [EMPTY] : []), ...cardLines(card, width, pen)]),
    ...noteLines(column, width, pen),
  ]);
  const longest = Math.max(0, ...drawn.map((lines) => lines.length));
  return [
    '',
    ...Array.from({ length: longest }, (_, k) =>
      sideBySide(
        drawn.map((lines) => lines[k] ?? EMPTY),
        width,
      ),
    ),
  ];
}

/** No blanks behind the last words: they would be drawn in their style. */
function sideBySide(lines: readonly Line[], width: number): string {
  const last = lines.findLastIndex((line) => line.width > 0);
  return lines
    .slice(0, last + 1)
    .map((line, k) => line.drawn + (k === last ? '' : ' '.repeat(width - line.width + GAP)))
    .join('');
}

function cardLines({ label, title, notes, tone }: Card, width: number, pen: Pen): Line[] {
  const words = wrap(pen.clean(title), width);
  const shown = words.length <= TITLE_LINES ? words : [...words.slice(0, TITLE_LINES - 1), words.slice(TITLE_LINES - 1).join(' ')];
  return [
    lineOf(pen.clean(label), width, pen, pen.tone(tone)),
    ...shown.map((line) => lineOf(line, width, pen)),
    ...notes.flatMap((note, k) =>
      wrap(pen.clean(note), width).map((line) => lineOf(line, width, pen, k === 0 && tone ? pen.tone(tone) : pen.paint.dim)),
    ),
  ];
}

function noteLines({ cards, note }: Board['columns'][number], width: number, pen: Pen): Line[] {
  if (note === undefined) return [];
  return [...(cards.length > 0 ? [EMPTY] : []), ...wrap(pen.clean(note), width).map((line) => lineOf(line, width, pen, pen.paint.dim))];
}

function lineOf(text: string, width: number, pen: Pen, style: (text: string) => string = (words) => words): Line {
  const shown = cut(text, width, pen.ellipsis);
  return { drawn: shown === '' ? '' : style(shown), width: textWidth(shown) };
}

function below(columns: Board['columns'], pen: Pen): string[] {
  return columns.flatMap((column) => {
    const { title, cards, note } = column;
    const label = Math.min(Math.floor(pen.width / 3), Math.max(0, ...cards.map((card) => textWidth(pen.clean(card.label)))));
    const indent = ' '.repeat(label + GAP);
    const room = pen.width - indent.length;
    return [
      '',
      pen.paint.bold(cut(pen.clean(title), pen.width, pen.ellipsis)),
      ...cards.flatMap((card) => [
        ...wrap(pen.clean(card.title), room).map((line, k) =>
          k === 0
            ? `${pen.tone(card.tone)(pad(cut(pen.clean(card.label), label, pen.ellipsis), label))}${' '.repeat(GAP)}${line}`
            : indent + line,
        ),
        ...wrap(card.notes.map((one) => pen.clean(one)).join(pen.clean(' · ')), room).map(
          (line) => indent + (card.tone ? pen.tone(card.tone) : pen.paint.dim)(line),
        ),
      ]),
      ...(note === undefined ? [] : wrap(pen.clean(note), pen.width).map((line) => pen.paint.dim(line))),
    ];
  });
}
