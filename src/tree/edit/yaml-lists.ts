import type { Scalar, YAMLSeq } from 'yaml';
import type { Splice } from './edit.ts';
import { lineEnd, lineStart } from './reading.ts';
import { type Style, scalar } from './yaml-words.ts';

type Range = readonly [number, number];

/**
 * Turns a list of plain values into another: items at both ends that stay are not touched, so their quotes and comments survive.
 * Undefined where the list can't be changed item by item (none is left, or several share a line of a block).
 */
export function listSplices(list: YAMLSeq, wanted: readonly string[], text: string, eol: string): Splice[] | undefined {
  const items = list.items as Scalar[];
  const values = items.map((item) => (typeof item.value === 'string' ? item.value : String(item.source ?? item.value)));
  let same = 0;
  while (same < Math.min(values.length, wanted.length) && values[same] === wanted[same]) same++;
  let tail = 0;
  while (tail < Math.min(values.length, wanted.length) - same && values[values.length - 1 - tail] === wanted[wanted.length - 1 - tail])
    tail++;
  const ranges = items.map((item): Range => [item.range![0], item.range![1]]);
  const [gone, news] = [items.length - same - tail, wanted.slice(same, wanted.length - tail)];
  if (items.length === 0 || wanted.length === 0) return undefined;
  const inPlace = Math.min(gone, news.length);
  const splices = news.slice(0, inPlace).map((value, k): Splice => {
    const [start, end] = ranges[same + k];
    return { start, end, text: scalar(value, (items[same + k].type ?? 'PLAIN') as Style, list.flow) };
  });
  const from = same + inPlace;
  if (list.flow) return [...splices, ...flowRest(ranges, from, gone - inPlace, news.slice(inPlace))];
  const rest = blockRest(ranges, from, gone - inPlace, news.slice(inPlace), text, eol);
  return rest && [...splices, ...rest];
}

function flowRest(ranges: readonly Range[], from: number, gone: number, news: readonly string[]): Splice[] {
  if (gone > 0) {
    const [start, end] = from > 0 ? [ranges[from - 1][1], ranges[from + gone - 1][1]] : [ranges[0][0], ranges[gone][0]];
    return [{ start, end, text: '' }];
  }
  if (news.length === 0) return [];
  const words = news.map((value) => scalar(value, 'PLAIN', true)).join(', ');
  if (from > 0) return [{ start: ranges[from - 1][1], end: ranges[from - 1][1], text: `, ${words}` }];
  return [{ start: ranges[0][0], end: ranges[0][0], text: `${words}, ` }];
}

/** Items of a block stand on lines of their own, each behind a dash. */
function blockRest(
  ranges: readonly Range[],
  from: number,
  gone: number,
  news: readonly string[],
  text: string,
  eol: string,
): Splice[] | undefined {
  const starts = ranges.map(([start]) => lineStart(text, start));
  const prefixes = ranges.map(([start], k) => text.slice(starts[k], start));
  if (prefixes.some((prefix) => !/^[ \t]*-[ \t]+$/.test(prefix))) return undefined;
  const behind = (k: number): number => {
    const end = lineEnd(text, ranges[k][1]);
    return text.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, text.length);
  };
  if (gone > 0) return [{ start: starts[from], end: behind(from + gone - 1), text: '' }];
  if (news.length === 0) return [];
  const lines = news.map((value) => `${prefixes[0]}${scalar(value)}${eol}`).join('');
  const at = from > 0 ? behind(from - 1) : starts[0];
  const joint = at > 0 && text[at - 1] !== '\n' ? eol : '';
  return [{ start: at, end: at, text: joint + lines }];
}

/** Takes one of several parts that commas divide out, with one comma. */
export function commaRemoval(ranges: readonly Range[], k: number): Splice {
  if (k > 0) return { start: ranges[k - 1][1], end: ranges[k][1], text: '' };
  if (ranges.length > 1) return { start: ranges[0][0], end: ranges[1][0], text: '' };
  return { start: ranges[0][0], end: ranges[0][1], text: '' };
}
