import type { Nodes, Root } from 'mdast';
import type { Splice } from './edit.ts';

/** Nodes that may grow or shrink at an edge which an edit touches: a list gains an item, a paragraph a line. */
const ELASTIC = new Set(['root', 'list', 'listItem', 'blockquote', 'paragraph', 'text', 'table', 'footnoteDefinition']);

/** Nodes that an edit inside them may take apart: their other parts are looked at one by one. */
const LOOSE = new Set(['root', 'paragraph', 'text']);

/** A stretch of the old text that stands in the new one: `[from, to)` moved by `shift`. */
interface Kept {
  readonly from: number;
  readonly to: number;
  readonly shift: number;
}

interface Spot {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Whether everything that an edit did not mean to touch is still read as it was: every part of the syntax tree outside the replaced
 * ranges is there after it, at its place and of its type, and none is there that was not before. So a value can't open a fence,
 * a comment or an emphasis that swallows what follows, and can't make a link out of brackets elsewhere.
 */
export function isUnchangedElsewhere(before: Root, after: Root, splices: readonly Splice[], length: number): boolean {
  const kept = keptParts(splices, length);
  const back = kept.map(({ from, to, shift }) => ({ from: from + shift, to: to + shift, shift: -shift }));
  const [old, now] = [spotsOf(before), spotsOf(after)];
  return survives(old, now, kept) && survives(now, old, back);
}

function keptParts(splices: readonly Splice[], length: number): Kept[] {
  const kept: Kept[] = [];
  let [at, shift] = [0, 0];
  for (const { start, end, text, moved } of splices) {
    kept.push({ from: at, to: start, shift });
    if (moved) kept.push({ from: moved.from, to: moved.to, shift: start + shift + moved.at - moved.from });
    shift += text.length - (end - start);
    at = end;
  }
  kept.push({ from: at, to: length, shift });
  return kept.filter(({ from, to }) => to > from);
}

function spotsOf(root: Root): Spot[] {
  const spots: Spot[] = [];
  const visit = (node: Nodes): void => {
    // Links that the reader finds in text have no position; the text around them has none then either.
    const start = node.position?.start.offset;
    const end = node.position?.end.offset;
    if (start !== undefined && end !== undefined)
      spots.push({ type: node.type === 'heading' ? `heading ${node.depth}` : node.type, start, end });
    if ('children' in node) for (const child of node.children) visit(child as Nodes);
  };
  visit(root);
  return spots;
}

/** Whether each of these spots that lies in a kept part, or reaches into one, is among the others at the place it must have. */
function survives(spots: readonly Spot[], others: readonly Spot[], kept: readonly Kept[]): boolean {
  const [starts, ends] = [new Map<string, Spot[]>(), new Map<string, Spot[]>()];
  for (const other of others) {
    put(starts, `${other.type} ${other.start}`, other);
    put(ends, `${other.type} ${other.end}`, other);
  }
  return spots.every(({ type, start, end }) => {
    if (LOOSE.has(type) && type === 'root') return true;
    const head = kept.find(({ from, to }) => from <= start && start < to);
    const tail = kept.find(({ from, to }) => from < end && end <= to);
    if (!head && !tail) return true;
    const whole = head !== undefined && head === tail;
    if (!whole && LOOSE.has(type)) return true;
    const elastic = ELASTIC.has(type);
    // At an edge of a kept part the other end may have moved, for nodes that can grow there.
    const fixedStart = head && !(elastic && start === head.from && head.from > 0) ? start + head.shift : undefined;
    const fixedEnd = tail && !(elastic && end === tail.to) ? end + tail.shift : undefined;
    if (fixedStart !== undefined && fixedEnd !== undefined && (whole || head !== tail))
      return (starts.get(`${type} ${fixedStart}`) ?? []).some((other) => other.end === fixedEnd);
    if (fixedStart !== undefined) return starts.has(`${type} ${fixedStart}`);
    if (fixedEnd !== undefined) return ends.has(`${type} ${fixedEnd}`);
    return true;
  });
}

function put(map: Map<string, Spot[]>, key: string, spot: Spot): void {
  const list = map.get(key);
  if (list) list.push(spot);
  else map.set(key, [spot]);
}
