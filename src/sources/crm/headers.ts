import type { Checked, Problem } from '../../core/problem.ts';
import type { DealField } from './deals.ts';
import { columnsOf, type FieldColumns, findKey, headerCurrency, headersAmong, type Overrides } from './header-columns.ts';
import { badOverride, mayHold, missing, noHeader, noteDuplicates } from './header-problems.ts';
import { PROFILES } from './profiles/index.ts';
import { PLAIN } from './profiles/plain.ts';
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
  /** Two ticks that tell the outcome where no column has it in words: whether a deal is closed, and whether it was won. */
  readonly ticks?: { readonly closed: number; readonly won: number };
  /** Where the column of `closed` is empty, the day stands in one of these. */
  readonly closedToo: readonly number[];
  /** The one date about the end of a deal serves for both: expected while it is open, its day once it is closed. */
  readonly closingIsClosed: boolean;
  /** The currency that the header of the amounts names. */
  readonly currency?: string;
  /** Rows above the header: title, when it was generated, how many records it says it has. */
  readonly report?: { readonly title: string; readonly generated: string; readonly count?: number };
}

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
  const { index, profile, columns, closedToo } = best;
  // Two headers that another program may write too are no proof of where the export comes from.
  const told = signs(records[index].map(headerKey), profile) >= SIGNS_ENOUGH ? profile : PLAIN;
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
    const guess = problems.some(({ level }) => level === 'error') ? undefined : mayHold(columns, headers, file, index);
    if (guess) problems.push(guess);
  }
  const value: HeaderMatch = {
    profile: kind === 'stage-history' ? 'zoho-stage-history' : told.name,
    label: told.label,
    kind,
    what,
    headerRecord: index,
    headers,
    columns,
    history,
    ticks: columns.has('outcome') ? undefined : ticks(keys),
    closedToo,
    closingIsClosed: Boolean(profile.closingIsClosed) && !columns.has('closed') && !isExpected(keys[columns.get('closing') ?? -1]),
    currency: headerCurrency(headers[columns.get('amount') ?? -1] ?? ''),
    report: index > 0 ? reportRows(records.slice(0, index)) : undefined,
  };
  return { value, problems };
}

/** Whether a column is only of what was hoped for: it says nothing about when a deal was closed. */
function isExpected(key: string | undefined): boolean {
  return /\b(?:expected|est|estimated|forecast(?:ed)?|target|planned|projected|tentative|anticipated|likely|geplant\w*|erwartet\w*|voraussichtlich\w*|previst[ao]|esperad[ao]|estimad[ao]|prévue?|prevue|verwacht\w*)(?![\p{L}])/u.test(
    key ?? '',
  );
}

interface Candidate extends FieldColumns {
  readonly index: number;
  readonly profile: Profile;
  readonly score: number;
}

function findHeader(records: readonly (readonly string[])[], overrides: Overrides): Candidate | undefined {
  let best: Candidate | undefined;
  for (const [index, record] of records.entries()) {
    const keys = record.map(headerKey);
    const given = keys.filter((key) => key !== '').length;
    if (given < 2) continue;
    // Rows of data stand here too: trying every profile on each of them took as long as reading a thousand.
    if (headersAmong(record, overrides) < 2 && otherKind(keys) === undefined) continue;
    const profile = chooseProfile(record, keys, overrides);
    const found = columnsOf(record, profile, overrides);
    const { columns } = found;
    const score = worthOf(found) + (otherKind(keys) ? 2 : 0);
    // A header names its columns; data that happens to hold "Stage" once must not win over it.
    if (columns.size + (otherKind(keys) ? 2 : 0) >= 2 && score > (best?.score ?? 0)) best = { index, profile, ...found, score };
    // Half of its cells name fields, the stage among them: this is the header, and what follows need not be tried.
    if (best?.index === index && columns.has('stage') && 2 * columns.size >= given) break;
  }
  if (best) return best;
  const first = records.findIndex((record) => record.filter((cell) => cell.trim() !== '').length >= 2);
  if (first < 0 || !looksLikeHeader(records[first])) return undefined;
  return { index: first, profile: PLAIN, ...columnsOf(records[first], PLAIN, overrides), score: 0 };
}

/** How much can be said of an export with these columns; without the stage, hardly anything. */
function worthOf({ columns }: FieldColumns): number {
  return columns.size * 2 + (columns.has('stage') ? 3 : 0);
}

/** Words, not values: what a header row is made of. */
function looksLikeHeader(record: readonly string[]): boolean {
  const given = record.filter((cell) => cell.trim() !== '');
  return given.every((cell) => !/^[\d.,:/ -]+$/.test(cell) && cell.length < 200);
}

/** So many of a profile's own headers say which program wrote an export. */
const SIGNS_ENOUGH = 3;

function signs(keys: readonly string[], profile: Profile): number {
  return profile.signature.filter((name) => findKey(keys, name) >= 0).length;
}

/** The profile with most of its own headers present, where they are enough; else the one that finds most columns, a plain table first. */
function chooseProfile(record: readonly string[], keys: readonly string[], overrides: Overrides): Profile {
  const rated = PROFILES.map((profile) => ({ profile, hits: signs(keys, profile) }));
  const signed = rated.reduce((a, b) => (b.hits > a.hits ? b : a));
  if (signed.hits >= SIGNS_ENOUGH) return signed.profile;
  const found = rated.map(({ profile, hits }) => ({ profile, hits, worth: worthOf(columnsOf(record, profile, overrides)) }));
  return found.reduceRight((a, b) => (b.worth > a.worth || (b.worth === a.worth && b.hits > a.hits) ? b : a)).profile;
}

/** Salesforce's pair: only the two together say that a deal was lost. */
function ticks(keys: readonly string[]): HeaderMatch['ticks'] {
  const at = (names: readonly string[]): number => keys.findIndex((key) => names.includes(key));
  const [closed, won] = [at(['isclosed', 'is closed', 'closed']), at(['iswon', 'is won', 'won'])];
  return closed >= 0 && won >= 0 ? { closed, won } : undefined;
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
  if (keys.some((key) => /^(?:(?:deal|sales|opportunity|pipeline) )?stage$/.test(key))) return undefined;
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
