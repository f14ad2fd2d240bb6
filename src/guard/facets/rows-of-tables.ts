import type { Facet } from '../../core/zone.ts';
import type { Section } from '../../tree/document.ts';
import { labelKey } from '../../tree/tables.ts';
import { type Entry, entryChanges } from './entries.ts';

/** A section with its lines, the heading's first. */
export interface SectionLines {
  readonly section: Section;
  readonly lines: readonly string[];
}

const BY = ['agent', 'by', 'owner', 'author', 'session', 'von', 'wer', 'autor', 'sitzung'];

/**
 * What differs between two states of a section, row by row of its tables; the first cell is a row's name. Undefined where something else
 * than rows differs, or where two rows of a table have one name: then it is the section as a whole that changes.
 */
export function rowFacets(old: SectionLines, made: SectionLines, section: string, who: readonly string[]): Facet[] | undefined {
  if (old.section.tables.length === 0 || old.section.tables.length !== made.section.tables.length) return undefined;
  if (besideRows(old) !== besideRows(made)) return undefined;
  const facets: Facet[] = [];
  for (const [i, table] of made.section.tables.entries()) {
    const [were, are] = [rowsOf(old, i), rowsOf(made, i)];
    if (!were || !are) return undefined;
    // Two tables of a section may name their rows alike; the zone's entries don't tell them apart either.
    const name = (id: string): string => (made.section.tables.length === 1 ? id : `${table.header[0]}: ${id}`);
    for (const one of entryChanges(were, are, who)) facets.push({ part: 'entry', ...one, entry: name(one.entry), section });
  }
  return facets.length > 0 ? facets : undefined;
}

function besideRows({ section, lines }: SectionLines): string {
  const rows = new Set(section.tables.flatMap((table) => table.rows.map(({ line }) => line - section.line)));
  return lines.filter((_, i) => !rows.has(i)).join('\n');
}

function rowsOf({ section, lines }: SectionLines, index: number): Entry[] | undefined {
  const table = section.tables[index];
  const by = table.header.findIndex((cell, i) => i > 0 && BY.includes(labelKey(cell)));
  const seen = new Set<string>();
  const rows: Entry[] = [];
  for (const { cells, line } of table.rows) {
    const id = cells[0]?.trim() ?? '';
    if (id === '' || seen.has(id)) return undefined;
    seen.add(id);
    const name = by < 0 ? '' : (cells[by] ?? '').trim();
    rows.push({ id, text: lines[line - section.line] ?? '', above: '', by: name === '' ? [] : [name] });
  }
  return rows;
}
