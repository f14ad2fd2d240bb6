import { NONE_YET } from '../../tree/vocabulary.ts';
import { EMPTY, eolOf, languageOf } from './log-edit.ts';
import { type LogEntry, type LogHead, scanLog } from './log-scan.ts';

/** Entries that stand one after the other below one heading. */
interface Run {
  readonly ids: string[];
  /** What stands between two neighbours, by their ids. */
  readonly gaps: Map<string, string>;
  /** The words of an empty part: `(none yet)`. */
  empty?: string;
}

/** A log without its entries, and its entries. */
export interface Apart {
  /** The text with one line in the place of each run of entries, or of the words of an empty part. */
  readonly frame: string;
  /** Text of each entry, without the line end behind it. */
  readonly entries: ReadonlyMap<string, string>;
  readonly runs: ReadonlyMap<string, Run>;
}

type Sides = Readonly<Record<'base' | 'ours' | 'theirs', Apart>>;

const EMPTY_PART = new RegExp(`^[ \\t]*${NONE_YET}[ \\t]*\\r?$`, 'im');

/** Stands for a run in the frame: a line of its own that nobody writes. */
function markOf(section: string): string {
  return `\u0001run ${section}\u0001`;
}

const MARK_LINE = /^\u0001run (.+)\u0001/gm;

/** Takes a log apart. Sections are known by the part that they are, else by their title, so that both sides' can be told to be one. */
export function takenApart(text: string): Apart {
  const outline = scanLog(text);
  const entryAt = new Map(outline.entries.map((entry) => [entry.start, entry]));
  const entries = new Map<string, string>();
  const runs = new Map<string, Run>();
  const cuts: { start: number; end: number; section: string; empty?: boolean }[] = [];
  const seen = new Map<string, number>();
  let section = nameOf(undefined, seen);
  let last: LogEntry | undefined;
  let inside = 0;
  for (const head of outline.heads) {
    if (head.start < inside) continue;
    const entry = entryAt.get(head.start);
    if (entry === undefined) {
      section = nameOf(head, seen);
      last = undefined;
      const empty = EMPTY_PART.exec(text.slice(head.bodyStart, head.end));
      if (empty) {
        const start = head.bodyStart + empty.index;
        const words = empty[0].trimEnd();
        cuts.push({ start, end: start + words.length, section, empty: true });
        runs.set(section, { ids: [], gaps: new Map(), empty: words });
      }
      continue;
    }
    inside = entry.deepEnd;
    entries.set(entry.id, text.slice(entry.start, entry.coreEnd));
    const run: Run = runs.get(section) ?? { ids: [], gaps: new Map() };
    runs.set(section, run);
    if (last) {
      run.gaps.set(`${last.id} ${entry.id}`, text.slice(last.coreEnd, entry.start));
      cuts[cuts.length - 1].end = entry.coreEnd;
    } else cuts.push({ start: entry.start, end: entry.coreEnd, section });
    run.ids.push(entry.id);
    last = entry;
  }
  let frame = '';
  let at = 0;
  // A part with entries that still says it is empty has two places: the entries' counts.
  for (const cut of cuts.filter(({ section: name, empty }, k) => !(empty && cuts[k + 1]?.section === name))) {
    frame += text.slice(at, cut.start) + markOf(cut.section);
    at = cut.end;
  }
  return { frame: frame + text.slice(at), entries, runs };
}

function nameOf(head: LogHead | undefined, seen: Map<string, number>): string {
  const name =
    head === undefined
      ? 'top'
      : head.part !== 'other' && !seen.has(`part ${head.part}`)
        ? `part ${head.part}`
        : `title ${head.title.replaceAll('\n', ' ')}`;
  const count = (seen.get(name) ?? 0) + 1;
  seen.set(name, count);
  return count === 1 ? name : `${name} (${count})`;
}

/** Where entries stand after a merge. */
export interface Places {
  /** The section of each entry. */
  readonly sections: ReadonlyMap<string, string>;
  /** Entries that one side took out and the other went on with. */
  readonly torn: ReadonlySet<string>;
}

/** In which section each entry stands after the merge: where the side has it that moved it, else where ours has it. */
export function placesOf({ base, ours, theirs }: Sides): Places {
  const sections = [base, ours, theirs].map(sectionsOf);
  const places = new Map<string, string>();
  const torn = new Set<string>();
  for (const id of new Set([...ours.entries.keys(), ...theirs.entries.keys()])) {
    const [was, mine, other] = sections.map((one) => one.get(id));
    if (mine !== undefined && other !== undefined) {
      places.set(id, mine === was ? other : mine);
      continue;
    }
    const [left, text] = mine === undefined ? [other, theirs.entries.get(id)] : [mine, ours.entries.get(id)];
    if (was !== undefined) {
      if (left === was && text === base.entries.get(id)) continue;
      torn.add(id);
    }
    places.set(id, left as string);
  }
  return { sections: places, torn };
}

/** In which section each entry of a log stands. */
export function sectionsOf({ runs }: Apart): Map<string, string> {
  return new Map([...runs].flatMap(([section, { ids }]) => ids.map((id) => [id, section] as const)));
}

/**
 * The merged frame with the entries in their places: in the order of the side that has changed it, and where both have not, or both have,
 * in that of ours, with what only the other has there behind its neighbour.
 */
export function filledFrame(
  frame: string,
  { base, ours, theirs }: Sides,
  places: ReadonlyMap<string, string>,
  texts: ReadonlyMap<string, string>,
): string {
  const eol = eolOf(frame);
  const german = languageOf(scanLog(frame)) === 'de';
  return frame.replace(MARK_LINE, (_, section: string) => {
    const [was, mine, other] = [base, ours, theirs].map(({ runs }) => runs.get(section));
    const here = inOrder(was?.ids ?? [], mine?.ids ?? [], other?.ids ?? []).filter((id) => places.get(id) === section);
    const first = here.shift();
    if (first === undefined) return mine?.empty ?? other?.empty ?? EMPTY[german ? 'de' : 'en'];
    let text = texts.get(first) ?? '';
    let before = first;
    for (const id of here) {
      const pair = `${before} ${id}`;
      const [gapBefore, own, others] = [was, mine, other].map((run) => run?.gaps.get(pair));
      text += ((own === gapBefore ? (others ?? own) : (own ?? others)) ?? eol + eol) + (texts.get(id) ?? '');
      before = id;
    }
    return text;
  });
}

/** The ids of a run as both sides have it: where ours did not turn the base's around, in the order of theirs. */
function inOrder(base: readonly string[], ours: readonly string[], theirs: readonly string[]): string[] {
  const known = new Set(base);
  const common = (ids: readonly string[], others: readonly string[]): string => ids.filter((id) => others.includes(id)).join();
  const isTurned = (ids: readonly string[]): boolean => common(base, ids) !== common(ids, base);
  const [first, second] = !isTurned(ours) && isTurned(theirs) ? [theirs, ours] : [ours, theirs];
  const order = [...first];
  for (const [k, id] of second.entries()) {
    if (order.includes(id)) continue;
    let at = k === 0 ? 0 : order.indexOf(second[k - 1]) + 1;
    // Behind what the first has added there, too.
    while (at < order.length && !known.has(order[at]) && !second.includes(order[at])) at++;
    order.splice(at, 0, id);
  }
  return order;
}
