import { cellText, type RecordCells } from '../delimited/tokenize.ts';
import { cleanCell } from '../values/text.ts';

/**
 * Puts a 64-bit hash of the id in a cell into rows `2i` and `2i + 1`: two 32-bit hashes with different
 * seeds. Ids that read the same have the same hash (blanks around, Unicode forms, doubled quotes); 0,0 is "no id" and never
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
  into[2 * i] = hashOfBytes(bytes, start, end, 0x811c9dc5) | 1;
  into[2 * i + 1] = hashOfBytes(bytes, start, end, 0x27d4eb2f);
}

/** A 32-bit hash of `bytes[start, end)`, four bytes a step: multiply and fold, with the constants of xxHash32. */
export function hashOfBytes(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = Math.imul(seed ^ (end - start), 0x9e3779b1);
  let i = start;
  for (; i + 4 <= end; i += 4) {
    const word = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    hash = Math.imul(hash ^ word, 0x85ebca77);
    hash ^= hash >>> 15;
  }
  let rest = 0;
  for (; i < end; i++) rest = (rest << 8) | bytes[i];
  hash = Math.imul(hash ^ rest, 0xc2b2ae3d);
  return hash ^ (hash >>> 16);
}
