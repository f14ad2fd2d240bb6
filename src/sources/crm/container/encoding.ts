import { isAscii } from 'node:buffer';
import type { Problem } from '../../../core/problem.ts';
import { counted } from '../../../core/text.ts';
import type { ByteSource } from './bytes.ts';

/** Whether bytes that are no valid UTF-8 look like Windows-1252: more of what is not ASCII is broken as UTF-8 than whole. */
export function isWindows1252(source: ByteSource): boolean {
  const decoder = new TextDecoder('utf-8');
  const part = new Uint8Array(1 << 18);
  let broken = 0;
  let whole = 0;
  for (let at = 0; ; ) {
    const n = source.read(part, at);
    const text = decoder.decode(part.subarray(0, n), { stream: n > 0 });
    for (const [run] of text.matchAll(/[^\u0000-\u007f]+/g)) for (const sign of run) sign === '\ufffd' ? broken++ : whole++;
    if (n === 0) return broken > whole;
    at += n;
  }
}

/** A UTF-8 text has a few bytes in it that are none. */
export function damagedText(file: string): Problem {
  return {
    code: 'encoding-damaged',
    level: 'warning',
    message: {
      en: 'Some characters are damaged (not valid UTF-8); they are shown as \ufffd.',
      de: 'Einige Zeichen sind beschädigt (kein gültiges UTF-8); sie erscheinen als \ufffd.',
    },
    place: { file },
    remedy: {
      en: 'Export again as UTF-8, without a detour through another program.',
      de: 'Exportiere erneut als UTF-8, ohne Umweg über ein anderes Programm.',
    },
  };
}

/** Upper half of Mac OS Roman, 0x80 to 0xBF, as the characters that a UTF-8 byte there becomes. */
const MAC_ROMAN = 'ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø';
/** The same half of Windows-1252. */
const WINDOWS = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\u0080-\u00bf';

/**
 * Letters that were UTF-8 and were read as Mac OS Roman (`√º` for ü, `‚Äô` for ’) or as Windows-1252 (`Ã¼`, `â€™`), and letters that were
 * Mac OS Roman and were read as Windows-1252 (`Ÿ` for ü, `§` for ß, inside a word).
 */
const BENT = new RegExp(`√[${MAC_ROMAN}]|‚Ä[${MAC_ROMAN}]|[ÃÂ][${WINDOWS}]|â€[${WINDOWS}]|(?<=\\p{L})[Ÿ§](?=\\p{Ll})`, 'gu');

/** What each of them begins with: looked for in bytes, so that text without any is not decoded. */
const BENT_BEGINS = ['√', '‚Ä', 'Ã', 'Â', 'â€', 'Ÿ', '§'].map((sign) => Buffer.from(sign));

/** Letters that were bent before the file was written. */
export interface BentLetters {
  readonly count: number;
  /** The first of them with what stands around it in its cell. */
  readonly example: string;
}

/** Finds letters in valid UTF-8 that some program read in a wrong encoding and wrote down so (ATTACKS C14); undefined where there are none. */
export function bentLetters(bytes: Uint8Array): BentLetters | undefined {
  if (isAscii(bytes)) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!BENT_BEGINS.some((sign) => buffer.includes(sign))) return undefined;
  const text = buffer.toString('utf8');
  const found = [...text.matchAll(BENT)];
  if (found.length === 0) return undefined;
  const { index } = found[0];
  const before = /[^,;\t|"\r\n]*$/.exec(text.slice(Math.max(0, index - 20), index))?.[0] ?? '';
  const behind = /^[^,;\t|"\r\n]*/.exec(text.slice(index, index + 20))?.[0] ?? '';
  return { count: found.length, example: before + behind };
}

/** The names in an export were damaged before it was written; they stay as they are. */
export function bentText({ count, example }: BentLetters, file: string): Problem {
  const letters = counted(count, 'letter was', 'letters were', 'Buchstabe wurde', 'Buchstaben wurden');
  return {
    code: 'text-bent',
    level: 'warning',
    message: {
      en: `${letters.en} damaged before the file was written, and ${count === 1 ? 'is' : 'are'} kept so: "${example}".`,
      de: `${letters.de} schon vor dem Export beschädigt und ${count === 1 ? 'bleibt' : 'bleiben'} so: „${example}“.`,
    },
    place: { file },
    count,
    remedy: {
      en: 'Correct these names in the CRM: they were imported there in a wrong encoding.',
      de: 'Berichtige diese Namen im CRM: Sie kamen mit falscher Kodierung hinein.',
    },
  };
}
