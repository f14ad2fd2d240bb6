import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { BizosError } from '../../../core/problem.ts';

/** Bytes that can be read at any place: a file, or what had to be made in memory. */
export interface ByteSource {
  readonly size: number;
  /** The open file that the bytes lie in, from its beginning on; undefined for memory. */
  readonly descriptor?: number;
  /** Reads into `target` from `position`; returns how many bytes came, 0 at the end. */
  read(target: Uint8Array, position: number): number;
  close(): void;
}

/** An open file that others may write to while it is read. */
export interface FileBytes extends ByteSource {
  readonly descriptor: number;
  readonly mtimeMs: number;
  /** What is the same as long as nobody has written to the file: device, number, size and times. */
  readonly stamp: string;
}

/** An open file that nobody else can write to. Kept open until the process ends, or `close`. */
export function descriptorBytes(descriptor: number, size: number): ByteSource & { readonly descriptor: number } {
  let open = true;
  return {
    size,
    descriptor,
    read: (target, position) => readSync(descriptor, target, 0, target.length, position),
    close: () => {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

/** An open file as bytes; a rename or a newer export under the same name does not change what is read. */
export function fileBytes(descriptor: number): FileBytes {
  const { size, mtimeMs } = fstatSync(descriptor);
  return { ...descriptorBytes(descriptor, size), mtimeMs, stamp: stampOf(descriptor) };
}

/** A file opened for reading; undefined where there is none that can be opened, or it is a folder or a pipe. */
export function regularFile(path: string): FileBytes | undefined {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  try {
    return fileBytes(openSync(path, 'r'));
  } catch {
    return undefined;
  }
}

function stampOf(descriptor: number): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = fstatSync(descriptor, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

/** Throws BizosError (exit 2) when somebody has written to the file since it was opened. */
export function assertUnchanged(file: FileBytes, label: string): void {
  const { size, mtimeMs } = fstatSync(file.descriptor);
  if (size === file.size && mtimeMs === file.mtimeMs) return;
  throw new BizosError(
    2,
    {
      en: `${label} changed while it was read: it is still being written.`,
      de: `${label} hat sich beim Lesen geändert: Die Datei wird noch geschrieben.`,
    },
    { en: 'Wait until the export is complete, then run again.', de: 'Warte, bis der Export fertig ist, und starte erneut.' },
  );
}

/** The same bytes; reading them after somebody has written to the file throws BizosError (exit 2). */
export function guarded(file: FileBytes, label: string): ByteSource {
  return {
    ...file,
    read: (target, position) => {
      assertUnchanged(file, label);
      return file.read(target, position);
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

/** Where a byte stands first from `from` on; -1 where it does not. Node's own search is some forty times as fast as that of a Uint8Array. */
export function indexOfByte(bytes: Uint8Array, byte: number, from = 0): number {
  return Buffer.prototype.indexOf.call(bytes, byte, from);
}
