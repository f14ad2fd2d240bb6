import { LineCount } from '../../tree/headings.ts';
import type { HeadingWindow } from '../../tree/headings-after.ts';
import { idEndsIn, LogOutline, type LogPart, logHeadings, PARTS } from './log-scan.ts';

/**
 * A stretch of a log that was looked at again, as a log of its own that begins in the part in which it stands, with the lines that it has
 * there. To make one text of a large log again, and to look at all of it, takes longer than all else that a change does.
 */
export class Excerpt extends LogOutline {
  /** `within`: where it begins (`IN_NO_PART`). `behind`: the depth of the heading behind it; 0: there is none. */
  constructor(
    text: string,
    private readonly within: number,
    private readonly behind: number,
    linesAbove: () => number,
  ) {
    const places = logHeadings(text);
    super(text, 0, places, idEndsIn(text, places), within, new LinesBelow(text, linesAbove));
  }

  /** Whether it is the one that has an entry with an id, as a whole with all that stands below it. */
  holdsEntry(id: string): boolean {
    const found = this.withId(id);
    return found.length === 1 && found[0].depth >= this.behind;
  }

  /** Whether a part of the log begins in it. */
  holdsPart(part: LogPart): boolean {
    return PARTS[this.within >> 3] !== part && this.sections.some((one) => one.part === part);
  }
}

/**
 * The stretches of a log that were looked at again; none where one changes in which part another stands. `before`: the log as it was.
 */
export function excerptsOf(before: LogOutline, windows: readonly HeadingWindow[]): readonly Excerpt[] {
  const { text, places } = before;
  const made: Excerpt[] = [];
  /** So many lines more stand in front of the next one than did. */
  let more = 0;
  for (const [k, { first, next, from, until, words }] of windows.entries()) {
    const above = made[k - 1];
    if (above && above.standsBelow(above.places.count - 1) !== before.standsBelow(windows[k - 1].next - 1)) return [];
    const last = next < places.count;
    const own = words.slice(0, last ? places.starts[next] - until : undefined);
    const came = more;
    more += lineEndsIn(words) - lineEndsIn(text.slice(from, until));
    const linesAbove = (): number => before.lines.of(from) - 1 + came;
    made.push(new Excerpt(own, before.standsBelow(first - 1), last ? places.depths[next] : 0, linesAbove));
  }
  return made;
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
