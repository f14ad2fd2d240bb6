import type { ParsedDocument } from '../../tree/document.ts';
import { findTables, labelKey } from '../../tree/tables.ts';

/** One row of the table in `STRUCTURE.md`: where something may stand, and whether it must. */
export interface StructureRow {
  readonly pattern: string;
  readonly what: string;
  readonly needed: boolean;
  readonly line: number;
}

const COLUMNS = { path: ['path', 'pfad', 'file', 'datei'], what: ['what stands there', 'what', 'was dort steht', 'was'], needed: ['needed', 'nötig', 'required', 'pflicht'] };

/** The rows of `STRUCTURE.md`; empty when it has no such table (then nothing can be said about places). */
export function readPlaces(document: ParsedDocument): StructureRow[] {
  return findTables(document, COLUMNS, ['path', 'what']).flatMap(({ rows }) =>
    rows
      .filter(({ cells }) => cells.path.trim() !== '')
      .map(({ cells, place }) => ({
        pattern: cells.path.trim().replace(/^\.?\//, ''),
        what: cells.what,
        needed: /^(?:yes|ja|x|true|needed|nötig)$/.test(labelKey(cells.needed)),
        line: place.line ?? 1,
      })),
  );
}
