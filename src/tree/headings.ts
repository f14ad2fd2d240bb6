import { headingsByLine } from './heading-lines.ts';

/** Where a heading of a Markdown text stands. Offsets are of the text (UTF-16). */
export interface HeadingPlace {
  /** 1 to 6. */
  readonly depth: number;
  /** The beginning of its line, of its first one where it is underlined. */
  readonly start: number;
  /** Behind its last line. */
  readonly bodyStart: number;
}

/**
 * Where the headings of a text stand, in rows of numbers: a large log has ten thousand, and few are ever asked for. Offsets are of the
 * text (UTF-16).
 */
export class HeadingPlaces {
  /** `atMargin`: what could open or close one stands at the margin, so that it means the same whatever stands above it. */
  constructor(readonly atMargin: boolean) {}

  count = 0;
  /** A fence is not closed: whatever comes behind the text stands in it. */
  isOpen = false;
  /** 1 to 6. */
  depths = new Uint8Array(32);
  /** The beginnings of their lines, of the first ones where they are underlined. */
  starts = new Int32Array(32);
  /** Behind their last lines. */
  bodyStarts = new Int32Array(32);

  add(depth: number, start: number, bodyStart: number): void {
    const k = this.count++;
    if (k === this.starts.length) this.widen(2 * k);
    this.depths[k] = depth;
    this.starts[k] = start;
    this.bodyStarts[k] = bodyStart;
  }

  /** Adds those of others from one up to another, so much further on. */
  addFrom(others: HeadingPlaces, first: number, next: number, shift: number): void {
    const at = this.count;
    this.count += next - first;
    if (this.count > this.starts.length) this.widen(Math.max(this.count, 2 * at));
    this.depths.set(others.depths.subarray(first, next), at);
    setShifted(this.starts, at, others.starts.subarray(first, next), shift);
    setShifted(this.bodyStarts, at, others.bodyStarts.subarray(first, next), shift);
  }

  private widen(room: number): void {
    this.depths = widened(this.depths, new Uint8Array(room));
    this.starts = widened(this.starts, new Int32Array(room));
    this.bodyStarts = widened(this.bodyStarts, new Int32Array(room));
  }

  at(k: number): HeadingPlace {
    return { depth: this.depths[k], start: this.starts[k], bodyStart: this.bodyStarts[k] };
  }

