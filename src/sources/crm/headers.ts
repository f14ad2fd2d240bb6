import type { Checked, Problem } from '../../core/problem.ts';
import { DEAL_FIELDS, type DealField } from './deals.ts';
import { PROFILES } from './profiles/index.ts';
import { OTHER_EXPORTS, type Profile, STAGE_HISTORY } from './profiles/profile.ts';
import { headerKey } from './values/text.ts';

/** What the first records of an export say about the rest. */
export interface HeaderMatch {
  readonly profile: string;
  readonly label: string;
  readonly kind: 'deals' | 'stage-history' | 'other';
  /** For `other`: what the export is of (accounts, leads, tasks …), where its headers tell. */
  readonly what?: string;
  /** Index of the header among the records given. */
  readonly headerRecord: number;
  readonly headers: readonly string[];
  /** Column index of each canonical field. */
  readonly columns: ReadonlyMap<DealField, number>;
  /** Column index of each part of a step, for a stage-history export. */
  readonly history: ReadonlyMap<keyof typeof STAGE_HISTORY, number>;
  readonly closingIsClosed: boolean;
  /** Rows above the header: title, when it was generated, how many records it says it has. */
  readonly report?: { readonly title: string; readonly generated: string; readonly count?: number };
}

type Overrides = Partial<Record<DealField, string>>;

/**
 * Finds the header among the first records of an export and says which column each field stands in. `overrides` (the
 * policy's `Field | Column` table, `--map`) win over what is recognised. Problems are errors where a needed column is
 * missing; then the columns seen, the nearest guess and the row to add are named.
 */
export function matchHeaders(
  records: readonly (readonly string[])[],
  overrides: Overrides,
  file: string,
): Checked<HeaderMatch | undefined> {
  const best = findHeader(records, overrides);
  if (!best) {
    const seen = records[0]?.slice(0, 12).join(', ') ?? '';
    return { value: undefined, problems: [noHeader(file, seen)] };
  }
  const problems: Problem[] = [];
  const { index, profile, columns } = best;
  const headers = records[index];
  const keys = headers.map(headerKey);
  noteDuplicates(keys, headers, columns, file, index, problems);
  const history = stageHistory(keys);
  const what = otherKind(keys);
  const kind = history.size > 0 ? 'stage-history' : what ? 'other' : 'deals';
  if (kind === 'deals') {
    for (const [field, column] of Object.entries(overrides)) {
      if (!columns.has(field as DealField)) problems.push(badOverride(field, column as string, headers, file, index));
    }
    if (!columns.has('stage')) problems.push(missing('stage', headers, file, index));
    if (!['id', 'name', 'amount', 'created'].some((field) => columns.has(field as DealField)))
      problems.push(missing('id', headers, file, index));
  }
  const value: HeaderMatch = {
    profile: kind === 'stage-history' ? 'zoho-stage-history' : profile.name,
    label: profile.label,
    kind,
    what,
    headerRecord: index,
    headers,
    columns,
    history,
    closingIsClosed: Boolean(profile.closingIsClosed) && !columns.has('closed'),
    report: index > 0 ? reportRows(records.slice(0, index)) : undefined,
  };
  return { value, problems };
}

interface Candidate {
  readonly index: number;
  readonly profile: Profile;
  readonly columns: Map<DealField, number>;
  readonly score: number;
}

function findHeader(records: readonly (readonly string[])[], overrides: Overrides): Candidate | undefined {
  let best: Candidate | undefined;
  for (const [index, record] of records.entries()) {
    const keys = record.map(headerKey);
    if (keys.filter((key) => key !== '').length < 2) continue;
    const profile = chooseProfile(keys);
    const columns = columnsOf(keys, profile, overrides);
    const score = columns.size * 2 + (columns.has('stage') ? 3 : 0) + (otherKind(keys) ? 2 : 0);
    // A header names its columns; data that happens to hold "Stage" once must not win over it.
    if (columns.size + (otherKind(keys) ? 2 : 0) >= 2 && score > (best?.score ?? 0)) best = { index, profile, columns, score };
  }
  if (best) return best;
  const first = records.findIndex((record) => record.filter((cell) => cell.trim() !== '').length >= 2);
  if (first < 0 || !looksLikeHeader(records[first])) return undefined;
  const keys = records[first].map(headerKey);
  return {
    index: first,
    profile: PROFILES[PROFILES.length - 1],
    columns: columnsOf(keys, PROFILES[PROFILES.length - 1], overrides),
    score: 0,
  };
}

/** Words, not values: what a header row is made of. */
function looksLikeHeader(record: readonly string[]): boolean {
  const given = record.filter((cell) => cell.trim() !== '');
  return given.every((cell) => !/^[\d.,:/ -]+$/.test(cell) && cell.length < 200);
}

