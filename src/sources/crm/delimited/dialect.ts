import { memoryBytes } from '../container/bytes.ts';
import { recordTexts } from './record.ts';
import { tokenize } from './tokenize.ts';

/** How a delimited text is cut: the delimiter's byte, and where the records begin (behind a BOM or a `sep=;` line). */
export interface Dialect {
  readonly delimiter: number;
  readonly from: number;
}

const CANDIDATES = [44, 59, 9, 124];

/**
 * Recognises the delimiter (comma, semicolon, tab, bar) from the beginning of a text: the one that cuts most records into
 * the same number of cells, more cells before fewer. A `sep=;` line (Excel) decides by itself.
 */
export function sniffDialect(head: Uint8Array): Dialect {
  const from = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const sep = /^"?sep=(.)"?\r?\n?/i.exec(new TextDecoder('latin1').decode(head.subarray(from, from + 12)));
  if (sep) return { delimiter: sep[1].charCodeAt(0), from: from + sep[0].length };
  let best = { delimiter: 44, score: -1 };
  for (const delimiter of CANDIDATES) {
    const score = consistency(head, delimiter, from);
    if (score > best.score) best = { delimiter, score };
  }
  return { delimiter: best.delimiter, from };
}

/** Share of records with the most common number of cells (over one), weighted by that number's logarithm. */
function consistency(head: Uint8Array, delimiter: number, from: number): number {
  const counts = new Map<number, number>();
  let records = 0;
  tokenize(memoryBytes(head), delimiter, from, (record) => {
    if (record.count > 1 || record.length > 0) {
      counts.set(record.count, (counts.get(record.count) ?? 0) + 1);
      records++;
    }
    return records < 100;
  });
  let best = 0;
  for (const [cells, n] of counts) {
    if (cells > 1) best = Math.max(best, (n / records) * Math.log2(cells + 1));
  }
  return best;
}

/** The first records of a text as cells, for finding the header; stops after `most`. */
export function firstRecords(head: Uint8Array, dialect: Dialect, most: number): { cells: string[]; offset: number }[] {
  const records: { cells: string[]; offset: number }[] = [];
  tokenize(memoryBytes(head), dialect.delimiter, dialect.from, (record) => {
    records.push({ cells: recordTexts(record), offset: record.offset });
    return records.length < most;
  });
  return records;
}
