import type { DealField } from '../deals.ts';

/** How one CRM's export writes its headers. Names are keys as `headerKey` makes them: lower case, no `(…)`, single blanks. */
export interface Profile {
  readonly name: string;
  readonly label: string;
  /** Headers that only this export has; the profile with the most of them present wins. */
  readonly signature: readonly string[];
  /**
   * Header keys of each field, best first. `* owner` matches any one-to-three-word module name before `owner`. An empty list: this export has no
   * such column, whatever a header looks like.
   */
  readonly fields: Partial<Record<DealField, readonly string[]>>;
  /** In this export the only closing column is the day a closed deal was closed, and the expected day of an open one. */
  readonly closingIsClosed?: boolean;
}

/** Headers of a stage-history export: what a step is made of. */
export const STAGE_HISTORY = {
  deal: ['record id', 'deal id', 'deal name.id', 'potential id', 'opportunity id'],
  name: ['deal name', 'potential name', 'opportunity name'],
  from: ['stage'],
  to: ['moved to', 'to stage', 'new stage'],
  at: ['modified time', 'last modified', 'changed on'],
  days: ['stage duration'],
} as const;

/** Exports that are no deals, by headers that only they have. */
export const OTHER_EXPORTS: readonly { readonly what: string; readonly signature: readonly string[] }[] = [
  { what: 'leads', signature: ['lead status', 'lead owner', 'company'] },
  { what: 'tasks', signature: ['subject', 'due date', 'status', 'task owner'] },
  { what: 'accounts', signature: ['account owner', 'industry', 'account type', 'website'] },
  { what: 'contacts', signature: ['contact owner', 'first name', 'last name', 'email', 'mobile'] },
  { what: 'products', signature: ['product', 'series', 'sales price', 'unit price', 'product code'] },
  { what: 'accounts', signature: ['account', 'sector', 'year established', 'employees'] },
  { what: 'users', signature: ['sales agent', 'manager', 'regional office', 'role', 'profile'] },
];
