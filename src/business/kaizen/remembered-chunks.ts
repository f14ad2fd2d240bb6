import type { Store } from '../../index/store.ts';
import { HeadingPlaces, LineCount, type LineMark } from '../../tree/headings.ts';
import { ChunkStore } from './chunk-store.ts';
import { chunksOf, type PlacedChunk } from './log-chunks.ts';
import { joinedIdEnds, LogOutline, shiftedIdEnds } from './log-scan.ts';

/** From this size on a log is remembered: a smaller one is read in less time. Bytes. */
export const LARGE_LOG = 256 * 1024;

/** A log in chunks, of which the index has what was read in them. */
export interface RememberedLog {
  readonly store: ChunkStore;
  readonly placed: readonly PlacedChunk[];
}

/**
 * A large log by what the index remembers of it; what was changed since is read, and remembered. What counts is bytes. Undefined where the
 * log must be read as a whole.
 */
export function rememberedChunks(index: Store, file: string, bytes: Buffer, chunkBytes?: number): RememberedLog | undefined {
  const store = new ChunkStore(index, file);
  const placed = chunksOf(bytes, store, chunkBytes);
  if (placed === undefined) return undefined;
  const isKnown = placed.length === store.chunks.length && placed.every(({ row }) => row !== undefined);
  return { store, placed: isKnown ? placed : store.keep(placed, bytes) };
}

/** The headings of the whole log, whose text is given. Undefined where those of a chunk are lost. */
export function outlineOfChunks({ store, placed }: RememberedLog, text: string): LogOutline | undefined {
  const kept = store.heads();
  const places = new HeadingPlaces(true);
  const idEnds: Int32Array[] = [];
  const lines: LineMark[] = [];
  let shift = 0;
  for (const { row, heads = kept.get(row ?? 0), chunk, linesAbove } of placed) {
    if (heads === undefined) return undefined;
    places.addFrom(heads.places, 0, heads.places.count, shift);
    idEnds.push(shiftedIdEnds(heads.idEnds, shift));
    lines.push({ offset: shift, line: linesAbove + 1 });
    shift += chunk.units;
  }
  places.isOpen = !placed[placed.length - 1].chunk.closed;
  return new LogOutline(text, placed[0].chunk.from, places, joinedIdEnds(idEnds), undefined, new LineCount(text, lines));
}
