/** What a file is by its content, whatever its name says. */
export type ContainerKind =
  | 'empty'
  | 'utf8'
  | 'utf16le'
  | 'utf16be'
  | 'windows1252'
  | 'zip'
  | 'ole'
  | 'gzip'
  | 'html'
  | 'json'
  | 'pdf'
  | 'binary';

/** Recognises a container from its first bytes (at least 4 KB where there are as many; more make the guess at UTF-8 surer). */
export function recognise(head: Uint8Array): ContainerKind {
  if (head.length === 0) return 'empty';
  const starts = (...bytes: number[]): boolean => bytes.every((byte, i) => head[i] === byte);
  if (starts(0x50, 0x4b, 3, 4) || starts(0x50, 0x4b, 5, 6)) return 'zip';
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) return 'ole';
  if (starts(0x1f, 0x8b)) return 'gzip';
  if (starts(0x25, 0x50, 0x44, 0x46)) return 'pdf';
  if (starts(0xff, 0xfe)) return 'utf16le';
  if (starts(0xfe, 0xff)) return 'utf16be';
  const nul = nulShare(head);
  if (nul.odd > 0.3 && nul.even < 0.05) return 'utf16le';
  if (nul.even > 0.3 && nul.odd < 0.05) return 'utf16be';
  if (nul.even + nul.odd > 0.02 || controlShare(head) > 0.02) return 'binary';
  const text = new TextDecoder('latin1').decode(head.subarray(0, 1024)).trimStart();
  if (/^(?:\u00ef\u00bb\u00bf)?\s*(?:<!doctype html|<html|<table|<\?xml)/i.test(text)) return 'html';
  if (/^(?:\u00ef\u00bb\u00bf)?\s*(?:\{\s*"|\[\s*[{[])/.test(text)) return 'json';
  return isUtf8(head) ? 'utf8' : 'windows1252';
}

function nulShare(head: Uint8Array): { even: number; odd: number } {
  const n = Math.min(head.length, 4096);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < n; i++) if (head[i] === 0) i % 2 === 0 ? even++ : odd++;
  return { even: even / (n / 2), odd: odd / (n / 2) };
}

function controlShare(head: Uint8Array): number {
  const n = Math.min(head.length, 4096);
  let controls = 0;
  for (let i = 0; i < n; i++) if (head[i] < 32 && head[i] !== 9 && head[i] !== 10 && head[i] !== 13) controls++;
  return controls / n;
}

/** Valid UTF-8, a cut-off character at the very end forgiven. */
function isUtf8(head: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
