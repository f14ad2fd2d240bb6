import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ByteSource, descriptorBytes, memoryBytes } from './bytes.ts';

/** So many bytes stay in memory; more go to a file. */
const MEMORY_MAX = 32 * 1024 * 1024;

/** Bytes that come in a stream, to be read at any place afterwards. A file of its own, that nobody else can open, holds what is too long. */
export class Spool {
  private parts: Uint8Array[] = [];
  private size = 0;
  private descriptor: number | undefined;

  constructor(private readonly folder = tmpdir()) {}

  /** Appends bytes; they must not change afterwards. */
  write(bytes: Uint8Array): void {
    this.size += bytes.length;
    if (this.descriptor !== undefined) writeWhole(this.descriptor, bytes);
    else this.parts.push(bytes);
    if (this.descriptor !== undefined || this.size <= MEMORY_MAX) return;
    this.descriptor = namelessFile(this.folder);
    for (const part of this.parts) writeWhole(this.descriptor, part);
    this.parts = [];
  }

  /** All bytes written so far. Nothing may be written afterwards. */
  bytes(): ByteSource {
    return this.descriptor === undefined ? memoryBytes(Buffer.concat(this.parts, this.size)) : descriptorBytes(this.descriptor, this.size);
  }
}

function namelessFile(folder: string): number {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `bizos-${randomBytes(8).toString('hex')}.tmp`);
  const descriptor = openSync(path, 'wx+', 0o600);
  try {
    unlinkSync(path);
  } catch {
    // Where an open file can't be deleted (Windows) the system's own cleaning of the folder has to do it.
  }
  return descriptor;
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at);
}
