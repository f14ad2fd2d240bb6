import type { Splice } from '../../tree/edit/edit.ts';
import { type HeadingWindow, headingsAfter, headingWindows } from '../../tree/headings-after.ts';
import { inOrder, splicedText } from './log-edit.ts';
import { type Excerpt, excerptsOf } from './log-excerpt.ts';
import type { LogFile } from './log-file.ts';
import { idEndsIn, joinedIdEnds, LogOutline, type LogPart, scanLog, shiftedIdEnds } from './log-scan.ts';

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
  /** The stretches that were looked at again by the first change, while it is the only one. */
  readonly excerpts?: () => readonly Excerpt[];
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
  const looked = windows.map((window) => ({ ...window, idEnds: idEndsIn(window.words, window.found) }));
  let outline: LogOutline | undefined;
  let excerpts: readonly Excerpt[] | undefined;
  const since = {
    read,
    pieces,
    gone: [...gone, ...looked.flatMap(({ first, next }) => before.ids(first, next))],
    come: [...come, ...looked.flatMap(({ words, found, idEnds }) => new LogOutline(words, 0, found, idEnds).ids())],
    excerpts:
      log.since.pieces.length === 1 && lengthOf(log.since.pieces[0]) === read.length && typeof log.since.pieces[0] !== 'string'
        ? () => {
            excerpts ??= excerptsOf(before, windows);
            return excerpts;
          }
        : undefined,
  };
  return {
    ...log,
    text,
    since,
    // Asked for by few: to flatten a large text takes time.
    get outline() {
      outline ??= new LogOutline(text, before.from, headingsAfter(before.places, windows), idEndsAfter(before, looked));
      return outline;
    },
  };
}

/** An outline with an entry of a log, as it stands there after splices in it; there must have been one with its id before. */
export function outlineWithEntry(log: LogFile, id: string): LogOutline {
  const found = log.since.excerpts?.().filter((one) => one.withId(id).length > 0) ?? [];
  return found.length === 1 && found[0].holdsEntry(id) ? found[0] : log.outline;
}

/** An outline with what stands under the heading of a part of a log, after splices right there. */
export function outlineWithPart(log: LogFile, part: LogPart): LogOutline {
  return log.since.excerpts?.().find((one) => one.holdsPart(part)) ?? log.outline;
}

/** Where the ids of headings end in the text with all splices made, as `idEndsIn` gives them: the lines of the others are what they were. */
function idEndsAfter(before: LogOutline, windows: readonly (HeadingWindow & { readonly idEnds: Int32Array })[]): Int32Array {
  const rows: Int32Array[] = [];
  let taken = 0;
  let shift = 0;
  for (const { first, next, begin, shift: behind, idEnds } of windows) {
    rows.push(shiftedIdEnds(before.idEnds.subarray(taken, first), shift), shiftedIdEnds(idEnds, begin));
    taken = next;
    shift = behind;
  }
  rows.push(shiftedIdEnds(before.idEnds.subarray(taken), shift));
  return joinedIdEnds(rows);
}

/**
 * The bytes of a log as it is now, piece behind piece: what was read stays as it was, byte by byte, and where it was. To put the pieces of
 * a large log together takes longer than to write them.
 */
export function piecesOf({ bom, text, bytes, since: { read, pieces } }: LogFile): readonly Uint8Array[] {
  const halves = pieces.some((piece) => typeof piece !== 'string' && (isInsidePair(read, piece.start) || isInsidePair(read, piece.end)));
  if (bytes === null || halves) return [Buffer.from(bom + text)];
  const front = Buffer.byteLength(bom);
  const plain = bytes.length - front === read.length;
  const at = (offset: number): number => front + (plain ? offset : Buffer.byteLength(read.slice(0, offset)));
  const parts = pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : bytes.subarray(at(piece.start), at(piece.end))));
  return [bytes.subarray(0, front), ...parts];
}

/** Whether pieces are these bytes, and no others. */
export function areBytes(pieces: readonly Uint8Array[], bytes: Uint8Array): boolean {
  let at = 0;
  for (const piece of pieces) {
    const there = bytes.subarray(at, at + piece.length);
    const same = piece.buffer === there.buffer && piece.byteOffset === there.byteOffset && piece.length === there.length;
    if (!same && Buffer.compare(piece, there) !== 0) return false;
    at += piece.length;
  }
  return at === bytes.length;
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
