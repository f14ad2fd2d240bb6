import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { ByteSource } from '../container/bytes.ts';
import type { DealTable, WordColumn } from '../deals.ts';
import type { TableColumns } from './table.ts';

/** First bytes of a stored table; the last is the version of the form. */
const MAGIC = 'BIZOSTB2';

const ARRAYS = { Float64Array, Uint32Array, Uint8Array } as const;
type ArrayName = keyof typeof ARRAYS;

const WORDS = ['stage', 'owner', 'source', 'reason'] as const;
const NUMBERS = [
  'row',
  'amount',
  'probability',
  'created',
  'closing',
  'closed',
  'lastActivity',
  'modified',
  'hasNextStep',
  'hasAccount',
  'idHash',
  'offset',
] as const;

interface StoredColumn {
  readonly type: ArrayName;
  readonly at: number;
  readonly length: number;
  readonly crc: number;
}

interface StoredHeader {
  readonly about: unknown;
  readonly table: Pick<TableColumns, 'count' | 'currency' | 'fields' | 'textColumns' | 'delimiter'>;
  readonly words: Readonly<Record<(typeof WORDS)[number], readonly string[]>>;
  readonly columns: Readonly<Record<string, StoredColumn>>;
  /** The text that the table's offsets point into, where that is not the export's own file. */
  readonly text: { readonly at: number; readonly length: number; readonly crc: number } | null;
  readonly end: number;
}

/**
 * Writes a table's columns and whatever belongs to them (`about`, as JSON) to an open file: magic, length and CRC-32 of the header,
 * header as JSON, then the columns as they lie in memory and the text, each with a CRC-32 in the header. It is read again on the
 * machine that wrote it, so bytes stay in the machine's order.
 */
export function writeStored(descriptor: number, columns: TableColumns, about: unknown, text?: Uint8Array): void {
  const stored: Record<string, StoredColumn> = {};
  const arrays: Uint8Array[] = [];
  let at = 0;
  const add = (name: string, column: Float64Array | Uint32Array | Uint8Array): void => {
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    stored[name] = { type: column.constructor.name as ArrayName, at, length: column.length, crc: crc32(bytes) };
    arrays.push(bytes);
    at += Math.ceil(bytes.length / 8) * 8;
  };
  for (const name of WORDS) add(name, columns[name].at);
  for (const name of NUMBERS) add(name, columns[name]);
  const { count, currency, fields, textColumns, delimiter } = columns;
  const words = Object.fromEntries(WORDS.map((name) => [name, columns[name].words]));
  const header = Buffer.from(
    JSON.stringify({
      about,
      table: { count, currency, fields, textColumns, delimiter },
      words,
      columns: stored,
      text: text ? { at, length: text.length, crc: crc32(text) } : null,
      end: at + (text?.length ?? 0),
    }),
  );
  const front = Buffer.alloc(Math.ceil((16 + header.length) / 8) * 8);
  front.write(MAGIC, 'latin1');
  front.writeUInt32LE(header.length, 8);
  front.writeUInt32LE(crc32(header), 12);
  header.copy(front, 16);
  writeAt(descriptor, front, 0);
  for (const [k, column] of Object.values(stored).entries()) writeAt(descriptor, arrays[k], front.length + column.at);
  // One byte more shows that nothing is cut off.
  if (text) writeAt(descriptor, text, front.length + at);
  writeAt(descriptor, Buffer.from([0]), front.length + at + (text?.length ?? 0));
}

function writeAt(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
}

/** A stored table whose columns are read when they are asked for. */
export interface Stored {
  readonly about: unknown;
  readonly columns: TableColumns;
  /** The text that was stored with it. */
  readonly text: ByteSource | undefined;
  close(): void;
}

/**
 * Opens a stored table. Undefined where it is missing, damaged, cut off or of another form. Columns that the caller needs are checked
 * and read at once (`needed`), the others at their first use; one that turns out to be damaged then is a thrown Error.
 */
export function openStored(path: string, needed: readonly (keyof DealTable)[]): Stored | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const stored = readStored(descriptor);
    if (stored) {
      for (const name of needed) void stored.columns[name as keyof TableColumns];
      return stored;
    }
  } catch (error) {
    if (!(error instanceof DamagedTable) && !(error instanceof SyntaxError)) {
      closeSync(descriptor);
      throw error;
    }
  }
  closeSync(descriptor);
  return undefined;
}

/** A stored column is not what was written. */
class DamagedTable extends Error {}

function readStored(descriptor: number): Stored | undefined {
  const front = Buffer.alloc(16);
  if (readSync(descriptor, front, 0, 16, 0) < 16 || front.toString('latin1', 0, 8) !== MAGIC) return undefined;
  const length = front.readUInt32LE(8);
  if (length > 1 << 28) return undefined;
  const bytes = Buffer.allocUnsafe(length);
  if (readSync(descriptor, bytes, 0, length, 16) < length || crc32(bytes) !== front.readUInt32LE(12)) return undefined;
  const header = JSON.parse(bytes.toString('utf8')) as StoredHeader;
  const begin = Math.ceil((16 + length) / 8) * 8;
  if (readSync(descriptor, Buffer.alloc(1), 0, 1, begin + header.end) < 1) return undefined;
  const read = (name: string): Float64Array | Uint32Array | Uint8Array => {
    const { type, at, length: entries, crc } = header.columns[name];
    const column = new ARRAYS[type](entries);
    const target = new Uint8Array(column.buffer);
    let got = 0;
    while (got < target.length) {
      const n = readSync(descriptor, target, got, target.length - got, begin + at + got);
      if (n === 0) break;
      got += n;
    }
    if (got < target.length || crc32(target) !== crc) throw new DamagedTable(`${name} of the stored table is damaged`);
    return column;
  };
  const columns = { ...header.table };
  for (const name of WORDS) lazily(columns, name, (): WordColumn => ({ words: header.words[name], at: read(name) as Uint32Array }));
  for (const name of NUMBERS) lazily(columns, name, () => read(name));
  const text = header.text ? textOf(descriptor, begin + header.text.at, header.text) : undefined;
  return { about: header.about, columns: columns as TableColumns, text, close: () => closeSync(descriptor) };
}

function textOf(descriptor: number, begin: number, { length, crc }: { length: number; crc: number }): ByteSource {
  const read = (target: Uint8Array, position: number): number =>
    position >= length ? 0 : readSync(descriptor, target, 0, Math.min(target.length, length - position), begin + position);
  const part = Buffer.allocUnsafe(1 << 18);
  let sum = 0;
  for (let at = 0; ; ) {
    const n = read(part, at);
    if (n === 0) break;
    sum = crc32(part.subarray(0, n), sum);
    at += n;
  }
  if (sum !== crc) throw new DamagedTable('the stored text is damaged');
  return { size: length, read, close: () => {} };
}

/** A property that is computed at its first use and plain data afterwards. */
function lazily(target: object, name: string, make: () => unknown): void {
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: true,
    get: () => {
      const value = make();
      Object.defineProperty(target, name, { value, enumerable: true });
      return value;
    },
  });
}
