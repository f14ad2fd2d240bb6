import { isUtf8 } from 'node:buffer';
import { type ByteSource, indexOfByte } from '../container/bytes.ts';
import { bentLetters } from '../container/encoding.ts';
import type { TableBuilder } from '../table/builder.ts';
import type { Counts } from '../table/counts.ts';
import type { RecordTaker } from '../table/take.ts';
import { isBlank, type RecordCells, withRecord } from './record.ts';
import { tokenize } from './tokenize.ts';

/** Where reading goes on, and how many records lie before that. */
export interface Position {
  readonly at: number;
  readonly records: number;
}

/** Where a scan may have to stop. */
export interface Border {
  /** No record that begins before it is asked about. */
  readonly at: number;
  /** True stops before the record that begins at `offset`. */
  stops(offset: number): boolean;
}

/** What a scan of records needs to know and to call. */
export interface ScanManner {
  readonly delimiter: number;
  /** Takes a record; its number counts from 1 at the beginning of the source. */
  readonly take: RecordTaker;
  /** So many records at the beginning of the source are no rows: the header, and what stands above it. */
  readonly above: number;
  readonly border?: Border;
  /** Told now and then how far it has come. */
  readonly progress?: (offset: number) => void;
}

/** So many quotes that are never closed are no accident. */
const UNCLOSED_MAX = 100;

/**
 * Hands the records of a source from `from` on to `take`, to its end or to a border. Where a quote is never closed, or closed
 * so late that it swallowed lines, its line is rejected and reading goes on behind it. Bytes that are no UTF-8, NULs and a last
 * record that is cut off are counted.
 */
export function scanRecords(source: ByteSource, from: Position, builder: TableBuilder, manner: ScanManner): Position {
  return withRecord((record) => scanWith(record, source, from, builder, manner));
}

function scanWith(cells: RecordCells, source: ByteSource, from: Position, builder: TableBuilder, manner: ScanManner): Position {
  let { at, records } = from;
  const { above, border, take } = manner;
  const onBlock = (bytes: Uint8Array, end: number): void => {
    lookAt(bytes, builder.counts);
    manner.progress?.(end);
  };
  const ordinary = builder.fields.hasOrdinaryRows
    ? {
        plan: builder.fields.plan,
        until: () => (records < above ? 0 : (border?.at ?? source.size)),
        take: (rows: RecordCells) => {
          builder.takeRows(rows, records + 1);
          records += rows.rows;
        },
      }
    : undefined;
  for (let tries = 0; at < source.size; ) {
    let stopped = -1;
    let torn = -1;
    const end = tokenize(
      source,
      manner.delimiter,
      at,
      (record) => {
        if (border && record.offset >= border.at && border.stops(record.offset)) {
          stopped = record.offset;
          return false;
        }
        if (record.torn) {
          torn = record.offset;
          return false;
        }
        if (++records > above) take(record, records);
      },
      { record: cells, onBlock, ordinary },
    );
    if (stopped >= 0) return { at: stopped, records };
    const broken = torn >= 0 ? torn : end.unclosedAt;
    if (broken === undefined) {
      if (end.endsOpen && cells.count < builder.width && !isBlank(cells)) builder.counts.cutAt = records;
      break;
    }
    records++;
    if (torn < 0 && tries++ >= UNCLOSED_MAX) {
      builder.reject(records, 'quote-unclosed', 'too many quotes that are never closed; the rest was not read', '');
      break;
    }
    const line = lineAt(source, broken);
    builder.reject(records, 'quote-unclosed', 'a quote is opened and never closed', line.text);
    builder.counts.unclosed.push(records);
    at = line.next;
  }
  return { at: source.size, records };
}

/** Notes what a stretch of whole records holds that no text should. */
function lookAt(bytes: Uint8Array, counts: Counts): void {
  if (!isUtf8(bytes)) counts.notUtf8++;
  if (indexOfByte(bytes, 0) >= 0) counts.nul++;
  const bent = bentLetters(bytes);
  counts.bent += bent?.count ?? 0;
  counts.bentExample ||= bent?.example ?? '';
}

function lineAt(source: ByteSource, offset: number): { text: string; next: number } {
  const part = new Uint8Array(1 << 16);
  let text = '';
  for (let at = offset; ; ) {
    const n = source.read(part, at);
    if (n === 0) return { text: text.slice(0, 2000), next: source.size };
    const end = part.subarray(0, n).indexOf(10);
    if (text.length < 2000) text += new TextDecoder().decode(part.subarray(0, end < 0 ? n : end));
    if (end >= 0) return { text: text.slice(0, 2000), next: at + end + 1 };
    at += n;
  }
}
