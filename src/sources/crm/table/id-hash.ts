import { cellText, type RecordCells } from '../delimited/tokenize.ts';
import { cleanCell } from '../values/text.ts';

/**
 * Puts a 64-bit hash of the id in a cell into rows `2i` and `2i + 1`: two 32-bit multiplicative hashes with different
 * constants. Ids that read the same have the same hash (blanks around, Unicode forms, doubled quotes); 0,0 is "no id" and never
 * comes from one. Two ids with one hash are told apart by their text where it matters.
 */
export function setIdHash(into: Uint32Array, i: number, record: RecordCells, cell: number): void {
  const { bytes } = record;
  let start = record.start[cell];
  let end = record.end[cell];
  while (start < end && bytes[start] === 32) start++;
  while (end > start && bytes[end - 1] === 32) end--;
  if (start === end) return;
  let plain = record.form[cell] <= 1;
  for (let k = start; plain && k < end; k++) plain = bytes[k] > 32 && bytes[k] < 127;
  if (plain) hashBytes(into, i, bytes, start, end);
  else {
    const text = new TextEncoder().encode(cleanCell(cellText(record, cell)));
    if (text.length > 0) hashBytes(into, i, text, 0, text.length);
  }
}

function hashBytes(into: Uint32Array, i: number, bytes: Uint8Array, start: number, end: number): void {
  let a = 0x811c9dc5;
  let b = 0x9dc5811c;
  for (let k = start; k < end; k++) {
    a = Math.imul(a ^ bytes[k], 0x01000193);
    b = Math.imul(b ^ bytes[k], 0x5bd1e995);
    b ^= b >>> 13;
  }
  into[2 * i] = (a >>> 0) | 1;
  into[2 * i + 1] = b >>> 0;
}
