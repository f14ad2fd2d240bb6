import type { Table, TableRow } from 'mdast';
import { plainText } from '../markdown.ts';
import { labelKey } from '../tables.ts';
import { ambiguous, type EditOf, NOTHING, notFound, type Plan, refuse, type Splice } from './edit.ts';
import { eolNear, lineEnd, nodesOfType, type Reading, rangeOf, rowsIn, sectionsFor } from './reading.ts';
import { oneLine, tidied } from './spellings.ts';

const TABLE = { en: 'table with the columns', de: 'eine Tabelle mit den Spalten' };

/** Replaces the text of one cell; the blanks around it stay. */
export function planCell(edit: EditOf<'cell'>, now: Reading): Plan {
  const value = tidied(edit.value);
  const { table, row, at } = findRow(edit, now);
  const cell = row.children[at];
  if (cell && plainText(cell).trim() === value) return NOTHING;
  const tables = nodesOfType([now.root], 'table');
  const [whichTable, whichRow] = [tables.indexOf(table), table.children.indexOf(row)];
  return {
    ways: oneLine(value)
      .map((words) => words.replace(/(?<!\\)\|/g, '\\|'))
      .map((words) => [cell ? cellSplice(now.text, rangeOf(cell), words) : lateCell(now.text, row, at, words)]),
    holds: (document) => {
      const changed = nodesOfType([document.root], 'table')[whichTable]?.children[whichRow]?.children[at];
      return changed !== undefined && tidied(plainText(changed)) === value;
    },
  };
}

function findRow(edit: EditOf<'cell'>, now: Reading): { table: Table; row: TableRow; at: number } {
  const columns = [edit.key.column, edit.column];
  const key = labelKey(edit.key.value);
  const rows = findTables(edit.section, columns, now).flatMap(({ table, at }) =>
    rowsIn(table, now.text)
      .slice(1)
      .map((row) => ({ table, row, at: at[1], name: row.children[at[0]] ? plainText(row.children[at[0]]) : '' })),
  );
  const found = rows.filter(({ name }) => labelKey(name) === key);
  const what = { en: 'row', de: 'die Zeile' };
  if (found.length > 1)
    throw ambiguous(
      what,
      edit.key.value,
      found.map(({ row }) => `line ${row.position!.start.line}`),
    );
  if (found.length === 0)
    throw notFound(
      what,
      edit.key.value,
      rows.map(({ name }) => name),
    );
  return found[0];
}

/** Every table that has all these columns, with their places. Throws BizosError where there is none, or a column stands there twice. */
function findTables(section: EditOf<'cell'>['section'], columns: readonly string[], now: Reading): { table: Table; at: number[] }[] {
  const tables = nodesOfType(
    sectionsFor(now, section).flatMap(({ nodes }) => nodes),
    'table',
  );
  const headers = tables.map((table) => table.children[0].children.map((cell) => plainText(cell)));
  const found = tables.flatMap((table, k) => {
    const keys = headers[k].map(labelKey);
    const at = columns.map((column) => keys.indexOf(labelKey(column)));
    if (at.includes(-1)) return [];
    const twice = columns.find((column, i) => keys.lastIndexOf(labelKey(column)) !== at[i]);
    if (twice !== undefined) throw ambiguous({ en: 'column', de: 'eine Spalte' }, twice, [`line ${table.position!.start.line}`]);
    return [{ table, at }];
  });
  if (found.length > 0) return found;
  const missing = columns.find((column) => !headers.flat().some((name) => labelKey(name) === labelKey(column)));
  throw missing === undefined
    ? notFound(TABLE, columns.join(', '), [])
    : notFound({ en: 'column', de: 'die Spalte' }, missing, headers.flat());
}

/** The range of a cell may hold its pipes: one in front, in the last cell also one behind, unless it is escaped. */
function cellSplice(text: string, [from, to]: [number, number], words: string): Splice {
  const raw = text.slice(from, to);
  const pipe = /^\|/.test(raw) ? 1 : 0;
  const behind = raw.length > pipe && /(?<!\\)(?:\\\\)*\|$/.test(raw) ? 1 : 0;
  const inner = raw.slice(pipe, raw.length - behind);
  const core = inner.trim();
  if (core === '') {
    // An empty cell keeps its width where that is enough: `|  |` becomes `| 3 |`.
    const width = words === '' ? inner : ` ${words} `;
    return { start: from + pipe, end: to - behind, text: width };
  }
  const start = from + pipe + inner.indexOf(core);
  return { start, end: start + core.length, text: words };
}

/** A cell that the row is too short to have: the ones before it are made too. */
function lateCell(text: string, row: TableRow, at: number, words: string): Splice {
  const [from, to] = rangeOf(row);
  const closed = /(?<!\\)(?:\\\\)*\|[ \t]*$/.test(text.slice(from, to));
  const end = from + text.slice(from, to).trimEnd().length;
  const empty = '  |'.repeat(at - row.children.length);
  return { start: end, end, text: `${closed ? '' : ' |'}${empty} ${words} |` };
}

/** Puts rows behind the last one of a table. */
export function planRows(edit: EditOf<'row-add'>, now: Reading): Plan {
  if (edit.rows.length === 0) return NOTHING;
  const found = findTables(edit.section, edit.columns ?? [], now);
  if (found.length > 1)
    throw ambiguous(
      { en: 'table', de: 'eine Tabelle' },
      (edit.columns ?? []).join(', '),
      found.map(({ table }) => `line ${table.position!.start.line}`),
    );
  const { table } = found[0];
  const width = table.children[0].children.length;
  const long = edit.rows.find((cells) => cells.length > width);
  if (long)
    throw refuse(
      `the table has ${width} columns, a new row ${long.length} cells`,
      `die Tabelle hat ${width} Spalten, eine neue Zeile ${long.length} Zellen`,
    );
  const { text } = now;
  const rows = rowsIn(table, text);
  const whichTable = nodesOfType([now.root], 'table').indexOf(table);
  // Below a header alone comes the line of dashes, which is no row.
  const headEnd = lineEnd(text, rangeOf(rows[0])[1]);
  const last = rows.length > 1 ? rangeOf(rows[rows.length - 1])[0] : text.indexOf('\n', headEnd) + 1;
  const end = lineEnd(text, last);
  const prefix = /^[ \t>]*/.exec(text.slice(text.lastIndexOf('\n', last - 1) + 1, end))![0];
  const wanted = edit.rows.map((cells) => Array.from({ length: width }, (_, k) => tidied(cells[k] ?? '')));
  const eol = eolNear(text, end);
  const line = (cells: readonly string[], form: number): string =>
    `${eol}${prefix}|${cells.map((cell) => (cell === '' ? '  ' : ` ${oneLine(cell)[form].replace(/(?<!\\)\|/g, '\\|')} `)).join('|')}|`;
  return {
    ways: [0, 1, 2, 3].map((form) => [{ start: end, end, text: wanted.map((cells) => line(cells, form)).join('') }]),
    holds: (document) => {
      const changed = nodesOfType([document.root], 'table')[whichTable];
      return (
        changed?.children.length === table.children.length + wanted.length &&
        wanted.every((cells, r) =>
          cells.every(
            (cell, k) => tidied(plainText(changed.children[rows.length + r].children[k] ?? { type: 'text', value: '' })) === cell,
          ),
        )
      );
    },
  };
}
