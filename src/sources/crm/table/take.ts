import { memoryBytes } from '../container/bytes.ts';
import { cellText, type RecordCells, recordTexts } from '../delimited/record.ts';
import { tokenize } from '../delimited/tokenize.ts';
import type { HeaderMatch } from '../headers.ts';
import type { TableBuilder } from './builder.ts';

/** Takes one record of the data into a builder; `row` is its number. */
export type RecordTaker = (record: RecordCells, row: number) => void;

/** How records of this export go into a builder: repeated headers are passed over, rows quoted whole are cut once more. */
export function recordTaker(match: HeaderMatch, delimiter: number, builder: TableBuilder): RecordTaker {
  const first = match.headers.findIndex((header) => header !== '');
  const width = Buffer.byteLength(match.headers[first]);
  const isHeader = (record: RecordCells): boolean =>
    record.count === match.headers.length &&
    record.end[first] - record.start[first] === width &&
    cellText(record, first) === match.headers[first] &&
    recordTexts(record).every((cell, k) => cell === match.headers[k]);
  return (record, row) => {
    if (isHeader(record)) {
      builder.counts.repeatedHeaders++;
      builder.counts.headerAt ||= row;
    } else if (record.count === 1 && match.headers.length > 1 && record.form[0] > 0) quotedWhole(record, row, delimiter, builder);
    else builder.add(record, row);
  };
}

/** A row that was quoted as a whole is one cell: its text is cut once more. A sentence with a comma in it is not such a row. */
function quotedWhole(record: RecordCells, row: number, delimiter: number, builder: TableBuilder): void {
  const inner = new TextEncoder().encode(cellText(record, 0));
  const before = builder.count;
  let isRow = false;
  tokenize(memoryBytes(inner), delimiter, 0, (cut) => {
    if (isRow || cut.count <= builder.width / 2) return false;
    isRow = true;
    cut.offset = record.offset;
    builder.add(cut, row);
  });
  if (!isRow) builder.add(record, row);
  else if (builder.count > before) {
    builder.counts.repaired++;
    builder.counts.repairedAt ||= row;
  }
}