  /** The first heading that begins at an offset or behind it; `count` where none does. */
  from(offset: number): number {
    let low = 0;
    for (let high = this.count; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function setShifted(row: Int32Array, at: number, offsets: Int32Array, shift: number): void {
  row.set(offsets, at);
  if (shift !== 0) for (let k = at, end = at + offsets.length; k < end; k++) row[k] += shift;
}

function widened<T extends Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/**
 * What opens a heading, a fence or HTML, or underlines a heading: most lines of a document are none of it. One expression finds them all,
 * since what it passes over costs next to nothing.
 */
const MARK = /^[ \t]{0,3}(?:#{1,6}(?![^ \t\r\n])|`{3,}|~{3,}|<(?=[A-Za-z!?/])|(?:=+|-+)[ \t]*$)/gm;

const [TAB, LINE_END, RETURN, BLANK, HASH, LESS, TICK, TILDE] = [9, 10, 13, 32, 35, 60, 96, 126];

/**
 * The headings of a Markdown text from an offset on (where its front matter ends), in time linear in its length: a syntax tree of a large
 * document takes seconds. Knows fences, HTML, lists, quotes and underlined headings; headings in lists and quotes are none. A property test
 * holds it against the full reader.
 */
export function headingPlaces(text: string, from = 0): HeadingPlaces {
  const found = headingsAtMargin(text, from);
  if (found) return found;
  const places = new HeadingPlaces(false);
  for (const { depth, start, bodyStart } of headingsByLine(text, from)) places.add(depth, start, bodyStart);
  return places;
}

/**
 * Headings of a text in which every mark stands at the margin: such a mark means the same whatever list or quote is open above it.
 * Undefined where a mark is indented, may underline the line above it, or is raw HTML: then the lines must be looked at one by one.
 */
export function headingsAtMargin(text: string, from: number): HeadingPlaces | undefined {
  const found = new HeadingPlaces(true);
  for (let at = from; ; at = MARK.lastIndex) {
    MARK.lastIndex = at;
    // Most marks are hashes at the margin. Where they end says all, and no match is made for each.
    if (!MARK.test(text)) return found;
    const behind = MARK.lastIndex;
    let start = behind;
    while (start > from && text.charCodeAt(start - 1) === HASH) start--;
    if (start < behind && (start === from || text.charCodeAt(start - 1) === LINE_END)) {
      const next = text.indexOf('\n', behind);
      found.add(behind - start, start, next < 0 ? text.length : next + 1);
      continue;
    }
    MARK.lastIndex = at;
    const mark = MARK.exec(text);
    if (mark === null) return found;
    start = mark.index;
    // To a regular expression more characters end a line than to Markdown.
    if (start > from && text.charCodeAt(start - 1) !== LINE_END) continue;
    const code = text.charCodeAt(start);
    if (code === TICK || code === TILDE) {
      const end = fenceEnd(text, start, mark[0]);
      if (end === undefined) return undefined;
      // One that closes with the last line may as well be open: who asks looks again at more of the text.
      found.isOpen = end === text.length;
      MARK.lastIndex = end;
    } else if (code === BLANK || code === TAB || code === LESS) return undefined;
    // An underline has words right above it.
    else if (start > from && !isBlankLineBefore(text, start)) return undefined;
  }
}

function isBlankLineBefore(text: string, start: number): boolean {
  for (let at = start - 2; at >= 0; at--) {
    const code = text.charCodeAt(at);
    if (code === LINE_END) return true;
    if (code !== BLANK && code !== TAB && code !== RETURN) return false;
  }
  return true;
}

/** Where the line ends that closes a fence; the text's end where none does; undefined where it is none: backticks around words in one line. */
function fenceEnd(text: string, start: number, mark: string): number | undefined {
  const next = text.indexOf('\n', start);
  const stop = next < 0 ? text.length : next;
  if (mark[0] === '`' && text.slice(start + mark.length, stop).includes('`')) return undefined;
  const close = new RegExp(`\\n {0,3}${mark[0]}{${mark.length},}[ \\t]*\\r?(?=\\n|$)`, 'g');
  close.lastIndex = stop;
  return close.test(text) ? close.lastIndex : text.length;
}

/** The words of a heading as written: without hashes, indentation and underline. */
export function headingWords(text: string, { start, bodyStart }: HeadingPlace): string {
  const lines = text.slice(start, bodyStart).trimEnd();
  const hashes = /^[ \t]*#{1,6}(?=[ \t\r\n]|$)/.exec(lines);
  if (hashes) {
    const words = lines.slice(hashes[0].length).trim();
    return words.endsWith('#') ? words.replace(/(?:^|[ \t]+)#+$/, '').trim() : words;
  }
  return lines
    .slice(0, lines.lastIndexOf('\n'))
    .trim()
    .replace(/\s*\n\s*/g, '\n');
}

/** So many lines are passed over at once on the way to a place that lies far off, in characters. */
const STRIDE = 64;
const STRIDE_LINES = new RegExp(`(?:[^\\n]*\\n){${STRIDE}}`, 'y');
const FAR = 16_384;

/** A place of a text at the beginning of a line. */
export interface LineMark {
  readonly offset: number;
  /** 1-based. */
  readonly line: number;
}

const TOP: LineMark = { offset: 0, line: 1 };

/** Line (1-based) of offsets of a text: quick where they are asked for in their order. */
export class LineCount {
  readonly #text: string;
  readonly #known: readonly LineMark[];
  #at = 0;
  #line = 1;

  /** `known`: places whose lines are known, in their order. */
  constructor(text: string, known: readonly LineMark[] = []) {
    this.#text = text;
    this.#known = known;
  }

  of(offset: number): number {
    const mark = this.#known.findLast((one) => one.offset <= offset) ?? TOP;
    if (offset < this.#at || this.#at < mark.offset) {
      this.#at = mark.offset;
      this.#line = mark.line;
    }
    if (offset - this.#at > FAR) this.#stride(offset);
    for (let next = this.#text.indexOf('\n', this.#at); next >= 0 && next < offset; next = this.#text.indexOf('\n', next + 1)) {
      this.#line++;
      this.#at = next + 1;
    }
    return this.#line;
  }

  #stride(offset: number): void {
    STRIDE_LINES.lastIndex = this.#at;
    while (STRIDE_LINES.test(this.#text) && STRIDE_LINES.lastIndex <= offset) {
      this.#line += STRIDE;
      this.#at = STRIDE_LINES.lastIndex;
    }
  }
}
