import { scanLog } from './log-scan.ts';

/** An id that begins an item of a list or a row of a table, as some keep their lessons. */
export interface ListedId {
  readonly id: string;
  /** 1-based. */
  readonly line: number;
  /** What is said behind it. */
  readonly words: string;
}

/** Ids of one list or table below one heading, written alike. */
interface Block {
  readonly isTable: boolean;
  readonly depth: number;
  readonly ids: Map<string, ListedId[]>;
}

const ID = '(?:[A-Z]{1,8}(?:-[A-Z0-9]{1,8})*)-\\d{1,9}(?![\\p{L}\\p{N}]|-[\\p{L}\\p{N}~])';
const ITEM = new RegExp(`^([ \\t]*)(?:[-*+]|\\d{1,9}[.)])[ \\t]+([*_\`[]*)(${ID})([*_\`\\]]*)(.*)$`, 'u');
const CELL = new RegExp(`^[ \\t]*([*_\`[]*)(${ID})([*_\`\\]]*)(.*)$`, 'u');
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/**
 * The ids of a prefix that a document has twice, where they begin items or rows: each by its places. A list may also speak of what stands in
 * another (an overview, a history), so an id counts only where every list that has it has it twice; so do rows of which most ids have several.
 * Where headings are the entries, lists speak of those.
 */
export function doubledListed(text: string, prefix: string): readonly (readonly ListedId[])[] {
  if (!text.includes(`${prefix}-`)) return [];
  const blocks = blocksOf(text, prefix);
  const found = blocks.flatMap((block) =>
    [...block.ids].flatMap(([id, places]) => {
      const isTwice = isDoubled(block, places) && blocks.every(({ ids }) => (ids.get(id)?.length ?? 2) > 1);
      return isTwice ? [places] : [];
    }),
  );
  const hasEntries = (): boolean => scanLog(text).entries.some(({ id }) => id.slice(0, id.lastIndexOf('-')) === prefix);
  return found.length === 0 || hasEntries() ? [] : found;
}

function isDoubled({ isTable, ids }: Block, places: readonly ListedId[]): boolean {
  if (places.length < 2) return false;
  return !isTable || [...ids.values()].filter((one) => one.length > 1).length * 2 <= ids.size;
}

function blocksOf(text: string, prefix: string): readonly Block[] {
  const blocks = new Map<string, Block>();
  const depths = new Map<number, number>();
  let section = 0;
  let fence: string | undefined;
  // What stands in a comment is an example; lines stay counted.
  const lines = text.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]+/g, '')).split(/\r?\n/);
  for (const [k, line] of lines.entries()) {
    const mark = FENCE.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      continue;
    }
    fence = mark;
    if (/^#{1,6}\s/.test(line)) section++;
    const found = itemIn(line) ?? rowIn(line);
    if (!found?.id.startsWith(`${prefix}-`) || found.id.slice(prefix.length + 1).includes('-')) continue;
    const { id, depth, isTable, style, words } = found;
    const key = `${section} ${isTable} ${depth} ${style}`;
    const block = blocks.get(key) ?? { isTable, depth, ids: new Map() };
    blocks.set(key, block);
    block.ids.set(id, [...(block.ids.get(id) ?? []), { id, line: k + 1, words }]);
    if (!isTable) depths.set(section, Math.min(depth, depths.get(section) ?? depth));
  }
  // What stands below an item says something of it.
  return [...blocks]
    .filter(([key, { isTable, depth }]) => isTable || depth === depths.get(Number.parseInt(key, 10)))
    .map(([, block]) => block);
}

interface Found {
  readonly id: string;
  /** Of an item, how far it is indented; of a row, which of its cells it is. */
  readonly depth: number;
  readonly isTable: boolean;
  /** The marks around it. */
  readonly style: string;
  readonly words: string;
}

function itemIn(line: string): Found | undefined {
  const [, indent, before, id, behind, words] = ITEM.exec(line) ?? [];
  return id === undefined ? undefined : { id, depth: indent.length, isTable: false, style: before + behind, words: words.trim() };
}

/** The first cell that begins with an id: others name what the row speaks of. */
function rowIn(line: string): Found | undefined {
  if (!/^[ \t]*\|/.test(line)) return undefined;
  const cells = line.trim().split('|').slice(1);
  const depth = cells.findIndex((cell) => CELL.test(cell));
  const [, before, id, behind, words] = CELL.exec(cells[depth] ?? '') ?? [];
  if (id === undefined) return undefined;
  return { id, depth, isTable: true, style: before + behind, words: [words, ...cells.slice(depth + 1)].join('|').trim() };
}