/** The profile with most of its own headers present, at least three; else the one that names most of the columns. */
function chooseProfile(keys: readonly string[]): Profile {
  let best = PROFILES[PROFILES.length - 1];
  let most = 2;
  for (const profile of PROFILES) {
    const hits = profile.signature.filter((name) => findKey(keys, name) >= 0).length;
    if (hits > most) {
      best = profile;
      most = hits;
    }
  }
  if (most > 2) return best;
  const named = (profile: Profile): number =>
    Object.values(profile.fields).filter((names) => names.some((name) => findKey(keys, name) >= 0)).length;
  return PROFILES.reduce((a, b) => (named(b) > named(a) ? b : a), best);
}

function columnsOf(keys: readonly string[], profile: Profile, overrides: Overrides): Map<DealField, number> {
  const columns = new Map<DealField, number>();
  const plain = PROFILES[PROFILES.length - 1];
  const taken = new Set<number>();
  const take = (field: DealField, names: readonly string[]): void => {
    if (columns.has(field)) return;
    for (const name of names) {
      const at = findKey(keys, name, taken);
      if (at < 0) continue;
      columns.set(field, at);
      taken.add(at);
      return;
    }
  };
  for (const field of DEAL_FIELDS) {
    const column = overrides[field];
    if (column === undefined) continue;
    const at = keys.indexOf(headerKey(column));
    if (at >= 0) {
      columns.set(field, at);
      taken.add(at);
    }
  }
  for (const field of DEAL_FIELDS) if (overrides[field] === undefined) take(field, profile.fields[field] ?? []);
  for (const field of DEAL_FIELDS) if (overrides[field] === undefined) take(field, plain.fields[field] ?? []);
  return columns;
}

/** Index of a header; a `*` in the name stands for one to three words (a renamed module), never for a person's role. */
function findKey(keys: readonly string[], name: string, taken: ReadonlySet<number> = new Set()): number {
  if (!name.startsWith('* ')) {
    const at = keys.indexOf(name);
    return at >= 0 && !taken.has(at) ? at : -1;
  }
  const rest = name.slice(2);
  return keys.findIndex((key, i) => !taken.has(i) && isModuleWord(key, rest));
}

const NOT_MODULES =
  /^(?:account|contact|company|created|modified|first|last|lead|campaign|product|task|user|manager|vendor|file|territory|record)\b/;

function isModuleWord(key: string, rest: string): boolean {
  return key.endsWith(` ${rest}`) && key.split(' ').length <= rest.split(' ').length + 3 && !NOT_MODULES.test(key);
}

function stageHistory(keys: readonly string[]): Map<keyof typeof STAGE_HISTORY, number> {
  const found = new Map<keyof typeof STAGE_HISTORY, number>();
  if (!keys.includes('stage duration')) return found;
  for (const [part, names] of Object.entries(STAGE_HISTORY) as [keyof typeof STAGE_HISTORY, readonly string[]][]) {
    const at = names.map((name) => keys.indexOf(name)).find((i) => i >= 0);
    if (at !== undefined) found.set(part, at);
  }
  return found.has('from') && found.has('at') && (found.has('deal') || found.has('name')) ? found : new Map();
}

function otherKind(keys: readonly string[]): string | undefined {
  if (keys.includes('stage') || keys.includes('deal stage')) return undefined;
  const fits = OTHER_EXPORTS.map(({ what, signature }) => ({ what, hits: signature.filter((name) => keys.includes(name)).length }));
  const best = fits.sort((a, b) => b.hits - a.hits)[0];
  return best.hits >= 2 ? best.what : undefined;
}

function reportRows(above: readonly (readonly string[])[]): HeaderMatch['report'] {
  const lines = above
    .map((record) =>
      record
        .filter((cell) => cell.trim() !== '')
        .join(' ')
        .trim(),
    )
    .filter((line) => line !== '');
  const generated = lines.find((line) => /generated|erstellt|exported|as of|stand\b/i.test(line)) ?? '';
  const count = lines
    .map((line) => /(?:records?|count|datensätze|anzahl)\D{0,12}(\d[\d,.]*)/i.exec(line)?.[1])
    .find((n) => n !== undefined);
  return { title: lines[0] ?? '', generated, count: count === undefined ? undefined : Number(count.replace(/[,.]/g, '')) };
}

function noteDuplicates(
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

function noHeader(file: string, seen: string): Problem {
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

function missing(field: DealField, headers: readonly string[], file: string, index: number): Problem {
  const guess = nearest([field.replace('_', ' '), ...(PROFILES[PROFILES.length - 1].fields[field] ?? [])], headers);
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

function badOverride(field: string, column: string, headers: readonly string[], file: string, index: number): Problem {
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

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}
