import { editDistance } from '../../core/edit-distance.ts';
import type { Problem } from '../../core/problem.ts';
import type { DealField } from './deals.ts';
import { PLAIN } from './profiles/plain.ts';
import { headerKey } from './values/text.ts';

/** Says of a column that is used and stands in the export twice which of the two is read. */
export function noteDuplicates(
  keys: readonly string[],
  headers: readonly string[],
  columns: ReadonlyMap<DealField, number>,
  file: string,
  index: number,
  problems: Problem[],
): void {
  for (const at of columns.values()) {
    if (keys.indexOf(keys[at], at + 1) < 0) continue;
    problems.push({
      code: 'column-twice',
      level: 'warning',
      message: {
        en: `The column "${headers[at]}" stands in the export twice; the first is used.`,
        de: `Die Spalte „${headers[at]}“ steht zweimal im Export; die erste wird benutzt.`,
      },
      place: { file, row: index + 1 },
      remedy: {
        en: 'Rename one of them in the export, or name the right one with --map.',
        de: 'Benenne eine davon im Export um oder nenne die richtige mit --map.',
      },
    });
  }
}

/** No header row among the first rows. */
export function noHeader(file: string, seen: string): Problem {
  return {
    code: 'header-missing',
    level: 'error',
    message: {
      en: `No header row was found. The first row holds: ${seen}`,
      de: `Keine Kopfzeile gefunden. Die erste Zeile enthält: ${seen}`,
    },
    place: { file, row: 1 },
    remedy: { en: 'Export again with column names in the first row.', de: 'Exportiere noch einmal mit Spaltennamen in der ersten Zeile.' },
  };
}

/** A column that nothing can be said without: what was seen, what is nearest, and the row to add. */
export function missing(field: DealField, headers: readonly string[], file: string, index: number): Problem {
  const guess = nearest([field.replace('_', ' '), ...(PLAIN.fields[field] ?? [])], headers);
  const seen = headers
    .filter((header) => header.trim() !== '')
    .slice(0, 40)
    .join(', ');
  const column = guess ?? 'COLUMN';
  return {
    code: 'column-missing',
    level: 'error',
    message: {
      en: `No column for "${field}" was found${guess ? `; nearest is "${guess}"` : ''}. Columns seen: ${seen}`,
      de: `Keine Spalte für „${field}“ gefunden${guess ? `; am nächsten ist „${guess}“` : ''}. Spalten im Export: ${seen}`,
    },
    place: { file, row: index + 1 },
    remedy: {
      en: `Add the row "| ${field} | ${column} |" to the table "Field | Column" of CRM_STRUCTURE.md, or pass --map '${field}=${column}'.`,
      de: `Ergänze die Zeile „| ${field} | ${column} |“ in der Tabelle „Field | Column“ von CRM_STRUCTURE.md, oder gib --map '${field}=${column}' an.`,
    },
  };
}

/** Fields that most numbers need: where one is not recognised, its number is refused, and the way out is to name the column. */
const WANTED = ['amount', 'owner', 'created', 'closing'] as const satisfies readonly DealField[];

/** Names unused columns that may hold what was not recognised; undefined where none comes near. */
export function mayHold(
  columns: ReadonlyMap<DealField, number>,
  headers: readonly string[],
  file: string,
  index: number,
): Problem | undefined {
  const used = new Set(columns.values());
  const unused = headers.filter((header, k) => header.trim() !== '' && !used.has(k) && !/\b(?:id|by)$/.test(headerKey(header)));
  const guesses = WANTED.filter((field) => !columns.has(field) && !(field === 'closing' && columns.has('closed'))).flatMap((field) => {
    const names = (PLAIN.fields[field] ?? []).filter((name) => /^\S{4,}$/.test(name));
    const header = unused.find((one) =>
      headerKey(one)
        .split(' ')
        .some((word) => names.includes(word)),
    );
    return header === undefined ? [] : [{ field, header }];
  });
  if (guesses.length === 0) return undefined;
  const list = guesses.map(({ field, header }) => `${field} = "${header}"?`).join(', ');
  const [{ field, header }] = guesses;
  return {
    code: 'column-unrecognised',
    level: 'note',
    message: {
      en: `Columns that were not recognised may hold what is missing: ${list}`,
      de: `Nicht erkannte Spalten können enthalten, was fehlt: ${list}`,
    },
    place: { file, row: index + 1 },
    remedy: {
      en: `If so, pass --map '${field}=${header}', or add the row "| ${field} | ${header} |" to the table "Field | Column" of CRM_STRUCTURE.md.`,
      de: `Wenn ja, gib --map '${field}=${header}' an, oder ergänze die Zeile „| ${field} | ${header} |“ in der Tabelle „Field | Column“ von CRM_STRUCTURE.md.`,
    },
  };
}

/** The policy or `--map` names a column that the export does not have. */
export function badOverride(field: string, column: string, headers: readonly string[], file: string, index: number): Problem {
  const guess = nearest([column], headers);
  return {
    code: 'column-unknown',
    level: 'error',
    message: {
      en: `"${field}" should stand in the column "${column}", which the export does not have${guess ? `; nearest is "${guess}"` : ''}. Columns seen: ${headers.slice(0, 40).join(', ')}`,
      de: `„${field}“ soll in der Spalte „${column}“ stehen, die der Export nicht hat${guess ? `; am nächsten ist „${guess}“` : ''}. Spalten im Export: ${headers.slice(0, 40).join(', ')}`,
    },
    place: { file, row: index + 1 },
    remedy: {
      en: `Correct the row "| ${field} | … |" in the table "Field | Column", or the flag --map.`,
      de: `Berichtige die Zeile „| ${field} | … |“ in der Tabelle „Field | Column“ oder den Schalter --map.`,
    },
  };
}

/** The header nearest to one of the names by edit distance, where it is near at all. */
function nearest(names: readonly string[], headers: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = 0.5;
  for (const header of headers.slice(0, 200)) {
    const key = headerKey(header).slice(0, 60);
    if (!key) continue;
    for (const name of names) {
      const wanted = headerKey(name);
      const contained = key.includes(wanted) || wanted.includes(key);
      const distance = contained ? 0.3 : editDistance(key, wanted) / Math.max(key.length, wanted.length);
      if (distance < least) {
        least = distance;
        best = header;
      }
    }
  }
  return best;
}
