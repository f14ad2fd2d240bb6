import type { Severity } from './finding.ts';
import type { Problem } from './problem.ts';
import type { Language } from './text.ts';

/**
 * A report as a model: what is said, not how it looks. `src/report` draws it for the terminal, as Markdown and as HTML.
 * Every string may hold text from outside; the renderers escape, nobody before them does.
 */
export interface Report {
  readonly title: string;
  readonly subtitle?: string;
  readonly language: Language;
  readonly blocks: readonly Block[];
}

/** How something stands. Always drawn with a word or a sign as well as with colour. */
export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'plain';

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly tone?: Tone }
  /** Numbers with a name: `Win rate  63 %  target ≥ 45 %  met`. */
  | { readonly kind: 'facts'; readonly items: readonly FactLine[] }
  | {
      readonly kind: 'table';
      readonly title?: string;
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly string[])[];
      readonly tones?: readonly Tone[];
      /** A bar beside each row. */
      readonly bars?: RowBars;
    }
  | { readonly kind: 'bars'; readonly title?: string; readonly plot?: 'funnel' | 'ageing' | 'concentration'; readonly rows: readonly Bar[] }
  | {
      readonly kind: 'trend';
      readonly title: string;
      /** The series are parts of a whole, over the same points: drawn on top of each other. */
      readonly stacked?: boolean;
      readonly series: readonly { readonly label: string; readonly points: readonly TrendPoint[]; readonly tone?: Tone }[];
    }
  /** Cards in columns: side by side where there is room, else one column below the other. */
  | { readonly kind: 'board'; readonly columns: readonly BoardColumn[] }
  | {
      readonly kind: 'findings';
      readonly title?: string;
      /** What to do about all of them. */
      readonly note?: string;
      /** Headers of the items' `cells`. */
      readonly columns?: readonly Column[];
      readonly items: readonly FindingLine[];
      readonly hidden?: number;
      readonly hiddenNote?: string;
    }
  | { readonly kind: 'problems'; readonly items: readonly Problem[] }
  /** `first`: the number of its first item, where they are numbered. */
  | { readonly kind: 'list'; readonly items: readonly string[]; readonly first?: number }
  | { readonly kind: 'commands'; readonly title?: string; readonly items: readonly { readonly command: string; readonly does: string }[] }
  /** Kept as it is, in a fixed-width face: a document's text, a snippet. `lines` may carry a place. */
  | { readonly kind: 'verbatim'; readonly text: string };

/** A column of a board. */
export interface BoardColumn {
  readonly title: string;
  readonly cards: readonly Card[];
  /** Below the cards: how many more there are, or that there is none. */
  readonly note?: string;
}

/** A card of a board. What its tone says stands in its first note too. */
export interface Card {
  readonly label: string;
  readonly title: string;
  readonly notes: readonly string[];
  readonly tone?: Tone;
}

export interface FactLine {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  readonly tone?: Tone;
  /** Word for the tone: "met", "verfehlt", "too few". */
  readonly status?: string;
}

export interface Column {
  readonly label: string;
  readonly align?: 'left' | 'right';
  /** Is cut first, with an ellipsis, when the line is too long. */
  readonly flexible?: boolean;
  /** Is never cut: where its words don't fit beside the others, the table goes row by row. */
  readonly whole?: boolean;
}

/** Lengths that run along the rows of a table: drawn as one more column, or as a plot beside the table. */
export interface RowBars {
  readonly plot: 'funnel' | 'ageing' | 'concentration' | 'months';
  /** What the plot shows, for its title. */
  readonly label: string;
  /** Not negative. */
  readonly values: readonly number[];
  /** Column of the table that says the value in words. */
  readonly text: number;
  readonly tones?: readonly Tone[];
}

/** A point of a trend; `text` is the value in words. */
export type TrendPoint = readonly [label: string, value: number, text?: string];

export interface Bar {
  readonly label: string;
  /** Length of the bar; not negative. */
  readonly value: number;
  /** The number in words: `RM 4.2M`. */
  readonly text: string;
  readonly note?: string;
  readonly tone?: Tone;
}

export interface FindingLine {
  readonly severity: Severity;
  readonly title: string;
  readonly detail?: string;
  readonly place?: string;
  /** Along the block's `columns`: the same as `detail` and `place` in a line's room, drawn in their stead where the width allows. */
  readonly cells?: readonly string[];
}
