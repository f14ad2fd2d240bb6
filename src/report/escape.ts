/** Characters that act on a terminal or hide in a text: shown as a replacement sign instead of doing anything. */
const ACTING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const UNSEEN = /[\u200b-\u200d\u2060\ufeff]|[\u{e0000}-\u{e007f}]/gu;

/** Text from outside for a terminal: escape sequences can't act, bidirectional controls can't reorder, one line. */
export function forTerminal(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text
    .replace(/\r?\n|[\u2028\u2029\u0085]/g, ' ')
    .replace(ACTING, '\ufffd')
    .replace(UNSEEN, '')
    .replace(/\t/g, ' ');
}

/** Text from outside inside Markdown: no mark, link, HTML, table cell, heading or front matter can come of it. */
export function forMarkdown(text: string): string {
  const flat = forTerminal(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/([\\`*_{}[\]()#|~!])/g, '\\$1')
    // A scheme or a host would be made a link by itself.
    .replace(/\b(https?|ftp|mailto|javascript|data):/gi, '$1&#58;')
    .replace(/\bwww\./gi, 'www&#46;')
    .replace(/@/g, '&#64;');
  return flat.replace(/^(\s*)([-+=]|\d+[.)])/, '$1\\$2');
}

/** Text from outside inside HTML text or a quoted attribute. */
export function forHtml(text: string): string {
  return forTerminal(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** A cell of a CSV that a spreadsheet may open: text that begins like a formula gets an apostrophe; plain numbers stay numbers. */
export function forSpreadsheet(text: string): string {
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^-?\d+(?:\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
