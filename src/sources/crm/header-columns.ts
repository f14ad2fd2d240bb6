import { DEAL_FIELDS, type DealField } from './deals.ts';
import { PROFILES } from './profiles/index.ts';
import { OWNERS_BY_ID, PLAIN } from './profiles/plain.ts';
import type { Profile } from './profiles/profile.ts';
import { cleanCell, headerKey } from './values/text.ts';

/** Columns that the policy or `--map` names. */
export type Overrides = Partial<Record<DealField, string>>;

/** Which columns of an export hold what. */
export interface FieldColumns {
  readonly columns: Map<DealField, number>;
  /** Further columns of the day of closing: some exports have one for deals won and one for deals lost. */
  readonly closedToo: readonly number[];
}

/**
 * The column of each field: as overrides say, else by the profile's names, else by the plain ones, else by the plain ones without a module's
 * name before them and a currency behind them. A column serves one field.
 */
export function columnsOf(headers: readonly string[], profile: Profile, overrides: Overrides): FieldColumns {
  const keys = headers.map(headerKey);
  const columns = new Map<DealField, number>();
  const taken = new Set<number>();
  const put = (field: DealField, at: number): void => {
    columns.set(field, at);
    taken.add(at);
  };
  const take = (field: DealField, names: readonly string[], among: readonly string[]): void => {
    if (columns.has(field) || overrides[field] !== undefined) return;
    const at = names.map((name) => findKey(among, name, taken)).find((found) => found >= 0);
    if (at !== undefined) put(field, at);
  };
  for (const field of DEAL_FIELDS) {
    const column = overrides[field];
    const at = column === undefined ? -1 : keys.indexOf(headerKey(column));
    if (at >= 0) put(field, at);
  }
  for (const field of DEAL_FIELDS) take(field, profile.fields[field] ?? [], keys);
  const general = DEAL_FIELDS.filter((field) => profile.fields[field]?.length !== 0);
  for (const field of general) take(field, PLAIN.fields[field] ?? [], keys);
  const bare = headers.map(bareKey);
  for (const field of general) take(field, BARE_NAMES[field] ?? [], bare);
  // A number tells owners apart as well as a name does.
  const numbered = columns.get('owner_id');
  if (!columns.has('owner') && numbered !== undefined) columns.set('owner', numbered);
  take('owner', OWNERS_BY_ID, bare);
  return { columns, closedToo: closedToo(keys, columns, taken, profile, overrides) };
}

const BARE_NAMES = Object.fromEntries(
  Object.entries(PLAIN.fields).map(([field, names]) => [field, names.map(withoutAccents)]),
) as Profile['fields'];

/** Every name that a profile has for a field, and how those end that have a module's name in front. */
const NAMES = new Set([
  ...PROFILES.flatMap(({ fields }) => Object.values(fields).flat()),
  ...Object.values(BARE_NAMES).flat(),
  ...OWNERS_BY_ID,
]);
const ENDS = [...NAMES].filter((name) => name.startsWith('* ')).map((name) => name.slice(1));

/** How many cells of a record can be headers of fields: no fewer than `columnsOf` finds columns, and far quicker to tell of rows of data. */
export function headersAmong(record: readonly string[], overrides: Overrides): number {
  const own = new Set(Object.values(overrides).map(headerKey));
  return record.filter((cell) => {
    const key = headerKey(cell);
    return own.has(key) || NAMES.has(key) || ENDS.some((end) => key.endsWith(end)) || NAMES.has(bareKey(cell));
  }).length;
}

function closedToo(
  keys: readonly string[],
  columns: ReadonlyMap<DealField, number>,
  taken: ReadonlySet<number>,
  profile: Profile,
  overrides: Overrides,
): number[] {
  if (!columns.has('closed') || overrides.closed !== undefined) return [];
  const names = new Set([...(profile.fields.closed ?? []), ...(PLAIN.fields.closed ?? [])]);
  return keys.flatMap((key, at) => (names.has(key) && !taken.has(at) ? [at] : []));
}

const NONE: ReadonlySet<number> = new Set();

/** Index of a header; a `*` in the name stands for one to three words (a renamed module), never for a person's role. */
export function findKey(keys: readonly string[], name: string, taken: ReadonlySet<number> = NONE): number {
  if (!name.startsWith('* ')) {
    // The engine's own search: hundreds of names are looked up, and nearly all of them are not there.
    let at = keys.indexOf(name);
    while (at >= 0 && taken.has(at)) at = keys.indexOf(name, at + 1);
    return at;
  }
  const rest = name.slice(2);
  return keys.findIndex((key, i) => !taken.has(i) && isModuleWord(key, rest));
}

const NOT_MODULES =
  /^(?:account|contact|company|created|modified|first|last|lead|campaign|product|task|user|manager|vendor|file|territory|record)\b/;

function isModuleWord(key: string, rest: string): boolean {
  return key.endsWith(` ${rest}`) && key.split(' ').length <= rest.split(' ').length + 3 && !NOT_MODULES.test(key);
}

const MODULES = 'deal|opportunity|opp|potential|lead|sales|crm|quote|project|pipeline';
/** What HubSpot, Pipedrive and others call their module of deals in other languages. */
const FOREIGN_MODULES = 'negocio|oportunidad|oportunidade|transaction|opportunite|affaire|trattativa|opportunita|verkoopkans';
const MODULE = new RegExp(`^(?:(?:${MODULES}|${FOREIGN_MODULES}) )+(?=.)`);
const OF_MODULE = new RegExp(` (?:del? (?:la )?|d[oa] |de l'|dell[a'] ?|van (?:de )?)(?:deal|${FOREIGN_MODULES})$`);

/** `Opportunity Amount USD`, `dealValue`, `Etapa del negocio`: the same without the module's name, the currency and accents, parted where a capital begins a word. */
function bareKey(header: string): string {
  const words = cleanCell(header).replace(/([a-z\d])([A-Z])/g, '$1 $2');
  const currency = headerCurrency(words) === undefined ? words : words.replace(CURRENCY, '').replace(SMALL_CURRENCY, '');
  return withoutAccents(headerKey(currency)).replace(MODULE, '').replace(OF_MODULE, '');
}

function withoutAccents(key: string): string {
  return /^[\x20-\x7e]*$/.test(key) ? key : key.normalize('NFD').replace(/\p{M}/gu, '');
}

const CURRENCY = /[\s_,(]+(?:(?:in|en|em|dalam)\s+)?([A-Z]{3}|RM|[€£¥₹])\)?$/;
/** In small letters only where no word is meant: `amount_usd`, `valor_eur`. */
const SMALL_CURRENCY =
  /[\s_,(]+(?:in[\s_]+)?(usd|eur|gbp|chf|myr|sgd|idr|thb|php|vnd|inr|aud|nzd|cad|hkd|jpy|cny|krw|brl|mxn|clp|ars|zar|aed|sar|sek|nok|dkk|pln|czk|huf|rub|rm)\)?$/;
const SIGNS: Readonly<Record<string, string>> = { RM: 'MYR', '€': 'EUR', '£': 'GBP', '¥': 'JPY', '₹': 'INR' };

/** The currency that a header names behind its words: `Deal Value (USD)`, `Betrag in EUR`, `Amount RM`; undefined where it names none. */
export function headerCurrency(header: string): string | undefined {
  const words = cleanCell(header);
  const sign = CURRENCY.exec(words)?.[1] ?? SMALL_CURRENCY.exec(words)?.[1].toUpperCase();
  if (sign === undefined) return undefined;
  return SIGNS[sign] ?? (Intl.supportedValuesOf('currency').includes(sign) ? sign : undefined);
}
