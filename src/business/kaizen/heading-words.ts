import type { LogPart } from './log-scan.ts';

const PARTS: readonly (readonly [LogPart, RegExp])[] = [
  ['candidates', /^(?:experiment (?:candidates?|ideas?)|candidates?|(?:(?:experiment|versuchs?)[ -]?)?(?:kandidaten|ideen))(?![\p{L}])/u],
  ['active', /^(?:active|running|aktive?|laufende?)(?![\p{L}])/u],
  ['completed', /^(?:completed|finished|abgeschlossene?|beendete?)(?![\p{L}])/u],
  ['dropped', /^(?:dropped|verworfene?|abgebrochene?)(?![\p{L}])/u],
];

/** Which part of the log a heading opens, in English or German. */
export function partNamed(title: string): LogPart {
  if (title.length > 200) return 'other';
  const key = title.toLowerCase().replace(/^[\s\d.)*_—-]+/u, '');
  return PARTS.find(([, pattern]) => pattern.test(key))?.[0] ?? 'other';
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' };

/** Text of a line without the marks of Markdown: escapes, character references, emphasis, code marks, the brackets of links. */
export function plainInline(raw: string): string {
  if (!/[\\&*_`~<]|\]\(/.test(raw)) return raw;
  let out = '';
  // Escapes first come out as they are; marks count only outside them.
  for (const piece of raw.split(/(\\[!-/:-@[-`{-~]|&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|\w{2,31});)/)) {
    if (/^\\[!-/:-@[-`{-~]$/.test(piece)) out += piece[1];
    else if (/^&[#\w]+;$/.test(piece)) out += reference(piece);
    else
      out += piece
        .replace(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
        .replace(/`+|\*\*|~~/g, '')
        .replace(/(?<![\p{L}\p{N}])[*_](?=\S)|(?<=\S)[*_](?![\p{L}\p{N}])/gu, '');
  }
  return out;
}

function reference(piece: string): string {
  const body = piece.slice(1, -1);
  if (body[0] !== '#') return NAMED[body] ?? piece;
  const code = /^#[xX]/.test(body) ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1));
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '\ufffd';
}
