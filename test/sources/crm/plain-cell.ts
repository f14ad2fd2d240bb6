import { type ReadStep, RecordCells } from '../../../src/sources/crm/delimited/record.ts';

const SEPARATOR = 1;

const record = new RecordCells(4096);

/** Has a cell read quickly, from its bytes: its number and its hashes; undefined where its text has to be read. */
function readCell(text: string, step: Omit<ReadStep, 'cell'>): { value: number; hashes: number[] } | undefined {
  const { written } = new TextEncoder().encodeInto(text, record.bytes);
  record.cut(0, written, SEPARATOR, true);
  return record.read([{ ...step, cell: 0 }]) === 0 ? { value: record.values[0], hashes: [...record.hashes.subarray(0, 2)] } : undefined;
}

/** The number or moment that a plain cell says; undefined where its text has to be read. */
export function plainValue(text: string, kind: ReadStep['kind'], exponent?: number): number | undefined {
  return readCell(text, { kind, exponent })?.value;
}

/** The two hashes of a cell; undefined where its text has to be read. */
export function hashesOf(text: string, kind: 'word' | 'id'): number[] | undefined {
  return readCell(text, { kind })?.hashes;
}
