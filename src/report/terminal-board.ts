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

function beside(columns: Board['columns'], width: number, pen: Pen): string[] {
  const rule = pen.paint.dim((pen.unicode ? '─' : '-').repeat(width));
  const drawn = columns.map((column) => [
    pen.paint.bold(filled(pen.clean(column.title), width, pen)),
    rule,
    ...column.cards.flatMap((card, k) => [...(k > 0 ? [' '.repeat(width)] : []), ...cardLines(card, width, pen)]),
    ...noteLines(column, width, pen),
  ]);
  const longest = Math.max(0, ...drawn.map((lines) => lines.length));
  return [
    '',
    ...Array.from({ length: longest }, (_, k) =>
      drawn
        .map((lines) => lines[k] ?? ' '.repeat(width))
        .join(' '.repeat(GAP))
        .trimEnd(),
    ),
  ];
}

function cardLines({ label, title, notes, tone }: Card, width: number, pen: Pen): string[] {
  const words = wrap(pen.clean(title), width);
  const shown = words.length <= TITLE_LINES ? words : [...words.slice(0, TITLE_LINES - 1), words.slice(TITLE_LINES - 1).join(' ')];
  return [
    pen.tone(tone)(filled(pen.clean(label), width, pen)),
    ...shown.map((line) => filled(line, width, pen)),
    ...notes.flatMap((note, k) =>
      wrap(pen.clean(note), width).map((line) => (k === 0 && tone ? pen.tone(tone) : pen.paint.dim)(filled(line, width, pen))),
    ),
  ];
}

function noteLines({ cards, note }: Board['columns'][number], width: number, pen: Pen): string[] {
  if (note === undefined) return [];
  return [
    ...(cards.length > 0 ? [' '.repeat(width)] : []),
    ...wrap(pen.clean(note), width).map((line) => pen.paint.dim(filled(line, width, pen))),
  ];
}

function filled(text: string, width: number, pen: Pen): string {
  return pad(cut(text, width, pen.ellipsis), width);
}

function below(columns: Board['columns'], pen: Pen): string[] {
  return columns.flatMap((column) => {
    const { title, cards, note } = column;
    const label = Math.max(0, ...cards.map((card) => textWidth(pen.clean(card.label))));
    const indent = ' '.repeat(label + GAP);
    const room = pen.width - indent.length;
    return [
      '',
      pen.paint.bold(cut(pen.clean(title), pen.width, pen.ellipsis)),
      ...cards.flatMap((card) => [
        ...wrap(pen.clean(card.title), room).map((line, k) =>
          k === 0 ? `${pen.tone(card.tone)(pad(pen.clean(card.label), label))}${' '.repeat(GAP)}${line}` : indent + line,
        ),
        ...wrap(card.notes.map((one) => pen.clean(one)).join(pen.clean(' · ')), room).map(
          (line) => indent + (card.tone ? pen.tone(card.tone) : pen.paint.dim)(line),
        ),
      ]),
      ...(note === undefined ? [] : wrap(pen.clean(note), pen.width).map((line) => pen.paint.dim(line))),
    ];
  });
}
