/** A cell of an answer: typed numbers stay numbers. */
export type Cell = string | number | null;

/** Signs at which a spreadsheet takes a text for a formula, in both widths; tab, carriage return and line feed lead to one too. */
const FORMULA = /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/**
 * Rows as CSV (RFC 4180, CRLF) that a spreadsheet opens without running anything: a text that begins like a formula gets an
 * apostrophe in front. Numbers are left alone, so -5 stays -5.
 */
export function* csvLines(columns: readonly string[], rows: Iterable<readonly Cell[]>): Iterable<string> {
  yield line(columns);
  for (const row of rows) yield line(row);
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** One cell, quoted where its text needs it. */
export function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
