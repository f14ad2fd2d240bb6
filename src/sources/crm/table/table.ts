import { type ByteSource, memoryBytes } from '../container/bytes.ts';
import type { DealField, DealTable, WordColumn } from '../deals.ts';
import type { HeaderMatch } from '../headers.ts';
import type { TableBuilder } from './builder.ts';
import { type AnyColumn, picked } from './columns.ts';
import type { Settled } from './settle.ts';
import { RowTexts } from './texts.ts';

/** The columns of a table as plain data: what a cache can hold. */
export type TableColumns = Omit<DealTable, 'id' | 'name' | 'account' | 'nextStep' | 'email' | 'ownerId' | 'fields'> & {
  readonly fields: readonly DealField[];
  readonly offset: Float64Array;
  /** Column index of the texts that stay in the export. */
  readonly textColumns: Partial<Record<'id' | 'name' | 'account' | 'next_step' | 'email' | 'owner_id', number>>;
  readonly delimiter: number;
};

/** A builder's columns cut to the rows that stay; they are the builder's own memory. */
export function columnsOf(
  builder: TableBuilder,
  match: HeaderMatch,
  keep: Uint32Array | undefined,
  settled: Settled,
  delimiter: number,
): TableColumns {
  const n = keep?.length ?? builder.count;
  const { floats, wholes, flags, idHash } = builder.columns;
  const cut = <T extends AnyColumn>(column: T, width = 1): T => picked(column, keep, n, width);
  const word = (field: 'stage' | 'owner' | 'source' | 'reason'): WordColumn => ({ words: settled.words[field], at: cut(wholes[field]) });
  const at = (field: DealField): number | undefined => match.columns.get(field);
  return {
    count: n,
    currency: settled.currency,
    fields: [...match.columns.keys()],
    row: cut(wholes.row),
    stage: word('stage'),
    owner: word('owner'),
    source: word('source'),
    reason: word('reason'),
    amount: cut(floats.amount),
    probability: cut(floats.probability),
    created: cut(floats.created),
    closing: cut(floats.closing),
    closed: cut(floats.closed),
    lastActivity: cut(floats.last_activity),
    modified: cut(floats.modified),
    hasNextStep: cut(flags.hasNextStep),
    hasAccount: cut(flags.hasAccount),
    idHash: cut(idHash, 2),
    offset: cut(floats.offset),
    textColumns: {
      id: at('id'),
      name: at('name'),
      account: at('account'),
      next_step: at('next_step'),
      email: at('email'),
      owner_id: at('owner_id'),
    },
    delimiter,
  };
}

/** A table over columns whose long texts are read back from `source`. The columns stay where they are, also those still to be read. */
export function tableOf(columns: TableColumns, source: ByteSource): DealTable {
  const texts = new RowTexts(source, columns.delimiter, (i) => columns.offset[i]);
  const { textColumns: at } = columns;
  const id = (i: number): string => texts.cell(i, at.id) || `row-${columns.row[i]}`;
  return Object.assign(Object.create(columns) as TableColumns, {
    fields: new Set(columns.fields),
    id,
    name: (i: number) => texts.cell(i, at.name) || id(i),
    account: (i: number) => texts.cell(i, at.account),
    nextStep: (i: number) => texts.cell(i, at.next_step),
    email: (i: number) => texts.cell(i, at.email),
    ownerId: (i: number) => texts.cell(i, at.owner_id),
  });
}

/** A table without deals. */
export function emptyTable(currency: string): DealTable {
  const none = (): WordColumn => ({ words: [''], at: new Uint32Array(0) });
  const columns: TableColumns = {
    count: 0,
    currency,
    fields: [],
    row: new Uint32Array(0),
    stage: none(),
    owner: none(),
    source: none(),
    reason: none(),
    amount: new Float64Array(0),
    probability: new Float64Array(0),
    created: new Float64Array(0),
    closing: new Float64Array(0),
    closed: new Float64Array(0),
    lastActivity: new Float64Array(0),
    modified: new Float64Array(0),
    hasNextStep: new Uint8Array(0),
    hasAccount: new Uint8Array(0),
    idHash: new Uint32Array(0),
    offset: new Float64Array(0),
    textColumns: {},
    delimiter: 44,
  };
  return tableOf(columns, memoryBytes(new Uint8Array(0)));
}
