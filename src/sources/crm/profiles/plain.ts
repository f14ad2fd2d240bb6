import type { DealField } from '../deals.ts';
import { OTHER_LANGUAGES } from './other-languages.ts';
import { OWN_WORDS } from './own-words.ts';
import type { Profile } from './profile.ts';

/** Columns that tell one owner from another where no column names them. */
export const OWNERS_BY_ID: readonly string[] = [
  'owner code',
  'rep id',
  'agent id',
  'seller id',
  'salesperson id',
  'assigned to id',
  'assigned by id',
  'assigned user id',
  'user id',
  'manager id',
  'employee id',
];

function withOtherLanguages(own: Profile['fields']): Profile['fields'] {
  return Object.fromEntries(
    Object.entries(own).map(([field, names]) => [field, [...names, ...(OTHER_LANGUAGES[field as DealField] ?? [])]]),
  );
}

/**
 * Headers of any other table, in English and German, then in the other languages. They are also looked for without the module's name before them and the currency
 * behind them (`Opportunity Amount USD`), and are the last resort of every other profile.
 */
export const PLAIN: Profile = {
  name: 'plain',
  label: 'plain table',
  signature: [],
  fields: withOtherLanguages(OWN_WORDS),
  closingIsClosed: true,
};
