import { type LogOutline, scanLog } from './log-scan.ts';

/** The highest number that entries of a log have; 0: none. */
export function highestIn(text: string, prefix: string): number {
  if (!text.includes(`[${prefix}-`)) return 0;
  return highestOf(scanLog(text), prefix);
}

/** The highest number that entries of a log with a prefix have; 0: none. */
export function highestOf(outline: LogOutline, prefix: string): number {
  const { text, entryHeads, idEnds } = outline;
  const opening = `${prefix}-`;
  let highest = 0;
  let digits = 1;
  // From the end, where the highest mostly stands: a number with fewer digits than it has is looked at no closer.
  for (let n = entryHeads.length - 1; n >= 0; n--) {
    const end = idEnds[entryHeads[n]] - 1;
    const code = text.charCodeAt(end - digits);
    if (end > 0 && (code < ZERO || code > NINE)) continue;
    const id = outline.idAt(entryHeads[n]) ?? '';
    const number = id.startsWith(opening) ? Number(id.slice(opening.length)) : Number.NaN;
    if (!(number > highest && Number.isSafeInteger(number))) continue;
    highest = number;
    digits = String(number).length;
  }
  return highest;
}

/** The highest number that begins an item of a list or a cell of a table; 0: none. */
export function highestListed(text: string, prefix: string): number {
  if (!text.includes(`${prefix}-`)) return 0;
  const listed = new RegExp(`(?:^[ \\t]*(?:[-*+]|\\d+[.)])[ \\t]+|\\|[ \\t]*)[*_\`[]*${prefix}-(\\d{1,9})(?!\\d)`, 'gm');
  return Math.max(0, ...Array.from(text.matchAll(listed), (m) => Number(m[1])));
}

const [ZERO, NINE] = [48, 57];
