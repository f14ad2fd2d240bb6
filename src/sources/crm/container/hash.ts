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

/** A source that is hashed while it is read, and the hash of all its bytes. */
export interface Hashed {
  readonly source: ByteSource;
  /** SHA-256 of the whole source, in hexadecimal; reads what was not read in order. To be called once. */
  sha256(): string;
}

/** Hashes a source as somebody reads it from `from` on, so that its bytes come from the disk once. */
export function hashedWhileRead(source: ByteSource, from: number): Hashed {
  const hash = createHash('sha256');
  let at = 0;
  const read = (target: Uint8Array, position: number): number => {
    const n = source.read(target, position);
    if (position <= at && position + n > at) {
      hash.update(target.subarray(at - position, n));
      at = position + n;
    }
    return n;
  };
  const readOn = (end: number): void => {
    const part = Buffer.allocUnsafe(Math.min(1 << 18, Math.max(0, end - at)));
    while (at < end && read(part.subarray(0, Math.min(part.length, end - at)), at) > 0);
  };
  readOn(from);
  return {
    source: { ...source, read },
    sha256: () => {
      readOn(source.size);
      return hash.digest('hex');
    },
  };
}
