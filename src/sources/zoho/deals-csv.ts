import { csvLine } from '../../core/csv.ts';

/** Columns of the snapshot: the header that Zoho's own module export has, and the API's name of the field (REST API v8). */
export const SNAPSHOT_COLUMNS = [
  ['Record Id', 'id'],
  ['Deal Name', 'Deal_Name'],
  ['Account Name', 'Account_Name'],
  ['Deal Owner', 'Owner'],
  ['Stage', 'Stage'],
  ['Amount', 'Amount'],
  ['Currency', 'Currency'],
  ['Probability', 'Probability'],
  ['Created Time', 'Created_Time'],
  ['Closing Date', 'Closing_Date'],
  ['Last Activity Time', 'Last_Activity_Time'],
  ['Modified Time', 'Modified_Time'],
  ['Next Step', 'Next_Step'],
  ['Lead Source', 'Lead_Source'],
  ['Reason For Loss', 'Reason_For_Loss__s'],
] as const;

/** A deal as the API gives it: plain values, and `{name, id}` for people and companies. */
export type ZohoDeal = Readonly<Record<string, unknown>>;

/** The header of a snapshot that has these fields of the API. */
export function csvHeader(fields: readonly string[]): string {
  return csvLine(SNAPSHOT_COLUMNS.filter(([, field]) => fields.includes(field)).map(([label]) => label));
}

/** A deal as a line of CSV (RFC 4180, CRLF). Nothing is added to a value: what stands in Zoho stands here. */
export function csvRow(deal: ZohoDeal, fields: readonly string[]): string {
  return csvLine(SNAPSHOT_COLUMNS.filter(([, field]) => fields.includes(field)).map(([, field]) => cellOf(deal[field])));
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return cellOf((value as Readonly<Record<string, unknown>>).name);
  return String(value).replace(/\0/g, '');
}
