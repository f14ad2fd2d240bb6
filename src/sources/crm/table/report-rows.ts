import { csvLine } from '../../../core/csv.ts';
import { type ByteSource, memoryBytes } from '../container/bytes.ts';
import type { Dialect } from '../delimited/dialect.ts';
import { recordTexts } from '../delimited/record.ts';
import { tokenize } from '../delimited/tokenize.ts';
import type { HeaderMatch } from '../headers.ts';

/**
 * A report export as a flat table: grouped columns, written once and left blank below, are filled down. Record numbers stay
 * as they were: dropped rows become empty lines. A report is small enough to stand in memory (Zoho: 100,000 rows at most).
 */
export function flattenReport(source: ByteSource, dialect: Dialect, match: HeaderMatch): ByteSource {
  const rows: string[][] = [];
  tokenize(source, dialect.delimiter, dialect.from, (record) => {
    rows.push(recordTexts(record));
  });
  const grouped = groupedColumns(rows.slice(match.headerRecord + 1), match.headers.length);
  const last: string[] = [];
  const lines = rows.map((row, r) => {
    if (r <= match.headerRecord) return csvLine(row);
    const given = row.filter((cell) => cell.trim() !== '').length;
    if (given === 0) return '\n';
    if (isTotals(row)) return csvLine(row);
    // A group's own row ("Owner: A (12)") or its subtotal has hardly a cell; filled down it would become a deal.
    if (
      given <= Math.max(1, Math.floor(match.headers.length / 4)) &&
      (row[match.columns.get('stage') ?? -1] ?? '').trim() === '' &&
      !grouped.has(match.columns.get('stage') ?? -1)
    ) {
      for (const k of grouped) if (row[k]?.trim()) last[k] = row[k];
      return given === 1 && [...grouped].some((k) => row[k]?.trim()) ? '\n' : csvLine(row);
    }
    return csvLine(
      row.map((cell, k) => {
        if (!grouped.has(k)) return cell;
        if (cell.trim() !== '') last[k] = cell;
        return cell.trim() === '' ? (last[k] ?? '') : cell;
      }),
    );
  });
  return memoryBytes(new TextEncoder().encode(lines.join('')));
}

/** A row of sums: its first cell says so. */
export function isTotals(row: readonly string[]): boolean {
  return /^\s*(?:grand |sub)?(?:total|sum|summe|gesamt|zwischensumme)\b|^\s*(?:record count|total records|anzahl)/i.test(
    row.find((cell) => cell.trim() !== '') ?? '',
  );
}

/** Leading columns that are blank in most rows but given in the first: what a report is grouped by. */
function groupedColumns(rows: readonly (readonly string[])[], width: number): Set<number> {
  const full = rows.filter((row) => row.filter((cell) => cell.trim() !== '').length > 1 && !isTotals(row));
  const grouped = new Set<number>();
  for (let k = 0; k < width && full.length > 1; k++) {
    const given = full.filter((row) => (row[k] ?? '').trim() !== '').length;
    const first = (full[0][k] ?? '').trim() !== '';
    if (!first || given === full.length) break;
    grouped.add(k);
  }
  return grouped;
}
