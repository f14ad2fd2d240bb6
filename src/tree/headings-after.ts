import type { Splice } from './edit/edit.ts';
import { HeadingPlaces, headingsAtMargin } from './headings.ts';

/** A stretch of a text that was looked at again, from a heading in front of a change up to the first one behind it. */
export interface HeadingWindow {
  /** The headings that stood there: of those before, from one up to the other. */
  readonly first: number;
  readonly next: number;
  /** The stretch that they stood in: from the first of them, or from where headings may begin, to behind the line of the one behind them. */
  readonly from: number;
  readonly until: number;
  /** The stretch with splices made, and the headings in it. */
  readonly words: string;
  readonly found: HeadingPlaces;
  /** Where it begins in the text with all splices made. */
  readonly begin: number;
  /** So much further on stands what is behind it. */
  readonly shift: number;
}

/**
 * Looks for headings only where splices (in their order, none over another) touch a text: a heading at the margin outside of fences means
 * the same whatever stands above it, so from one to the next nothing else can change. Undefined where it may: the text must be looked at
 * as a whole. A property test holds both ways against each other.
 */
export function headingWindows(
  text: string,
  from: number,
  before: HeadingPlaces,
  splices: readonly Splice[],
): readonly HeadingWindow[] | undefined {
  if (!before.atMargin || splices.some(({ start }) => start <= from)) return undefined;
  const windows: HeadingWindow[] = [];
  let shift = 0;
  for (let s = 0; s < splices.length; ) {
    // Its line may change, but begins with a hash all the same: it can't underline what stands above it.
    const above = before.from(splices[s].start) - 1;
    const begin = above < 0 ? from : before.starts[above];
    let words = '';
    let at = begin;
    let next: number;
    do {
      const splice = splices[s++];
      words += text.slice(at, splice.start) + splice.text;
      at = splice.end;
      next = before.from(at);
    } while (s < splices.length && (next === before.count || splices[s].start <= before.bodyStarts[next]));
    const end = next < before.count ? before.bodyStarts[next] : text.length;
    words += text.slice(at, end);
    const found = headingsAtMargin(words, 0);
    if (found === undefined) return undefined;
    if (next < before.count) {
      // The heading behind the change ends the window, if it still is one.
      found.count--;
      if (found.count < 0 || found.starts[found.count] !== words.length - (end - before.starts[next])) return undefined;
    }
    const moved = begin + shift;
    shift += words.length - (end - begin);
    windows.push({ first: Math.max(above, 0), next, from: begin, until: end, words, found, begin: moved, shift });
  }
  return windows;
}

/** The headings of the text with all splices made. */
export function headingsAfter(before: HeadingPlaces, windows: readonly HeadingWindow[]): HeadingPlaces {
  const places = new HeadingPlaces(true);
  let taken = 0;
  let shift = 0;
  for (const { first, next, found, begin, shift: behind } of windows) {
    places.addFrom(before, taken, first, shift);
    places.addFrom(found, 0, found.count, begin);
    taken = next;
    shift = behind;
  }
  places.addFrom(before, taken, before.count, shift);
  return places;
}
