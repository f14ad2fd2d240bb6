import type { ListItem } from 'mdast';
import { ambiguous, type EditOf, NOTHING, notFound, type Plan, refuse, type Splice } from './edit.ts';
import {
  eolNear,
  type FoundItem,
  findItem,
  itemsIn,
  itemText,
  lineEnd,
  lineStart,
  nodesOfType,
  type Reading,
  rangeOf,
  sectionsFor,
} from './reading.ts';
import { lines, oneLine, tidied } from './spellings.ts';

/** Ticks or unticks a box. */
export function planTick(edit: EditOf<'tick'>, now: Reading): Plan {
  const { item } = findItem(sectionsFor(now, edit.section), edit.item);
  const [from, to] = rangeOf(item);
  const box = /^(?:[-*+]|\d{1,9}[.)])\s+\[[ \txX]\]/.exec(now.text.slice(from, to));
  if (!box || typeof item.checked !== 'boolean') throw refuse(`"${edit.item}" has no box to tick`, `„${edit.item}“ hat kein Kästchen`);
  if (item.checked === edit.checked) return NOTHING;
  const at = from + box[0].length - 2;
  return {
    ways: [[{ start: at, end: at + 1, text: edit.checked ? 'x' : ' ' }]],
    holds: (document) => itemAt(document, from)?.checked === edit.checked,
  };
}

/** Puts an item beside another one, or at the end of the section's last list. */
export function planItemAdd(edit: EditOf<'item-add'>, now: Reading): Plan {
  const value = tidied(edit.text);
  if (value === '') throw refuse('an item needs words', 'ein Listenpunkt braucht Worte');
  const { text } = now;
  const spot = spotFor(edit, now);
  const box = edit.checked === undefined ? '' : edit.checked ? '[x] ' : '[ ] ';
  const indent = `${column(spot.prefix)}${' '.repeat(spot.marker.length)}`;
  const words = value.includes('\n\n') ? oneLine(value) : lines(value, eolNear(text, spot.at), indent);
  const start = spot.at + spot.lead.length;
  return {
    ways: words.map((form) => [{ start: spot.at, end: spot.at, text: `${spot.lead}${spot.marker}${box}${form}${spot.tail}` }]),
    holds: (document) => {
      const item = itemAt(document, start);
      const isNew = itemsIn([document.root]).length === itemsIn([now.root]).length + 1;
      return item !== undefined && isNew && tidied(itemText(item)) === value && (item.checked ?? undefined) === edit.checked;
    },
  };
}

/** Where a new item goes, and what stands around it. */
interface Spot {
  readonly at: number;
  /** Line end (and an empty line, where the list has them) with what the line begins with. */
  readonly lead: string;
  readonly tail: string;
  /** What the lines of the list begin with before the mark. */
  readonly prefix: string;
  readonly marker: string;
}

function spotFor(edit: { section?: EditOf<'item-add'>['section']; after?: string; before?: string }, now: Reading): Spot {
  const sections = sectionsFor(now, edit.section);
  if (edit.after !== undefined && edit.before !== undefined)
    throw refuse('an item goes behind one or before one, not both', 'ein Listenpunkt kommt hinter einen oder vor einen, nicht beides');
  const name = edit.after ?? edit.before;
  const found = name === undefined ? lastItem(sections, now) : findItem(sections, name);
  if (!found) return newList(sections, now);
  return edit.before === undefined ? behind(found, now.text) : inFront(found, now.text);
}

function lastItem(sections: readonly { nodes: readonly unknown[] }[], now: Reading): FoundItem | undefined {
  if (sections.length > 1 && nodesOfType([now.root], 'list').length > 1)
    throw ambiguous(
      { en: 'list', de: 'eine Liste' },
      '-',
      nodesOfType([now.root], 'list').map(({ position }) => `line ${position!.start.line}`),
    );
  const nodes = sections.flatMap((section) => section.nodes) as Reading['root']['children'];
  const list = nodes.findLast((node) => node.type === 'list');
  if (list?.type !== 'list') return undefined;
  const at = list.children.length - 1;
  return { item: list.children[at], list, at, text: '' };
}

/** The first item of a section that has no list: below what stands in it. */
function newList(sections: ReturnType<typeof sectionsFor>, now: Reading): Spot {
  const [section] = sections;
  if (sections.length !== 1) throw notFound({ en: 'list', de: 'eine Liste' }, '-', []);
  const { text } = now;
  const at = section.start + text.slice(section.start, section.end).trimEnd().length;
  const eol = eolNear(text, at);
  const joint = at === 0 ? '' : eol + eol;
  return { at, lead: joint, tail: '', prefix: '', marker: '- ' };
}

function behind({ item, list, at }: FoundItem, text: string): Spot {
  const end = contentEnd(item, text);
  const [from] = rangeOf(item);
  // Two items show how the list parts them; a single one is followed by the next line.
  const pair = at > 0 ? [list.children[at - 1], item] : list.children.length > 1 ? [item, list.children[1]] : undefined;
  const prefix = column(text.slice(lineStart(text, from), from));
  const lead = pair ? text.slice(contentEnd(pair[0], text), rangeOf(pair[1])[0]) : eolNear(text, from) + prefix;
  return { at: end, lead, tail: '', prefix, marker: markerOf(item, text, 1) };
}

function inFront({ item, list, at }: FoundItem, text: string): Spot {
  const [from] = rangeOf(item);
  const other = list.children[at + 1] ?? list.children[at - 1];
  const prefix = column(text.slice(lineStart(text, from), from));
  const parts =
    other === undefined
      ? undefined
      : at + 1 < list.children.length
        ? text.slice(contentEnd(item, text), rangeOf(other)[0])
        : text.slice(contentEnd(other, text), from);
  return { at: from, lead: '', tail: parts ?? eolNear(text, from) + prefix, prefix, marker: markerOf(item, text, 0) };
}

