import { createHash } from 'node:crypto';
import { type ChunkFacts, factsOf } from './chunk-facts.ts';
import type { LogOutline } from './log-scan.ts';
import { IN_NO_PART } from './log-scan.ts';
import { stretchOfLog } from './log-stretch.ts';

/** A large log is cut into pieces of about so many bytes: after a change one or two of them are read anew. */
const CHUNK_BYTES = 128 * 1024;

/** Pieces that become too small by many changes are cut anew when there are so many times more of them than there need be. */
const SPREAD_MAX = 3;

/**
 * A stretch of a log that means the same whatever stands before and behind it: from the heading of an entry up to that of another, neither
 * below the entries in it, with every fence closed. What is in it is known by its bytes.
 */
export interface LogChunk {
  /** SHA-256 of its bytes. */
  readonly hash: string;
  /** Its length. */
  readonly bytes: number;
  /** How it begins, to be looked for. */
  readonly head: string;
  /** Line ends in it. */
  readonly lines: number;
  /** Depth of the heading that it begins with; 0: it begins with none. */
  readonly depth: number;
  /** The least depth of the entries in it; 7: there are none. */
  readonly shallow: number;
  /** In which part of the log it begins, and what stands behind it (`IN_NO_PART`). */
  readonly above: number;
  readonly below: number;
  /** Nothing is open where it ends. */
  readonly closed: boolean;
}

/** A chunk where it stands in the bytes of a log. */
export interface PlacedChunk {
  readonly chunk: LogChunk;
  readonly from: number;
  /** Line ends above it. */
  readonly linesAbove: number;
  /** What its experiments say, where it was read just now; undefined where it was known. */
  readonly facts?: ChunkFacts;
}

/**
 * The bytes of a log as chunks, of which those that are known are not read. Undefined where it can't be read in parts: raw HTML, headings that
 * are indented or underlined, bytes that are no text.
 */
export function chunksOf(bytes: Buffer, known: readonly LogChunk[], chunkBytes = CHUNK_BYTES): readonly PlacedChunk[] | undefined {
  const placed = known.length === 0 ? undefined : assembled(bytes, stretches(bytes, known), chunkBytes);
  if (placed !== undefined && placed.length <= SPREAD_MAX * Math.ceil(bytes.length / chunkBytes)) return placed;
  return assembled(bytes, [{ from: 0, to: bytes.length }], chunkBytes);
}

/** A part of the bytes: a chunk that is known, or what has to be read. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly chunk?: LogChunk;
}

/** Where known chunks still stand, in their order, and what is between them. */
function stretches(bytes: Buffer, known: readonly LogChunk[]): Stretch[] {
  const found: Stretch[] = [];
  let at = 0;
  for (const chunk of known) {
    const from = standsAt(bytes, chunk, at) ? at : soughtFrom(bytes, chunk, at);
    if (from < 0) continue;
    if (from > at) found.push({ from: at, to: from });
    at = from + chunk.bytes;
    found.push({ from, to: at, chunk });
  }
  if (at < bytes.length) found.push({ from: at, to: bytes.length });
  return found;
}

/** Where a chunk stands behind a place, within a few chunks' length; -1: not there. */
function soughtFrom(bytes: Buffer, chunk: LogChunk, at: number): number {
  // The first one begins the log, or nothing does.
  if (chunk.depth === 0) return -1;
  const near = bytes.subarray(at, at + 4 * CHUNK_BYTES + chunk.head.length).indexOf(`\n${chunk.head}`, 0, 'latin1');
  const from = at + near + 1;
  return near >= 0 && standsAt(bytes, chunk, from) ? from : -1;
}

function standsAt(bytes: Buffer, chunk: LogChunk, from: number): boolean {
  const to = from + chunk.bytes;
  if (to > bytes.length || (chunk.depth === 0 && from > 0)) return false;
  // What stands behind it must not go on with its last entry.
  if (to < bytes.length && !(chunk.closed && bytes[to] === HASH)) return false;
  return bytes.toString('latin1', from, from + chunk.head.length) === chunk.head && hashOf(bytes.subarray(from, to)) === chunk.hash;
}

const HASH = 35;

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64');
}

/** All stretches as chunks, in order; undefined where two of them don't fit together, or one can't be read by itself. */
function assembled(bytes: Buffer, found: readonly Stretch[], chunkBytes: number): readonly PlacedChunk[] | undefined {
  const placed: PlacedChunk[] = [];
  let above = IN_NO_PART;
  let linesAbove = 0;
  for (const { from, to, chunk } of found) {
    const parts =
      chunk !== undefined && chunk.above === above ? [{ chunk }] : cutInto(bytes.subarray(from, to), from === 0, above, chunkBytes);
    if (parts === undefined) return undefined;
    let at = from;
    for (const part of parts) {
      const before = placed[placed.length - 1]?.chunk;
      if (before && !(before.closed && part.chunk.depth > 0 && part.chunk.depth <= before.shallow)) return undefined;
      placed.push({ ...part, from: at, linesAbove });
      at += part.chunk.bytes;
      linesAbove += part.chunk.lines;
      above = part.chunk.below;
    }
  }
  return placed;
}

/** Reads a stretch of a log, and cuts it before entries that stand highest in it. */
function cutInto(
  bytes: Buffer,
  first: boolean,
  above: number,
  chunkBytes: number,
): readonly Pick<PlacedChunk, 'chunk' | 'facts'>[] | undefined {
  const stretch = stretchOfLog(bytes, first, above);
  if (stretch === undefined) return undefined;
  const { outline, bomBytes } = stretch;
  const { places, text } = outline;
  const shallow = outline.entryHeads.reduce((least, k) => Math.min(least, places.depths[k]), 7);
  const facts = factsOf(outline);
  const cuts = cutsOf(outline, shallow, text.length / Math.max(1, Math.round(bytes.length / chunkBytes)));
  return cuts.map(({ head, entry }, n) => {
    const next = cuts[n + 1];
    const [start, end] = [n === 0 ? 0 : places.starts[head], next ? places.starts[next.head] : text.length];
    const own = bytes.subarray(n === 0 ? 0 : bomBytes + stretch.byteAt(start), next ? bomBytes + stretch.byteAt(end) : bytes.length);
    const line = own.indexOf('\n');
    const starts = places.starts[head] === start && head < places.count;
    return {
      chunk: {
        hash: hashOf(own),
        bytes: own.length,
        head: own.toString('latin1', 0, Math.min(line < 0 ? own.length : line, 80)),
        lines: outline.lines.of(end) - outline.lines.of(start),
        depth: starts ? places.depths[head] : 0,
        shallow,
        above: outline.standsBelow(n === 0 ? -1 : head - 1),
        below: outline.standsBelow((next?.head ?? places.count) - 1),
        closed: next !== undefined || !places.isOpen,
      },
      facts: facts.between(entry, next?.entry ?? facts.count, outline.lines.of(start) - 1),
    };
  });
}

/** Where a stretch is cut: by heading and by entry. */
function cutsOf({ entryHeads, places }: LogOutline, shallow: number, length: number): { readonly head: number; readonly entry: number }[] {
  const cuts = [{ head: 0, entry: 0 }];
  let next = length;
  for (let entry = 0; entry < entryHeads.length; entry++) {
    const head = entryHeads[entry];
    if (places.starts[head] < next || places.depths[head] > shallow || head === 0) continue;
    cuts.push({ head, entry });
    next += length;
  }
  return cuts;
}
