import type { DealField, Reject } from '../deals.ts';
import type { DecimalSign } from '../values/amount.ts';
import type { SignTally } from './decimal-sign.ts';

/** Rejects kept with their text; all are counted, and `onReject` sees every one. */
const REJECTS_KEPT = 1000;

/** Longest text of a reject that is kept. */
const REJECT_TEXT_MAX = 2000;

export const DATE_FIELDS = ['created', 'closing', 'closed', 'last_activity', 'modified'] as const;
export type DateField = (typeof DATE_FIELDS)[number];

/** How often something was wrong with a field, and the first rows where it was. */
export interface Fault {
  readonly field: DealField;
  readonly code: 'unreadable' | 'implausible' | 'ruined' | 'negative';
  count: number;
  readonly rows: number[];
  readonly example: string;
}

const ROWS_NAMED = 5;

/** What was counted on the way through some records. Plain data, so that it can come from another thread. */
export class Counts {
  rejected = 0;
  padded = 0;
  repaired = 0;
  repeatedHeaders = 0;
  /** The first row of each of these; 0 where there is none. */
  paddedAt = 0;
  repairedAt = 0;
  headerAt = 0;
  /** Amounts whose only sign is `$`. */
  dollarOnly = 0;
  percentSigns = 0;
  /** What the amounts show of the signs in them. */
  readonly decimalSigns: Readonly<Record<DecimalSign, SignTally>> = { '.': { proven: 0, open: 0 }, ',': { proven: 0, open: 0 } };
  /** Stretches of bytes that are no UTF-8, and such that hold NUL bytes. */
  notUtf8 = 0;
  nul = 0;
  /** Letters that were damaged before the export was written, and the first of them. */
  bent = 0;
  bentExample = '';
  /** The last record, where the text ends inside it; 0 where it does not. */
  cutAt = 0;
  /** Records whose quote is never closed. */
  readonly unclosed: number[] = [];
  readonly rejects: Reject[] = [];
  readonly faults = new Map<string, Fault>();

  /** Notes a row that can't be used; gives the reject as it is kept. */
  reject(row: number, code: string, reason: string, text: string): Reject {
    this.rejected++;
    const reject = { row, code, reason, text: text.length > REJECT_TEXT_MAX ? `${text.slice(0, REJECT_TEXT_MAX)}…` : text };
    if (this.rejects.length < REJECTS_KEPT) this.rejects.push(reject);
    return reject;
  }

  /** Notes something wrong with one cell. */
  fault(field: DealField, code: Fault['code'], example: string, row: number): void {
    const key = `${field} ${code}`;
    let fault = this.faults.get(key);
    if (!fault) {
      fault = { field, code, count: 0, rows: [], example: example.slice(0, 80) };
      this.faults.set(key, fault);
    }
    fault.count++;
    if (fault.rows.length < ROWS_NAMED) fault.rows.push(row);
  }

  /** Takes in what was counted in the records behind these; its rows begin after `rowsBefore`. */
  absorb(later: Counts, rowsBefore: number): void {
    for (const name of [
      'rejected',
      'padded',
      'repaired',
      'repeatedHeaders',
      'dollarOnly',
      'percentSigns',
      'notUtf8',
      'nul',
      'bent',
    ] as const)
      this[name] += later[name];
    for (const sign of ['.', ','] as const) {
      this.decimalSigns[sign].proven += later.decimalSigns[sign].proven;
      this.decimalSigns[sign].open += later.decimalSigns[sign].open;
    }
    this.bentExample ||= later.bentExample;
    for (const name of ['paddedAt', 'repairedAt', 'headerAt'] as const)
      if (this[name] === 0 && later[name] > 0) this[name] = later[name] + rowsBefore;
    if (later.cutAt > 0) this.cutAt = later.cutAt + rowsBefore;
    for (const row of later.unclosed) this.unclosed.push(row + rowsBefore);
    for (const reject of later.rejects) {
      if (this.rejects.length < REJECTS_KEPT) this.rejects.push({ ...reject, row: reject.row + rowsBefore });
    }
    for (const [key, fault] of later.faults) {
      const rows = fault.rows.map((row) => row + rowsBefore);
      const known = this.faults.get(key);
      if (known) {
        known.count += fault.count;
        known.rows.push(...rows.slice(0, ROWS_NAMED - known.rows.length));
      } else this.faults.set(key, { ...fault, rows });
    }
  }
}
