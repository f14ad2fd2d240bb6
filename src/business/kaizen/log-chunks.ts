import { HeadingPlaces } from '../../tree/headings.ts';
import { IN_NO_PART, type LogOutline, shiftedIdEnds } from './log-scan.ts';
import { stretchOfLog } from './log-stretch.ts';

/** A large log is cut into pieces of about so many bytes: after a change one or two of them are read anew. */
const CHUNK_BYTES = 64 * 1024;

/** Pieces that become too small by many changes are cut anew when there are so many times more of them than there need be. */
const SPREAD_MAX = 3;

/** So much of a chunk's first line is looked for. Bytes. */
const HEAD_MAX = 80;

/** A chunk that was moved is looked for so far behind its place, in chunks. */
const NEAR = 4;

/**
 * A stretch of a log that means the same whatever stands before and behind it: from the heading of an entry up to that of another, neither
 * below the entries in it, with every fence closed.
 */
export interface LogChunk {
  /** Its length in bytes, and in units of UTF-16 (without the log's byte order mark). */
  readonly bytes: number;
  readonly units: number;
  /** How it begins, to be looked for. */
  readonly head: string;
  /** Line ends in it. */
  readonly lines: number;
  /** How many entries. */
  readonly entries: number;
  /** Where its front matter ends. */
  readonly from: number;
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

/** The headings of a chunk, with offsets in its text, and where the ids of entries end (`idEndsIn`). */
export interface ChunkHeads {
  readonly places: HeadingPlaces;
  readonly idEnds: Int32Array;
}

/** A chunk under the number that it is kept by. */
export interface KnownChunk {
  readonly row: number;
  readonly chunk: LogChunk;
}

/** The chunks that a log was last made of, in their order, and whether one is made of these bytes. */
export interface KnownLog {
  readonly chunks: readonly KnownChunk[];
  /** Some that it was made of before: whoever takes a change back, or goes to another branch, brings them again. */
  readonly former: readonly KnownChunk[];
  holds(row: number, bytes: Buffer): boolean;
}

/** A chunk where it stands in the bytes of a log. */
export interface PlacedChunk {
  readonly chunk: LogChunk;
  readonly from: number;
  /** Line ends above it. */
  readonly linesAbove: number;
  /** Undefined: it is not kept. */
  readonly row?: number;
  /** Where it was read just now. */
  readonly heads?: ChunkHeads;
}

/**
 * The bytes of a log as chunks, of which those that are known are not read. Undefined where it can't be read in parts: raw HTML, headings that
 * are indented or underlined, bytes that are no text.
 */
export function chunksOf(bytes: Buffer, known: KnownLog, chunkBytes = CHUNK_BYTES): readonly PlacedChunk[] | undefined {
  const placed = known.chunks.length === 0 ? undefined : assembled(bytes, stretches(bytes, known, NEAR * chunkBytes), chunkBytes);
  if (placed !== undefined && placed.length <= SPREAD_MAX * Math.ceil(bytes.length / chunkBytes)) return placed;
  return assembled(bytes, [{ from: 0, to: bytes.length }], chunkBytes);
}

/** A part of the bytes: a chunk that is known, or what has to be read. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly known?: KnownChunk;
}

/** Where known chunks still stand, in their order, and what is between them. */
function stretches(bytes: Buffer, log: KnownLog, near: number): Stretch[] {
  const found: Stretch[] = [];
  let at = 0;
  for (const last of log.chunks) {
    const here = [last, ...log.former].find((one) => standsAt(bytes, log, one, at));
    const known = here ?? last;
    const from = here ? at : soughtFrom(bytes, log, last, at, near);
    if (from < 0) continue;
    if (from > at) found.push({ from: at, to: from });
    at = from + known.chunk.bytes;
    found.push({ from, to: at, known });
  }
  if (at < bytes.length) found.push({ from: at, to: bytes.length });
  return found;
}

/** Where a chunk stands behind a place and near to it; -1: not there. */
function soughtFrom(bytes: Buffer, log: KnownLog, known: KnownChunk, at: number, near: number): number {
  const { head, depth } = known.chunk;
  // The first one begins the log, or nothing does.
  if (depth === 0) return -1;
  const found = bytes.subarray(at, at + near + head.length).indexOf(`\n${head}`, 0, 'latin1');
  const from = at + found + 1;
  return found >= 0 && standsAt(bytes, log, known, from) ? from : -1;
}

function standsAt(bytes: Buffer, log: KnownLog, { row, chunk }: KnownChunk, from: number): boolean {
  const to = from + chunk.bytes;
  if (to > bytes.length || (chunk.depth === 0 && from > 0)) return false;
  // What stands behind it must not go on with its last entry.
  if (to < bytes.length && !(chunk.closed && bytes[to] === HASH)) return false;
  return bytes.toString('latin1', from, from + chunk.head.length) === chunk.head && log.holds(row, bytes.subarray(from, to));
}

const HASH = 35;

/** All stretches as chunks, in order; undefined where two of them don't fit together, or one can't be read by itself. */
function assembled(bytes: Buffer, found: readonly Stretch[], chunkBytes: number): readonly PlacedChunk[] | undefined {
  const placed: PlacedChunk[] = [];
  let above = IN_NO_PART;
  let linesAbove = 0;
  for (const { from, to, known } of found) {
    const parts =
      known !== undefined && known.chunk.above === above ? [known] : cutInto(bytes.subarray(from, to), from === 0, above, chunkBytes);
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
): readonly Pick<PlacedChunk, 'chunk' | 'heads'>[] | undefined {
  const stretch = stretchOfLog(bytes, first, above);
  if (stretch === undefined) return undefined;
  const { outline } = stretch;
  const { places, text, idEnds } = outline;
  const shallow = outline.entryHeads.reduce((least, k) => Math.min(least, places.depths[k]), 7);
  const cuts = cutsOf(outline, shallow, text.length / Math.max(1, Math.round(bytes.length / chunkBytes)));
  let line = 1;
  let at = 0;
  return cuts.map((head, n) => {
    const isLast = n + 1 === cuts.length;
    const next = isLast ? places.count : cuts[n + 1];
    const start = n === 0 ? 0 : places.starts[head];
    const end = isLast ? text.length : places.starts[next];
    const own = bytes.subarray(at, isLast ? bytes.length : at + (n === 0 ? stretch.bomBytes : 0) + stretch.bytesBetween(start, end));
    at += own.length;
    const lineEnd = own.indexOf('\n');
    const lines = outline.lines.of(end) - line;
    line += lines;
    return {
      chunk: {
        bytes: own.length,
        units: end - start,
        head: own.toString('latin1', 0, Math.min(lineEnd < 0 ? own.length : lineEnd, HEAD_MAX)),
        lines,
        entries: idEnds.subarray(head, next).reduce((count, end) => count + (end === 0 ? 0 : 1), 0),
        from: n === 0 ? outline.from : 0,
        depth: head < places.count && places.starts[head] === start ? places.depths[head] : 0,
        shallow,
        above: outline.standsBelow(head - 1),
        below: outline.standsBelow(next - 1),
        closed: !isLast || !places.isOpen,
      },
      heads: headsBetween(places, idEnds, head, next, start),
    };
  });
}

/** Before which headings a stretch is cut, about every so many units; the first one is where it begins. */
function cutsOf({ entryHeads, places }: LogOutline, shallow: number, length: number): number[] {
  const cuts = [0];
  let next = length;
  for (const head of entryHeads) {
    if (places.starts[head] < next || places.depths[head] > shallow || head === 0) continue;
    cuts.push(head);
    next += length;
  }
  return cuts;
}

function headsBetween(all: HeadingPlaces, ends: Int32Array, first: number, next: number, start: number): ChunkHeads {
  const places = new HeadingPlaces(true);
  places.addFrom(all, first, next, -start);
  return { places, idEnds: shiftedIdEnds(ends.slice(first, next), -start) };
}
