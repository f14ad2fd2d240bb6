import type { Problem } from '../../core/problem.ts';
import type { ParsedDocument } from '../document.ts';
import type { KindReading } from '../kinds.ts';
import { findTables, labelKey, rowProblem } from '../tables.ts';
import { COLUMN } from '../vocabulary.ts';
import { type LearnRoute, routesOf } from './learn-routes.ts';

/** A row of the table in `STRUCTURE.md`: where something may stand, and whether it must. */
export interface TreePlace {
  /** Path pattern as `matchesPath` reads it. */
  readonly pattern: string;
  readonly what: string;
  readonly needed: boolean;
  readonly line: number;
}

const COLUMNS = { path: COLUMN.path, what: COLUMN.what, needed: COLUMN.needed };

/** Reads the `Path | What` table and the learn routes. A pattern that leads out of the tree, or that is there twice, is a problem. */
export function read(document: ParsedDocument): KindReading<{ places: readonly TreePlace[]; routes: readonly LearnRoute[] }> {
  const places: TreePlace[] = [];
  const problems: Problem[] = [];
  for (const { rows } of findTables(document, COLUMNS, ['path', 'what'])) {
    for (const { cells, place } of rows) {
      const pattern = cells.path.replace(/^\.\//, '');
      if (pattern === '') continue;
      if (/^\/|^[A-Za-z]:|\\|(?:^|\/)\.\.?(?:\/|$)/.test(pattern)) {
        problems.push(
          rowProblem(
            'place-outside',
            place,
            `"${pattern}" is no path in the tree.`,
            `„${pattern}“ ist kein Pfad im Baum.`,
            '"| `bizos/<entity>/roles/*.md` | the roles |"',
          ),
        );
      } else if (places.some((other) => other.pattern === pattern)) {
        problems.push({
          ...rowProblem(
            'place-twice',
            place,
            `"${pattern}" is there twice.`,
            `„${pattern}“ steht zweimal da.`,
            'Keep one row a place.',
            'Lass eine Zeile je Ort.',
          ),
          level: 'warning',
        });
      } else
        places.push({
          pattern,
          what: cells.what,
          needed: /^(?:yes|ja|x|true|needed|nötig)$/.test(labelKey(cells.needed)),
          line: place.line ?? 1,
        });
    }
  }
  const learn = routesOf(document);
  return { value: { places, routes: learn.routes }, problems: [...problems, ...learn.problems] };
}
