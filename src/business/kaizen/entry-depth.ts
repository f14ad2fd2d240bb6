import { headingWords } from '../../tree/headings.ts';
import { type LogHead, type LogOutline, logHeadings } from './log-scan.ts';

/** No heading is deeper. */
const DEPTH_MAX = 6;

/**
 * An entry as it can stand at the end of what stands under a heading: one that is not deeper than the heading would close its part, and one
 * that is deeper than the entry before it would be a piece of that one, and go where that one goes.
 */
export function fittingEntry(outline: LogOutline, head: LogHead, entry: string): string {
  return entryUnder(entry, head.depth, entryBefore(outline, head));
}

/** An entry as it can stand below a heading of a depth, no deeper than `most`. What has no heading stays as it is. */
export function entryUnder(entry: string, above: number, most = DEPTH_MAX): string {
  const { count, depths } = logHeadings(entry);
  return count === 0 ? entry : atDepth(entry, Math.min(DEPTH_MAX, Math.max(Math.min(depths[0], most), above + 1)));
}

/** Depth of the outermost entry that is open at the end of what stands under a heading; undefined where none is. */
function entryBefore({ places, idEnds }: LogOutline, head: LogHead): number | undefined {
  const { depths, count } = places;
  let next = head.place + 1;
  while (next < count && depths[next] > head.depth) next++;
  let open = DEPTH_MAX + 1;
  let found: number | undefined;
  for (let k = next - 1; k > head.place && open > head.depth + 1; k--) {
    if (depths[k] >= open) continue;
    open = depths[k];
    if (idEnds[k] !== 0) found = open;
  }
  return found;
}

/** An entry whose own heading has a depth; those below it stay as far below it. */
function atDepth(entry: string, depth: number): string {
  const places = logHeadings(entry);
  const by = depth - places.depths[0];
  if (by === 0) return entry;
  let out = '';
  let at = 0;
  for (let k = 0; k < places.count; k++) {
    const { start, bodyStart } = places.at(k);
    const lines = entry.slice(start, bodyStart).trimEnd();
    const written = /^[ \t]*#{1,6}(?=[ \t\r\n]|$)/.exec(lines)?.[0];
    out += entry.slice(at, start) + '#'.repeat(Math.min(DEPTH_MAX, places.depths[k] + by));
    // An underlined heading can be of two depths only.
    if (written === undefined) out += ` ${headingWords(entry, places.at(k)).replaceAll('\n', ' ')}`;
    at = start + (written ?? lines).length;
  }
  return out + entry.slice(at);
}
