import type { ParsedDocument } from './document.ts';
import { readDocument } from './read.ts';

/** Bytes of documents that are kept with what was read of them. */
const KEPT_MAX = 256 * 1024;

/** By path, those that were asked for longest ago first. */
const kept = new Map<string, { readonly bytes: Uint8Array; readonly document: ParsedDocument }>();
let size = 0;

/**
 * A document as `readDocument` reads it; not read again while its bytes are those of the last time. For what one process asks for over and
 * over: the policy at every look of a poll, the whole tree when the doctor looks again. Nobody may change what is given back.
 */
export function knownDocument(path: string, bytes: Uint8Array): ParsedDocument {
  const before = kept.get(path);
  const same = before !== undefined && Buffer.compare(before.bytes, bytes) === 0;
  const document = same ? before.document : readDocument(path, bytes);
  if (before) drop(path);
  if (bytes.length > KEPT_MAX) return document;
  kept.set(path, { bytes, document });
  size += bytes.length;
  for (const oldest of kept.keys()) {
    if (size <= KEPT_MAX) break;
    drop(oldest);
  }
  return document;
}

function drop(path: string): void {
  size -= kept.get(path)?.bytes.length ?? 0;
  kept.delete(path);
}
