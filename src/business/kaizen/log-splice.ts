import type { Splice } from '../../tree/edit/edit.ts';
import { headingsAfter, headingWindows } from '../../tree/headings-after.ts';
import { inOrder, splicedText } from './log-edit.ts';
import type { LogFile } from './log-file.ts';
import { idEndsIn, LogOutline, scanLog } from './log-scan.ts';

/** A stretch of the text as it was read, by its offsets, or words that came since. */
export type Piece = string | { readonly start: number; readonly end: number };

/** What became of a log since it was read. */
export interface Since {
  /** The text as it was read. */
  readonly read: string;
  /** What the text is made of now. */
  readonly pieces: readonly Piece[];
  /** Ids of entries that were looked at again: as they stood there, and as they stand there now. */
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

/** Nothing yet. */
export function unchanged(read: string): Since {
  return { read, pieces: [{ start: 0, end: read.length }], gone: [], come: [] };
}

/**
 * The log with splices made, none over another. A large log is not looked at as a whole again, nor made bytes of: a change touches few of
 * its lines.
 */
export function splicedLog(log: LogFile, splices: readonly Splice[]): LogFile {
  const sorted = inOrder(splices);
  const text = splicedText(log.text, sorted);
  const { read, gone, come } = log.since;
  const pieces = splicedPieces(log.since.pieces, sorted);
  const windows = headingWindows(log.text, log.outline.from, log.outline.places, sorted);
  if (windows === undefined) {
    const outline = scanLog(text);
    return { ...log, text, outline, since: { read, pieces, gone: [...gone, ...log.outline.ids()], come: [...come, ...outline.ids()] } };
  }
  const before = log.outline;
  let outline: LogOutline | undefined;
  const since = {
    read,
    pieces,
    gone: [...gone, ...windows.flatMap(({ first, next }) => before.ids(first, next))],
    come: [...come, ...windows.flatMap(({ words, found }) => new LogOutline(words, 0, found, idEndsIn(words, found)).ids())],
  };
  return {
    ...log,
    text,
    since,
    // Asked for by few: to flatten a large text takes time.
    get outline() {
      if (outline === undefined) {
        const places = headingsAfter(before.places, windows);
        outline = new LogOutline(text, before.from, places, idEndsIn(text, places));
      }
      return outline;
    },
  };
}

/** The bytes of a log as it is now: what was read stays as it was, byte by byte. */
export function bytesOf({ bom, text, bytes, since: { read, pieces } }: LogFile): Uint8Array {
  const halves = pieces.some((piece) => typeof piece !== 'string' && (isInsidePair(read, piece.start) || isInsidePair(read, piece.end)));
  if (bytes === null || halves) return Buffer.from(bom + text);
  const front = Buffer.byteLength(bom);
  const plain = bytes.length - front === read.length;
  const at = (offset: number): number => front + (plain ? offset : Buffer.byteLength(read.slice(0, offset)));
  const parts = pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : bytes.subarray(at(piece.start), at(piece.end))));
  return Buffer.concat([bytes.subarray(0, front), ...parts]);
}

function splicedPieces(pieces: readonly Piece[], splices: readonly Splice[]): Piece[] {
  const made: Piece[] = [];
  let at = 0;
  for (const { start, end, text } of splices) {
    made.push(...between(pieces, at, start), text);
    at = end;
  }
  made.push(...between(pieces, at, Number.POSITIVE_INFINITY));
  const joined: Piece[] = [];
  for (const piece of made) {
    const last = joined[joined.length - 1];
    if (typeof piece === 'string' && typeof last === 'string') joined[joined.length - 1] = last + piece;
    else if (lengthOf(piece) > 0) joined.push(piece);
  }
  return joined;
}

/** Whether an offset lies between the two halves of a character that is two units of UTF-16. */
function isInsidePair(text: string, offset: number): boolean {
  return (text.charCodeAt(offset - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(offset) & 0xfc00) === 0xdc00;
}

/** What lies between two offsets of the text that pieces make. */
function between(pieces: readonly Piece[], from: number, to: number): Piece[] {
  const cut: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const first = Math.max(from - at, 0);
    const last = Math.min(to - at, lengthOf(piece));
    if (first < last)
      cut.push(typeof piece === 'string' ? piece.slice(first, last) : { start: piece.start + first, end: piece.start + last });
    at += lengthOf(piece);
  }
  return cut;
}

function lengthOf(piece: Piece): number {
  return typeof piece === 'string' ? piece.length : piece.end - piece.start;
}
