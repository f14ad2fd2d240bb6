import { readFrontMatter } from '../../tree/front-matter.ts';
import { headingsAtMargin } from '../../tree/headings.ts';
import { idEndsIn, LogOutline } from './log-scan.ts';
import { BOM, decodedLog } from './log-text.ts';

/** A stretch of a log, read without the rest of it. */
export interface LogStretch {
  readonly outline: LogOutline;
  /** Length of the mark that it begins with. */
  readonly bomBytes: number;
  /** How many bytes the text between two offsets has. */
  bytesBetween(start: number, end: number): number;
}

/**
 * Reads a stretch of a log. `first`: the log begins with it. `above`: in which part it begins (`IN_NO_PART`). Undefined where it means what it
 * means only together with the rest: then the log must be read as a whole.
 */
export function stretchOfLog(bytes: Buffer, first: boolean, above: number): LogStretch | undefined {
  const whole = decodedLog(bytes);
  if (whole === undefined) return undefined;
  const bom = first && whole.startsWith(BOM) ? BOM : '';
  const text = whole.slice(bom.length);
  if (text.includes('\r') && /\r(?!\n)/.test(text)) return undefined;
  const from = first ? readFrontMatter(text, '').end : 0;
  // What closes it may stand further below, or it may be a rule: that takes all of the text.
  if (first && from === 0 && text.startsWith('---')) return undefined;
  const places = headingsAtMargin(text, from);
  if (places === undefined) return undefined;
  const plain = bytes.length === whole.length;
  return {
    outline: new LogOutline(text, from, places, idEndsIn(text, places), above),
    bomBytes: Buffer.byteLength(bom),
    bytesBetween: (start, end) => (plain ? end - start : Buffer.byteLength(text.slice(start, end))),
  };
}
