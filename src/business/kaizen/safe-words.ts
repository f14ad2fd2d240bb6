/** What means something at the beginning of a line: headings, quotes, rules, fences, underlines, tables, raw code, definitions. */
const LINE_START = /^(?:[-+*_](?![\p{L}\p{N}])|#(?![\p{L}\p{N}])|=+(?= *$)|:(?=-)|[>|]|~(?=~)|(\d{1,9})([.)])(?= |$))/u;

/** Words in one line in which no mark of Markdown stands: most that people say. What looks closer takes V8 milliseconds to make ready. */
const MEANS_NOTHING = /^[A-Za-z][\w"#$%'()+,./:;=?@^{|}-]*(?: [\w"#$%'()+,./:;=?@^{|}-]+)*$/;

/** A list item that people may write: its mark stays, what stands behind it is a line of its own. */
const ITEM = /^((?:-|\d{1,2}[.)]) )(\S.*)$/;

/**
 * Text from outside as Markdown paragraphs that show the same text and can't open or close anything around them: no heading, fence,
 * HTML, table, label, link or rule comes of it. Lists at the left margin (`- `, `1. `) and code words between single backticks stay
 * what they are. Line ends become `\n`; blanks around lines, control characters and more than one empty line in a row go.
 */
export function blockWords(text: string): string {
  if (MEANS_NOTHING.test(text)) return text;
  const lines = cleaned(text).split('\n');
  const out: string[] = [];
  for (const line of lines.map((one) => one.trim())) {
    const item = ITEM.exec(line);
    // Words below an item would be read as going on with it.
    if (item === null && line !== '' && ITEM.test(out[out.length - 1] ?? '')) out.push('');
    out.push(item ? item[1] + atStart(inlineWords(item[2])) : atStart(inlineWords(line)));
  }
  return out
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The same in one line, for headings and the values beside a label. */
export function lineWords(text: string): string {
  if (MEANS_NOTHING.test(text)) return text;
  return atStart(inlineWords(plainLine(text)));
}

/** Text in one line without control characters, as people read it. */
export function plainLine(text: string): string {
  // Most titles: there is nothing to take out.
  if (/^[!-~]+(?: [!-~]+)*$/.test(text)) return text;
  return cleaned(text).replace(/\s+/g, ' ').trim();
}

/** What a person sees of text that `blockWords` or `lineWords` wrote: the escapes undone, the rest as it is. */
export function readableWords(markdown: string): string {
  if (!markdown.includes('\\')) return markdown;
  return markdown
    .split(/((?<![`\\])`[^`\n]+`(?!`))/)
    .map((piece, k) => (k % 2 === 1 ? piece : piece.replace(/\\([!-/:-@[-`{-~])/g, '$1')))
    .join('');
}

/** What opens or ends something at the beginning of a line, or is a label there: it must not come where it means something else. */
const OPENS = /^[ \t]*(?:#|>|\||=+[ \t]*$|(?:-[ \t]*){3,}$|`{3}|~{3}|\[[^\]]*\]:|\*\*[^*\n]+(?::\*\*|\*\*[ \t]*(?::|\(|$)))/m;

/**
 * Markdown that stands in a document already, for another place in it: links, emphasis and lists stay what they are. Where it has marks that
 * could open or close something around them, they are taken for words, as in `blockWords`.
 */
export function carriedWords(markdown: string): string {
  const ticks = markdown.match(/`/g)?.length ?? 0;
  if (ticks % 2 === 0 && !/[<\r]/.test(markdown) && !OPENS.test(markdown)) return markdown.trim();
  return blockWords(readableWords(markdown));
}

function cleaned(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
    .replace(/[\t\u00a0]/g, ' ')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, '');
}

/** Marks inside of a line: raw HTML, links, images, references, bold labels, entities, struck-out words, stray backticks. */
function inlineWords(line: string): string {
  return line
    .split(/((?<![`\\])`[^`\\<\n]+`(?!`))/)
    .map((piece, k) =>
      k % 2 === 1
        ? piece
        : piece
            .replace(/\\(?=[!-/:-@[-`{-~]|$)/g, '\\\\')
            .replace(/[`<]|\*(?=\*)|(?<=\*)\*|~(?=~)|(?<=~)~|!(?=\[)|\[(?=\^)|\](?=[(:])/g, '\\$&')
            .replace(/&(?=#?\w+;)/g, '\\&'),
    )
    .join('');
}

function atStart(line: string): string {
  return line.replace(LINE_START, (mark, number: string | undefined, dot: string) =>
    number === undefined ? `\\${mark}` : `${number}\\${dot}`,
  );
}
