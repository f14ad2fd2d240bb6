import { BizosError, type Problem } from '../../core/problem.ts';
import { type ByteSource, headOf, indexOfByte } from './container/bytes.ts';
import type { OpenExport } from './container/open.ts';
import { type Dialect, firstRecords, sniffDialect } from './delimited/dialect.ts';
import { type HeaderMatch, matchHeaders } from './headers.ts';
import type { ReadOptions } from './read.ts';
import { flattenReport } from './table/report-rows.ts';

/** Records that are looked through for the header: a report's title rows stand above it. */
const HEADER_RECORDS = 30;

/** An opened export whose dialect and header are known: what is needed to read its rows. */
export interface Reading {
  readonly opened: OpenExport;
  readonly source: ByteSource;
  readonly dialect: Dialect;
  readonly match: HeaderMatch;
  readonly problems: Problem[];
  readonly options: ReadOptions;
  /** About how many rows are to come. */
  readonly expect: number;
}

/** Recognises dialect and header of an export. Throws BizosError (exit 2) where no row could be read by them. */
export function understand(opened: OpenExport, options: ReadOptions): Reading {
  const problems: Problem[] = [...opened.problems];
  const head = headOf(opened.source, 1 << 18);
  const dialect = sniffDialect(head);
  const records = firstRecords(head, dialect, HEADER_RECORDS).map(({ cells }) => unwrapped(cells, dialect));
  const matched = matchHeaders(records, options.columns, options.label);
  problems.push(...matched.problems);
  const errors = matched.problems.filter(({ level }) => level === 'error');
  if (!matched.value || errors.length > 0) throw unusable(options.label, errors);
  const match = matched.value;
  const { source } = opened;
  const common = { opened, match, problems, options, expect: expectedRows(source.size, head) };
  if (!match.report || match.kind !== 'deals') return { ...common, source, dialect };
  return { ...common, source: flattenReport(source, dialect, match), dialect: { delimiter: 44, from: 0 } };
}

/** Rows of the whole by the line ends of its head, and a little more, so that columns need not grow. */
function expectedRows(size: number, head: Uint8Array): number {
  let lines = 1;
  for (let at = indexOfByte(head, 10); at >= 0; at = indexOfByte(head, 10, at + 1)) lines++;
  return Math.ceil((size / Math.max(1, head.length)) * lines * 1.02) + 16;
}

function unwrapped(cells: string[], dialect: Dialect): string[] {
  const sign = String.fromCharCode(dialect.delimiter);
  if (cells.length !== 1 || !cells[0].includes(sign)) return cells;
  return firstRecords(new TextEncoder().encode(cells[0]), { ...dialect, from: 0 }, 1)[0]?.cells ?? cells;
}

function unusable(label: string, errors: readonly Problem[]): BizosError {
  return new BizosError(
    2,
    { en: `${label} can't be read as a list of deals.`, de: `${label} ist nicht als Liste von Deals lesbar.` },
    undefined,
    errors,
  );
}
