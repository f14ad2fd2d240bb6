import { createHash } from 'node:crypto';
import type { ByteSource } from './bytes.ts';

/** SHA-256 of all bytes of a source, in hexadecimal. */
export function hashOf(source: Pick<ByteSource, 'read'>): string {
  const hash = createHash('sha256');
  const part = Buffer.allocUnsafe(1 << 18);
  for (let at = 0; ; ) {
    const n = source.read(part, at);
    if (n === 0) return hash.digest('hex');
    hash.update(part.subarray(0, n));
    at += n;
  }
}
