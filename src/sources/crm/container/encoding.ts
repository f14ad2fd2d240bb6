import type { Problem } from '../../../core/problem.ts';
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
