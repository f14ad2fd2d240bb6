import { BizosError } from '../../core/problem.ts';
import { nearest } from './nearest.ts';
import type { Reading } from './reading.ts';

/**
 * Names a section: its heading's text, the id that its heading begins with (`[K-BIZ-001]`, `K-BIZ-001`), or the headings that lead to
 * it, outermost first (`['CRM Ops Agent', 'Data Sources']`; levels between may be left out).
 */
export type SectionName = string | readonly string[];

/** What a front-matter key can be set to. */
export type FrontMatterValue = string | number | boolean | readonly string[];

/**
 * A change to a document, as data. Labels, columns, rows and items are named by their text. Values are text: what Markdown or YAML
 * would take for a mark is escaped. Line ends in values are `\n`; blanks around a value and around its lines don't count.
 */
export type Edit =
  /**
   * The value of a `**Label:** value` line, or of a label that stands alone with its paragraphs below. With `as: 'markdown'` the
   * value is written as it is, and may replace lists and tables below the label too.
   */
  | {
      readonly kind: 'field';
      readonly section?: SectionName;
      readonly label: string;
      readonly value: string;
      readonly as?: 'text' | 'markdown';
    }
  /** A cell of the table that has both columns, in the row where `key.column` is `key.value`. A line end becomes `&#10;`. */
  | {
      readonly kind: 'cell';
      readonly section?: SectionName;
      readonly key: { readonly column: string; readonly value: string };
      readonly column: string;
      readonly value: string;
    }
  /** Rows behind the last one of the section's table; where it has several, of the one with these columns. */
  | {
      readonly kind: 'row-add';
      readonly section?: SectionName;
      readonly columns?: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  /** `null` removes the key. Front matter is made where there is none. */
  | { readonly kind: 'front-matter'; readonly key: string; readonly value: FrontMatterValue | null }
  /** `text` is Markdown, its heading first. It goes behind `after` (with all below it), before `before`, or to the end. */
  | { readonly kind: 'section-add'; readonly text: string; readonly after?: SectionName; readonly before?: SectionName }
  | { readonly kind: 'section-remove'; readonly section: SectionName }
  /** Moves a section with all below it behind another one, or before it. */
  | { readonly kind: 'section-move'; readonly section: SectionName; readonly after?: SectionName; readonly before?: SectionName }
  /** An item behind `after` or before `before`, or at the end of the section's last list; with `checked` it gets a box. */
  | {
      readonly kind: 'item-add';
      readonly section?: SectionName;
      readonly text: string;
      readonly after?: string;
      readonly before?: string;
      readonly checked?: boolean;
    }
  /** Takes an item out with all below it. */
  | { readonly kind: 'item-remove'; readonly section?: SectionName; readonly item: string }
  | { readonly kind: 'item-move'; readonly section?: SectionName; readonly item: string; readonly after?: string; readonly before?: string }
  | { readonly kind: 'tick'; readonly section?: SectionName; readonly item: string; readonly checked: boolean };

/** One edit of a kind. */
export type EditOf<K extends Edit['kind']> = Extract<Edit, { kind: K }>;

/** One replacement of a range of the text. `moved`: the part of `text` from `at` on is what stood at `from`–`to` before. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly moved?: { readonly from: number; readonly to: number; readonly at: number };
}

/** How an edit can be made: ways to write it, the plainest first, and how to see that it was. */
export interface Plan {
  readonly ways: readonly (readonly Splice[])[];
  /** Whether the changed document holds what the edit wanted. */
  holds(now: Reading): boolean;
}

/** Nothing to do: the document holds the value already. */
export const NOTHING: Plan = { ways: [[]], holds: () => true };

/** What was looked for is not there; the nearest names are named. Exit 2. */
export function notFound(what: { en: string; de: string }, was: string, seen: readonly string[]): BizosError {
  const list = nearest(was, seen)
    .map((name) => `"${name}"`)
    .join(', ');
  return new BizosError(
    2,
    { en: `There is no ${what.en} "${was}" in the document.`, de: `Im Dokument gibt es ${what.de} „${was}“ nicht.` },
    list ? { en: `Take one that is there: ${list}`, de: `Nimm, was es gibt: ${list}` } : undefined,
  );
}

/** A name means more than one place: which one is the caller's to say. Exit 2. */
export function ambiguous(what: { en: string; de: string }, was: string, places: readonly string[]): BizosError {
  const list = places.slice(0, 8).join(', ');
  return new BizosError(
    2,
    {
      en: `"${was}" means more than one ${what.en} in the document (${list}).`,
      de: `„${was}“ bezeichnet im Dokument mehr als einmal ${what.de} (${list}).`,
    },
    { en: 'Name the section, or the headings above it, too.', de: 'Nenne auch den Abschnitt oder die Überschriften darüber.' },
  );
}

/** The edit would hurt the document, or would not read back: nothing was changed. Exit 2. */
export function refuse(en: string, de: string): BizosError {
  return new BizosError(2, { en: `The document was not changed: ${en}.`, de: `Das Dokument wurde nicht geändert: ${de}.` });
}
