import type { Problem } from '../core/problem.ts';

/** A document as read: text, front matter, and its parts with their place in the text. Offsets are UTF-16 without the BOM. */
export interface ParsedDocument {
  /** From the tree's root, `/` between parts. */
  readonly path: string;
  readonly text: string;
  readonly frontMatter: Readonly<Record<string, unknown>>;
  /** The first heading, else the file's name. */
  readonly title: string;
  /** In document order; the first has depth 0 and no title when text stands before the first heading. */
  readonly sections: readonly Section[];
  readonly problems: readonly Problem[];
}

/** A heading and what stands below it, up to the next heading of any depth. */
export interface Section {
  readonly title: string;
  /** 1 to 6; 0 for the text before the first heading. */
  readonly depth: number;
  /** Titles of the headings above it, outermost first. */
  readonly above: readonly string[];
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly fields: readonly Field[];
  readonly tables: readonly Table[];
  readonly items: readonly Item[];
  readonly links: readonly Link[];
  /** Everything below the heading as written, without the heading line. */
  readonly body: string;
}

/** A `**Label:** value` line, or a block label with its paragraphs and lists up to the next label. */
export interface Field {
  readonly label: string;
  readonly value: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export interface Table {
  readonly line: number;
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  readonly line: number;
  /** Plain text of each cell, in the header's order; missing cells are empty. */
  readonly cells: readonly string[];
}

/** A list item; `checked` for a task list, `code` the backticked words in it. */
export interface Item {
  readonly text: string;
  readonly depth: number;
  readonly ordered: boolean;
  readonly checked?: boolean;
  readonly code: readonly string[];
  readonly line: number;
}

export interface Link {
  /** As written: `../x.md#part`, `[[Name]]`, or a backticked path. */
  readonly target: string;
  readonly kind: 'link' | 'image' | 'wiki' | 'path';
  readonly line: number;
}
