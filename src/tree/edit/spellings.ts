/** Punctuation that Markdown may read as a mark. */
const ANY = /[\\`*_[\]<>&!~|#$]/g;

/** The same, but only where it is likely to be one; what is left is prose that people can still read. */
const LIKELY = /\\(?=[!-/:-@[-`{-~]|$)|[`*[\]<~|]|&(?=#?\w+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/** What means something at the beginning of a line: headings, quotes, lists, rules, fences, underlines. */
const LINE_START = /^(?:[-+=:>#](?=.|$)|(\d{1,9})([.)]))/;

/** `\n` line ends, no blanks around lines or the whole, at most one empty line in a row. */
export function tidied(value: string): string {
  return value
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Ways to write one line of text so that Markdown reads the same text, the plainest first. */
function spellings(line: string): string[] {
  const atStart = (text: string): string =>
    text.replace(LINE_START, (mark, number: string | undefined, dot: string) => (number === undefined ? `\\${mark}` : `${number}\\${dot}`));
  return [line, atStart(line.replace(LIKELY, '\\$&')), atStart(line.replace(ANY, '\\$&')), entities(line)];
}

/** The last resort: every mark and what begins a link by itself as a character reference. */
function entities(line: string): string {
  return line.replace(/[^\p{L}\p{N} ]/gu, (mark) => `&#${mark.codePointAt(0)};`);
}

/** Ways to write text with line ends into one line, as a cell or a heading has it. */
export function oneLine(value: string): string[] {
  const forms = tidied(value).split('\n').map(spellings);
  return [0, 1, 2, 3].map((form) => forms.map((all) => all[form]).join('&#10;'));
}

/** Ways to write text as lines of a paragraph; an empty line parts two paragraphs. */
export function lines(value: string, eol: string, indent = ''): string[] {
  const forms = tidied(value).split('\n').map(spellings);
  return [0, 1, 2, 3].map((form) => forms.map((all, k) => (k > 0 && all[form] !== '' ? indent : '') + all[form]).join(eol));
}
