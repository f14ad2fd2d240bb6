import type { ByteSource } from '../container/bytes.ts';
import { memoryBytes } from '../container/bytes.ts';
import { type RecordCells, recordTexts } from '../delimited/record.ts';
import { tokenize } from '../delimited/tokenize.ts';
import { cleanCell } from '../values/text.ts';

/** Most records are shorter; a longer one is looked for once more. */
const RECORD_BYTES = 8192;

/** Bytes read at a time where rows are asked for one behind the other. */
const WINDOW_MAX = 1 << 18;

/**
 * Long texts of an export, read back from its bytes when somebody asks. Remembers one window of bytes and one record. The window grows
 * as long as the next row asked for lies just behind it: reading in ascending order costs one pass, and a row here and there little.
 */
export class RowTexts {
  private window = new Uint8Array(0);
  private windowAt = 0;
  private cellsOf = -1;
  private cells: string[] = [];

  constructor(
    private readonly source: ByteSource,
    private readonly delimiter: number,
    private readonly offsetOf: (i: number) => number,
  ) {}

  /** Cleaned text of a column in row `i`; empty where there is no such cell. */
  cell(i: number, column: number | undefined): string {
    if (column === undefined) return '';
    if (this.cellsOf !== i) {
      this.cells = this.recordAt(this.offsetOf(i));
      this.cellsOf = i;
    }
    return cleanCell(this.cells[column] ?? '');
  }

  private recordAt(offset: number): string[] {
    // Also where there is no such row (an index beyond the table).
    if (!(offset >= 0 && offset < this.source.size)) return [];
    for (let length = this.windowFor(offset); ; length *= 4) {
      this.fill(offset, Math.min(length, this.source.size - offset));
      const start = offset - this.windowAt;
      const bytes = this.window.subarray(start);
      const last = this.windowAt + this.window.length >= this.source.size;
      const { cells, complete } = this.firstRecord(bytes);
      // A row that was quoted as a whole is cut once more, as it was when it was read.
      if (complete || last)
        return cells.length === 1 && cells[0].includes(String.fromCharCode(this.delimiter)) ? this.cutAgain(cells[0]) : cells;
      this.windowAt = -1;
    }
  }

  private cutAgain(text: string): string[] {
    const bytes = new TextEncoder().encode(text);
    return this.firstRecord(bytes).cells;
  }

  /** Whether two rows hold the same text in their first `cells` cells. */
  sameRow(a: number, b: number, cells: number): boolean {
    const one = this.recordAt(this.offsetOf(a));
    const other = this.recordAt(this.offsetOf(b));
    for (let k = 0; k < cells; k++) if ((one[k] ?? '') !== (other[k] ?? '')) return false;
    return true;
  }

  private windowFor(offset: number): number {
    const { length } = this.window;
    const isNear = this.windowAt >= 0 && offset >= this.windowAt && offset < this.windowAt + 2 * length;
    return isNear ? Math.min(WINDOW_MAX, 2 * length) : RECORD_BYTES;
  }

  private fill(offset: number, length: number): void {
    const inside = offset - this.windowAt;
    // A record near the window's end may be cut: then the window moves on.
    if (this.windowAt >= 0 && inside >= 0 && inside + Math.min(length, RECORD_BYTES) <= this.window.length) return;
    const bytes = new Uint8Array(Math.max(length, 1));
    let got = 0;
    while (got < bytes.length) {
      const n = this.source.read(bytes.subarray(got), offset + got);
      if (n === 0) break;
      got += n;
    }
    this.window = bytes.subarray(0, got);
    this.windowAt = offset;
  }

  private firstRecord(bytes: Uint8Array): { cells: string[]; complete: boolean } {
    let cells: string[] = [];
    let end = 0;
    const take = (record: RecordCells): boolean => {
      cells = recordTexts(record);
      end = record.length;
      return false;
    };
    const near = bytes.subarray(0, RECORD_BYTES);
    tokenize(memoryBytes(near), this.delimiter, 0, take);
    if (end > 0 && end < near.length) return { cells, complete: true };
    tokenize(memoryBytes(bytes), this.delimiter, 0, take);
    return { cells, complete: end > 0 && end < bytes.length };
  }
}
