import { headingPlaces, LineCount } from '../../tree/headings.ts';
import type { HeadingWindow } from '../../tree/headings-after.ts';
import { idEndsIn, LogOutline, type LogPart } from './log-scan.ts';

/**
 * A stretch of a log that was looked at again, as a log of its own: below the headings that it stands below in the whole one, with the lines
 * that it has there. To make one text of a large log again, and to look at all of it, takes longer than all else that a change does.
 */
export class Excerpt extends LogOutline {
  override readonly lines: LineCount;

  /** `own`: the place of its first heading: those in front only stand above it. `behind`: the depth of the heading behind it; 0: there is none. */
  constructor(
    text: string,
    private readonly own: number,
    private readonly behind: number,
    linesAbove: () => number,
  ) {
    const places = headingPlaces(text);
    super(text, 0, places, idEndsIn(text, places));
    this.lines = new LinesBelow(text, linesAbove);
  }

  /** Whether it is the one that has an entry with an id, as a whole with all that stands below it. */
  holdsEntry(id: string): boolean {
    const found = this.withId(id);
    return found.length === 1 && found[0].place >= this.own && found[0].depth >= this.behind;
  }

  /** Whether a part of the log begins in it. */
  holdsPart(part: LogPart): boolean {
    const head = this.sections.find((one) => one.part === part);
    return head !== undefined && head.place >= this.own;
  }
}

/** The stretches of a log that were looked at again. `before`: the log as it was. */
export function excerptsOf(before: LogOutline, windows: readonly HeadingWindow[]): readonly Excerpt[] {
  const { text, places } = before;
  const made: Excerpt[] = [];
  /** So many lines more stand in front of the next one than did. */
  let more = 0;
  for (const [k, { first, next, from, until, words }] of windows.entries()) {
    const titles: string[] = [];
    const depth = titlesAbove(before, windows[k - 1]?.next ?? 0, first, DEEPEST + 1, titles);
    if (k > 0) titlesAbove(made[k - 1], 0, made[k - 1].places.count, depth, titles);
    const last = next < places.count;
    const own = words.slice(0, last ? places.starts[next] - until : undefined);
    const came = more;
    more += lineEndsIn(words) - lineEndsIn(text.slice(from, until));
    const linesAbove = (): number => before.lines.of(from) - 1 + came - titles.length;
    made.push(new Excerpt(titles.join('') + own, titles.length, last ? places.depths[next] : 0, linesAbove));
  }
  return made;
}

/** The depth of the deepest headings. */
const DEEPEST = 6;

/**
 * Puts in front the lines of those of some headings that what comes behind them stands below, and is less deep than a depth; gives the
 * depth of the outermost.
 */
function titlesAbove({ text, places }: LogOutline, first: number, next: number, depth: number, titles: string[]): number {
  let above = depth;
  for (let k = next - 1; k >= first && above > 1; k--) {
    if (places.depths[k] >= above) continue;
    above = places.depths[k];
    titles.unshift(text.slice(places.starts[k], places.bodyStarts[k]));
  }
  return above;
}

function lineEndsIn(words: string): number {
  return words.split('\n').length - 1;
}

/** The lines of a text that stands below other lines; how many is found out when a line is asked for. */
class LinesBelow extends LineCount {
  #above: number | undefined;

  constructor(
    text: string,
    private readonly linesAbove: () => number,
  ) {
    super(text);
  }

  override of(offset: number): number {
    this.#above ??= this.linesAbove();
    return this.#above + super.of(offset);
  }
}
