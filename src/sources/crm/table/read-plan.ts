import { currencyExponent } from '../../../core/money.ts';
import type { DealField } from '../deals.ts';
import type { ReadPlan, ReadStep } from '../delimited/record.ts';
import type { HeaderMatch } from '../headers.ts';
import type { CellSetting } from './cell-reader.ts';
import { WORD_COLUMNS, type WordField } from './columns.ts';
import { DATE_FIELDS, type DateField } from './counts.ts';

/** A field that stands in one cell, and the step that reads it. */
export interface FieldStep<F extends DealField = DealField> {
  readonly field: F;
  readonly cell: number;
  readonly step: number;
}

/** Where the fields of an export stand in its records, and how they are read. */
export interface FieldPlan {
  readonly plan: ReadPlan;
  readonly words: readonly FieldStep<WordField>[];
  /** With the cells of each date: its own, and others to look in where that one is empty. */
  readonly dates: readonly (FieldStep<DateField> & { readonly cells: readonly number[] })[];
  readonly amount?: FieldStep;
  readonly probability?: FieldStep;
  readonly id?: FieldStep;
  readonly nextStep?: FieldStep;
  readonly account?: FieldStep;
  /** Whether ordinary rows can be told by the plan. */
  readonly hasOrdinaryRows: boolean;
}

/** Plans the reading of records under this header. */
export function fieldPlan(match: HeaderMatch, setting: CellSetting): FieldPlan {
  const steps: ReadStep[] = [];
  const read = <F extends DealField>(field: F, kind: ReadStep['kind'], more: Partial<ReadStep> = {}): FieldStep<F> | undefined => {
    const cell = match.columns.get(field);
    return cell === undefined ? undefined : { field, cell, step: steps.push({ kind, cell, ...more }) - 1 };
  };
  const words = WORD_COLUMNS.flatMap((field) => read(field, 'word') ?? []);
  const dates = DATE_FIELDS.flatMap((field) => {
    const others = field === 'closed' ? match.closedToo : [];
    const date = read(field, 'date', { hasOthers: others.length > 0 });
    return date ? { ...date, cells: [date.cell, ...others] } : [];
  });
  const stage = words.find(({ field }) => field === 'stage')?.step ?? -1;
  return {
    plan: { steps, row: { cells: match.headers.length, stage } },
    words,
    dates,
    // With a decimal comma `1.200` is no number with three decimals.
    amount: read('amount', 'amount', setting.decimal === ',' ? {} : { exponent: currencyExponent(setting.currency ?? '') }),
    probability: read('probability', 'share'),
    id: read('id', 'id'),
    nextStep: read('next_step', 'given'),
    account: read('account', 'given'),
    // What two ticks say is put together row by row.
    hasOrdinaryRows: stage >= 0 && match.ticks === undefined,
  };
}
