import type { ParsedDocument } from '../../tree/document.ts';
import type { KindReading } from '../../tree/kinds.ts';
import { findTables } from '../../tree/tables.ts';
import { COLUMN } from '../../tree/vocabulary.ts';

/** A line of `_ROLES_INDEX.md`. */
export interface IndexedRole {
  readonly role: string;
  readonly holder?: string;
  readonly file?: string;
  readonly status?: string;
  readonly line: number;
}

const COLUMNS = { role: COLUMN.role, holder: COLUMN.holder, file: COLUMN.file, status: COLUMN.status };

/** Reads the `Role | Held by | File` table. A cell that says nothing (`-`, `TBD`) is left out. */
export function read(document: ParsedDocument): KindReading<{ roles: readonly IndexedRole[] }> {
  const roles = findTables(document, COLUMNS, ['role']).flatMap(({ rows }) =>
    rows
      .filter(({ cells }) => cells.role !== '')
      .map(
        ({ cells, place }): IndexedRole => ({
          role: cells.role,
          holder: said(cells.holder),
          file: said(cells.file),
          status: said(cells.status),
          line: place.line ?? 1,
        }),
      ),
  );
  return { value: { roles }, problems: [] };
}

function said(cell: string): string | undefined {
  return /^(?:[-–—]?|tbd|open|offen|n\/a)$/i.test(cell) ? undefined : cell;
}
