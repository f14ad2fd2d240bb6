/** A cell of an answer: typed numbers stay numbers. */
export type Cell = string | number | null;

/** Signs at which a spreadsheet takes a text for a formula, in both widths; tab, carriage return and line feed lead to one too. */
const FORMULA = /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** What a reader that guesses the delimiter or trims blanks would misread. */
const NEEDS_QUOTES = /[",\r\n;\t]|^\s|\s$/;

/** One record for a program that reads it again (RFC 4180, CRLF): cells as they are, quoted where they must be. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

/**
 * Rows as CSV that a spreadsheet opens without running anything (ATTACKS C64): a text that begins like a formula gets an
 * apostrophe in front. Typed numbers are left alone, so -5 stays -5.
 */
export function* spreadsheetLines(columns: readonly string[], rows: Iterable<readonly Cell[]>): Iterable<string> {
  yield spreadsheetLine(columns);
  for (const row of rows) yield spreadsheetLine(row);
}

/** One of these rows. */
export function spreadsheetLine(cells: readonly Cell[]): string {
  return csvLine(cells.map(spreadsheetText));
}

function spreadsheetText(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : String(cell);
}

function quoted(cell: string): string {
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
