import { BizosError } from '../../core/problem.ts';

/** A change to a document, as data. Sections are named by their heading's text; labels, columns and items by theirs. */
export type Edit =
  /** The value of a `**Label:** value` line, or of a block label: everything up to the next label. */
  | { readonly kind: 'field'; readonly section: string; readonly label: string; readonly value: string }
  /** A cell of the table that has both columns, in the row where `key.column` is `key.value`. */
  | {
      readonly kind: 'cell';
      readonly section?: string;
      readonly key: { readonly column: string; readonly value: string };
      readonly column: string;
      readonly value: string;
    }
  | { readonly kind: 'row-add'; readonly section: string; readonly cells: readonly string[] }
  /** `null` removes the key. */
  | { readonly kind: 'front-matter'; readonly key: string; readonly value: string | number | boolean | readonly string[] | null }
  /** `text` is a whole section, its heading first. It goes behind the section `after` (with all below it), or to the end. */
  | { readonly kind: 'section-add'; readonly text: string; readonly after?: string }
  | { readonly kind: 'section-remove'; readonly section: string }
  /** Moves a section with all below it behind another one. */
  | { readonly kind: 'section-move'; readonly section: string; readonly after: string }
  | { readonly kind: 'item-add'; readonly section: string; readonly text: string }
  | { readonly kind: 'item-remove'; readonly section: string; readonly item: string }
  | { readonly kind: 'item-move'; readonly section: string; readonly item: string; readonly after: string }
  | { readonly kind: 'tick'; readonly section?: string; readonly item: string; readonly checked: boolean };

/** One replacement of a range of the text. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text without its BOM, and what an edit needs to know of it. */
export interface Source {
  readonly text: string;
  /** Line end of the document: that of its first line, LF where there is none. */
  readonly eol: string;
}

/** What was looked for is not there; the nearest names are named. */
export function notFound(what: string, was: string, seen: readonly string[]): BizosError {
  const list = [...new Set(seen)]
    .filter((name) => name !== '')
    .slice(0, 8)
    .map((name) => `"${name}"`)
    .join(', ');
  return new BizosError(
    2,
    { en: `There is no ${what} "${was}" in the document.`, de: `Im Dokument gibt es „${was}“ nicht (${what}).` },
    list ? { en: `There are: ${list}`, de: `Es gibt: ${list}` } : undefined,
  );
}

/** The edit would hurt the document, or would not read back: nothing was changed. */
export function refuse(en: string, de: string): BizosError {
  return new BizosError(2, { en: `The document was not changed: ${en}.`, de: `Das Dokument wurde nicht geändert: ${de}.` });
}