/** An item's mark with the blanks behind it; of a numbered list the number `step` further. */
function markerOf(item: ListItem, text: string, step: number): string {
  const marker = /^(?:[-*+]|\d{1,9}[.)])[ \t]*/.exec(text.slice(rangeOf(item)[0]))?.[0] ?? '- ';
  const blank = /[ \t]$/.test(marker) ? marker : `${marker} `;
  return blank.replace(/\d+/, (n) => String(Number(n) + step));
}

/** The beginning of a line with every mark of a list in it blanked: `- ` of an outer item counts as two blanks. */
function column(prefix: string): string {
  return prefix.replace(/[^>\t]/g, ' ');
}

function contentEnd(item: ListItem, text: string): number {
  const [from, to] = rangeOf(item);
  return from + text.slice(from, to).trimEnd().length;
}

function itemAt(now: Reading, start: number): ListItem | undefined {
  return nodesOfType([now.root], 'listItem').find((item) => rangeOf(item)[0] === start);
}

/** Takes an item out with all below it. */
export function planItemRemove(edit: EditOf<'item-remove'>, now: Reading): Plan {
  const found = findItem(sectionsFor(now, edit.section), edit.item);
  const gone = itemsIn([found.item]).length + 1;
  return {
    ways: [[removal(found, now.text)]],
    holds: (document) => itemsIn([document.root]).length === itemsIn([now.root]).length - gone,
  };
}

/** An item goes with what parts it from the one above; the first with what parts it from the next; the only one with its line. */
function removal({ item, list, at }: FoundItem, text: string): Splice {
  const [from] = rangeOf(item);
  const end = contentEnd(item, text);
  if (at > 0) return { start: contentEnd(list.children[at - 1], text), end, text: '' };
  if (list.children.length > 1) return { start: from, end: rangeOf(list.children[1])[0], text: '' };
  const stop = lineEnd(text, end);
  const next = text.startsWith('\r\n', stop) ? stop + 2 : stop < text.length ? stop + 1 : stop;
  const start = lineStart(text, from);
  // The last line of a text without a line end takes the one above it along.
  const above = next === stop && start > 0 ? lineEnd(text, start - 1) : start;
  return { start: above, end: next, text: '' };
}

/** Moves an item, with all below it, behind another one or before it. */
export function planItemMove(edit: EditOf<'item-move'>, now: Reading): Plan {
  const sections = sectionsFor(now, edit.section);
  const found = findItem(sections, edit.item);
  const name = edit.after ?? edit.before;
  if (name === undefined || (edit.after !== undefined && edit.before !== undefined))
    throw refuse('an item moves behind one or before one', 'ein Listenpunkt kommt hinter einen oder vor einen');
  const target = findItem(sections, name);
  const { text } = now;
  const [from, to] = rangeOf(found.item);
  const [goal] = rangeOf(target.item);
  if (goal >= from && goal < to)
    throw refuse('an item can not be moved into itself', 'ein Listenpunkt lässt sich nicht in sich selbst verschieben');
  if (target.list === found.list) {
    const to = edit.after === undefined ? target.at : target.at + 1;
    if (to === found.at || to === found.at + 1) return NOTHING;
    return { ways: [rotation(found, to, text)], holds: () => true };
  }
  const spot = spotFor({ section: edit.section, after: edit.after, before: edit.before }, now);
  const words = reindented(found, spot, text);
  const into: Splice = { start: spot.at, end: spot.at, text: spot.lead + words + spot.tail };
  const splices = [removal(found, text), into].sort((a, b) => a.start - b.start);
  const texts = (document: Reading): string[] =>
    itemsIn([document.root])
      .map((one) => one.text)
      .sort();
  return { ways: [splices], holds: (document) => texts(document).join('\n') === texts(now).join('\n') };
}

/** The item and what parts it from its neighbour change places with the items between: no byte is lost or made. */
function rotation({ item, list, at }: FoundItem, to: number, text: string): Splice[] {
  const [from] = rangeOf(item);
  const end = contentEnd(item, text);
  const core = text.slice(from, end);
  if (to > at) {
    const next = rangeOf(list.children[at + 1])[0];
    const gap = text.slice(end, next);
    const goal = contentEnd(list.children[to - 1], text);
    return [
      { start: from, end: next, text: '' },
      { start: goal, end: goal, text: gap + core, moved: { from, to: end, at: gap.length } },
    ];
  }
  const above = contentEnd(list.children[at - 1], text);
  const goal = rangeOf(list.children[to])[0];
  return [
    { start: goal, end: goal, text: core + text.slice(above, from), moved: { from, to: end, at: 0 } },
    { start: above, end, text: '' },
  ];
}

/** An item's lines at the depth of another list, with that list's mark. */
function reindented({ item, text: name }: FoundItem, spot: Spot, text: string): string {
  const [from] = rangeOf(item);
  const core = text.slice(from, contentEnd(item, text));
  const old = text.slice(lineStart(text, from), from);
  if (/[^ ]/.test(column(old)) || /[^ ]/.test(spot.prefix))
    throw refuse(`"${name}" stands in a quote or behind a tab`, `„${name}“ steht in einem Zitat oder hinter einem Tabulator`);
  const marker = markerOf(item, text, 0);
  const shift = spot.prefix.length + spot.marker.length - old.length - marker.length;
  const [first, ...rest] = core.split('\n');
  const moved = rest.map((line) =>
    line.trim() === '' ? line : shift >= 0 ? ' '.repeat(shift) + line : line.replace(new RegExp(`^ {0,${-shift}}`), ''),
  );
  return [spot.marker + first.slice(marker.length), ...moved].join('\n');
}
