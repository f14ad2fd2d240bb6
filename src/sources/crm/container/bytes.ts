import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes that can be read at any place: a file, or what had to be made in memory. */
export interface ByteSource {
  readonly size: number;
  /** Reads into `target` from `position`; returns how many bytes came, 0 at the end. */
  read(target: Uint8Array, position: number): number;
  close(): void;
}

/** A file, kept open so that a rename or a newer export under the same name does not change what is read. */
export function fileBytes(path: string): ByteSource & { readonly mtimeMs: number } {
  const descriptor = openSync(path, 'r');
  const { size, mtimeMs } = fstatSync(descriptor);
  let open = true;
  return {
    size,
    mtimeMs,
    read: (target, position) => readSync(descriptor, target, 0, target.length, position),
    close: () => {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

/** Bytes in memory. */
export function memoryBytes(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (target, position) => {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
    close: () => {},
  };
}

/** The first `length` bytes, or fewer where there are no more. */
export function headOf(source: ByteSource, length: number): Uint8Array {
  const head = new Uint8Array(Math.min(length, source.size));
  let at = 0;
  while (at < head.length) {
    const n = source.read(head.subarray(at), at);
    if (n === 0) break;
    at += n;
  }
  return head.subarray(0, at);
}
