import type { Place, Problem } from '../core/problem.ts';
import type { ParsedDocument, Section, Table } from './document.ts';

/** ASCII in which only the case can differ. What looks closer takes V8 milliseconds to make ready. */
const PLAIN = /^[!-)+-9;-^a-~]+(?: [!-)+-9;-^a-~]+)*$/;

/** A header or label for comparing: lower case, single blanks, plain dashes, marks off. */
export function labelKey(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[*`:]|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A heading for comparing: as `labelKey`, without numbers before and parentheses behind it. */
export function headingKey(title: string): string {
  return labelKey(title)
    .replace(/^\d+[.)]?\s*(?:[-—]\s*)?(?=\p{L})/u, '')
    .replace(/\s?\([^()]{0,300}\)$/, '');
}

/** A row of a recognised table: cells by the names that the caller gave its columns. */
export interface NamedRow<K extends string> {
  readonly cells: Readonly<Record<K, string>>;
  readonly place: Place;
}

/** A table whose columns were recognised. */
export interface NamedTable<K extends string> {
  readonly section: Section;
  readonly columns: ReadonlySet<K>;
  readonly rows: readonly NamedRow<K>[];
  readonly line: number;
}

/**
 * Every table of a document that has all `needed` columns, under any of their names (English, German); columns that are not
 * needed are taken when there, others are passed over. Cells of missing columns are empty.
 */
export function findTables<K extends string>(
  document: ParsedDocument,
  names: Readonly<Record<K, readonly string[]>>,
  needed: readonly NoInfer<K>[],
): NamedTable<K>[] {
  const found: NamedTable<K>[] = [];
  for (const section of document.sections) {
    for (const table of section.tables) {
      const at = columnsIn(table, names);
      if (!needed.every((key) => at[key] !== undefined)) continue;
      const keys = Object.keys(names) as K[];
      found.push({
        section,
        line: table.line,
        columns: new Set(keys.filter((key) => at[key] !== undefined)),
        rows: table.rows.map(({ cells, line }) => ({
          cells: Object.fromEntries(keys.map((key) => [key, at[key] === undefined ? '' : (cells[at[key] as number] ?? '')])) as Record<
            K,
            string
          >,
          place: { file: document.path, line },
        })),
      });
    }
  }
  return found;
}

/** Where the named columns stand in a table, by position; those that it lacks are left out. */
export function columnsIn<K extends string>(table: Table, names: Readonly<Record<K, readonly string[]>>): Partial<Record<K, number>> {
  const header = table.header.map(labelKey);
  const at: Partial<Record<K, number>> = {};
  for (const key of Object.keys(names) as K[]) {
    const index = header.findIndex((cell) => names[key].includes(cell));
    if (index >= 0) at[key] = index;
  }
  return at;
}

/** A row that can't be read, said with the form that it should have (in quotes), or with a whole sentence of what to do. */
export function rowProblem(code: string, place: Place, en: string, de: string, exampleEn: string, exampleDe = exampleEn): Problem {
  const remedy = (lead: string, example: string): string => (/^["„]/.test(example) ? `${lead} ${example}` : example);
  return {
    code,
    level: 'error',
    message: { en, de },
    place,
    remedy: { en: remedy('Write it like', exampleEn), de: remedy('Schreibe es wie', exampleDe) },
  };
}

/** A table that has the columns it is known by and lacks one that it can't be read without. */
export interface IncompleteTable {
  readonly line: number;
  readonly header: readonly string[];
  /** Names (English) of the columns that are missing. */
  readonly missing: readonly string[];
}

/**
 * Tables that have all columns of `marks` and not all that are `needed`: meant as such a table, and not readable as one. Tables of
 * another kind that happen to share a column don't have all marks.
 */
export function incompleteTables<K extends string>(
  document: ParsedDocument,
  names: Readonly<Record<K, readonly string[]>>,
  marks: readonly NoInfer<K>[],
  needed: readonly NoInfer<K>[],
): IncompleteTable[] {
  return document.sections.flatMap(({ tables }) =>
    tables.flatMap((table) => {
      const at = columnsIn(table, names);
      if (!marks.every((key) => at[key] !== undefined)) return [];
      const missing = needed.filter((key) => at[key] === undefined).map((key) => asHeader(names[key][0]));
      return missing.length > 0 ? [{ line: table.line, header: table.header, missing }] : [];
    }),
  );
}

/** A key as people head a column: `monthly limit` → `Monthly Limit`. */
function asHeader(key: string): string {
  return key.replace(/(?<![\p{L}])\p{L}/gu, (letter) => letter.toUpperCase()).replace(/\b(?:Sla|Crm|Kpi)\b/g, (word) => word.toUpperCase());
}

/** An incomplete table, said with the column to add. */
export function incompleteProblem(file: string, { line, header, missing }: IncompleteTable): Problem {
  const columns = missing.map((name) => `"${name}"`).join(', ');
  const wanted = `"| ${[...header, ...missing].join(' | ')} |"`;
  return rowProblem(
    'table-column-missing',
    { file, line },
    `This table is not read: it has no column ${columns}.`,
    `Diese Tabelle wird nicht gelesen: Ihr fehlt die Spalte ${columns}.`,
    wanted,
  );
}
