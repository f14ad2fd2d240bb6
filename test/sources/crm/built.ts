import type { ScanManner } from '../../../src/sources/crm/delimited/scan.ts';
import { matchHeaders } from '../../../src/sources/crm/headers.ts';
import type { TableBuilder } from '../../../src/sources/crm/table/builder.ts';
import { recordTaker } from '../../../src/sources/crm/table/take.ts';

export const HEAD = 'Id,Deal Name,Stage,Amount,Owner,Created';
const HEADERS = matchHeaders([HEAD.split(',')], {}, 'x').value;
if (!HEADERS) throw new Error('the header is not recognised');
export const match = HEADERS;
export const BUILD = { currency: 'MYR', timeZone: 'UTC', expect: 4 };

/** How records below that header go into a builder. */
export const reader = (builder: TableBuilder): ScanManner => ({ delimiter: 44, take: recordTaker(match, 44, builder), above: 1 });

/** Everything that a builder holds, by words and not by their numbers. */
export function contents(builder: TableBuilder, records: number): unknown {
  const { columns, count, counts, words, currencies } = builder;
  const rows = Array.from({ length: count }, (_, i) => [
    columns.wholes.row[i],
    columns.floats.offset[i],
    words.stage.words[columns.wholes.stage[i]],
    words.owner.words[columns.wholes.owner[i]],
    columns.floats.amount[i],
    currencies.codes[columns.flags.amountCurrency[i]],
    columns.floats.created[i],
    columns.idHash[2 * i],
    columns.idHash[2 * i + 1],
  ]);
  return { rows, records, counts: { ...counts, notUtf8: counts.notUtf8 > 0, nul: counts.nul > 0, faults: [...counts.faults] } };
}
