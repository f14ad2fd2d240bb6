import type { Table as MdTable, Nodes } from 'mdast';
import type { Problem } from '../core/problem.ts';
import type { Table, TableRow } from './document.ts';
import { parseBody, plainText } from './markdown.ts';

/** The line below a header: `|---|:-:|`. */
const DELIMITER = /^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$/;

/** Tables found in a part of a document, and what is wrong with their form. */
export interface FoundTables {
  readonly tables: Table[];
  readonly problems: Problem[];
}

/**
 * The tables in some nodes, those in lists and quotes too. GFM lets a table run on until a blank line: prose below it would become
 * rows, and so would a second table. People mean neither, so a line without a pipe ends the table here, and a header with its line
 * of dashes begins another, also in the lines of prose below a list item, where GFM sees none.
 */
export function tablesOf(nodes: readonly Nodes[], text: string, file: string): FoundTables {
  const found: FoundTables = { tables: [], problems: [] };
  const visit = (node: Nodes): void => {
    const { start, end } = node.position!;
    if (node.type === 'table') readTable(node, text, file, found);
    else if (node.type === 'paragraph') {
      const source = text.slice(start.offset, end.offset);
      if (source.includes('|')) readPieces(source.split('\n'), 0, start.line, file, found);
    } else if (node.type !== 'heading' && 'children' in node) for (const child of node.children) visit(child as Nodes);
  };
  for (const node of nodes) visit(node);
  return found;
}

function readTable(node: MdTable, text: string, file: string, found: FoundTables): void {
  const sources = node.children.map((row) => text.slice(row.position!.start.offset, row.position!.end.offset));
  // The parser gives the first line of dashes no row; every later one begins a table of its own.
  const end = sources.findIndex((source, i) => i > 0 && (!source.includes('|') || isHeader(sources, i)));
  keepTable(node, end < 0 ? node.children.length : end, 0, file, found);
  if (end >= 0) readPieces(sources, end, node.children[end].position!.start.line - end, file, found);
}

/** Reads the tables among some lines, each from its header to the first line without a pipe or the next header. */
function readPieces(lines: readonly string[], from: number, lineOfFirst: number, file: string, found: FoundTables): void {
  for (let i = from; i < lines.length - 1; i++) {
    if (!isHeader(lines, i)) continue;
    let end = i + 2;
    while (end < lines.length && lines[end].includes('|') && !isHeader(lines, end)) end++;
    const source = lines
      .slice(i, end)
      .map((line) => line.trim())
      .join('\n');
    const [table] = parseBody(source).children;
    if (table?.type === 'table') keepTable(table, table.children.length, lineOfFirst + i - 1, file, found);
    else found.problems.push(brokenTable(file, lineOfFirst + i, columns(lines[i]), columns(lines[i + 1])));
    i = end - 1;
  }
}

function isHeader(lines: readonly string[], i: number): boolean {
  const dashes = lines[i + 1]?.trim() ?? '';
  return lines[i].includes('|') && dashes.includes('|') && DELIMITER.test(dashes) && !DELIMITER.test(lines[i].trim());
}

function keepTable(node: MdTable, end: number, shift: number, file: string, found: FoundTables): void {
  const [head, ...body] = node.children.slice(0, end);
  const header = head.children.map((cell) => plainText(cell).trim());
  const rows = body.map((row): TableRow => {
    const cells = row.children.map((cell) => plainText(cell).trim());
    const line = row.position!.start.line + shift;
    if (cells.slice(header.length).some((cell) => cell !== '')) found.problems.push(longRow(file, line, cells.length, header.length));
    return { line, cells: header.map((_, k) => cells[k] ?? '') };
  });
  found.tables.push({ line: head.position!.start.line + shift, header, rows });
}

function columns(line: string): number {
  return line
    .trim()
    .replace(/\\\|/g, '')
    .replace(/^\||\|$/g, '')
    .split('|').length;
}

function brokenTable(file: string, line: number, header: number, dashes: number): Problem {
  return {
    code: 'table-broken',
    level: 'error',
    message: {
      en: `This table is not read: its header has ${header} columns, the line of dashes below it ${dashes}.`,
      de: `Diese Tabelle wird nicht gelesen: Ihr Kopf hat ${header} Spalten, die Strichzeile darunter ${dashes}.`,
    },
    place: { file, line },
    remedy: { en: 'Give both lines the same number of columns.', de: 'Gib beiden Zeilen gleich viele Spalten.' },
  };
}

function longRow(file: string, line: number, cells: number, header: number): Problem {
  return {
    code: 'table-row-long',
    level: 'warning',
    message: {
      en: `This row has ${cells} cells, its table ${header} columns; what stands to the right of the last column is not read.`,
      de: `Diese Zeile hat ${cells} Zellen, ihre Tabelle ${header} Spalten; was rechts der letzten Spalte steht, wird nicht gelesen.`,
    },
    place: { file, line },
    remedy: { en: 'Write a pipe that belongs to the text as \\|.', de: 'Schreibe einen Strich, der zum Text gehört, als \\|.' },
  };
}
