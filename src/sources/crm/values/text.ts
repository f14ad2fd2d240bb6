/** Characters that change what a reader sees without being seen: zero-width, bidirectional controls, tags, soft hyphen, BOM. */
const UNSEEN = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/gu;

/** A cell for comparing and reading: NFKC, unseen characters out, every kind of blank a plain one, trimmed. The data itself stays as it is. */
export function cleanCell(text: string): string {
  // Nearly every cell is plain ASCII: say so cheaply.
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text)) return text;
  return text
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .replace(/[\s\u0085]+/g, ' ')
    .trim();
}

/** Words that people and programs write where a value is not known; the cell counts as empty. */
export function isWrittenNone(cleaned: string): boolean {
  return cleaned === '' || /^(?:-+|[–—]+|n\.?\s?\/?\s?a\.?|none|null|nil|tbd|tbc|unknown|unbekannt|k\.?\s?a\.?|keine)$/i.test(cleaned);
}

/** A header or name for looking up: cleaned, lower case, underscores and dashes as blanks, a trailing ` (…)` taken off. */
export function headerKey(text: string): string {
  return cleanCell(text)
    .toLowerCase()
    .replace(/\s*\([^()]*\)\s*$/, '')
    .replace(/[_\s-]+/g, ' ')
    .replace(/[:*]+$/, '')
    .trim();
}

/** True where a spreadsheet turned a long id into a number and cut its digits: `5.805E+18`. Such an id names nothing any more. */
export function isRuinedId(text: string): boolean {
  return /^\s*\d(?:[.,]\d+)?e\+?\d{1,3}\s*$/i.test(text);
}
