import { readFrontMatter } from '../../tree/front-matter.ts';
import { headingsAtMargin } from '../../tree/headings.ts';
import { decodedLog } from './log-file.ts';
import { idEndsIn, LogOutline } from './log-scan.ts';

/** A stretch of a log, read without the rest of it. */
export interface LogStretch {
  readonly outline: LogOutline;
  /** Length of the mark that it begins with. */
  readonly bomBytes: number;
  /** The byte of its text that an offset means. */
  byteAt(offset: number): number;
}

/**
 * Reads a stretch of a log. `first`: the log begins with it. `above`: in which part it begins (`IN_NO_PART`). Undefined where it means what it
 * means only together with the rest: then the log must be read as a whole.
 */
export function stretchOfLog(bytes: Buffer, first: boolean, above: number): LogStretch | undefined {
  const whole = decodedLog(bytes);
  if (whole === undefined) return undefined;
  const bom = first && whole.startsWith('\ufeff') ? 1 : 0;
  const text = whole.slice(bom);
  if (text.includes('\r') && /\r(?!\n)/.test(text)) return undefined;
  const from = first ? readFrontMatter(text, '').end : 0;
  // What closes it may stand further below, or it may be a rule: that takes all of the text.
  if (first && from === 0 && text.startsWith('---')) return undefined;
  const places = headingsAtMargin(text, from);
  if (places === undefined) return undefined;
  const plain = bytes.length === whole.length;
  return {
    outline: new LogOutline(text, from, places, idEndsIn(text, places), above),
    bomBytes: bom === 0 ? 0 : Buffer.byteLength('\ufeff'),
    byteAt: (offset) => (plain ? offset : Buffer.byteLength(text.slice(0, offset))),
  };
}
